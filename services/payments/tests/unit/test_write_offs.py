"""What the agency no longer expects: all that is open, until it comes in after all."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.ids import new_id
from contracts.events.payments import InvoicePaid, ReceiptRecorded
from contracts.ids import CompanyId, InvoiceId, PersonId, ReceiptId
from contracts.money import Money
from payments.invoices.model import (
    Invoice,
    InvoiceState,
    OverpaymentError,
    Receipt,
    invoice_state,
)
from payments.invoices.write_offs.model import (
    DisputedWriteOffError,
    NothingToWriteOffError,
    write_off,
)
from payments.ledger.model import BAD_DEBT, balances, customer_receivable, of_write_off

from ..builders import cad

pytestmark = pytest.mark.requirement("A5")

DUE, LATER = date(2026, 3, 31), date(2026, 9, 30)


def an_invoice(**facts: object) -> Invoice:
    invoice = Invoice(
        invoice_id=InvoiceId(new_id()),
        number="I-2026-000001",
        company_id=CompanyId(new_id()),
        project_id=None,
        project_ids=(),
        issued_on=date(2026, 3, 1),
        due_on=DUE,
        total=cad("452"),
        received=cad("0"),
    )
    return replace(invoice, **facts)


def a_receipt(amount: Money) -> Receipt:
    return Receipt(
        receipt_id=ReceiptId(new_id()),
        invoice_id=InvoiceId(new_id()),
        amount=amount,
        received_on=LATER,
        reference="wire 17",
        recorded_by=PersonId(new_id()),
        recorded_by_name="Kim",
        recorded_at=datetime(2026, 9, 30, tzinfo=UTC),
    )


def test_all_that_is_open_is_written_off() -> None:
    after, amount = write_off(an_invoice(received=cad("52")), LATER)
    assert (amount, after.written_off, after.open_amount) == (cad("400"), cad("400"), cad("0"))
    assert not after.is_settled
    assert after.settled_since(an_invoice()) == []


def test_what_is_paid_or_was_written_off_has_nothing_to_write_off() -> None:
    paid, _ = an_invoice().receive(a_receipt(cad("452")), LATER)
    written_off, _ = write_off(an_invoice(), LATER)
    for one in (paid, written_off):
        with pytest.raises(NothingToWriteOffError):
            write_off(one, LATER)


def test_what_is_disputed_is_not_written_off() -> None:
    with pytest.raises(DisputedWriteOffError) as refused:
        write_off(an_invoice(disputed_minor=100_00), LATER)
    assert refused.value.data["disputed_amount"] == {"amount_minor": 100_00, "currency": "CAD"}


def test_money_that_comes_in_after_all_lowers_what_was_written_off() -> None:
    written_off, _ = write_off(an_invoice(), DUE)
    part, said = written_off.receive(a_receipt(cad("100")), LATER)
    assert (part.written_off, part.received, part.open_amount) == (cad("352"), cad("100"), cad("0"))
    assert [type(one) for one in said] == [ReceiptRecorded]
    assert part.paid_on == DUE
    rest, said = part.receive(a_receipt(cad("352")), LATER)
    assert (rest.written_off, rest.is_settled, rest.paid_on) == (cad("0"), True, LATER)
    assert [type(one) for one in said] == [ReceiptRecorded, InvoicePaid]


def test_more_than_was_written_off_is_refused_or_kept() -> None:
    written_off, _ = write_off(an_invoice(), DUE)
    with pytest.raises(OverpaymentError) as refused:
        written_off.receive(a_receipt(cad("452.01")), LATER)
    assert refused.value.data["open_amount"] == {"amount_minor": 452_00, "currency": "CAD"}
    kept, _ = written_off.receive(a_receipt(cad("500")), LATER, keep_excess=True)
    assert (kept.received, kept.written_off) == (cad("452"), cad("0"))


def test_a_credit_note_takes_off_what_was_written_off_before_what_came_in() -> None:
    written_off, _ = write_off(an_invoice(received=cad("52")), DUE)
    credited, kept = written_off.credit(cad("100"), LATER)
    assert (credited.written_off, credited.received, kept) == (cad("300"), cad("52"), cad("0"))
    assert not credited.is_settled
    all_of_it, kept = credited.credit(cad("352"), LATER)
    assert (all_of_it.written_off, all_of_it.received, kept) == (cad("0"), cad("0"), cad("52"))
    assert all_of_it.is_credited


commands = st.lists(
    st.tuples(st.sampled_from(["receive", "credit", "write_off"]), st.integers(1, 500_00)),
    max_size=8,
)


@given(commands)
def test_open_is_always_the_total_less_what_was_credited_came_in_and_was_written_off(
    history: list[tuple[str, int]],
) -> None:
    invoice, booked = an_invoice(), 0
    for what, minor in history:
        before, amount = invoice, Money(amount_minor=minor, currency="CAD")
        if what == "receive":
            invoice, _ = before.receive(a_receipt(amount), LATER, keep_excess=True)
        elif what == "write_off" and before.open_amount.amount_minor:
            invoice, _ = write_off(before, LATER)
        elif what == "credit":
            invoice, _ = before.credit(min(amount, before.total - before.credited), LATER)
        booked += (invoice.written_off - before.written_off).amount_minor
        left = invoice.total - invoice.credited - invoice.received - invoice.written_off
        assert invoice.open_amount == left >= cad("0")
        assert invoice.written_off >= cad("0")
        # Nothing is open of what was written off.
        assert not (invoice.written_off_minor and invoice.open_amount.amount_minor)
        assert (invoice.paid_on is not None) == (invoice.open_amount.amount_minor == 0)
    assert booked == invoice.written_off_minor


def test_a_loss_is_booked_and_taken_back() -> None:
    company_id = CompanyId(new_id())
    lost = of_write_off(new_id(), company_id, cad("400"))
    assert balances(lost)[BAD_DEBT, "CAD"] == cad("-400")
    back = of_write_off(new_id(), company_id, cad("-150"))
    assert balances([*lost, *back]) == {
        (BAD_DEBT, "CAD"): cad("-250"),
        (customer_receivable(company_id), "CAD"): cad("250"),
    }


def test_it_is_written_off_whatever_the_day() -> None:
    for day in (DUE, LATER):
        state = invoice_state(DUE, paid=True, day=day, written_off=True)
        assert state is InvoiceState.WRITTEN_OFF
