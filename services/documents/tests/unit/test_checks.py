"""A document whose sums do not add up is not printed."""

import pytest

from contracts.money import CurrencyMismatchError, Money
from documents.rendering import samples
from documents.rendering.checks import TotalsDifferError, check_totals
from documents.rendering.credit_samples import credit_note
from documents.rendering.inputs import AnyInput
from documents.rendering.pages import html_of
from documents.rendering.statement_samples import statement_of_account


def off_by_a_cent(document: AnyInput, field: str) -> AnyInput:
    stated: Money = getattr(document.subject, field)
    wrong = stated + Money(amount_minor=1, currency=stated.currency)
    subject = document.subject.model_copy(update={field: wrong})
    return document.model_copy(update={"subject": subject})


@pytest.mark.parametrize(
    ("document", "field"),
    [
        (samples.paystub(), "gross"),
        (samples.paystub(), "net"),
        (samples.contractor_invoice(), "net"),
        (samples.customer_invoice(), "subtotal"),
        (samples.customer_invoice(), "total"),
        (credit_note(), "subtotal"),
        (credit_note(), "total"),
        (samples.payment_statement(), "amount"),
    ],
)
def test_a_total_that_is_off_by_a_cent_is_refused_by_name(document: AnyInput, field: str) -> None:
    with pytest.raises(TotalsDifferError) as refused:
        html_of(off_by_a_cent(document, field))

    assert refused.value.what == field


def test_two_currencies_on_one_document_are_refused() -> None:
    document = samples.paystub()
    kroner = Money(amount_minor=document.subject.gross.amount_minor, currency="NOK")
    subject = document.subject.model_copy(update={"gross": kroner})

    with pytest.raises(CurrencyMismatchError):
        check_totals(document.model_copy(update={"subject": subject}))


@pytest.mark.requirement("C12")
@pytest.mark.parametrize("group", ["months", "clients", "payments"])
def test_a_report_whose_parts_do_not_come_to_its_total_is_refused(group: str) -> None:
    document = samples.payment_report()
    (report,) = document.subject.currencies
    fewer = report.model_copy(update={group: getattr(report, group)[:-1]})
    subject = document.subject.model_copy(update={"currencies": (fewer,)})

    with pytest.raises(TotalsDifferError):
        html_of(document.model_copy(update={"subject": subject}))


def overpaid(kept_minor: int) -> AnyInput:
    """A company that has nothing open and has paid 12.00 too much; `kept_minor` is stated."""
    document = statement_of_account()
    [account] = document.subject.currencies
    [first, *_] = account.movements
    zero = Money.zero(account.currency)
    owed = Money(amount_minor=-1200, currency=account.currency)
    paid = first.model_copy(update={"cause": "receipt", "amount": owed, "balance": owed})
    stated = account.model_copy(
        update={
            "opening": zero,
            "charged": zero,
            "credited": -owed,
            "closing": owed,
            "ages": tuple(one.model_copy(update={"amount": zero}) for one in account.ages),
            "open_invoices": (),
            "movements": (paid,),
            "kept_balance": Money(amount_minor=kept_minor, currency=account.currency),
        }
    )
    subject = document.subject.model_copy(update={"currencies": (stated,)})
    return document.model_copy(update={"subject": subject})


def test_a_statement_of_a_company_that_paid_too_much_adds_up_with_what_is_kept() -> None:
    assert "Paid too much" in html_of(overpaid(1200))
    with pytest.raises(TotalsDifferError):
        check_totals(overpaid(1201))
