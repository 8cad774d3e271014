"""An approval by somebody whom the proposer brought in stands out, in whatever order it is told."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chassis.actor import Actor
from chassis.consumer import Received
from chassis.ids import new_id
from chassis.testing import eventually
from chassis.testing.plugin import Deliver
from chassis.testing.queues import execute_across
from contracts.access import Permission, Portal
from contracts.base import Event
from contracts.envelope import Envelope
from contracts.events.identity import ContractorKind, Person, PersonChanged, PersonInvited
from contracts.events.identity import PersonStatus as Status
from contracts.events.pay_runs import PayRunApprovalStoodOut, StaffGrantKind
from contracts.ids import PersonId
from payments.payruns.handlers import keep_invitations
from payments.payruns.standouts import NEW_APPROVER_DAYS

from ..builders import an_entry
from ..conftest import AgencyAtWork

pytestmark = pytest.mark.requirement("A4")

RUNS_PAY = (Permission.PAY_RUNS_RUN,)


def a_member(agency: AgencyAtWork, person_id: PersonId | None = None) -> Person:
    """Of the agency's staff: the colleague unless somebody else is named."""
    return Person(
        person_id=person_id or agency.other_staff_id,
        agency_id=agency.agency_id,
        portal=Portal.AGENCY,
        status=Status.ACTIVE,
        email="liv@north.example",
        name="Liv Colleague",
        language="en",
        permissions=RUNS_PAY,
    )


def invited(person: Person, by: PersonId | None) -> PersonInvited:
    return PersonInvited(person=person, link="", expires_at=datetime.now(UTC), invited_by=by)


def given(
    person: Person, by: PersonId | None, what: tuple[Permission, ...] = RUNS_PAY
) -> PersonChanged:
    return PersonChanged(person=person, given=what, given_by=by)


Grant = Callable[[Person, PersonId | None], Event]


async def proposed(agency: AgencyAtWork, pay_day: str) -> Any:
    """A run of one contractor's pay, by the agency's first member of staff."""
    order = await agency.work_order(kind=ContractorKind.INCORPORATED)
    await agency.approves(order, an_entry("8"))
    return await agency.proposes(pay_day)


async def approve(agency: AgencyAtWork, run: Any) -> Any:
    path = f"/pay-runs/{run['pay_run_id']}/approval"
    return await agency.post(path, {"fingerprint": run["fingerprint"]}, agency.other_staff())


async def shown(agency: AgencyAtWork, run: Any) -> Any:
    return await agency.get(f"/pay-runs/{run['pay_run_id']}", agency.staff())


@pytest.mark.parametrize(("grant", "what"), [(invited, "invited"), (given, "right_given")])
async def test_an_approver_whom_the_proposer_brought_in_stands_out_on_the_run_and_in_its_steps(
    agency: AgencyAtWork, pay_day: str, grant: Grant, what: str
) -> None:
    run = await proposed(agency, pay_day)
    await agency.hears(grant(a_member(agency), agency.staff_id), times=2)
    assert run["stands_out"] == []
    approved = await approve(agency, run)
    (found,) = approved["stands_out"]
    assert found["what"] == what
    steps = [(one["what"], one["stands_out"]) for one in approved["steps"]]
    assert steps == [("proposed", []), ("approved", [found])]
    (told,) = await agency.said(PayRunApprovalStoodOut)
    assert (told.proposed_by, told.approved_by) == (agency.staff_id, agency.other_staff_id)
    assert (told.proposed_by_name, told.approved_by_name) == ("Ada Staff", "Liv Colleague")
    assert (told.number, told.grant) == (run["number"], StaffGrantKind(what))

    await agency.post(f"/pay-runs/{run['pay_run_id']}/export", {})
    assert (await shown(agency, run))["stands_out"] == [found]


@pytest.mark.parametrize("grant", [invited, given])
async def test_nobody_else_stands_out(agency: AgencyAtWork, pay_day: str, grant: Grant) -> None:
    run = await proposed(agency, pay_day)
    colleague, somebody = a_member(agency), a_member(agency, PersonId(new_id()))
    # By whom nothing follows: another of staff, the operator, and what is given to somebody else.
    await agency.hears(
        grant(colleague, PersonId(new_id())),
        grant(colleague, None),
        grant(somebody, agency.staff_id),
        given(colleague, agency.staff_id, (Permission.INVOICES_MANAGE,)),
    )
    approved = await approve(agency, run)
    assert (approved["stands_out"], await agency.said(PayRunApprovalStoodOut)) == ([], [])


@pytest.mark.parametrize(
    ("ago", "stands_out"),
    [
        (timedelta(days=NEW_APPROVER_DAYS) - timedelta(minutes=5), True),
        (timedelta(days=NEW_APPROVER_DAYS), False),
    ],
)
async def test_a_right_that_is_old_stands_out_no_more(
    agency: AgencyAtWork, deliver: Deliver, pay_day: str, ago: timedelta, *, stands_out: bool
) -> None:
    run = await proposed(agency, pay_day)
    said_at = datetime.now(UTC) - ago
    for grant in (invited, given):
        event = grant(a_member(agency), agency.staff_id)
        await deliver(event, agency_id=agency.agency_id, at=said_at)
    approved = await approve(agency, run)
    assert bool(approved["stands_out"]) is stands_out
    assert len(await agency.said(PayRunApprovalStoodOut)) == stands_out


@pytest.mark.parametrize("first_comes", ["invited", "given"])
async def test_what_is_told_after_the_approval_is_the_same_in_any_order_and_told_once(
    agency: AgencyAtWork, deliver: Deliver, pay_day: str, first_comes: str
) -> None:
    run = await proposed(agency, pay_day)
    member, now = a_member(agency), datetime.now(UTC)
    late = {
        "invited": (invited(member, agency.staff_id), now - timedelta(hours=2)),
        "given": (given(member, agency.staff_id), now - timedelta(hours=1)),
    }
    ids = {name: new_id() for name in late}
    assert (await approve(agency, run))["stands_out"] == []
    for name in sorted(late, key=lambda one: one != first_comes):
        event, at = late[name]
        await deliver(event, agency_id=agency.agency_id, at=at, ids=[ids[name]], times=2)
    found = (await shown(agency, run))["stands_out"]
    assert [one["what"] for one in found] == ["invited", "right_given"]
    assert len(await agency.said(PayRunApprovalStoodOut)) == 1

    # The bus tells it again when the inbox has forgotten it: it is the one that it was.
    await execute_across(agency.runtime, "DELETE FROM chassis.inbox")
    for name, (event, at) in late.items():
        await deliver(event, agency_id=agency.agency_id, at=at, ids=[ids[name]])
    assert (await shown(agency, run))["stands_out"] == found

    # A right that is given once more, after the approval, says nothing about it.
    await agency.hears(given(member, agency.staff_id))
    assert (await shown(agency, run))["stands_out"] == found
    assert len(await agency.said(PayRunApprovalStoodOut)) == 1


async def test_an_approval_that_meets_what_is_told_of_its_approver_stands_out_all_the_same(
    agency: AgencyAtWork, pay_day: str
) -> None:
    run = await proposed(agency, pay_day)
    event = invited(a_member(agency), agency.staff_id)
    envelope = Envelope(
        id=new_id(),
        type=event.type_name(),
        source="portico/test",
        time=datetime.now(UTC) - timedelta(minutes=1),
        agency_id=agency.agency_id,
        correlation_id=new_id(),
    )
    actor = Actor.system("payments")
    async with agency.runtime.unit_of_work(agency.agency_id, actor) as uow:
        await keep_invitations(uow, [Received(envelope=envelope, body=event)])
        approving = asyncio.create_task(approve(agency, run))

        async def has_met() -> bool:
            waiting = await agency.runtime.database.pool.fetchval(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            return bool(waiting) or approving.done()

        await eventually(has_met, what="the approval to wait for it")
    approved = await approving
    assert [one["what"] for one in approved["stands_out"]] == ["invited"]
    assert len(await agency.said(PayRunApprovalStoodOut)) == 1


async def test_an_approval_that_is_void_stands_out_in_its_step_alone(
    agency: AgencyAtWork, pay_day: str
) -> None:
    order = await agency.work_order(kind=ContractorKind.INCORPORATED)
    leaves = (await agency.approves(order, an_entry("1"))).transaction.transaction_id
    run = await proposed(agency, pay_day)
    await agency.hears(invited(a_member(agency), agency.staff_id))
    await approve(agency, run)
    await agency.post(f"/transactions/{leaves}/hold", {"reason": "not right"})
    now = await shown(agency, run)
    assert (now["state"], now["stands_out"]) == ("proposed", [])
    assert [len(one["stands_out"]) for one in now["steps"]] == [0, 1]
