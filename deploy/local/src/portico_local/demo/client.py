"""People at the edge: a browser's cookies and headers, without the browser."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import uuid4

import httpx2

T = TypeVar("T")

_TIMEOUT_SECONDS = 30.0
_WAIT_SECONDS = 90.0


class RefusedError(Exception):
    """The edge said no; carries the problem document."""

    def __init__(self, what: str, status: int, problem: Mapping[str, Any]) -> None:
        super().__init__(f"{what}: {status} {problem.get('code', '')} {problem.get('detail', '')}")
        self.status = status
        self.problem = problem


class TooLateError(Exception):
    """What should have come did not come in time."""

    def __init__(self, what: str, seconds: float, last: object) -> None:
        super().__init__(f"{what} did not come within {seconds:.0f} s; last seen: {last}")


@dataclass(slots=True, kw_only=True)
class PortalClient:
    """Somebody at an agency's site, signed in or not."""

    client: httpx2.AsyncClient
    portal: str
    name: str = ""
    person: dict[str, Any] = field(default_factory=dict[str, Any])

    async def call(
        self,
        method: str,
        path: str,
        *,
        json: object = None,
        content: bytes | None = None,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx2.Response:
        """The answer, whatever its status."""
        return await self.client.request(
            method, path, json=json, content=content, params=params, headers=dict(headers or {})
        )

    async def get(self, path: str, **params: Any) -> Any:
        """The JSON of a view. Raises RefusedError."""
        return self._json(await self.call("GET", path, params=params or None), path)

    async def post(
        self,
        path: str,
        json: object = None,
        *,
        once: bool = False,
        **params: Any,
    ) -> Any:
        """Carry out a command; `once` sends an Idempotency-Key. Raises RefusedError."""
        headers = {"Idempotency-Key": str(uuid4())} if once else None
        answer = await self.call("POST", path, json=json, params=params or None, headers=headers)
        return self._json(answer, path)

    async def put(self, path: str, json: object) -> Any:
        """Set something. Raises RefusedError."""
        return self._json(await self.call("PUT", path, json=json), path)

    async def all(self, path: str, **params: Any) -> list[dict[str, Any]]:
        """Every row of a list, page by page."""
        rows: list[dict[str, Any]] = []
        cursor: str | None = None
        for _ in range(10_000):
            page = await self.get(
                path, limit=200, **params, **({"cursor": cursor} if cursor else {})
            )
            rows += page["items"]
            cursor = page.get("next_cursor")
            if cursor is None:
                return rows
        raise TooLateError(f"the end of {path}", 0, len(rows))

    @staticmethod
    def _json(answer: httpx2.Response, what: str) -> Any:
        if answer.status_code == 204 or not answer.content:
            return None
        try:
            body = answer.json()
        except ValueError:
            body = {"detail": answer.text[:200]}
        if not answer.is_success:
            raise RefusedError(what, answer.status_code, body)
        return body


@asynccontextmanager
async def open_client(edge_url: str, host: str, portal: str) -> AsyncGenerator[PortalClient]:
    """Somebody new at the site `host`. The name need not resolve: the edge reads the header."""
    async with httpx2.AsyncClient(
        base_url=edge_url,
        timeout=_TIMEOUT_SECONDS,
        headers={
            "Host": host,
            "Origin": f"http://{host}",
            "X-Portico": "1",
            "X-Portico-Portal": portal,
        },
    ) as client:
        yield PortalClient(client=client, portal=portal)


async def until(
    ask: Callable[[], Awaitable[T]],
    enough: Callable[[T], object],
    *,
    what: str,
    within_seconds: float = _WAIT_SECONDS,
    every_seconds: float = 0.05,
) -> T:
    """Ask until it is enough. Raises TooLateError. A 404 or 5xx on the way counts as not yet."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + within_seconds
    last: object = None
    while True:
        try:
            answer = await ask()
            if enough(answer):
                return answer
            last = str(answer)[:300]
        except RefusedError as error:
            if error.status not in {404, 409, 422} and error.status < 500:
                raise
            last = error
        if loop.time() > deadline:
            raise TooLateError(what, within_seconds, last)
        await asyncio.sleep(every_seconds)
