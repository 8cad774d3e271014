"""What a pay statement says beside its work: the year to date, vacation pay, the account."""

from datetime import date, timedelta
from typing import Any

import pytest

from contracts.access import Permission
from contracts.events.identity import ContractorKind
from contracts.events.payments import TransactionCreated
from contracts.events.timesheets import PayTerms, WorkOrder
from contracts.ids import PersonId
from contracts.money import Money
from contracts.pay_statements import YearToDate

from ..builders import an_entry, approved
from ..conftest import AgencyAtWork, day_in_toronto

pytestmark = pytest.mark.requirement("A6")


def to_date(made: TransactionCreated) -> YearToDate:
    found = made.transaction.year_to_date
    assert found is not None
    return found


def follows(before: YearToDate, made: TransactionCreated) -> bool:
    """Whether its sums are those of the statement before and its own."""
    mine, now = made.transaction, to_date(made)
    charges = {one.code: one.amount.amount_minor for one in before.charges}
    for one in mine.deductions:
        charges[one.code] = charges.get(one.code, 0) + one.amount.amount_minor
    return (
        now.statements == before.statements + 1
        and now.gross == before.gross + mine.gross
        and now.net == before.net + mine.net
        and {one.code: one.amount.amount_minor for one in now.charges}
        == {code: minor for code, minor in charges.items() if minor}
        and now.deductions == Money.total((one.amount for one in now.charges), now.gross.currency)
    )


async def set_vacation_pay(agency: AgencyAtWork, percent: str | None) -> Any:
    answer = await agency.client.put(
        "/settings/vacation-pay", json={"percent": percent}, headers=agency.staff()
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


async def another_order(agency: AgencyAtWork, contractor_id: PersonId, **given: Any) -> WorkOrder:
    return await agency.work_order(contractor_id=contractor_id, **given)


async def test_each_statement_adds_to_the_one_before_over_all_orders_of_a_person(
    agency: AgencyAtWork,
) -> None:
    order = await agency.work_order()
    other = await another_order(agency, order.contractor_id)
    somebody_else = await agency.work_order()
    first = await agency.approves(order, an_entry("30"))
    assert to_date(first).gross == first.transaction.gross
    assert to_date(first).net == first.transaction.net
    assert to_date(first).statements == 1
    await agency.approves(somebody_else, an_entry("11"))
    second = await agency.approves(other, an_entry("12", date(2026, 1, 12)))
    third = await agency.approves(order, an_entry("8", date(2026, 1, 20)))
    assert follows(to_date(first), second)
    assert follows(to_date(second), third)


async def test_of_several_in_one_approval_each_counts_in_the_next(agency: AgencyAtWork) -> None:
    order = await agency.work_order()
    before = await agency.said(TransactionCreated)
    await agency.hears(
        approved(order, an_entry("8", date(2026, 1, 12)), an_entry("9", date(2026, 2, 10)))
    )
    first, second = (await agency.said(TransactionCreated))[len(before) :]
    assert first.transaction.number < second.transaction.number
    assert to_date(first).gross == first.transaction.gross
    assert follows(to_date(first), second)


async def test_a_correction_lowers_the_year_and_what_was_reversed_is_named(
    agency: AgencyAtWork,
) -> None:
    order = await agency.work_order()
    entry = an_entry("30")
    first = await agency.approves(order, entry)
    lowered = await agency.approves(order, an_entry("20", entry_id=entry.entry_id, version=2))
    assert lowered.transaction.gross.amount_minor < 0
    assert follows(to_date(first), lowered)
    gone = await agency.approves(order, an_entry("8", date(2026, 1, 12)))
    path = f"/transactions/{gone.transaction.transaction_id}/reverse"
    await agency.post(path, {"reason": "not theirs"})
    after = await agency.approves(order, an_entry("8", date(2026, 1, 13)))
    assert to_date(after).no_longer_counted == (gone.transaction.number,)
    assert follows(to_date(lowered), after)


async def test_pay_counts_in_the_year_in_which_it_is_paid(agency: AgencyAtWork) -> None:
    """December's is paid in January: it is next year's, until its day moves."""
    today = day_in_toronto()
    order = await agency.work_order(PayTerms.SCHEDULED)
    now = await another_order(agency, order.contractor_id)
    this_year = await agency.approves(now, an_entry("8", today))
    later = await agency.approves(order, an_entry("8", date(today.year, 12, 28)))
    assert later.transaction.estimated_payment_on is not None
    assert later.transaction.estimated_payment_on.year == today.year + 1
    assert to_date(later).year == today.year + 1
    assert to_date(later).gross == later.transaction.gross
    again = await agency.approves(order, an_entry("4", date(today.year, 12, 29)))
    assert follows(to_date(later), again)
    next_one = await agency.approves(now, an_entry("3", today))
    assert follows(to_date(this_year), next_one)
    # Then it is paid this year after all: it counts here, and is named.
    await agency.rows(
        "UPDATE transactions SET scheduled_on = $1 WHERE transaction_id = $2",
        today,
        later.transaction.transaction_id,
    )
    after = await agency.approves(now, an_entry("2", today))
    assert to_date(after).year == today.year
    assert to_date(after).counted_since == (later.transaction.number,)
    counted = (this_year, next_one, later, after)
    assert to_date(after).gross == Money.total((x.transaction.gross for x in counted), "CAD")
    left = await agency.approves(order, an_entry("1", date(today.year, 12, 30)))
    assert to_date(left).no_longer_counted == (later.transaction.number,)
    assert to_date(left).gross == again.transaction.gross + left.transaction.gross


async def test_a_statement_names_the_ending_of_the_account_that_pay_goes_to(
    agency: AgencyAtWork,
) -> None:
    person = await agency.contractor(has_account=False)
    order = await agency.work_order(contractor_id=person)
    without = await agency.approves(order, an_entry("8"))
    assert without.transaction.account_ending == ""
    await agency.names_account(person, "123456789")
    # While a change cools off, pay goes where it went.
    await agency.names_account(person, "987654321", usable_in=timedelta(days=3))
    made = await agency.approves(order, an_entry("8", date(2026, 1, 12)))
    assert made.transaction.account_ending == "6789"


async def test_vacation_pay_is_set_aside_by_the_percent_that_staff_entered(
    agency: AgencyAtWork, today: str, pay_day: str
) -> None:
    order = await agency.work_order()
    silent = await agency.approves(order, an_entry("8", date(2026, 1, 12)))
    assert silent.transaction.vacation_pay is None
    assert to_date(silent).vacation_pay is None
    assert (await set_vacation_pay(agency, "4"))["percent"] == "4"
    made = await agency.approves(order, an_entry("30"))
    vacation = made.transaction.vacation_pay
    assert vacation is not None
    assert vacation.base == made.transaction.gross
    assert vacation.amount.amount_minor == round(made.transaction.gross.amount_minor * 0.04)
    assert to_date(made).vacation_pay == vacation.amount
    # It was billed: so it is taken back whole, at the percent of then.
    await agency.post("/invoice-runs", {"up_to": today})
    await set_vacation_pay(agency, "6")
    path = f"/transactions/{made.transaction.transaction_id}/reverse"
    before = len(await agency.said(TransactionCreated))
    await agency.pay(pay_day)
    await agency.post(path, {"reason": "not theirs"})
    (back,) = (await agency.said(TransactionCreated))[before:]
    assert back.transaction.vacation_pay is not None
    assert back.transaction.vacation_pay.amount == -vacation.amount
    assert to_date(back).vacation_pay == Money.zero("CAD")
    await set_vacation_pay(agency, None)
    after = await agency.approves(order, an_entry("3", date(2026, 1, 14)))
    assert after.transaction.vacation_pay is None


async def test_who_may_not_change_settings_sets_no_vacation_pay(agency: AgencyAtWork) -> None:
    for percent, who, status in (
        ("4", agency.staff([Permission.TRANSACTIONS_VIEW]), 403),
        ("50.1", agency.staff(), 422),
        ("-1", agency.staff(), 422),
    ):
        answer = await agency.client.put(
            "/settings/vacation-pay", json={"percent": percent}, headers=who
        )
        assert answer.status_code == status, answer.text


async def test_the_page_of_a_transaction_says_what_its_statement_says(
    agency: AgencyAtWork,
) -> None:
    await set_vacation_pay(agency, "4")
    order = await agency.work_order()
    made = (await agency.approves(order, an_entry("40"))).transaction
    page = await agency.get(f"/transactions/{made.transaction_id}", agency.own(order.contractor_id))
    said = made.model_dump(mode="json")
    for name in ("year_to_date", "vacation_pay", "account_ending"):
        assert page[name] == said[name]
    # How each came about goes with the paper.
    assert all(line["steps"] for line in said["deductions"])
    assert page["deduction_lines"] == [line | {"steps": []} for line in said["deductions"]]
    assert any(line["exempt"] for line in page["deduction_lines"])


async def test_a_company_of_ones_own_gets_no_year_to_date(agency: AgencyAtWork) -> None:
    order = await agency.work_order(kind=ContractorKind.INCORPORATED)
    made = (await agency.approves(order, an_entry("8"))).transaction
    assert made.year_to_date is None
    assert made.vacation_pay is None
    assert made.account_ending == ""
