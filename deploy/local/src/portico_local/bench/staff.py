"""Staff who ask a service itself, with a pass of their own: what a command costs there."""

import time
from typing import Any
from uuid import UUID

import httpx2

from chassis.ids import new_id
from contracts.access import STAFF_PERMISSIONS, Portal
from portico_local.bench import stage
from portico_local.http import loopback_client
from portico_local.ports import HOST
from portico_local.stack import Stack

_TIMEOUT_SECONDS = 300


class StaffMember:
    """Somebody of an agency who may do everything there."""

    def __init__(self, stack: Stack, service: str, agency_id: UUID) -> None:
        self._stack = stack
        self._url = f"http://{HOST}:{stack.addresses.api_ports[service]}"
        self._agency_id = agency_id
        self._person_id = new_id()

    async def ask(
        self, method: str, path: str, body: object = None, *, once: bool = True
    ) -> httpx2.Response:
        """The answer; bytes are sent as XML, all else as JSON. Raises RuntimeError if refused.

        `once`: with a key, so that it is done once however often it is asked, and its answer kept.
        """
        signed = stage.signed_pass(
            self._stack,
            agency_id=self._agency_id,
            person_id=self._person_id,
            portal=Portal.AGENCY,
            permissions=STAFF_PERMISSIONS,
        )
        headers = {"Authorization": f"Bearer {signed}"}
        if once:
            headers["Idempotency-Key"] = str(new_id())
        sent: dict[str, Any] = {}
        if isinstance(body, bytes):
            headers["Content-Type"] = "application/xml"
            sent = {"content": body}
        elif body is not None:
            sent = {"json": body}
        async with loopback_client(_TIMEOUT_SECONDS) as client:
            answer = await client.request(method, f"{self._url}{path}", headers=headers, **sent)
        if not answer.is_success:
            raise RuntimeError(f"{method} {path}: {answer.status_code} {answer.text[:300]}")
        return answer

    async def milliseconds(self, method: str, path: str, body: object = None) -> float:
        """How long it takes until what is only read is here."""
        began = time.perf_counter()
        await self.ask(method, path, body, once=False)
        return (time.perf_counter() - began) * 1_000
