"""Charging interest: parts add up to the whole, no day twice, and charges bear none (A5)."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from chassis.ids import new_id
from contracts.events.late_charges import LateChargeKind
from contracts.events.payments import InvoiceOverdue, ReminderName
from contracts.ids import CompanyId, InvoiceId, PersonId
from contracts.money import Money
from payments.held_back import disputed_part
from payments.invoices.interest.model import (
    Interest,
    InterestSpan,
    InvoiceAmounts,
    due_since,
    interest_since,
)
from payments.invoices.late_charges.model import (
    ChargeDayError,
    LateCharge,
    SettledInvoiceError,
    WaivedAlreadyError,
    Waiver,
    charge,
    check_day,
    waive,
)
from payments.invoices.model import Invoice
from payments.invoices.reminders.model import ReminderFeeRule, with_fee
from payments.invoices.reminders.schemas import ReminderFeesRequest
from payments.ledger.model import (
    INTEREST_INCOME,
    REMINDER_FEES,
    balances,
    customer_receivable,
    of_interest,
    of_reminder_fee,
    reversal_of,
)

from ..builders import cad, nok

pytestmark = pytest.mark.requirement("A5")

ISSUED, DUE = date(2026, 3, 1), date(2026, 3, 31)
NOTHING = cad("0")


def minor(amount: int) -> Money:
    return Money(amount_minor=amount, currency="CAD")


def on(day: int) -> date:
    """So many days after the due date."""
    return DUE + timedelta(days=day)


@dataclass
class History:
    """What becomes of an invoice of 1,000.00, by days after the due date, in the order of doing."""

    total: Money = field(default_factory=lambda: cad("1000"))
    receipts: dict[int, int] = field(default_factory=dict[int, int])
    disputed: dict[int, int] = field(default_factory=dict[int, int])
    spans: list[InterestSpan] = field(default_factory=list[InterestSpan])
    charged_on: list[tuple[int, Money]] = field(default_factory=list[tuple[int, Money]])

    def by_day(self) -> list[InvoiceAmounts]:
        days = sorted({-30, *self.receipts, *self.disputed, *(day for day, _ in self.charged_on)})
        return [
            InvoiceAmounts(
                on=on(day),
                received=minor(sum(x for at, x in self.receipts.items() if at <= day)),
                credited=NOTHING,
                written_off=NOTHING,
                charged=Money.total((x for at, x in self.charged_on if at <= day), "CAD"),
                disputed=minor(sum(x for at, x in self.disputed.items() if at <= day)),
                agreed=NOTHING,
            )
            for day in days
        ]

    def interest(self, until: int, percent: str = "8") -> Interest | None:
        return interest_since(
            on(until),
            due_since(self.by_day(), total=self.total, subtotal=self.total),
            due_on=DUE,
            percent=Decimal(percent),
            charged=self.spans,
        )

    def charge(self, until: int, percent: str = "8") -> Money:
        """Charge it until the end of a day, on that day; nothing where nothing has come up."""
        found = self.interest(until, percent)
        if found is None:
            return NOTHING
        span = InterestSpan(
            from_on=found.from_on,
            until_on=found.until_on,
            percent=found.percent,
            amount=found.amount,
        )
        self.spans.append(span)
        self.charged_on.append((until, found.amount))
        return found.amount

    def oracle(self, until: int, percent: str = "8") -> Fraction:
        """Day by day: money pays the charges that stood, then the total; the total bears."""
        owed, charges, exact = Fraction(self.total.decimal), Fraction(0), Fraction(0)
        for day in range(-30, until + 1):
            came_in = Fraction(self.receipts.get(day, 0), 100)
            for_charges = min(came_in, charges)
            charges -= for_charges
            owed = max(owed - (came_in - for_charges), Fraction(0))
            held = Fraction(sum(x for at, x in self.disputed.items() if at <= day), 100)
            if day > 0:
                exact += max(owed - held, Fraction(0)) * Fraction(percent) / 36_500
            charges += sum(Fraction(x.decimal) for at, x in self.charged_on if at == day)
        return exact


receipts = st.dictionaries(st.integers(-20, 120), st.integers(1, 200_00), max_size=8)
cuts = st.lists(st.integers(1, 150), min_size=1, max_size=12).map(sorted)
disputes = st.dictionaries(st.integers(-20, 120), st.integers(1, 300_00), max_size=2)


@given(receipts, disputes, cuts)
def test_any_split_of_the_days_adds_up_to_charging_once(
    came_in: dict[int, int], disputed: dict[int, int], days: list[int]
) -> None:
    """Where the charges are all made at the end, so that none is paid before another."""
    last = days[-1]
    once = History(receipts=came_in, disputed=disputed)
    parts = History(receipts=came_in, disputed=disputed)
    whole = once.interest(last)
    charged: list[Money] = []
    for day in days:
        found = parts.interest(day)
        if found is not None:
            parts.spans.append(
                InterestSpan(
                    from_on=found.from_on,
                    until_on=found.until_on,
                    percent=found.percent,
                    amount=found.amount,
                )
            )
            charged.append(found.amount)
    assert Money.total(charged, "CAD") == (whole.amount if whole else NOTHING)
    spans = parts.spans
    assert all(one.amount > NOTHING for one in spans)
    # No day twice, and none left out.
    starts = [one.from_on for one in spans]
    assert starts == [on(1), *(one.until_on + timedelta(days=1) for one in spans)][: len(spans)]


@given(receipts, disputes, cuts)
def test_what_is_charged_is_what_each_day_bears_and_charges_bear_nothing(
    came_in: dict[int, int], disputed: dict[int, int], days: list[int]
) -> None:
    """Charged as time goes by, with money in between that pays the charges first."""
    history = History(receipts=came_in, disputed=disputed)
    for day in days:
        history.charge(day)
        charged = Money.total((one.amount for one in history.spans), "CAD")
        last = max((one.until_on for one in history.spans), default=DUE)
        assert charged == Money.of(history.oracle((last - DUE).days), "CAD")


@given(receipts, cuts, st.integers(1, 20), st.integers(1, 20))
def test_days_stay_at_the_rate_at_which_they_were_charged(
    came_in: dict[int, int], days: list[int], first: int, then: int
) -> None:
    history = History(receipts=came_in)
    history.charge(days[0], str(first))
    history.charge(days[-1], str(then))
    # The same as two sums, each rounded with what the other left: never more than a unit from it.
    split = (history.spans[0].until_on - DUE).days if history.spans else days[-1]
    exact = history.oracle(split, str(first))
    if len(history.spans) > 1:
        exact += history.oracle(days[-1], str(then)) - history.oracle(split, str(then))
        charged = Money.total((one.amount for one in history.spans), "CAD")
        assert charged == Money.of(exact, "CAD")


def test_money_pays_charges_before_the_total() -> None:
    """Ten days of 1,000.00 at 36.5 percent are 10.00. Of 110.00 then, 100.00 are for the total."""
    history = History()
    assert history.charge(10, "36.5") == cad("10.00")
    history.receipts[11] = 110_00
    assert history.charge(20, "36.5") == Money.of(Fraction(10 * 900, 1000), "CAD")


def test_money_of_before_a_charge_was_for_the_total() -> None:
    history = History(receipts={5: 110_00})
    expected = Money.of(Fraction(4 * 1000 + 6 * 890, 1000), "CAD")
    assert history.charge(10, "36.5") == expected
    assert history.charge(20, "36.5") == cad("8.90")


def test_what_is_recorded_only_later_is_taken_off_the_next_charge() -> None:
    history = History()
    assert history.charge(10, "36.5") == cad("10.00")
    # 500.00 had come in on the fifth day: six of those ten days were 0.50 too much.
    history.receipts[5] = 500_00
    assert history.interest(15, "36.5") is None
    assert history.charge(20, "36.5") == cad("2.00")


def test_what_was_waived_is_not_charged_again_and_lowers_nothing() -> None:
    history = History()
    history.charge(10, "36.5")
    history.spans[0] = replace(history.spans[0], is_waived=True)
    history.charged_on.clear()
    found = history.interest(15, "36.5")
    assert found is not None
    assert (found.from_on, found.amount) == (on(11), cad("5.00"))


def an_invoice(**facts: object) -> Invoice:
    invoice = Invoice(
        invoice_id=InvoiceId(new_id()),
        number="I-2026-000001",
        company_id=CompanyId(new_id()),
        project_id=None,
        project_ids=(),
        issued_on=ISSUED,
        due_on=DUE,
        total=cad("100"),
        received=NOTHING,
    )
    return replace(invoice, **facts)


def a_charge(amount: Money, **facts: object) -> LateCharge:
    one = LateCharge(
        charge_id=new_id(),
        invoice_id=InvoiceId(new_id()),
        kind=LateChargeKind.INTEREST,
        amount=amount,
        from_on=on(1),
        until_on=on(10),
        percent=Decimal(8),
        charged_on=on(11),
        charged_by=PersonId(new_id()),
        charged_by_name="Kim",
        charged_at=datetime(2026, 4, 11, tzinfo=UTC),
    )
    return replace(one, **facts)


def test_a_charge_is_left_to_pay_and_is_due() -> None:
    after = charge(an_invoice(received=cad("40")), cad("2"))
    assert (after.open_amount, after.due_amount) == (cad("62"), cad("62"))


def test_nothing_is_charged_once_all_was_paid_or_written_off_nor_on_a_day_to_come() -> None:
    with pytest.raises(SettledInvoiceError):
        charge(an_invoice(received=cad("100"), paid_on=on(3)), cad("2"))
    with pytest.raises(SettledInvoiceError):
        charge(an_invoice(written_off_minor=100_00, paid_on=on(3)), cad("2"))
    check_day(on(3), on(3))
    with pytest.raises(ChargeDayError):
        check_day(on(4), on(3))


@given(st.integers(0, 102_00), st.integers(1, 5_00), st.booleans())
def test_a_waiver_takes_back_just_what_was_charged(
    received: int, charged: int, is_written_off: bool
) -> None:
    """What had come in for it is for the rest, then the company's balance; sums always add up."""
    one = a_charge(minor(charged))
    received = min(received, 100_00 + charged)
    before = charge(an_invoice(), one.amount)
    before = replace(before, received=minor(received))
    if is_written_off and before.open_amount.amount_minor:
        rest = before.open_amount.amount_minor
        before = replace(before, written_off_minor=rest, paid_on=on(20))
    elif not before.open_amount.amount_minor:
        before = replace(before, paid_on=on(20))
    after, kept = waive(before, one, on(30))
    assert after.owed == cad("100")
    assert kept == max(minor(received) - cad("100"), NOTHING)
    assert after.received + kept == before.received
    assert after.received + after.written_off + after.open_amount == cad("100")
    assert (after.paid_on is not None) == (after.open_amount == NOTHING)
    if not before.written_off_minor:
        assert after.written_off == NOTHING


def test_a_waiver_of_the_last_that_is_open_settles_the_invoice() -> None:
    one = a_charge(cad("2"))
    before = charge(an_invoice(), one.amount)
    before = replace(before, received=cad("100"))
    after, _ = waive(before, one, on(30))
    assert (after.paid_on, after.is_settled) == (on(30), True)
    assert len(after.settled_since(before)) == 1


def test_nothing_is_waived_twice() -> None:
    waiver = Waiver(
        reason="late post",
        waived_on=on(20),
        waived_by=PersonId(new_id()),
        waived_by_name="Kim",
        waived_at=datetime(2026, 4, 20, tzinfo=UTC),
    )
    one = a_charge(cad("2"), waiver=waiver)
    with pytest.raises(WaivedAlreadyError):
        waive(charge(an_invoice(), cad("2")), one, on(30))


def test_income_of_its_own_is_booked_against_what_the_company_owes_and_taken_back() -> None:
    company = CompanyId(new_id())
    posted = [
        *of_interest(new_id(), company, cad("4.65")),
        *of_reminder_fee(new_id(), company, cad("15")),
    ]
    found = balances(posted)
    assert found[customer_receivable(company), "CAD"] == cad("-19.65")
    assert found[INTEREST_INCOME, "CAD"] == cad("4.65")
    assert found[REMINDER_FEES, "CAD"] == cad("15")
    taken_back = balances([*posted, *reversal_of(posted)])
    assert all(balance == NOTHING for balance in taken_back.values())


FEES = ReminderFeeRule(fees={(ReminderName.SECOND, "CAD"): 15_00})


def overdue(name: ReminderName | None, amount: Money) -> InvoiceOverdue:
    return InvoiceOverdue(
        invoice_id=InvoiceId(new_id()),
        company_id=CompanyId(new_id()),
        number="I-2026-000001",
        due_on=DUE,
        open_amount=amount,
        reminder=name,
    )


def test_a_reminder_tells_its_fee_in_its_currency_and_once() -> None:
    said = overdue(ReminderName.SECOND, cad("100"))
    assert with_fee(said, FEES, ()).fee == cad("15")
    assert with_fee(said, FEES, {(said.invoice_id, ReminderName.FIRST)}).fee == cad("15")
    assert with_fee(said, FEES, {(said.invoice_id, ReminderName.SECOND)}).fee is None
    for other in (
        overdue(ReminderName.FIRST, cad("100")),
        overdue(None, cad("100")),
        overdue(ReminderName.SECOND, nok("100")),
    ):
        assert with_fee(other, FEES, ()).fee is None


@pytest.mark.requirement("X8")
@pytest.mark.parametrize(
    "wrong",
    [
        {"reminder": "sixth"},
        {"amount_minor": 0},
        {"amount_minor": 100_001},
        {"amount_minor": "15"},
        {"currency": "XXX"},
        {"currency": "cad"},
    ],
)
def test_a_fee_is_of_a_reminder_and_within_bounds(wrong: dict[str, object]) -> None:
    fee = {"reminder": "second", "currency": "CAD", "amount_minor": 15_00}
    ReminderFeesRequest.model_validate({"fees": [fee]})
    for fees in ([fee | wrong], [fee, fee]):
        with pytest.raises(ValidationError):
            ReminderFeesRequest.model_validate({"fees": fees})


@pytest.mark.parametrize(
    ("disputed", "credited", "not_due"),
    [
        (0, 0, 0),
        # A part: the rest of the total is due, and the charges beside it.
        (60_00, 0, 60_00),
        # All that was billed: the charges of 5.00 wait with it.
        (100_00, 0, 105_00),
        # All that is left of it after a credit note.
        (60_00, 40_00, 65_00),
        (60_00, 39_99, 60_00),
    ],
)
def test_charges_wait_while_nothing_that_was_billed_is_due(
    disputed: int, credited: int, not_due: int
) -> None:
    billed = minor(100_00 - credited)
    open_amount = billed + minor(5_00)
    assert disputed_part(open_amount, minor(disputed), billed=billed) == minor(not_due)
