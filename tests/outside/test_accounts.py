"""A company's account from outside: its statement on the page, as a file and on paper; disputes."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import pytest

from portico_local.demo.client import PortalClient, until
from portico_local.http import loopback_client

from .test_edge import session_of
from .world import World, leaks

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(300, func_only=True),
    pytest.mark.requirement("K16"),
]

STATEMENT = "/api/customer/statement"
# Of the company itself: what they see of it is not its account.
COLLEAGUES = (
    "a contact without projects",
    "a contact of another project",
    "a contact without permissions",
)
# They have an account of their own, and it is not this one.
OTHERS = ("a contact of another company", "a contact of another agency")


async def asked(who: PortalClient) -> list[httpx2.Response]:
    """Every way to read one's company's statement."""
    return [
        await who.call("GET", STATEMENT),
        await who.call("GET", STATEMENT, params={"from": "2026-01-01"}),
        await who.call("GET", f"{STATEMENT}.xlsx"),
    ]


@pytest.fixture(scope="module")
def printed() -> dict[str, str]:
    """The document of Northwind's statement, once it was printed."""
    return {}


async def the_document(world: World, printed: dict[str, str]) -> str:
    """Northwind's statement on paper, as its contact for the whole company has it."""
    if not printed:
        ordered = await world.contact.post(f"{STATEMENT}/document", {})
        path = f"/api/customer/documents/{ordered['document_id']}"
        await until(
            lambda: world.contact.get(path),
            lambda found: found["state"] == "rendered",
            what="the statement on paper",
        )
        printed["id"] = ordered["document_id"]
        # It is new among the documents of the agency: no attack of anybody.
        await world.changed()
    return printed["id"]


async def test_who_sees_all_of_a_company_has_its_statement_on_the_page_and_on_paper(
    world: World, printed: dict[str, str]
) -> None:
    document_id = await the_document(world, printed)
    shown = await world.contact.get(STATEMENT)
    assert shown["company_name"] == "Northwind Logistics"
    assert [one["difference"]["amount_minor"] for one in shown["currencies"]] == [0]
    workbook = await world.contact.call("GET", f"{STATEMENT}.xlsx")
    assert workbook.content[:2] == b"PK"
    for part, start in (("content", b"%PDF-"), ("preview", b"\x89PNG")):
        path = f"/api/customer/documents/{document_id}/{part}"
        answer = await world.contact.call("GET", path)
        assert answer.content.startswith(start), answer.text[:200]


@pytest.mark.parametrize("who", COLLEAGUES)
async def test_a_colleague_with_less_has_no_statement(world: World, who: str) -> None:
    intruder = world.intruders[who]
    ordered = await intruder.visitor.call("POST", f"{STATEMENT}/document", json={})
    for answer in (*await asked(intruder.visitor), ordered):
        assert answer.status_code == 403, answer.text[:200]
        assert leaks(answer, intruder.secrets) == []
    assert await world.changed() == []


@pytest.mark.parametrize("who", [*COLLEAGUES, *OTHERS])
async def test_nobody_else_has_the_paper(world: World, printed: dict[str, str], who: str) -> None:
    document_id = await the_document(world, printed)
    intruder = world.intruders[who]
    path = f"/api/customer/documents/{document_id}"
    for part in ("", "/content", "/content?download=true", "/preview"):
        answer = await intruder.visitor.call("GET", f"{path}{part}")
        assert answer.status_code in {403, 404}, answer.text[:200]
        assert leaks(answer, intruder.secrets) == []
    narrowed = {"subject_id": document_id, "kind": "statement_of_account"}
    for params in ({}, narrowed):
        answer = await intruder.visitor.call("GET", "/api/customer/documents", params=params)
        assert document_id not in answer.text
        assert answer.status_code == 403 or answer.is_success
    assert await world.changed() == []


@pytest.mark.parametrize("who", OTHERS)
async def test_whose_account_is_another_gets_that_and_nothing_of_this_one(
    world: World, who: str
) -> None:
    intruder = world.intruders[who]
    for answer in await asked(intruder.visitor):
        assert answer.is_success, answer.text[:200]
        assert leaks(answer, intruder.secrets) == []
    # Nobody names a company at the customers' portal: it is that of who is signed in.
    named = {"company_id": world.ids["company_id"]}
    for answer in (
        await intruder.visitor.call("GET", STATEMENT, params=named),
        await intruder.visitor.call("POST", f"{STATEMENT}/document", json=named),
    ):
        assert answer.status_code in {400, 422}, answer.text[:200]
    assert await world.changed() == []


@asynccontextmanager
async def payments_of(world: World, who: PortalClient, slug: str) -> AsyncGenerator[Any]:
    """Payments itself, past the edge, with the pass of somebody who is signed in."""
    async with loopback_client(30.0) as identity, loopback_client(30.0) as payments:
        identity.base_url = world.stack.addresses.api("identity")
        token = session_of(who.client, who.portal)
        answer = await identity.post(
            "/sessions/pass", json={"agency": slug, "session_token": token}
        )
        payments.base_url = world.stack.addresses.api("payments")
        payments.headers["Authorization"] = f"Bearer {answer.json()['pass']}"
        yield payments


@pytest.mark.parametrize(
    ("who", "status"),
    [
        *((one, 403) for one in COLLEAGUES),
        *((one, 404) for one in OTHERS),
        ("another contractor", 403),
        ("staff of another agency", 404),
    ],
)
async def test_payments_itself_gives_the_account_to_nobody_else(
    world: World, who: str, status: int
) -> None:
    intruder = world.intruders[who]
    path = f"/companies/{world.ids['company_id']}/statement"
    async with payments_of(world, intruder.visitor, intruder.slug) as payments:
        for answer in (
            await payments.get(path),
            await payments.get(f"{path}.xlsx", params={"language": "nb"}),
            await payments.post(f"{path}/documents", json={}),
        ):
            assert answer.status_code == status, answer.text[:200]
            assert leaks(answer, intruder.secrets) == []
    assert await world.changed() == []


@pytest.mark.parametrize("who", [*COLLEAGUES, *OTHERS])
async def test_a_dispute_is_nobody_else_s_to_see_answer_or_end(world: World, who: str) -> None:
    intruder = world.intruders[who]
    invoice = f"/api/customer/invoices/{world.ids['invoice_id']}"
    dispute = f"{invoice}/disputes/{world.ids['dispute_id']}"
    ways = (
        ("GET", f"{invoice}/disputes", None),
        ("GET", dispute, None),
        ("POST", f"{invoice}/disputes", {"lines": [1], "reason": "Mine"}),
        ("POST", f"{dispute}/messages", {"text": "Mine"}),
        ("POST", f"{dispute}/withdraw", {"version": 1}),
    )
    for method, path, body in ways:
        answer = await intruder.visitor.call(method, path, json=body)
        assert answer.status_code in {403, 404}, answer.text[:200]
        assert leaks(answer, intruder.secrets) == []
    for params in ({}, {"state": ["open", "withdrawn"]}, {"company_id": world.ids["company_id"]}):
        answer = await intruder.visitor.call("GET", "/api/customer/disputes", params=params)
        assert answer.status_code == 403 or answer.json()["items"] == [], answer.text[:200]
    assert await world.changed() == []
