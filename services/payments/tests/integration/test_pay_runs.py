"""Holds, pay runs and payments: nothing is paid twice, and each sees their own."""

import asyncio
from datetime import date

import pytest

from chassis.ids import new_id
from contracts.access import Permission
from contracts.events.identity import ContractorKind, InvoiceCadence, InvoicePreferences
from contracts.events.pay_runs import PaymentMade
from contracts.events.payments import (
    InvoiceIssued,
    TransactionCreated,
    TransactionHeld,
    TransactionPaid,
    TransactionReleased,
    TransactionState,
)
from contracts.events.timesheets import PayTerms

from ..builders import an_entry, approved, cad
from ..conftest import AgencyAtWork

INCORPORATED = ContractorKind.INCORPORATED


@pytest.mark.requirement("A4")
async def test_a_pay_run_pays_each_contractor_once_and_says_so(
    agency: AgencyAtWork, today: str, pay_day: str
) -> None:
    orders = [await agency.work_order(kind=INCORPORATED) for _ in range(2)]
    await agency.hears(
        approved(orders[0], an_entry("8")),
        approved(orders[0], an_entry("2")),
        approved(orders[1], an_entry("1")),
    )
    preview = await agency.post("/pay-runs/preview", {"pay_on": pay_day})
    assert preview["totals"] == [{"amount_minor": 497_20, "currency": "CAD"}]
    assert {one["contractor_name"] for one in preview["payments"]} == {"Tove Temp"}
    ran = await agency.pay(today)
    assert sorted(one["amount"]["amount_minor"] for one in ran["payments"]) == [45_20, 452_00]
    made = await agency.said(PaymentMade)
    assert sorted(len(one.transactions) for one in made) == [1, 2]
    assert all(
        one.amount.amount_minor == sum(t.net.amount_minor for t in one.transactions) for one in made
    )
    assert len(await agency.said(TransactionPaid)) == 3
    balances = await agency.balances()
    assert balances["bank"] == 497_20
    assert {balances[f"contractor_payable:{order.contractor_id}"] for order in orders} == {0}
    again = await agency.get(f"/pay-runs/{ran['pay_run_id']}", agency.staff())
    assert again["totals"] == ran["totals"]
    assert again["payments"] == ran["payments"]
    assert [one["paid_on"] for one in again["payments"]] == [today] * 2
    await agency.get(f"/pay-runs/{new_id()}", agency.staff(), status=404)


async def test_two_proposals_at_once_never_have_the_same(
    agency: AgencyAtWork, pay_day: str
) -> None:
    order = await agency.work_order(kind=INCORPORATED)
    await agency.hears(*(approved(order, an_entry("1")) for _ in range(20)))
    preview = await agency.post("/pay-runs/preview", {"pay_on": pay_day})
    body = {"pay_on": pay_day, "expected_totals": preview["totals"]}
    who = agency.staff()
    answers = await asyncio.gather(
        *(
            agency.client.post(
                "/pay-runs", json=body, headers={**who, "Idempotency-Key": f"run-{n}"}
            )
            for n in range(4)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    (run,) = (await agency.get("/pay-runs", who))["items"]
    for answer in answers:
        if answer.status_code == 409:
            (other,) = answer.json()["in_other_runs"]
            assert (other["number"], other["proposed_by_name"]) == (run["number"], "Ada Staff")
            assert len(other["transactions"]) == 20
    assert (await agency.said(PaymentMade), await agency.said(TransactionPaid)) == ([], [])


async def test_the_same_key_at_once_is_one_pay_run_with_one_answer(
    agency: AgencyAtWork, pay_day: str
) -> None:
    order = await agency.work_order(kind=INCORPORATED)
    await agency.approves(order, an_entry("1"))
    preview = await agency.post("/pay-runs/preview", {"pay_on": pay_day})
    body, who = {"pay_on": pay_day, "expected_totals": preview["totals"]}, agency.staff()
    answers = await asyncio.gather(
        *(agency.post("/pay-runs", body, who, key="one") for _ in range(3))
    )
    assert len({answer["pay_run_id"] for answer in answers}) == 1
    path = f"/pay-runs/{answers[0]['pay_run_id']}"
    seen = {"fingerprint": answers[0]["fingerprint"]}
    await agency.post(f"{path}/approval", seen, agency.other_staff())
    for command, body in (("export", {}), ("confirmation", {})):
        again = await asyncio.gather(
            *(agency.post(f"{path}/{command}", body, who, key="one") for _ in range(3))
        )
        assert again[0] == again[1] == again[2]
    assert len(await agency.said(PaymentMade)) == 1


@pytest.mark.requirement("A4")
async def test_totals_that_changed_since_the_preview_are_refused(
    agency: AgencyAtWork, pay_day: str
) -> None:
    order = await agency.work_order(kind=INCORPORATED)
    await agency.approves(order, an_entry("1"))
    preview = await agency.post("/pay-runs/preview", {"pay_on": pay_day})
    await agency.approves(order, an_entry("1"))
    body = {"pay_on": pay_day, "expected_totals": preview["totals"]}
    refused = await agency.post("/pay-runs", body, status=409)
    assert refused["code"] == "totals_changed"
    assert refused["totals"] == [{"amount_minor": 90_40, "currency": "CAD"}]
    assert await agency.said(PaymentMade) == []


@pytest.mark.requirement("A4")
async def test_what_cannot_be_paid_is_left_out_and_says_why(
    agency: AgencyAtWork, today: str, pay_day: str
) -> None:
    for terms in PayTerms:
        # This month's scheduled pay is due after the next banking day.
        entry = an_entry("1", work_on=date.fromisoformat(today))
        await agency.approves(await agency.work_order(terms), entry)
    held = (await agency.approves(await agency.work_order(), an_entry("1"))).transaction
    await agency.post(f"/transactions/{held.transaction_id}/hold", {"reason": "bank details"})
    preview = await agency.post("/pay-runs/preview", {"pay_on": pay_day})
    assert len(preview["payments"]) == 1
    assert {one["reason"] for one in preview["left_out"]} == {
        "on_hold",
        "not_due",
        "pending_client_payment",
    }
    assert {one["reason"]: one["count"] for one in preview["left_out_totals"]} == {
        "on_hold": 1,
        "not_due": 1,
        "pending_client_payment": 1,
    }
    (scheduled,) = [
        one.transaction.estimated_payment_on
        for one in await agency.said(TransactionCreated)
        if one.transaction.estimated_payment_on
    ]
    later = await agency.post("/pay-runs/preview", {"pay_on": scheduled.isoformat()})
    assert len(later["payments"]) == 2


@pytest.mark.requirement("C9")
@pytest.mark.requirement("C10")
async def test_a_hold_is_seen_by_the_contractor_until_staff_release_it(
    agency: AgencyAtWork, today: str, pay_day: str
) -> None:
    order = await agency.work_order()
    made = (await agency.approves(order, an_entry("1"))).transaction
    path = f"/transactions/{made.transaction_id}"
    await agency.post(f"{path}/hold", {"reason": "bank details differ"})
    again = await agency.post(f"{path}/hold", {"reason": "again"}, status=409)
    assert (again["code"], again["state"]) == ("already_on_hold", "on_hold")
    me = agency.own(order.contractor_id)
    page = await agency.get("/my/transactions?tab=pending_release", me)
    assert [(one["shown_as"], one["held_because"]) for one in page["items"]] == [
        ("On hold", "bank details differ")
    ]
    assert (await agency.get("/my/transactions?tab=processing", me))["items"] == []
    nothing = await agency.post(
        "/pay-runs", {"pay_on": pay_day, "expected_totals": [cad("1").model_dump()]}, status=409
    )
    assert nothing["code"] == "nothing_to_pay"
    released = await agency.post(f"{path}/release", {})
    assert [(step["what"], step["actor_name"]) for step in released["history"]] == [
        ("released", "Ada Staff"),
        ("held", "Ada Staff"),
        ("created", "payments"),
    ]
    assert len(await agency.said(TransactionHeld)) == 1
    assert [one.cause for one in await agency.said(TransactionReleased)] == ["staff"]
    await agency.pay(today)
    paid = await agency.post(f"{path}/hold", {"reason": "late"}, status=409)
    assert paid["code"] == "already_paid"


async def test_pay_without_rules_for_its_deductions_is_paid_whole_only_where_staff_say_so(
    agency: AgencyAtWork,
) -> None:
    order = await agency.work_order(currency="EUR")
    made = (await agency.approves(order, an_entry("1"))).transaction
    path = f"/transactions/{made.transaction_id}"
    assert made.state is TransactionState.ON_HOLD
    assert made.deductions == ()
    for body in ({}, {"without_deductions": False}):
        refused = await agency.post(f"{path}/release", body, status=409)
        assert refused["code"] == "deductions_unsettled"
    not_a_flag = await agency.post(f"{path}/release", {"without_deductions": "yes"}, status=422)
    assert not_a_flag["errors"][0]["field"] == "without_deductions"
    held = await agency.get(path, agency.staff())
    assert (held["state"], held["deductions_unsettled"]) == ("on_hold", True)
    released = await agency.post(f"{path}/release", {"without_deductions": True})
    assert (released["state"], released["deductions_unsettled"]) == ("processing", False)
    by_hand = await agency.post(f"{path}/hold", {"reason": "Which bank?"})
    assert (by_hand["state"], by_hand["deductions_unsettled"]) == ("on_hold", False)


@pytest.mark.requirement("C7")
@pytest.mark.requirement("C8")
async def test_the_tabs_show_date_words_and_only_what_is_pending(
    agency: AgencyAtWork, today: str
) -> None:
    person = await agency.contractor()
    for terms in PayTerms:
        order = await agency.work_order(terms, contractor_id=person)
        await agency.approves(order, an_entry("1", work_on=date.fromisoformat(today)))
    me = agency.own(person)
    shown = {
        one["state"]: one["shown_as"] for one in (await agency.get("/my/transactions", me))["items"]
    }
    assert shown["processing"] == "Processing"
    assert shown["pending_client_payment"] == "Pending client payment"
    assert shown["scheduled"] > today
    await agency.pay(today)
    after = await agency.get("/my/transactions?tab=all", me)
    assert {one["state"] for one in after["items"]} == {"pending_client_payment", "scheduled"}


@pytest.mark.requirement("C11")
async def test_a_contractor_sees_the_own_payments_with_their_breakdown(
    agency: AgencyAtWork, today: str
) -> None:
    mine, theirs = [await agency.work_order(kind=INCORPORATED) for _ in range(2)]
    await agency.hears(approved(mine, an_entry("8")), approved(theirs, an_entry("1")))
    await agency.pay(today)
    me, you = agency.own(mine.contractor_id), agency.own(theirs.contractor_id)
    (payment,) = (await agency.get("/my/payments", me))["items"]
    details = await agency.get(f"/payments/{payment['payment_id']}", me)
    assert details["amount"]["amount_minor"] == 361_60
    assert [one["net"]["amount_minor"] for one in details["transactions"]] == [361_60]
    await agency.get(f"/payments/{payment['payment_id']}", you, status=404)
    found = await agency.get(f"/my/payments?q={payment['number'][-6:]}", me)
    assert len(found["items"]) == 1
    assert (await agency.get("/my/payments?q=none", me))["items"] == []
    assert len((await agency.get("/payments", agency.staff()))["items"]) == 2


@pytest.mark.requirement("C12")
async def test_the_report_sums_what_was_paid_by_month_and_client(
    agency: AgencyAtWork, today: str
) -> None:
    person = await agency.contractor(INCORPORATED)
    for hours in ("8", "2"):
        order = await agency.work_order(contractor_id=person)
        await agency.approves(order, an_entry(hours))
    await agency.approves(await agency.work_order(kind=INCORPORATED), an_entry("1"))
    await agency.pay(today)
    report = await agency.get("/my/report", agency.own(person))
    assert report["from_month"] == f"{today[:4]}-01"
    assert report["to_month"] >= f"{today[:4]}-01"
    whole = await agency.get(
        f"/my/report?from={today[:4]}-01&to={today[:4]}-12", agency.own(person)
    )
    (cad_report,) = whole["currencies"]
    assert cad_report["total"]["net"]["amount_minor"] == 452_00
    assert cad_report["total"]["taxes"]["amount_minor"] == 52_00
    assert len(cad_report["months"]) == 12
    assert sum(one["net"]["amount_minor"] for one in cad_report["months"]) == 452_00
    assert sorted(one["net"]["amount_minor"] for one in cad_report["clients"]) == [90_40, 361_60]
    for query in ("from=2026-13", "from=2026-05&to=2026-04", "from=1900-01&to=2026-01"):
        await agency.get(f"/my/report?{query}", agency.own(person), status=422)


@pytest.mark.requirement("K16")
async def test_who_may_not_do_it_cannot(agency: AgencyAtWork, today: str, pay_day: str) -> None:
    order = await agency.work_order(
        preferences=InvoicePreferences(cadence=InvoiceCadence.IMMEDIATE)
    )
    made = (await agency.approves(order, an_entry("1"))).transaction
    (invoice,) = await agency.said(InvoiceIssued)
    transaction = f"/transactions/{made.transaction_id}"
    nobody = agency.staff([])
    contact = agency.contact(order.company_id)
    other = agency.own(await agency.contractor())
    for who in (nobody, contact, other):
        await agency.get(transaction, who, status=404)
        for path in ("/transactions", "/payments", "/ledger/balances", "/ledger/postings"):
            await agency.get(path, who, status=403)
        commands: list[tuple[str, dict[str, object]]] = [
            (f"{transaction}/hold", {"reason": "x"}),
            (f"{transaction}/release", {}),
            (f"{transaction}/reverse", {"reason": "x"}),
            ("/pay-runs/preview", {"pay_on": pay_day}),
            ("/pay-runs", {"pay_on": pay_day, "expected_totals": [cad("1").model_dump()]}),
            ("/invoice-runs", {"up_to": today}),
            (
                f"/invoices/{invoice.invoice_id}/receipts",
                {"amount_minor": 1, "currency": "CAD", "received_on": today},
            ),
        ]
        for path, body in commands:
            await agency.post(path, body, who, status=403)
    for path in ("/my/transactions", "/my/payments", "/my/report"):
        await agency.get(path, contact, status=403)
        await agency.get(path, agency.staff(), status=403)
    assert (await agency.client.get("/transactions")).status_code == 401
    release_only = agency.staff([Permission.TRANSACTIONS_RELEASE])
    await agency.post(f"{transaction}/hold", {"reason": "check"}, release_only)


@pytest.mark.requirement("X5")
async def test_transactions_page_by_key_without_gaps_or_doubles(agency: AgencyAtWork) -> None:
    order = await agency.work_order()
    for batch in (3, 4):
        await agency.hears(*(approved(order, an_entry("1")) for _ in range(batch)))
    seen: list[str] = []
    query = "limit=3"
    while query:
        page = await agency.get(f"/transactions?{query}", agency.staff())
        seen += [one["transaction_id"] for one in page["items"]]
        query = f"limit=3&cursor={page['next_cursor']}" if page["next_cursor"] else ""
    assert sorted(seen) == sorted(
        str(one.transaction.transaction_id) for one in await agency.said(TransactionCreated)
    )
    mine = await agency.get(
        f"/transactions?contractor_id={order.contractor_id}&state=processing", agency.staff()
    )
    assert len(mine["items"]) == 7
    assert (await agency.get("/transactions?state=paid", agency.staff()))["items"] == []
