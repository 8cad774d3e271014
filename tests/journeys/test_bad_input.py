"""Bad input at the door of the whole system: an error that says what, and nothing half done."""

from contextlib import AsyncExitStack
from typing import Any

import httpx2
import pytest

from portico_local.demo.agency import PASSWORD, DemoAgency, newcomer, sign_in
from portico_local.demo.client import RefusedError
from portico_local.demo.story import Story
from portico_local.demo.work import as_seen
from portico_local.stack import Stack

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240)]

HEADER = b"work_order,date,article,quantity,note\n"


async def import_csv(demo_agency: DemoAgency, content: bytes, **params: str) -> httpx2.Response:
    [guest] = demo_agency.contractors.values()
    return await guest.call(
        "POST",
        "/api/contractor/work/import",
        content=content,
        params={"mode": "good_ones", **params},
        headers={"Content-Type": "text/csv"},
    )


async def drafts(demo_agency: DemoAgency) -> list[dict[str, Any]]:
    [guest] = demo_agency.contractors.values()
    return await guest.all("/api/contractor/work", status="draft")


async def test_an_unknown_host_gets_a_404_page_and_nothing_else(stack: Stack) -> None:
    async with httpx2.AsyncClient(base_url=stack.addresses.api("edge")) as client:
        for path in ("/", "/contractor/login", "/assets/portico.css", "/health/nothing"):
            answer = await client.get(
                path, headers={"Host": "nobody.localhost", "Accept": "text/html"}
            )
            assert answer.status_code == 404
            assert "text/html" in answer.headers["content-type"]
        api = await client.get("/api/public/agency", headers={"Host": "nobody.localhost"})
        assert (api.status_code, api.headers["content-type"]) == (404, "application/problem+json")


async def test_a_used_or_invented_link_says_so_and_a_new_one_is_offered(
    stack: Stack, story: Story, demo_agency: DemoAgency
) -> None:
    email = next(iter(demo_agency.contractors))
    used = (await story.inbox.for_each({email}))[email][0]
    async with AsyncExitStack() as closing:
        guest = await newcomer(stack, closing, demo_agency.plan, "contractor")
        states = [
            (await guest.post("/api/session/links/inspect", {"token": token}))["state"]
            for token in (used.token, "made-up-by-somebody-0000000000000000")
        ]
        assert states == ["used", "unknown"]
        with pytest.raises(RefusedError) as refused:
            await guest.post(
                "/api/session/invitations/accept",
                {
                    "token": used.token,
                    "password": PASSWORD,
                    "accepted_terms": True,
                    "terms_version": "1",
                },
            )
        assert refused.value.status in {409, 422}
        # The page is the portal's, which asks what the link is good for; a GET does nothing.
        page = await guest.call("GET", f"/contractor/welcome?token={used.token}")
        assert page.status_code == 200
        inspected = await guest.post("/api/session/links/inspect", {"token": used.token})
        assert inspected["state"] == "used"
        for token in (used.token, "made-up-by-somebody-0000000000000000"):
            answer = await guest.call("POST", "/api/session/links/renew", json={"token": token})
            assert answer.status_code == 202


@pytest.mark.parametrize(
    ("content", "status", "said"),
    [
        (b"work_order,day,article,quantity,note\n", 422, "day"),
        (HEADER + b"FB-204,2026-09-01,regular,1,caf\x81\n", 422, "UTF-8"),
        (b"", 422, "header"),
        (HEADER + b"x" * 10_000_000, 413, ""),
    ],
)
async def test_a_file_that_cannot_be_read_is_refused_whole(
    demo_agency: DemoAgency, content: bytes, status: int, said: str
) -> None:
    answer = await import_csv(demo_agency, content)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert said in answer.text
    assert await drafts(demo_agency) == []


async def test_all_or_nothing_takes_nothing_when_a_row_is_bad(demo_agency: DemoAgency) -> None:
    rows = HEADER + b"FB-204,2026-09-21,regular,3,good\nFB-204,2026-09-22,regular,25,too long\n"
    report = (await import_csv(demo_agency, rows, mode="all_or_nothing")).json()
    assert report["accepted"] == 0
    [refusal] = report["refused"]
    assert (refusal["line"], refusal["column"], refusal["value"]) == (3, "quantity", "25")
    assert await drafts(demo_agency) == []


@pytest.mark.parametrize("quantity", ["0", "-1", "25", "0.125", "NaN"])
async def test_an_impossible_quantity_is_refused_by_rule(
    demo_agency: DemoAgency, quantity: str
) -> None:
    [guest] = demo_agency.contractors.values()
    answer = await guest.call(
        "POST",
        "/api/contractor/work",
        json={
            "work_order_id": demo_agency.work_order_ids["FB-204"],
            "work_on": "2026-09-23",
            "article": "regular",
            "quantity": quantity,
        },
    )
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["quantity"]
    assert await drafts(demo_agency) == []


async def test_what_is_approved_cannot_be_approved_again(demo_agency: DemoAgency) -> None:
    [contact] = demo_agency.contacts.values()
    waiting = await contact.all("/api/customer/work", status="to_approval")
    body = {"entries": [as_seen(waiting[0])]}
    approved = await contact.post("/api/customer/work/approve", body)
    assert approved["approved"] == [waiting[0]["entry_id"]]
    with pytest.raises(RefusedError) as refused:
        await contact.post("/api/customer/work/approve", body)
    assert refused.value.status == 409
    assert refused.value.problem["state"] == "approved"


async def test_nobody_and_the_wrong_portal_get_in_nowhere(
    stack: Stack, demo_agency: DemoAgency
) -> None:
    paths = [
        "/api/contractor/dashboard",
        "/api/contractor/transactions",
        "/api/customer/work",
        "/api/agency/people",
        "/api/agency/ledger/balances",
        "/api/live?portal=agency",
    ]
    async with AsyncExitStack() as closing:
        guest = await newcomer(stack, closing, demo_agency.plan, "agency")
        for path in paths:
            assert (await guest.call("GET", path)).status_code == 401, path
        [contractor] = demo_agency.contractors.values()
        for path in paths[2:]:
            assert (await contractor.call("GET", path)).status_code == 401, path
        wrong = await newcomer(stack, closing, demo_agency.plan, "customer")
        with pytest.raises(RefusedError) as refused:
            await sign_in(wrong, demo_agency.staff_person.email)
        assert refused.value.status == 401


async def test_a_service_itself_lets_nobody_in_without_a_pass(stack: Stack) -> None:
    for service, path in (
        ("identity", "/people"),
        ("timesheets", "/work"),
        ("payments", "/transactions"),
        ("documents", "/documents"),
        ("notifications", "/deliveries"),
    ):
        async with httpx2.AsyncClient(base_url=stack.addresses.api(service)) as client:
            for headers in ({}, {"Authorization": "Bearer x.y.z"}):
                answer = await client.get(path, headers=headers)
                assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
