"""The ledger sums to zero whatever is done."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.ids import new_id
from contracts.events.payments import Charge
from contracts.ids import CompanyId, InvoiceId, PaymentId, PersonId, ReceiptId, TransactionId
from contracts.money import Money
from payments.ledger.model import (
    BANK,
    REVENUE,
    WORK_COST,
    Account,
    Cause,
    Posting,
    balances,
    contractor_payable,
    customer_receivable,
    input_tax,
    of_bank_entry,
    of_invoice,
    of_payment,
    of_receipt,
    of_set_aside,
    of_settlement,
    of_transaction,
    output_tax,
    reversal_of,
    withheld,
)

from ..builders import cad

PERSON, COMPANY = PersonId(new_id()), CompanyId(new_id())


def a_charge(code: str, amount: Money) -> Charge:
    return Charge(code=code, names={"en": code}, base=amount, amount=amount)


def standing(postings: Sequence[Posting]) -> dict[Account, Money]:
    return {account: amount for (account, _), amount in balances(postings).items()}


def test_a_transaction_owes_the_net_and_keeps_what_is_withheld_for_the_authority() -> None:
    postings = of_transaction(
        TransactionId(new_id()), PERSON, cad("1000"), [a_charge("cpp", cad("60"))], []
    )
    assert standing(postings) == {
        WORK_COST: cad("-1000"),
        contractor_payable(PERSON): cad("940"),
        withheld("cpp"): cad("60"),
    }


def test_an_incorporated_contractor_is_owed_the_tax_on_top() -> None:
    postings = of_transaction(
        TransactionId(new_id()), PERSON, cad("1000"), [], [a_charge("hst", cad("130"))]
    )
    assert standing(postings)[contractor_payable(PERSON)] == cad("1130")
    assert standing(postings)[input_tax("hst")] == cad("-130")


def test_a_correction_posts_the_other_way() -> None:
    (posting,) = of_transaction(TransactionId(new_id()), PERSON, cad("-80"), [], [])
    assert (posting.source, posting.destination) == (contractor_payable(PERSON), WORK_COST)
    assert posting.amount == cad("80")


def test_invoice_and_receipt_leave_the_company_owing_nothing() -> None:
    invoice = of_invoice(InvoiceId(new_id()), COMPANY, cad("500"), [a_charge("hst", cad("65"))])
    assert standing(invoice)[customer_receivable(COMPANY)] == cad("-565")
    all_of_it = [*invoice, *of_receipt(ReceiptId(new_id()), COMPANY, cad("565"))]
    assert standing(all_of_it) == {
        customer_receivable(COMPANY): cad("0"),
        REVENUE: cad("500"),
        output_tax("hst"): cad("65"),
        BANK: cad("-565"),
    }


def test_a_reversal_is_a_new_posting_for_each() -> None:
    made = of_transaction(
        TransactionId(new_id()), PERSON, cad("1000"), [a_charge("cpp", cad("60"))], []
    )
    undone = reversal_of(made)
    assert [one.reverses for one in undone] == [one.posting_id for one in made]
    assert all(amount == cad("0") for amount in balances([*made, *undone]).values())
    assert reversal_of(made) == undone


@pytest.mark.parametrize("amount", ["0", "-1"])
def test_a_posting_moves_more_than_nothing(amount: str) -> None:
    with pytest.raises(ValueError, match="more than nothing"):
        Posting(
            posting_id=new_id(),
            source=BANK,
            destination=REVENUE,
            amount=cad(amount),
            cause=Cause.RECEIPT,
            cause_id=new_id(),
        )


amounts = st.integers(-(10**9), 10**9)
currencies = st.sampled_from(["CAD", "NOK", "JPY"])
people = st.sampled_from([PersonId(new_id()) for _ in range(3)])
companies = st.sampled_from([CompanyId(new_id()) for _ in range(3)])


@st.composite
def commands(draw: st.DrawFn) -> list[Posting]:  # noqa: PLR0911 - one for each cause
    """What one command of any kind posts."""
    currency = draw(currencies)
    amount = Money(amount_minor=draw(amounts), currency=currency)
    charges = [
        a_charge(code, Money(amount_minor=draw(amounts), currency=currency))
        for code in draw(st.lists(st.sampled_from(["cpp", "ei", "hst"]), max_size=3))
    ]
    kind = draw(st.sampled_from(Cause))
    if kind is Cause.TRANSACTION:
        return of_transaction(TransactionId(new_id()), draw(people), amount, charges, charges)
    if kind is Cause.INVOICE:
        return of_invoice(InvoiceId(new_id()), draw(companies), amount, charges)
    if kind is Cause.RECEIPT:
        return of_receipt(ReceiptId(new_id()), draw(companies), amount)
    if kind is Cause.PAYMENT:
        return of_payment(PaymentId(new_id()), draw(people), amount)
    if kind is Cause.SETTLEMENT:
        return of_settlement(PaymentId(new_id()), amount)
    if kind is Cause.BANK_ENTRY:
        return of_bank_entry(new_id(), amount)
    if kind is Cause.SET_ASIDE:
        return of_set_aside(new_id(), amount)
    return reversal_of(of_receipt(ReceiptId(new_id()), draw(companies), amount))


@given(st.lists(commands(), max_size=30))
def test_the_sum_is_zero_per_currency_after_any_sequence_of_commands(
    sequence: list[list[Posting]],
) -> None:
    so_far: list[Posting] = []
    for postings in sequence:
        so_far.extend(postings)
        assert all(posting.amount.amount_minor > 0 for posting in postings)
        for currency in ("CAD", "NOK", "JPY"):
            of_currency = [
                amount for (_, one), amount in balances(so_far).items() if one == currency
            ]
            assert Money.total(of_currency, currency) == Money.zero(currency)
