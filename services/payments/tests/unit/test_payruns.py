"""What a pay run pays, and what it leaves out and why."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from chassis.fields import CurrencyCode
from chassis.ids import new_id
from contracts.currencies import MINOR_DIGITS
from contracts.events.identity import ContractorKind
from contracts.events.payments import TransactionState
from contracts.events.timesheets import PayTerms
from contracts.ids import PaymentId, PayRunId, PersonId
from contracts.money import Money
from payments.payments.model import Payment
from payments.payruns.model import (
    MAX_DAYS_AHEAD,
    LeftOutReason,
    NothingToPayError,
    PayDayError,
    PayRun,
    Plan,
    PlannedPayment,
    TotalsChangedError,
    check_pay_day,
    plan,
)
from payments.payruns.schemas import RunRequest
from payments.transactions.model import Transaction

from ..builders import TODAY, a_transaction, cad, nok


@pytest.mark.requirement("A4")
def test_there_is_one_payment_per_contractor_and_currency() -> None:
    one, other = PersonId(new_id()), PersonId(new_id())
    planned = plan(
        [
            a_transaction(cad("100"), contractor_id=one),
            a_transaction(cad("50"), contractor_id=one),
            a_transaction(nok("70"), contractor_id=one),
            a_transaction(cad("30"), contractor_id=other),
        ],
        TODAY,
    )
    assert [payment.amount for payment in planned.payments] == [cad("150"), nok("70"), cad("30")]
    assert planned.totals == (cad("180"), nok("70"))


@pytest.mark.requirement("A4")
@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"held_because": "check"}, LeftOutReason.ON_HOLD),
        ({"needs_release": True}, LeftOutReason.PENDING_RELEASE),
        ({"pay_terms": PayTerms.PAY_WHEN_PAID}, LeftOutReason.PENDING_CLIENT_PAYMENT),
        (
            {"pay_terms": PayTerms.SCHEDULED, "scheduled_on": date(2026, 3, 11)},
            LeftOutReason.NOT_DUE,
        ),
    ],
)
def test_what_cannot_be_paid_is_left_out_with_the_reason(
    facts: dict[str, Any], reason: LeftOutReason
) -> None:
    planned = plan([a_transaction(**facts)], TODAY)
    assert planned.payments == ()
    assert [one.reason for one in planned.left_out] == [reason]


def test_a_correction_lowers_the_payment_it_falls_into() -> None:
    person = PersonId(new_id())
    owed = a_transaction(cad("100"), contractor_id=person)
    taken_back = a_transaction(cad("-30"), contractor_id=person)
    (payment,) = plan([owed, taken_back], TODAY).payments
    assert payment.amount == cad("70")


def test_a_contractor_with_nothing_to_get_waits_for_the_next_run() -> None:
    person = PersonId(new_id())
    planned = plan(
        [
            a_transaction(cad("100"), contractor_id=person),
            a_transaction(cad("-100"), contractor_id=person),
        ],
        TODAY,
    )
    assert planned.payments == ()
    assert {one.reason for one in planned.left_out} == {LeftOutReason.NOTHING_TO_PAY}


def test_totals_that_are_not_the_expected_ones_are_refused() -> None:
    planned = plan([a_transaction(cad("100"))], TODAY)
    assert start(planned, cad("100")).totals == (cad("100"),)
    with pytest.raises(TotalsChangedError) as refused:
        start(planned, cad("99.99"))
    assert refused.value.data["totals"] == [{"amount_minor": 10000, "currency": "CAD"}]
    with pytest.raises(TotalsChangedError):
        start(planned, cad("100"), nok("1"))


def test_a_run_of_nothing_is_refused() -> None:
    with pytest.raises(NothingToPayError):
        start(plan([], TODAY))


@pytest.mark.parametrize(
    ("pay_on", "is_taken"),
    [
        (date(2025, 12, 31), False),
        (TODAY - timedelta(days=2), False),
        (TODAY - timedelta(days=1), True),
        (TODAY, True),
        (TODAY + timedelta(days=MAX_DAYS_AHEAD), True),
        (TODAY + timedelta(days=MAX_DAYS_AHEAD + 1), False),
    ],
)
def test_money_is_ordered_for_days_that_the_books_and_the_bank_take(
    pay_on: date, is_taken: bool
) -> None:
    if is_taken:
        check_pay_day(pay_on, TODAY)
        return
    with pytest.raises(PayDayError) as refused:
        check_pay_day(pay_on, TODAY)
    assert [error.field for error in refused.value.errors] == ["pay_on"]


def test_nothing_is_paid_on_a_day_before_it_came_into_the_books() -> None:
    early = TODAY - timedelta(days=1)
    owed = a_transaction(created_on=TODAY)
    assert [one.reason for one in plan([owed], early).left_out] == [LeftOutReason.NOT_DUE]
    assert plan([owed], early).payments == ()
    assert len(plan([owed], TODAY).payments) == 1


def test_a_run_settles_every_transaction_of_a_payment_and_says_all_of_it() -> None:
    owed = [a_transaction(cad("100")), a_transaction(nok("70"))]
    planned = plan(owed, TODAY)
    payments = [a_payment(one) for one in planned.payments]
    paid, said = planned.settle(payments)
    assert [one.state for one in paid] == [TransactionState.PAID] * 2
    assert [type(event).__name__ for event in said] == ["PaymentMade", "TransactionPaid"] * 2


def start(planned: Plan, *expected: Money) -> PayRun:
    at = datetime(2026, 3, 10, 12, tzinfo=UTC)
    return planned.start(expected, PayRunId(new_id()), by=PEOPLE[0], name="Ada", at=at)


def a_payment(planned: PlannedPayment) -> Payment:
    return Payment(
        payment_id=PaymentId(new_id()),
        number="P-2026-000001",
        pay_run_id=PayRunId(new_id()),
        contractor_id=planned.contractor_id,
        contractor_kind=ContractorKind.TEMP,
        paid_on=TODAY,
        method="bank_transfer",
        amount=planned.amount,
    )


PEOPLE = [PersonId(new_id()) for _ in range(4)]
FACTS: list[dict[str, Any]] = [
    {},
    {"held_because": "check"},
    {"needs_release": True},
    {"pay_terms": PayTerms.PAY_WHEN_PAID},
    {"pay_terms": PayTerms.SCHEDULED, "scheduled_on": TODAY},
    {"pay_terms": PayTerms.SCHEDULED, "scheduled_on": date(2027, 1, 1)},
]


def owed_transaction(
    minor: int, currency: str, person: PersonId, facts: dict[str, Any]
) -> Transaction:
    amount = Money(amount_minor=minor, currency=currency)
    return a_transaction(amount, contractor_id=person, **facts)


transactions = st.builds(
    owed_transaction,
    st.integers(-10_000, 100_000),
    st.sampled_from(["CAD", "NOK"]),
    st.sampled_from(PEOPLE),
    st.sampled_from(FACTS),
)


@given(st.lists(transactions, max_size=30))
def test_every_transaction_is_paid_once_or_left_out_once(owed: list[Transaction]) -> None:
    planned = plan(owed, TODAY)
    paid = [one.transaction_id for payment in planned.payments for one in payment.transactions]
    left = [one.transaction.transaction_id for one in planned.left_out]
    assert sorted([*paid, *left]) == sorted(one.transaction_id for one in owed)
    for payment in planned.payments:
        assert payment.amount.amount_minor > 0
        assert payment.amount == Money.total(
            (one.net for one in payment.transactions), payment.amount.currency
        )


def is_in_use(currency: str) -> bool:
    """Whether work can be agreed in the currency."""
    try:
        TypeAdapter(CurrencyCode).validate_python(currency)
    except ValidationError:
        return False
    return True


CURRENCIES = [currency for currency in sorted(MINOR_DIGITS) if is_in_use(currency)]
LARGEST_MINOR = 10**14
"""Of one entry: an expense just under 10^9 at a factor of 10, where amounts have four decimals."""

nets = st.builds(
    Money,
    amount_minor=st.one_of(st.integers(1, LARGEST_MINOR), st.just(LARGEST_MINOR)),
    currency=st.sampled_from(CURRENCIES),
)


def accepted(planned: Plan) -> list[Money]:
    """What the door makes of a preview's totals when they are sent back as the expected ones."""
    totals = [total.model_dump(mode="json") for total in planned.totals]
    body = {"pay_on": TODAY.isoformat(), "expected_totals": totals}
    return [one.money for one in RunRequest.model_validate(body).expected_totals]


@pytest.mark.requirement("A4")
@given(st.lists(nets, min_size=1, max_size=60))
def test_the_totals_of_any_preview_can_be_sent_back_to_pay_it(amounts: list[Money]) -> None:
    planned = plan([a_transaction(net) for net in amounts], TODAY)
    assert tuple(accepted(planned)) == planned.totals


@pytest.mark.requirement("A4")
def test_a_pay_run_may_be_in_all_currencies_at_once() -> None:
    nets_of_all = [Money(amount_minor=LARGEST_MINOR, currency=one) for one in CURRENCIES]
    planned = plan([a_transaction(net) for net in nets_of_all], TODAY)
    assert len(planned.totals) == len(CURRENCIES) > 100
    assert tuple(accepted(planned)) == planned.totals
