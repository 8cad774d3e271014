"""Links of e-mails: they decide once, for one person, about what they were sent for."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest
from joserfc import jwe
from joserfc.jwk import OKPKey

from chassis.runtime import Runtime
from chassis.testing.queues import fetchval_across
from contracts.access import Permission, Scope
from contracts.events.timesheets import WorkApproved, WorkReturned, WorkSubmitted

from .test_stand_ins import today
from .test_undo import RecordedEvents

pytestmark = pytest.mark.requirement("B2")


class Links:
    """What is mailed, and the page that it leads to."""

    def __init__(self, scene: Any, recorded: RecordedEvents, key: OKPKey) -> None:
        self.scene, self._recorded, self._key = scene, recorded, key
        self.client: httpx2.AsyncClient = scene.world.client

    async def tokens(self, event: type[Any] = WorkSubmitted) -> dict[UUID, str]:
        """The tokens of the last such event, by whose they are."""
        last = (await self._recorded(event))[-1]
        return {link.person_id: self._opened(link.link) for link in last.links}

    def _opened(self, sealed: str) -> str:
        found = jwe.decrypt_compact(sealed, self._key, algorithms=["ECDH-ES+A256KW", "A256GCM"])
        assert found.plaintext is not None
        return found.plaintext.decode().partition("/customer/approve#")[2]

    async def post(self, what: str, token: str, *, expect: int = 200, **more: Any) -> Any:
        body = {"agency_id": str(self.scene.world.agency.agency_id), "token": token, **more}
        answer = await self.client.post(f"/approval-links/{what}", json=body)
        assert answer.status_code == expect, answer.text
        return answer.json()

    async def state(self, token: str) -> str:
        return (await self.post("inspect", token))["state"]

    async def approve(self, token: str, *, count: int = 1, expect: int = 200) -> Any:
        return await self.post("decide", token, decision="approve", count=count, expect=expect)


@pytest.fixture
def links(scene: Any, recorded: RecordedEvents, mailbox_key: OKPKey) -> Links:
    return Links(scene, recorded, mailbox_key)


async def statuses(scene: Any) -> set[str]:
    return {row["status"] for row in (await scene.staff.get("/work"))["items"]}


async def test_a_link_shows_what_it_is_about_and_nothing_besides(scene: Any, links: Links) -> None:
    first = (await scene.log(note="Secret of the client"))["entry_id"]
    spent = (await scene.log(day=1, article="expense", quantity="12.50"))["entry_id"]
    await scene.contractor.post("/my/work/submit", {"entry_ids": [first, spent]})
    shown = await links.post("inspect", (await links.tokens())[scene.contact.person_id])
    assert (shown["state"], shown["for_name"], shown["may_return"]) == (
        "valid",
        scene.contact.name,
        True,
    )
    work = shown["work"]
    assert (work["contractor_name"], work["project_name"], work["hours"]) == (
        scene.contractor.name,
        scene.project["name"],
        "8",
    )
    assert [(one["article"], one["quantity"]) for one in work["entries"]] == [
        ("regular", "8"),
        ("expense", "12.5"),
    ]
    for kept_back in ("Secret", "rate", "80.005", first, str(scene.contact.person_id)):
        assert kept_back not in str(shown)


async def test_it_approves_once_as_its_person_and_the_history_says_how(
    scene: Any, links: Links, recorded: RecordedEvents
) -> None:
    await scene.world.change_agency(approval_undo_minutes=10)
    ids = await scene.submitted(2)
    token = (await links.tokens())[scene.contact.person_id]
    done = await links.approve(token, count=2)
    assert (done["state"], done["used_to"]) == ("used", "approve")
    final_at = datetime.fromisoformat(done["final_at"])
    assert timedelta(minutes=9) < final_at - datetime.now(UTC) <= timedelta(minutes=10)
    assert await recorded(WorkApproved) == []  # the undo time holds
    step = (await scene.contractor.get(f"/my/work/{ids[0]}"))["steps"][-1]
    assert (step["step"], step["taken_by_name"], step["by_email"]) == (
        "approve",
        scene.contact.name,
        True,
    )
    refused = await links.approve(token, count=2, expect=409)
    assert (refused["code"], refused["state"]) == ("link_not_valid", "used")
    looked = await links.post("inspect", token)
    assert (looked["state"], looked["used_to"], looked["work"]) == ("used", "approve", None)
    await scene.contact.post("/work/approve/undo", {"entries": scene.seen(ids)})
    await links.approve(token, count=2, expect=409)
    assert await statuses(scene) == {"to_approval"}


async def test_what_can_be_approved_in_part_only_is_not_approved_by_a_link(
    scene: Any, links: Links, runtime: Runtime
) -> None:
    both = [
        (await scene.log())["entry_id"],
        (await scene.log(article="expense", quantity="999999"))["entry_id"],
    ]
    await scene.contractor.post("/my/work/submit", {"entry_ids": both})
    token = (await links.tokens())[scene.contact.person_id]
    # An order from before factors were bounded: payments could not book the expense.
    async with runtime.unit_of_work(scene.world.agency.agency_id) as uow:
        await uow.execute("UPDATE articles SET bill_rate = 10000000 WHERE article = 'expense'")
    refused = await links.approve(token, count=2, expect=409)
    assert refused["code"] == "part_refused"
    assert await statuses(scene) == {"to_approval"}
    assert await links.state(token) == "valid"


async def test_it_returns_with_a_reason_and_never_without(
    scene: Any, links: Links, recorded: RecordedEvents
) -> None:
    await scene.submitted()
    token = (await links.tokens())[scene.contact.person_id]
    for body in (
        {"decision": "return"},
        {"decision": "return", "reason": "  "},
        {"decision": "approve", "reason": "well"},
        {"decision": "undo"},
        {"decision": "approve", "count": 0},
        {"decision": "approve", "count": "1"},
        {"decision": "approve", "person_id": str(scene.contact.person_id)},
    ):
        await links.post("decide", token, **{"count": 1, **body}, expect=422)
    assert await statuses(scene) == {"to_approval"}
    await links.post("decide", token, decision="return", reason="Which site?", count=1)
    [event] = await recorded(WorkReturned)
    assert (event.reason, event.returned_by) == ("Which site?", scene.contact.person_id)


async def test_where_contacts_may_not_return_neither_does_a_link(scene: Any, links: Links) -> None:
    await scene.world.change_agency(contacts_may_return=False)
    await scene.submitted()
    token = (await links.tokens())[scene.contact.person_id]
    assert (await links.post("inspect", token))["may_return"] is False
    await links.post("decide", token, decision="return", reason="no", count=1, expect=403)
    assert await links.state(token) == "valid"


async def test_each_approver_has_a_link_and_the_first_decision_ends_the_others(
    scene: Any, links: Links
) -> None:
    second = await scene.world.contact()
    await scene.world.contact(permissions=[Permission.WORK_VIEW])
    await scene.world.contact(company=1)
    await scene.submitted()
    tokens = await links.tokens()
    assert tokens.keys() == {scene.contact.person_id, second.person_id}
    await links.approve(tokens[second.person_id])
    refused = await links.approve(tokens[scene.contact.person_id], expect=409)
    assert refused["state"] == "changed"
    shown = (await scene.staff.get("/work"))["items"][0]
    assert shown["approved_by_name"] == second.name


async def test_of_two_clicks_at_once_one_decides(
    scene: Any, links: Links, recorded: RecordedEvents
) -> None:
    await scene.submitted()
    token = (await links.tokens())[scene.contact.person_id]

    async def click(decision: str, **more: str) -> int:
        body = {
            "agency_id": str(scene.world.agency.agency_id),
            "token": token,
            "decision": decision,
            "count": 1,
            **more,
        }
        answer = await links.client.post("/approval-links/decide", json=body)
        return answer.status_code

    codes = await asyncio.gather(
        *(click("approve") for _ in range(4)), *(click("return", reason="no") for _ in range(4))
    )
    assert sorted(codes) == [200] + [409] * 7
    assert len(await recorded(WorkApproved)) + len(await recorded(WorkReturned)) == 1


async def test_it_dies_when_the_work_changes(scene: Any, links: Links) -> None:
    [entry_id] = await scene.submitted()
    token = (await links.tokens())[scene.contact.person_id]
    correction = {
        "version": 1,
        "work_on": scene.order["starts_on"],
        "article": "regular",
        "quantity": "7",
        "reason": "typo",
    }
    await scene.staff.post(f"/work/{entry_id}/correct", correction)
    assert await links.state(token) == "changed"
    assert (await links.approve(token, expect=409))["state"] == "changed"
    assert await statuses(scene) == {"to_approval"}


async def test_it_dies_with_what_its_person_may(scene: Any, links: Links) -> None:
    await scene.submitted()
    token = (await links.tokens())[scene.contact.person_id]
    before = scene.world.people[scene.contact.person_id]
    assert before.contact is not None
    other_project = before.contact.model_copy(
        update={"scope": Scope.PROJECTS, "company_id": scene.world.companies[0]}
    )
    other_company = before.contact.model_copy(update={"company_id": scene.world.companies[1]})
    for change in (
        {"permissions": (Permission.WORK_VIEW,)},
        {"contact": other_project},
        {"contact": other_company},
        {"status": "deactivated"},
        {"status": "invited"},
    ):
        await scene.world.change_person(type(before).model_validate({**dict(before), **change}))
        assert await links.state(token) == "no_access"
        assert (await links.approve(token, expect=409))["state"] == "no_access"
        await scene.world.change_person(before)
        assert await links.state(token) == "valid"
    assert await statuses(scene) == {"to_approval"}


async def test_it_dies_when_somebody_stands_in_who_is_sent_one_of_their_own(
    scene: Any, links: Links, recorded: RecordedEvents
) -> None:
    await scene.submitted()
    token = (await links.tokens())[scene.contact.person_id]
    other = await scene.world.contact(scope=Scope.OWN, permissions=[Permission.WORK_VIEW])
    await scene.world.stand_in(scene.contact, other, today(), today())
    assert await links.state(token) == "moved_on"
    await links.approve(token, expect=409)
    [late] = [(await scene.log(day=3))["entry_id"]]
    await scene.contractor.post("/my/work/submit", {"entry_ids": [late]})
    tokens = await links.tokens()
    assert tokens.keys() == {other.person_id}
    shown = await links.post("inspect", tokens[other.person_id])
    assert (shown["for_name"], shown["stands_in_for"]) == (other.name, scene.contact.name)
    await links.approve(tokens[other.person_id])
    [event] = await recorded(WorkApproved)
    assert (event.approved_by, event.stood_in_for) == (other.person_id, scene.contact.person_id)


async def test_it_dies_when_the_stand_in_s_days_are_over(scene: Any, links: Links) -> None:
    other = await scene.world.contact(scope=Scope.OWN, permissions=[Permission.WORK_VIEW])
    await scene.world.stand_in(scene.contact, other, today(), today())
    await scene.submitted()
    token = (await links.tokens())[other.person_id]
    assert await links.state(token) == "valid"
    over = today() - timedelta(days=1)
    await scene.world.stand_in(scene.contact, other, over, over)
    assert await links.state(token) == "no_access"
    await links.approve(token, expect=409)


async def test_it_dies_when_it_expires(scene: Any, links: Links, runtime: Runtime) -> None:
    await scene.submitted()
    token = (await links.tokens())[scene.contact.person_id]
    async with runtime.unit_of_work(scene.world.agency.agency_id) as uow:
        await uow.execute("UPDATE approval_links SET expires_at = $1", uow.now)
    assert await links.state(token) == "expired"
    assert (await links.approve(token, expect=409))["state"] == "expired"


async def test_a_token_is_good_at_its_agency_alone(
    scene: Any, links: Links, make_world: Any
) -> None:
    await scene.submitted()
    token = (await links.tokens())[scene.contact.person_id]
    home, elsewhere = scene.world.agency, (await make_world()).agency
    scene.world.agency = elsewhere
    assert await links.state(token) == "unknown"
    assert (await links.approve(token, expect=409))["state"] == "unknown"
    scene.world.agency = home
    assert await links.state("x" * 43) == "unknown"
    await links.post("inspect", "not a token", expect=422)
    assert await links.state(token) == "valid"


async def test_the_token_is_stored_nowhere(scene: Any, links: Links, runtime: Runtime) -> None:
    await scene.submitted()
    token = (await links.tokens())[scene.contact.person_id]
    for table in ("approval_links", "chassis.outbox"):
        found = await fetchval_across(runtime, f"SELECT string_agg(t::text, ' ') FROM {table} t")
        assert found
        assert token not in found


async def test_looking_changes_nothing_and_no_other_method_is_there(
    scene: Any, links: Links, recorded: RecordedEvents
) -> None:
    await scene.submitted()
    token = (await links.tokens())[scene.contact.person_id]
    for _ in range(10):
        assert await links.state(token) == "valid"
    for what in ("inspect", "decide"):
        for method in ("GET", "HEAD", "OPTIONS", "PUT"):
            answer = await links.client.request(method, f"/approval-links/{what}?token={token}")
            assert answer.status_code == 405
    assert await statuses(scene) == {"to_approval"}
    assert await recorded(WorkApproved) == []


async def test_a_network_that_asks_too_often_is_told_to_wait(scene: Any, links: Links) -> None:
    body = {"agency_id": str(scene.world.agency.agency_id), "token": "x" * 43}

    async def ask(address: str) -> httpx2.Response:
        headers = {"X-Forwarded-For": address}
        return await links.client.post("/approval-links/inspect", json=body, headers=headers)

    codes = [(await ask("203.0.113.7")).status_code for _ in range(61)]
    assert codes == [200] * 60 + [429]
    assert (await ask("203.0.113.8")).status_code == 200
    assert int((await ask("203.0.113.7")).headers["retry-after"]) >= 1
