"""Speaking to providers over HTTP: bounded in size and time, and nothing is followed."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import httpx2

from identity.providers.model import ProviderAwayError, is_issuer

T = TypeVar("T")
V = TypeVar("V")

MAX_ANSWER_BYTES = 512 * 1024
DEADLINE_SECONDS = 4.0
# Who asks right after a failure is told of that one, rather than queue up to wait in turn.
FAILURE_KEPT_SECONDS = 2.0


class ProviderResponseError(Exception):
    """The provider answered with a status of 400 to 499; `document` is what it said."""

    def __init__(self, status: int, document: Mapping[str, Any]) -> None:
        super().__init__(f"{status}: {document.get('error')}")
        self.status = status
        self.document = document


class ProviderHttpClient:
    """The one HTTP client for providers."""

    def __init__(self, client: httpx2.AsyncClient) -> None:
        self._client = client

    async def get(self, url: str) -> Mapping[str, Any]:
        """A JSON object. Raises ProviderAwayError."""
        try:
            return await self._json("GET", url)
        except ProviderResponseError as error:
            raise ProviderAwayError(f"{_host(url)} answered {error.status}") from error

    async def post(self, url: str, headers: Mapping[str, str], body: str) -> Mapping[str, Any]:
        """A JSON object, for a form. Raises ProviderAwayError or ProviderResponseError."""
        return await self._json("POST", url, headers=dict(headers), content=body.encode())

    async def _json(self, method: str, url: str, **request: Any) -> Mapping[str, Any]:
        if not is_issuer(url.partition("?")[0]):
            raise ProviderAwayError(f"{_host(url)} is not asked without TLS")
        try:
            async with asyncio.timeout(DEADLINE_SECONDS):
                status, content = await self._exchange(method, url, **request)
        except (TimeoutError, httpx2.HTTPError) as error:
            raise ProviderAwayError(f"{_host(url)}: {type(error).__name__}") from error
        document = _object(content)
        if 400 <= status < 500:
            raise ProviderResponseError(status, document or {})
        if status != 200 or document is None:
            raise ProviderAwayError(f"{_host(url)} answered {status}, which says nothing")
        return document

    async def _exchange(self, method: str, url: str, **request: Any) -> tuple[int, bytes]:
        content = bytearray()
        async with self._client.stream(method, url, **request) as answer:
            async for chunk in answer.aiter_bytes():
                content += chunk
                if len(content) > MAX_ANSWER_BYTES:
                    raise ProviderAwayError(f"{_host(url)} answered too much")
            return answer.status_code, bytes(content)


def _object(content: bytes) -> Mapping[str, Any] | None:
    try:
        found = httpx2.Response(200, content=content).json()
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _host(url: str) -> str:
    return url.partition("://")[2].partition("/")[0][:100]


@dataclass(slots=True)
class _CacheEntry(Generic[T]):
    value: T
    asked_at: float


class TtlCache(Generic[T]):
    """Answers that seldom change: at most `capacity`, each asked for once at a time.

    One older than `fresh_seconds` is asked for again; if that fails it is good until it is older
    than `stale_seconds`.
    """

    def __init__(
        self,
        *,
        fresh_seconds: float,
        stale_seconds: float,
        capacity: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fresh_seconds = fresh_seconds
        self._stale_seconds = stale_seconds
        self._capacity = capacity
        self._clock = clock
        self._kept: OrderedDict[str, _CacheEntry[T]] = OrderedDict()
        self._failed: OrderedDict[str, _CacheEntry[ProviderAwayError]] = OrderedDict()
        self._locks: OrderedDict[str, asyncio.Lock] = OrderedDict()

    async def get(
        self, key: str, ask: Callable[[], Awaitable[T]], *, newer_than_seconds: float | None = None
    ) -> T:
        """The answer. `newer_than_seconds`: one that is older is not good enough."""
        wanted = self._fresh_seconds if newer_than_seconds is None else newer_than_seconds
        async with self._lock(key):
            kept = self._kept.get(key)
            age = float("inf") if kept is None else self._clock() - kept.asked_at
            if kept is not None and age < wanted:
                return kept.value
            try:
                value = await self._ask(key, ask)
            except ProviderAwayError:
                if kept is not None and age < self._stale_seconds:
                    return kept.value
                raise
            self._keep(self._kept, key, value)
            return value

    async def _ask(self, key: str, ask: Callable[[], Awaitable[T]]) -> T:
        failed = self._failed.get(key)
        if failed is not None and self._clock() - failed.asked_at < FAILURE_KEPT_SECONDS:
            raise ProviderAwayError(failed.value.detail)
        try:
            return await ask()
        except ProviderAwayError as error:
            self._keep(self._failed, key, error)
            raise

    def _keep(self, where: "OrderedDict[str, _CacheEntry[V]]", key: str, value: V) -> None:
        where[key] = _CacheEntry(value, self._clock())
        where.move_to_end(key)
        while len(where) > self._capacity:
            where.popitem(last=False)

    def _lock(self, key: str) -> asyncio.Lock:
        lock = self._locks.setdefault(key, asyncio.Lock())
        self._locks.move_to_end(key)
        while len(self._locks) > 2 * self._capacity:
            self._locks.popitem(last=False)
        return lock
