"""Strangers of one network guess passwords at the edge; who has signed in there before gets in."""

from contextlib import AsyncExitStack

import httpx2
import pytest

from portico_local.demo.agency import PASSWORD, DemoAgency, newcomer
from portico_local.demo.client import PortalClient
from portico_local.stack import Stack

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(240),
    pytest.mark.requirement("X7"),
]

STRANGERS = 100
# Longer than what is asked meanwhile takes, on a slow machine too.
WAIT_SECONDS = 8


async def test_a_known_browser_is_let_in_while_its_network_is_throttled(
    stack: Stack, demo_agency: DemoAgency
) -> None:
    [(email, known)] = demo_agency.contractors.items()
    async with AsyncExitStack() as closing:
        unknown = await newcomer(stack, closing, demo_agency.plan, "contractor")
        await known.post("/api/session/logout", {"portal": "contractor"})
        await _strangers_guess(unknown)
        refused = await _log_in(unknown, email, PASSWORD)
        assert refused.status_code == 429
        assert (await _log_in(known, email, PASSWORD)).status_code == 200
        assert (await known.call("GET", "/api/contractor/dashboard")).status_code == 200
        # A wrong one is just wrong there: it counts for this browser alone.
        assert (await _log_in(known, email, "guess")).status_code == 401
        assert (await _log_in(known, email, PASSWORD)).status_code == 200
        # Of another account the same browser knows nothing.
        assert (await _log_in(known, "somebody@else.example", "guess")).status_code == 429
        assert (await _log_in(unknown, email, PASSWORD)).status_code == 429


async def _strangers_guess(unknown: PortalClient) -> None:
    """A hundred guesses at many accounts from here, and more until the network has to wait."""
    wrong = 0
    for n in range(100_000):
        answer = await _log_in(unknown, f"somebody-{n}@else.example", "guess")
        if answer.status_code == 429 and int(answer.headers["Retry-After"]) >= WAIT_SECONDS:
            break
        wrong += answer.status_code == 401
    assert wrong >= STRANGERS


async def _log_in(guest: PortalClient, email: str, password: str) -> httpx2.Response:
    body = {"portal": "contractor", "email": email, "password": password}
    return await guest.call("POST", "/api/session/login", json=body)
