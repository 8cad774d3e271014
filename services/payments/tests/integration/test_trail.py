"""The money trail over HTTP: from hours handed in to money paid out, whatever the terms."""

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from contracts.access import Permission, Portal
from contracts.events.identity import InvoiceCadence, InvoicePreferences
from contracts.events.timesheets import ArticleKind, PayPeriod, PayTerms, WorkOrder
from contracts.events.trail import TrailChanged

from ..builders import a_work_order, an_entry, articles, changed
from ..conftest import AgencyAtWork
from ..trail_stories import Story

pytestmark = pytest.mark.requirement("C14")

AT_ONCE = InvoicePreferences(cadence=InvoiceCadence.IMMEDIATE, due_days=14)
BILLED_APART = articles("40", "61.73")
FEBRUARY = "2026-02-01"


async def trails(agency: AgencyAtWork, order: WorkOrder, query: str = "") -> list[Any]:
    answer = await agency.get(f"/my/trail{query}", agency.own(order.contractor_id))
    return answer["items"]


async def trail(agency: AgencyAtWork, order: WorkOrder, start: str = FEBRUARY) -> Any:
    path = f"/my/trail/{order.work_order_id}/{start}"
    found = await agency.get(path, agency.own(order.contractor_id))
    (listed,) = [one for one in await trails(agency, order) if one["period_start"] == start]
    assert {**found, "transactions": None, "timeline": None} == {
        **listed,
        "transactions": None,
        "timeline": None,
    }
    return found


def states(found: Any) -> dict[str, str]:
    return {stage["stage"]: stage["state"] for stage in found["stages"]}


def waits(found: Any) -> tuple[str, str | None, str | None]:
    return found["waits_for"], found["waits_on"], found["waits_on_name"]


def steps(found: Any) -> list[str]:
    """Oldest first."""
    return [step["what"] for step in reversed(found["timeline"])]


async def receive(agency: AgencyAtWork, share: int = 1) -> None:
    """Money comes in against the first open invoice: all of it, or a part."""
    page = await agency.get("/invoices?state=not_paid", agency.staff())
    invoice = page["items"][0]
    body = {
        "amount_minor": invoice["open_amount"]["amount_minor"] // share,
        "currency": "CAD",
        "received_on": invoice["issued_on"],
    }
    await agency.post(f"/invoices/{invoice['invoice_id']}/receipts", body)


async def invoice_run(agency: AgencyAtWork, today: str) -> None:
    await agency.post("/invoice-runs", {"up_to": today})


async def far_off(today: str) -> str:
    return (date.fromisoformat(today) + timedelta(days=60)).isoformat()


async def test_paid_when_the_client_has_paid_step_by_step(agency: AgencyAtWork, today: str) -> None:
    order = await agency.work_order(PayTerms.PAY_WHEN_PAID, rates=BILLED_APART)
    hours, meal = an_entry("8"), an_entry("20.50", article=ArticleKind.EXPENSE)
    story = Story(order)

    await agency.hears(story.submits(hours, meal))
    found = await trail(agency, order)
    assert waits(found) == ("approval", "client", "Acme")
    assert states(found) == {
        "submitted": "done",
        "approved": "waiting",
        "invoiced": "waiting",
        "client_paid": "waiting",
        "paid_out": "waiting",
    }
    assert Decimal(found["waits"][0]["hours"]) == 8
    assert found["waits"][0]["expenses"] == {"amount_minor": 20_50, "currency": "CAD"}

    await agency.hears(story.approves(hours, meal))
    found = await trail(agency, order)
    assert waits(found) == ("invoice", "agency", "North")
    assert found["stages"][1]["amount"] == {"amount_minor": 340_50, "currency": "CAD"}

    await invoice_run(agency, today)
    found = await trail(agency, order)
    assert waits(found) == ("client_payment", "client", "Acme")
    due_on = agency.banks_open_from((date.fromisoformat(today) + timedelta(days=30)).isoformat())
    assert found["expected_on"] == due_on == found["stages"][3]["expected_on"]
    assert found["stages"][2]["last_on"] == today

    await receive(agency, share=2)
    found = await trail(agency, order)
    assert (waits(found)[0], states(found)["client_paid"]) == ("client_payment", "partly")

    await receive(agency)
    found = await trail(agency, order)
    assert waits(found) == ("pay_run", "agency", "North")
    assert (states(found)["client_paid"], found["stages"][3]["last_on"]) == ("done", today)

    await agency.pay(today)
    found = await trail(agency, order)
    assert waits(found) == ("nothing", None, None)
    assert set(states(found).values()) == {"done"}
    assert found["paid"] == found["net"] == found["stages"][4]["amount"]
    assert (found["done"], found["stages"][4]["last_on"]) == (True, today)
    assert steps(found) == [
        "submitted",
        "approved",
        "priced",
        "invoiced",
        "client_paid_part",
        "client_paid",
        "ordered",
        "paid_out",
    ]
    names = {step["what"]: (step["party"], step["name"]) for step in found["timeline"]}
    assert names["submitted"] == ("contractor", "Tove Temp")
    assert names["approved"] == ("client", "Acme")
    assert names["priced"] == ("agency", "North")
    assert names["paid_out"] == ("agency", "Ada Staff")


@pytest.mark.parametrize("on_hold", [False, True])
@pytest.mark.parametrize("client_paid", [False, True])
@pytest.mark.parametrize("terms", PayTerms)
async def test_what_is_waited_for_by_terms_client_and_hold(
    agency: AgencyAtWork, today: str, terms: PayTerms, client_paid: bool, on_hold: bool
) -> None:
    order = await agency.work_order(terms, preferences=AT_ONCE)
    entry, story = an_entry("8", work_on=date.fromisoformat(today)), Story(order)
    await agency.hears(story.submits(entry), story.approves(entry))
    start = f"{today[:7]}-01"
    (transaction,) = (await trail(agency, order, start))["transactions"]
    path = f"/transactions/{transaction['transaction_id']}"
    if on_hold:
        await agency.post(f"{path}/hold", {"reason": "bank details differ"})
    if client_paid:
        await receive(agency)

    found = await trail(agency, order, start)
    expected = {
        PayTerms.IMMEDIATE: "pay_run",
        PayTerms.SCHEDULED: "payment_date",
        PayTerms.PAY_WHEN_PAID: "pay_run" if client_paid else "client_payment",
    }[terms]
    assert found["waits_for"] == ("hold_ended" if on_hold else expected)
    if on_hold:
        assert found["waits"][0]["reason"] == "bank details differ"
    elif terms is PayTerms.SCHEDULED:
        details = await agency.get(path, agency.own(order.contractor_id))
        assert found["expected_on"] == details["estimated_payment_on"] is not None
    shown = states(found)["client_paid"]
    not_yet = "waiting" if terms is PayTerms.PAY_WHEN_PAID else "not_needed"
    assert shown == ("done" if client_paid else not_yet)

    if on_hold:
        await agency.post(f"{path}/release", {})
        assert (await trail(agency, order, start))["waits_for"] == expected
    if terms is PayTerms.SCHEDULED:
        await agency.pay(await far_off(today))
        assert (await trail(agency, order, start))["done"]


async def test_returned_work_waits_for_its_contractor_and_withdrawn_work_for_nobody(
    agency: AgencyAtWork,
) -> None:
    order = await agency.work_order()
    first, second = an_entry("8"), an_entry("4", work_on=date(2026, 2, 11))
    story = Story(order)
    await agency.hears(story.submits(first, second), story.returns(first))
    found = await trail(agency, order)
    assert waits(found) == ("correction", "contractor", "Tove Temp")
    assert [(one["waits_for"], Decimal(one["hours"])) for one in found["waits"]] == [
        ("correction", 8),
        ("approval", 4),
    ]
    assert found["timeline"][0]["reason"] == "Six, not eight"

    # Handed in again on a day of another period: the trail follows it there.
    moved = an_entry("6", work_on=date(2026, 3, 2), entry_id=first.entry_id, version=2)
    await agency.hears(story.submits(moved))
    assert (await trail(agency, order))["waits_for"] == "approval"
    assert Decimal((await trail(agency, order, "2026-03-01"))["waits"][0]["hours"]) == 6

    await agency.hears(story.returns(moved), story.withdraws(moved))
    assert [one["period_start"] for one in await trails(agency, order)] == [FEBRUARY]


async def test_staff_correct_an_entry_that_waits(agency: AgencyAtWork) -> None:
    order, entry = await agency.work_order(), an_entry("8")
    better = an_entry("6", entry_id=entry.entry_id, version=2)
    story = Story(order)
    await agency.hears(story.submits(entry), story.corrects(entry, better))
    assert Decimal((await trail(agency, order))["waits"][0]["hours"]) == 6
    await agency.hears(story.approves(better, on_behalf=True))
    found = await trail(agency, order)
    assert Decimal(found["stages"][1]["hours"]) == 6
    assert steps(found) == ["submitted", "corrected", "approved", "priced"]
    assert [step["party"] for step in reversed(found["timeline"])] == [
        "contractor",
        "agency",
        "agency",
        "agency",
    ]


async def test_a_supplementary_transaction_and_a_correction_stand_in_the_same_period(
    agency: AgencyAtWork, today: str
) -> None:
    order, entry, more = await agency.work_order(preferences=AT_ONCE), an_entry("8"), an_entry("2")
    await agency.approves(order, entry)
    await agency.pay(today)
    await agency.approves(order, more)
    found = await trail(agency, order)
    assert (states(found)["paid_out"], found["waits_for"]) == ("partly", "pay_run")
    await agency.pay(today)

    await agency.approves(order, an_entry("9", entry_id=entry.entry_id, version=2))
    found = await trail(agency, order)
    assert waits(found)[:2] == ("release", "agency")
    assert Decimal(found["stages"][1]["hours"]) == 11
    assert len(found["transactions"]) == 3
    assert found["stages"][1]["amount"]["amount_minor"] == 440_00


async def test_work_of_an_order_whose_pay_period_changes_is_shown_in_the_new_one(
    agency: AgencyAtWork,
) -> None:
    order, story = await agency.work_order(pay_period=PayPeriod.MONTHLY), None
    story = Story(order)
    await agency.hears(story.submits(an_entry("8", work_on=date(2026, 2, 11))))
    assert [one["period_start"] for one in await trails(agency, order)] == [FEBRUARY]
    await agency.hears(changed(order.model_copy(update={"pay_period": PayPeriod.WEEKLY})))
    (found,) = await trails(agency, order)
    assert (found["period_start"], found["period_end"]) == ("2026-02-09", "2026-02-15")


async def test_nothing_tells_what_the_client_is_billed_or_pays(
    agency: AgencyAtWork, today: str
) -> None:
    order = await agency.work_order(PayTerms.PAY_WHEN_PAID, preferences=AT_ONCE, rates=BILLED_APART)
    await agency.approves(order, an_entry("8"), an_entry("100", article=ArticleKind.EXPENSE))
    await receive(agency, share=3)
    await receive(agency)
    await agency.pay(today)
    (invoice,) = await agency.rows("SELECT * FROM invoices")
    receipts = await agency.rows("SELECT amount_minor FROM receipts")
    lines = await agency.rows("SELECT bill_minor, bill_rate FROM work_lines")
    told = [
        await agency.client.get(path, headers=agency.own(order.contractor_id))
        for path in ("/my/trail", f"/my/trail/{order.work_order_id}/{FEBRUARY}")
    ]
    secret = {
        invoice["number"],
        *(str(invoice[name]) for name in ("total_minor", "subtotal_minor", "received_minor")),
        *(str(receipt["amount_minor"]) for receipt in receipts),
        *(str(line["bill_minor"]) for line in lines),
        str(lines[0]["bill_rate"]),
    }
    assert len(secret) >= 7
    for answer in told:
        assert answer.status_code == 200
        assert str(invoice["invoice_id"]) not in answer.text
        # An id begins with the time, and at some minute of the day with an amount.
        text = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "", answer.text)
        assert [one for one in secret if one in text] == []
        assert "bill" not in text


async def test_a_list_is_paged_by_period_and_filtered(agency: AgencyAtWork, today: str) -> None:
    order = await agency.work_order(pay_period=PayPeriod.WEEKLY)
    other = await agency.work_order(contractor_id=order.contractor_id)
    for week in range(3):
        await agency.approves(order, an_entry("8", work_on=date(2026, 2, 2 + 7 * week)))
    await agency.pay(today)
    story = Story(order)
    await agency.hears(story.submits(an_entry("8", work_on=date(2026, 2, 16))))
    await agency.hears(story.submits(an_entry("8", work_on=date(2026, 2, 23))))
    await agency.hears(Story(other).submits(an_entry("8", work_on=date(2026, 2, 3))))

    def keys(rows: list[Any]) -> list[tuple[str, bool]]:
        return [
            (row["period_start"], row["work_order_id"] == str(other.work_order_id)) for row in rows
        ]

    everything = [
        ("2026-02-23", False),
        ("2026-02-16", False),
        ("2026-02-09", False),
        ("2026-02-02", False),
        ("2026-02-01", True),
    ]
    assert keys(await trails(agency, order)) == everything
    assert keys(await trails(agency, order, "?state=open")) == [
        everything[0],
        everything[1],
        everything[4],
    ]
    assert keys(await trails(agency, order, "?state=done")) == everything[2:4]
    only = f"?work_order_id={order.work_order_id}&from=2026-02-10&to=2026-02-17"
    assert keys(await trails(agency, order, only)) == everything[1:3]
    for query in ("limit=2", "limit=1&state=open", "limit=1&state=done"):
        seen: list[Any] = []
        cursor = ""
        while True:
            page = await agency.get(f"/my/trail?{query}{cursor}", agency.own(order.contractor_id))
            seen += page["items"]
            if page["next_cursor"] is None:
                break
            cursor = f"&cursor={page['next_cursor']}"
        whole = await trails(agency, order, "?" + query.partition("&")[2])
        assert keys(seen) == keys(whole)


async def test_another_contractors_or_agencys_trail_is_not_there(
    agency: AgencyAtWork, an_agency_at_work: Any
) -> None:
    order = await agency.work_order()
    await agency.hears(Story(order).submits(an_entry("8")))
    path = f"/my/trail/{order.work_order_id}/{FEBRUARY}"
    await agency.get(path, agency.own(order.contractor_id))
    stranger = agency.own(await agency.contractor(name="Stig Stranger"))
    await agency.get(path, stranger, 404)
    assert (await agency.get("/my/trail", stranger))["items"] == []

    elsewhere = await an_agency_at_work()
    await elsewhere.get(path, elsewhere.own(order.contractor_id), 404)
    assert (await elsewhere.get("/my/trail", elsewhere.own(order.contractor_id)))["items"] == []
    staff_path = f"/contractors/{order.contractor_id}/trail"
    await elsewhere.get(staff_path, elsewhere.staff(), 404)
    await elsewhere.get(f"{staff_path}/{order.work_order_id}/{FEBRUARY}", elsewhere.staff(), 404)


async def test_who_may_not_see_it_is_refused(agency: AgencyAtWork, a_pass: Any) -> None:
    order = await agency.work_order()
    await agency.hears(Story(order).submits(an_entry("8")))
    own, staff = "/my/trail", f"/contractors/{order.contractor_id}/trail"
    tail = f"/{order.work_order_id}/{FEBRUARY}"
    for path in (own, own + tail, staff, staff + tail):
        assert (await agency.client.get(path)).status_code == 401
        await agency.get(path, agency.contact(order.company_id), 403)
    without_permission = a_pass(
        agency_id=agency.agency_id,
        person_id=order.contractor_id,
        portal=Portal.CONTRACTOR,
        permissions=(Permission.OWN_WORK,),
    )
    await agency.get(own, without_permission, 403)
    for path in (staff, staff + tail):
        await agency.get(path, agency.own(order.contractor_id), 403)
        await agency.get(path, agency.staff([Permission.INVOICES_MANAGE]), 403)
    (listed,) = (await agency.get(staff, agency.staff()))["items"]
    assert listed["waits_for"] == "approval"
    assert (await agency.get(staff + tail, agency.staff()))["timeline"] != []


async def test_bad_input_is_named(agency: AgencyAtWork) -> None:
    own = agency.own(await agency.contractor())
    for query, field in (
        ("from=yesterday", "from"),
        ("state=maybe", "state"),
        ("limit=0", "limit"),
        ("cursor=no", "cursor"),
        ("work_order_id=7", "work_order_id"),
    ):
        problem = await agency.get(f"/my/trail?{query}", own, 422)
        assert field in str(problem)
    await agency.get(f"/my/trail/{a_work_order().work_order_id}/someday", own, 422)


async def test_what_browsers_cannot_hear_otherwise_is_said(
    agency: AgencyAtWork, today: str
) -> None:
    """Work on its way when it is here; invoices and receipts for those whose work is on them."""
    order = await agency.work_order(PayTerms.IMMEDIATE)
    other = await agency.work_order(contractor_id=order.contractor_id, company_id=order.company_id)
    colleague = await agency.work_order(company_id=order.company_id)

    async def said(since: int) -> list[tuple[Any, set[Any]]]:
        events = (await agency.said(TrailChanged))[since:]
        return [(event.contractor_id, set(event.work_order_ids)) for event in events]

    entry, story = an_entry("8"), Story(order)
    await agency.hears(story.submits(entry), story.returns(entry), story.submits(entry), times=2)
    count = len(await said(0))
    assert {whom for whom, _ in await said(0)} == {order.contractor_id}
    assert 1 <= count <= 3

    await agency.hears(story.approves(entry), Story(other).approves(an_entry("1")))
    await agency.hears(Story(colleague).approves(an_entry("1")))
    assert len(await said(0)) == count, "their transactions say it"

    both = [
        (order.contractor_id, {order.work_order_id, other.work_order_id}),
        (colleague.contractor_id, {colleague.work_order_id}),
    ]
    await invoice_run(agency, today)
    assert sorted(await said(count)) == sorted(both)
    await receive(agency)
    assert sorted(await said(count + 2)) == sorted(both)
