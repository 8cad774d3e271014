"""What no rule says waits for staff, and what they answer settles it."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest

from contracts.access import Permission
from contracts.events.identity import ContractorKind
from contracts.events.payments import (
    Transaction,
    TransactionCreated,
    TransactionReleased,
    TransactionState,
)
from contracts.events.timesheets import PayTerms
from contracts.ids import PersonId, TransactionId
from contracts.money import Money

from ..builders import a_company, a_contractor, an_agency, an_entry
from ..conftest import AgencyAtWork, values_hold_on

ANSWERS = "/settings/tax-answers"


def an_answer(today: str, missing: str, place: str, **other: str) -> dict[str, str]:
    return {
        "missing": missing,
        "place": place,
        "kind": "nothing_due",
        "from_on": f"{today[:4]}-01-01",
        "to_on": f"{int(today[:4]) + 1}-12-31",
        "reason": "Our accountant looked it up",
    } | other


async def a_contractor_abroad(
    agency: AgencyAtWork, country: str, kind: ContractorKind = ContractorKind.TEMP
) -> PersonId:
    event = a_contractor(agency.agency_id, kind=kind, country=country, region="")
    await agency.hears(event)
    agency.people[event.person.person_id] = event.person
    await agency.names_account(event.person.person_id)
    return event.person.person_id


async def open_questions(agency: AgencyAtWork) -> list[Mapping[str, Any]]:
    return (await agency.get(ANSWERS, agency.staff()))["questions"]


@pytest.mark.requirement("A6")
@pytest.mark.parametrize("kind", list(ContractorKind))
async def test_pay_without_a_rule_is_on_hold_until_staff_say_that_nothing_is_due(
    agency: AgencyAtWork, today: str, kind: ContractorKind
) -> None:
    person_id = await a_contractor_abroad(agency, "SE", kind)
    order = await agency.work_order(contractor_id=person_id)
    made = (await agency.approves(order, an_entry("8"))).transaction
    assert (made.state, made.deductions, made.taxes) == (TransactionState.ON_HOLD, (), ())
    missing = "withholding" if kind is ContractorKind.TEMP else "sales_tax"
    (asked,) = await open_questions(agency)
    assert (asked["missing"], asked["place"], asked["transactions"]) == (missing, "SE", 1)

    await agency.post(ANSWERS, an_answer(today, missing, "SE"))

    assert await open_questions(agency) == []
    assert [one.transaction_id for one in await agency.said(TransactionReleased)] == [
        made.transaction_id
    ]
    later = (await agency.approves(order, an_entry("4"))).transaction
    assert later.state is TransactionState.PROCESSING


@pytest.mark.requirement("A6")
async def test_values_that_are_answered_late_are_charged_beside_what_was_on_hold(
    an_agency_at_work: Callable[..., Awaitable[AgencyAtWork]],
) -> None:
    """Pay of a year ahead: no law of that day was read, whenever this runs."""
    agency = await an_agency_at_work(says_what_holds=False)
    told = an_agency(agency.agency_id)
    ahead = told.agency.model_copy(update={"payment_delay_days": 365})
    await agency.hears(told.model_copy(update={"agency": ahead}))
    order = await agency.work_order(PayTerms.SCHEDULED)
    made = (await agency.approves(order, an_entry("100"))).transaction
    assert (made.state, made.deductions) == (TransactionState.ON_HOLD, ())
    (asked,) = await open_questions(agency)
    assert asked["missing"] == "values"
    assert "not known yet" in (await shown(agency, made.transaction_id))["held_because"]

    carried_over = values_hold_on("CA")
    await agency.post(ANSWERS, carried_over)

    assert await open_questions(agency) == []
    released = await shown(agency, made.transaction_id)
    assert (released["state"], released["deductions"]["amount_minor"]) == ("scheduled", 0)
    adjusting = (await agency.said(TransactionCreated))[-1].transaction
    assert (adjusting.gross.amount_minor, adjusting.lines) == (0, ())
    assert adjusting.estimated_payment_on is not None
    at_once = await agency.work_order(PayTerms.SCHEDULED)
    priced = (await agency.approves(at_once, an_entry("100"))).transaction
    assert by_code(adjusting) == by_code(priced)
    assert adjusting.net == -Money.total((one.amount for one in priced.deductions), "CAD")


def by_code(transaction: Transaction) -> dict[str, Money]:
    return {one.code: one.amount for one in transaction.deductions}


async def shown(agency: AgencyAtWork, transaction_id: TransactionId) -> Mapping[str, Any]:
    return await agency.get(f"/transactions/{transaction_id}", agency.staff())


@pytest.mark.requirement("A6")
async def test_a_buyer_without_a_rule_is_not_invoiced_until_staff_say_what_is_due(
    agency: AgencyAtWork, today: str
) -> None:
    company = a_company(country="CA", region="BC")
    await agency.hears(company)
    order = await agency.work_order(company_id=company.company.company_id)
    await agency.approves(order, an_entry("8"))

    (refused,) = (await agency.post("/invoice-runs", {"up_to": today}))["not_invoiced"]
    assert "British Columbia" in refused["reason"]

    await agency.post(ANSWERS, an_answer(today, "sales_tax", "CA-BC"))
    run = await agency.post("/invoice-runs", {"up_to": today})
    assert run["not_invoiced"] == []
    assert len(run["invoices"]) == 1


@pytest.mark.requirement("A6")
async def test_what_a_contractor_told_counts_from_its_day_on(
    agency: AgencyAtWork, today: str
) -> None:
    person_id = await agency.contractor()
    order = await agency.work_order(PayTerms.IMMEDIATE, contractor_id=person_id)
    before = (await agency.approves(order, an_entry("30"))).transaction
    path = f"/contractors/{person_id}/tax-details"
    told = {
        "valid_from": today,
        "td1": {"federal_claim": "0", "provincial_claim": "0", "additional_tax": "20"},
        "coverage": {"insurance": False},
    }
    answer = await agency.client.put(path, json=told, headers=agency.staff())
    assert answer.status_code == 200, answer.text
    other = await agency.work_order(PayTerms.IMMEDIATE)
    plain = (await agency.approves(other, an_entry("30"))).transaction
    assert {one.code for one in plain.deductions} == {one.code for one in before.deductions}
    (shown,) = (await agency.get(path, agency.staff()))["told"]
    assert (shown["valid_from"], shown["td1"]["additional_tax"]) == (today, "20")

    later = (await agency.approves(order, an_entry("1"))).transaction
    by_code = {one.code: one.amount.amount_minor for one in later.deductions}
    # Insurance of the year is given back, and the whole period is taxed as they asked.
    assert by_code["ei"] < 0
    assert by_code["ca_federal_tax"] > 20_00


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"place": "Sweden"}, "place"),
        ({"place": "CA-XX"}, "place"),
        ({"kind": "carried_over"}, "kind"),
        ({"to_on": "2020-01-01"}, "to_on"),
        ({"from_on": "2024-01-01", "to_on": "2027-01-01"}, "to_on"),
        ({"reason": ""}, "reason"),
    ],
)
async def test_an_answer_that_says_nothing_clear_is_refused_by_its_field(
    agency: AgencyAtWork, today: str, body: dict[str, str], field: str
) -> None:
    answer = await agency.post(ANSWERS, an_answer(today, "withholding", "SE") | body, status=422)
    assert field in [one["field"] for one in answer["errors"]]


async def test_who_may_see_pay_may_not_answer_and_tax_forms_are_for_who_manages_people(
    agency: AgencyAtWork, today: str
) -> None:
    viewer = agency.staff([Permission.TRANSACTIONS_VIEW])
    await agency.post(ANSWERS, an_answer(today, "withholding", "SE"), viewer, status=403)
    person_id = await agency.contractor()
    path = f"/contractors/{person_id}/tax-details"
    refused = await agency.client.get(path, headers=viewer)
    assert refused.status_code == 403


@pytest.mark.requirement("B14")
async def test_undoing_work_makes_good_what_was_charged_beside_it(agency: AgencyAtWork) -> None:
    """Two orders of one pay period: the second was taxed as the upper part of both."""
    person_id = await agency.contractor()
    first = await agency.work_order(PayTerms.IMMEDIATE, contractor_id=person_id)
    second = await agency.work_order(PayTerms.IMMEDIATE, contractor_id=person_id)
    undone = (await agency.approves(first, an_entry("150"))).transaction
    await agency.approves(second, an_entry("20", work_on=undone.lines[0].work_on))

    await agency.post(f"/transactions/{undone.transaction_id}/reverse", {"reason": "wrong person"})

    alone = await agency.work_order(PayTerms.IMMEDIATE)
    wanted = (await agency.approves(alone, an_entry("20"))).transaction
    rows = await agency.rows(
        """
        SELECT c.code, sum(c.amount_minor)::int AS minor FROM transactions AS t
        JOIN transaction_charges AS c USING (agency_id, transaction_id)
        WHERE t.contractor_id = $1 AND t.state <> 'reversed' AND c.effect = 'deduction'
        GROUP BY c.code HAVING sum(c.amount_minor) <> 0
        """,
        person_id,
    )
    assert {row["code"]: row["minor"] for row in rows} == {
        one.code: one.amount.amount_minor for one in wanted.deductions
    }
    adjusting = (await agency.said(TransactionCreated))[2].transaction
    assert (adjusting.gross.amount_minor, adjusting.lines) == (0, ())
