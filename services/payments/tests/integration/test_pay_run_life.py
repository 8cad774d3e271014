"""Pay runs with a life: proposed, approved by somebody else, ordered, and answered by the bank."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from chassis.actor import Actor
from chassis.ids import new_id
from contracts.access import STAFF_PERMISSIONS, Permission
from contracts.events.identity import ContractorKind
from contracts.events.pay_runs import (
    PaymentFailed,
    PaymentMade,
    PaymentOrdered,
    PayRunChanged,
    PayRunState,
)
from contracts.events.payments import TransactionPaid
from contracts.ids import PayRunId, PersonId
from payments.daily import check_ledger
from payments.payruns.actions import export
from payments.payruns.answers import confirm

from ..builders import an_entry
from ..conftest import AgencyAtWork

INCORPORATED = ContractorKind.INCORPORATED


async def owed_to(agency: AgencyAtWork, *hours: str) -> list[tuple[PersonId, str]]:
    """A contractor for each, and the transaction that is owed to them."""
    found: list[tuple[PersonId, str]] = []
    for each in hours:
        order = await agency.work_order(kind=INCORPORATED)
        made = (await agency.approves(order, an_entry(each))).transaction
        found.append((order.contractor_id, str(made.transaction_id)))
    return found


async def shown(agency: AgencyAtWork, run: Any) -> Any:
    return await agency.get(f"/pay-runs/{run['pay_run_id']}", agency.staff())


async def approve(
    agency: AgencyAtWork, run: Any, who: dict[str, str] | None = None, **more: Any
) -> Any:
    path = f"/pay-runs/{run['pay_run_id']}/approval"
    seen = {"fingerprint": run["fingerprint"]}
    return await agency.post(path, seen, who or agency.other_staff(), **more)


async def command(
    agency: AgencyAtWork, run: Any, what: str, body: object = None, **more: Any
) -> Any:
    """What the command answers, and where it is done, what is of the run then."""
    path = f"/pay-runs/{run['pay_run_id']}/{what}"
    answered = await agency.post(path, body or {}, **more)
    if "code" in answered:
        return answered
    now = await shown(agency, run)
    assert now == {**now, **answered}
    return now


@pytest.mark.requirement("A4")
async def test_nobody_is_paid_before_the_bank_has_taken_it(
    agency: AgencyAtWork, pay_day: str
) -> None:
    ((person, transaction),) = await owed_to(agency, "8")
    me = agency.own(person)
    run = await agency.proposes(pay_day)
    assert (run["state"], run["number"]) == ("proposed", f"R-{pay_day[:4]}-000001")
    assert [one["payment_id"] for one in run["payments"]] == [None]
    ordered = await agency.exports(run)
    assert ordered["state"] == "exported"
    assert [step["what"] for step in ordered["steps"]] == ["proposed", "approved", "exported"]
    assert [step["by_name"] for step in ordered["steps"]] == [
        "Ada Staff",
        "Liv Colleague",
        "Ada Staff",
    ]
    balances = await agency.balances()
    assert balances[f"contractor_payable:{person}"] == 0
    assert (balances["payments_in_transit"], balances.get("bank")) == (361_60, None)
    assert (await agency.said(PaymentMade), await agency.said(TransactionPaid)) == ([], [])
    assert len(await agency.said(PaymentOrdered)) == 1
    (row,) = (await agency.get("/my/transactions", me))["items"]
    assert (row["shown_as"], row["estimated_payment_on"], row["payment_id"]) == (
        "Processing",
        pay_day,
        None,
    )
    assert (await agency.get("/my/payments", me))["items"] == []
    summary = await agency.get("/my/transactions/summary", me)
    assert (summary["next_payment"]["ordered"], summary["next_payment"]["on"]) == (True, pay_day)
    (trail,) = (await agency.get("/my/trail", me))["items"]
    assert (trail["waits_for"], trail["expected_on"]) == ("payment_date", pay_day)
    held = await agency.post(f"/transactions/{transaction}/hold", {"reason": "late"}, status=409)
    assert held["code"] == "already_ordered"

    done = await command(agency, run, "confirmation")
    assert (done["state"], done["payments"][0]["state"]) == ("settled", "settled")
    balances = await agency.balances()
    assert (balances["payments_in_transit"], balances["bank"]) == (0, 361_60)
    (made,) = await agency.said(PaymentMade)
    assert str(made.transactions[0].transaction_id) == transaction
    assert len((await agency.get("/my/payments", me))["items"]) == 1
    assert [one.state for one in await agency.said(PayRunChanged)] == [
        "proposed",
        "approved",
        "exported",
        "settled",
    ]
    again = await command(
        agency, run, "confirmation", {"taken": [str(made.payment_id)]}, status=409
    )
    assert again["code"] == "payment_answered"


@pytest.mark.requirement("A4")
async def test_who_proposed_a_run_never_approves_it(agency: AgencyAtWork, pay_day: str) -> None:
    await owed_to(agency, "1")
    run = await agency.proposes(pay_day)
    for who in (agency.staff(), agency.staff([Permission.PAY_RUNS_RUN])):
        refused = await approve(agency, run, who, status=403)
        assert refused["code"] == "own_proposal"
    viewer = agency.other_staff([Permission.TRANSACTIONS_VIEW])
    assert (await approve(agency, run, viewer, status=403))["code"] == "forbidden"
    early = await command(agency, run, "export", status=409)
    assert (early["code"], early["state"]) == ("pay_run_state", "proposed")
    stale = await approve(agency, {**run, "fingerprint": "0" * 64}, status=409)
    assert (stale["code"], stale["fingerprint"]) == ("pay_run_changed", run["fingerprint"])
    assert (await approve(agency, run))["state"] == "approved"


@pytest.mark.requirement("A4")
@pytest.mark.parametrize("before", ["approval", "export"])
@pytest.mark.parametrize("how", ["hold", "reverse"])
async def test_what_is_held_or_reversed_leaves_its_run_and_the_approval_is_void(
    agency: AgencyAtWork, pay_day: str, before: str, how: str
) -> None:
    (_, stays), (person, leaves) = await owed_to(agency, "1", "2")
    run = await agency.proposes(pay_day)
    if before == "export":
        await approve(agency, run)
    await agency.post(f"/transactions/{leaves}/{how}", {"reason": "not right"})
    if how == "hold":
        await agency.post(f"/transactions/{leaves}/release", {})
    if before == "approval":
        assert (await approve(agency, run, status=409))["code"] == "pay_run_changed"
    else:
        refused = await command(agency, run, "export", status=409)
        assert (refused["code"], refused["changes"]) == ("pay_run_changed", ["transaction_left"])
    now = await shown(agency, run)
    assert (now["state"], now["totals"][0]["amount_minor"]) == ("proposed", 45_20)
    assert [(one["what"], one["transaction_id"]) for one in now["changes"]] == [
        ("transaction_left", leaves)
    ]
    assert (await approve(agency, now))["changes"] == []
    done = await command(agency, now, "export")
    assert len(done["payments"]) == 1
    await command(agency, now, "confirmation")
    (made,) = await agency.said(PaymentMade)
    assert [str(one.transaction_id) for one in made.transactions] == [stays]
    left = (await agency.post("/pay-runs/preview", {"pay_on": pay_day}))["payments"]
    assert [one["contractor_id"] for one in left] == ([str(person)] if how == "hold" else [])


@pytest.mark.requirement("A4")
async def test_an_account_that_changes_under_an_approval_voids_it(
    agency: AgencyAtWork, pay_day: str
) -> None:
    ((person, _),) = await owed_to(agency, "1")
    await agency.names_account(person, "1234567")
    run = await agency.proposes(pay_day)
    await approve(agency, run)
    await agency.names_account(person, "7654321")
    refused = await command(agency, run, "export", status=409)
    assert (refused["code"], refused["changes"]) == ("pay_run_changed", ["account_changed"])
    now = await shown(agency, run)
    assert (now["state"], now["changes"][0]["contractor_id"]) == ("proposed", str(person))
    await approve(agency, now)
    assert (await command(agency, run, "export"))["state"] == "exported"


@pytest.mark.requirement("A4")
async def test_one_that_cools_off_is_not_paid_to_yet(agency: AgencyAtWork, pay_day: str) -> None:
    ((person, _),) = await owed_to(agency, "1")
    await agency.names_account(person, "1234567")
    run = await agency.proposes(pay_day)
    await agency.names_account(person, "7654321", usable_in=timedelta(days=3))
    assert (await shown(agency, run))["changes"] == []


@pytest.mark.requirement("A4")
async def test_a_cancelled_run_lets_its_transactions_go(agency: AgencyAtWork, pay_day: str) -> None:
    await owed_to(agency, "1", "2")
    run = await agency.proposes(pay_day)
    preview = await agency.post("/pay-runs/preview", {"pay_on": pay_day}, agency.other_staff())
    assert preview["payments"] == []
    assert {one["reason"] for one in preview["left_out"]} == {"in_another_run"}
    assert {one["in_run"]["number"] for one in preview["left_out"]} == {run["number"]}
    assert {one["in_run"]["proposed_by_name"] for one in preview["left_out"]} == {"Ada Staff"}
    await approve(agency, run)
    cancelled = await command(agency, run, "cancel")
    assert (cancelled["state"], cancelled["payments"]) == ("cancelled", [])
    for what in ("cancel", "export"):
        assert (await command(agency, run, what, status=409))["code"] == "pay_run_state"
    assert (await approve(agency, run, status=409))["code"] == "pay_run_state"
    assert len((await agency.pay(pay_day))["payments"]) == 2
    too_late = await command(agency, await run_of(agency, "settled"), "cancel", status=409)
    assert (too_late["code"], too_late["state"]) == ("pay_run_state", "settled")


async def run_of(agency: AgencyAtWork, state: str) -> Any:
    (found,) = (await agency.get(f"/pay-runs?state={state}", agency.staff()))["items"]
    return found


@pytest.mark.requirement("A4")
async def test_what_the_bank_refuses_comes_back_and_is_paid_by_the_next_run(
    agency: AgencyAtWork, pay_day: str
) -> None:
    (person, transaction), _ = await owed_to(agency, "1", "2")
    run = await agency.orders(pay_day)
    (refused,) = [one for one in run["payments"] if one["contractor_id"] == str(person)]
    body = {"refused": [{"payment_id": refused["payment_id"], "reason_code": "AC04"}]}
    done = await command(agency, run, "confirmation", body)
    assert done["state"] == "partly_failed"
    assert sorted((one["state"], one["reason_code"]) for one in done["payments"]) == [
        ("failed", "AC04"),
        ("settled", ""),
    ]
    (failed,) = await agency.said(PaymentFailed)
    assert (failed.number, failed.reason_code) == (refused["number"], "AC04")
    assert len(await agency.said(PaymentMade)) == 1
    for nothing in ({}, {"taken": []}):
        again = await command(agency, run, "confirmation", nothing)
        assert (again["state"], again["steps"]) == (done["state"], done["steps"])
    balances = await agency.balances()
    assert balances[f"contractor_payable:{person}"] == 45_20
    assert (balances["payments_in_transit"], balances["bank"]) == (0, 90_40)
    details = await agency.get(f"/transactions/{transaction}", agency.own(person))
    assert (details["state"], details["history"][0]["what"]) == ("processing", "came_back")
    covered = await agency.get(f"/payments/{refused['payment_id']}", agency.staff())
    assert [one["transaction_id"] for one in covered["transactions"]] == [transaction]
    again = await agency.pay(pay_day)
    assert [one["amount"]["amount_minor"] for one in again["payments"]] == [45_20]
    assert (await agency.balances())["bank"] == 135_60
    assert await check_ledger(agency.runtime, []) == 0


@pytest.mark.requirement("A4")
async def test_what_was_taken_can_still_come_back(agency: AgencyAtWork, pay_day: str) -> None:
    ((person, _),) = await owed_to(agency, "1")
    run = await agency.pay(pay_day)
    body = {
        "refused": [{"payment_id": run["payments"][0]["payment_id"], "reason": "Account closed"}]
    }
    done = await command(agency, run, "confirmation", body)
    assert (done["state"], done["payments"][0]["reason"]) == ("partly_failed", "Account closed")
    balances = await agency.balances()
    assert (balances["bank"], balances[f"contractor_payable:{person}"]) == (0, 45_20)
    assert (await agency.get("/my/payments", agency.own(person)))["items"] == []
    assert (await command(agency, run, "confirmation", body, status=409))["code"] == (
        "payment_answered"
    )


@pytest.mark.requirement("K16")
async def test_a_confirmation_is_of_this_run_and_of_a_day_on_which_it_can_have_been_taken(
    agency: AgencyAtWork, pay_day: str
) -> None:
    await owed_to(agency, "1")
    run = await agency.orders(pay_day)
    ident = run["payments"][0]["payment_id"]
    other = {"taken": [str(new_id())]}
    assert (await command(agency, run, "confirmation", other, status=404))["code"] == "not_found"
    for body, field in (
        ({"paid_on": "2001-01-01"}, "paid_on"),
        ({"paid_on": "2099-01-01"}, "paid_on"),
        ({"refused": [{"payment_id": ident}]}, "refused.0"),
        ({"refused": [{"payment_id": ident, "reason_code": "ac"}]}, "refused.0.reason_code"),
        ({"refused": [{"payment_id": ident, "reason_code": "AC04"}] * 2}, "refused"),
        (
            {"taken": [ident], "refused": [{"payment_id": ident, "reason_code": "AC04"}]},
            "taken",
        ),
    ):
        refused = await command(agency, run, "confirmation", body, status=422)
        assert refused["errors"][0]["field"] == field
    assert (await agency.balances())["payments_in_transit"] == 45_20


async def test_proposals_of_two_people_at_once_end_in_one_run_each_without_overlap(
    agency: AgencyAtWork, pay_day: str
) -> None:
    """The second looked at the same; told what the first has, they propose what came since."""
    await owed_to(agency, "1", "2")
    answers = await asyncio.gather(
        *(
            agency.client.post(
                "/pay-runs",
                json={
                    "pay_on": pay_day,
                    "expected_totals": [{"amount_minor": 135_60, "currency": "CAD"}],
                },
                headers={**who, "Idempotency-Key": str(new_id())},
            )
            for who in (agency.staff(), agency.other_staff())
        )
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    (taken,) = next(a for a in answers if a.status_code == 409).json()["in_other_runs"]
    assert len(taken["transactions"]) == 2
    await owed_to(agency, "4")
    await agency.proposes(pay_day, agency.other_staff())
    rows = await agency.rows(
        "SELECT count(DISTINCT pay_run_id) AS runs, count(*) AS all FROM pay_run_lines"
    )
    assert (rows[0]["runs"], rows[0]["all"]) == (2, 3)


@pytest.mark.parametrize("what", ["approval", "export", "cancel", "confirmation"])
async def test_the_commands_of_a_run_are_for_who_may_run_pay_and_of_the_own_agency(
    agency: AgencyAtWork,
    an_agency_at_work: Callable[..., Awaitable[AgencyAtWork]],
    pay_day: str,
    what: str,
) -> None:
    await owed_to(agency, "1")
    run = await agency.proposes(pay_day)
    body = {"fingerprint": run["fingerprint"]} if what == "approval" else {}
    path = f"/pay-runs/{run['pay_run_id']}/{what}"
    await agency.post(path, body, agency.staff([Permission.TRANSACTIONS_VIEW]), status=403)
    other = await an_agency_at_work()
    await other.post(path, body, status=404)
    assert (await other.get("/pay-runs", other.staff()))["items"] == []


class PowerFailureError(Exception):
    """Something outside of the books goes wrong before the commit."""


async def pay_and_fail(agency: AgencyAtWork, ident: PayRunId) -> None:
    actor = Actor(name="Ada", person_id=agency.staff_id, permissions=STAFF_PERMISSIONS)
    async with agency.runtime.unit_of_work(agency.agency_id, actor) as uow:
        assert (await export(uow, ident)).state is PayRunState.EXPORTED
        await confirm(uow, ident, paid_on=None, taken=None, refused={})
        raise PowerFailureError


async def test_a_run_that_fails_half_way_leaves_nothing_behind(
    agency: AgencyAtWork, pay_day: str
) -> None:
    """Numbers, postings and reservations are of one transaction: the next one has no gap."""
    await owed_to(agency, "1")
    run = await agency.proposes(pay_day)
    await approve(agency, run)
    before = await agency.balances()
    with pytest.raises(PowerFailureError):
        await pay_and_fail(agency, PayRunId(UUID(run["pay_run_id"])))
    assert await agency.balances() == before
    assert (await shown(agency, run))["state"] == "approved"
    assert (await agency.said(PaymentMade), await agency.said(PaymentOrdered)) == ([], [])
    assert (await command(agency, run, "export"))["payments"][0]["number"].endswith("000001")
