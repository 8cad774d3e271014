"""What a payment sets off, or carries to later ones: on its statement and on the report."""

from typing import cast

import pytest

from contracts.money import Money
from documents.rendering import samples
from documents.rendering.checks import TotalsDifferError
from documents.rendering.formats import Formats
from documents.rendering.inputs import PaymentReportInput, PaymentStatementInput
from documents.rendering.labels import LANGUAGES, labels_of
from documents.rendering.pages import html_of
from documents.rendering.reports import Section, report_context


def statement(language: str, minor: int) -> PaymentStatementInput:
    document = samples.payment_statement(language)
    carried = document.subject.amount.model_copy(update={"amount_minor": minor})
    subject = document.subject.model_copy(
        update={"carried": carried, "amount": document.subject.amount + carried}
    )
    return document.model_copy(update={"subject": subject})


def report(language: str, *carried: int) -> PaymentReportInput:
    """The first payments of the report carried this."""
    document = samples.payment_report(language)
    (currency,) = document.subject.currencies
    payments = list(currency.payments)
    for index, minor in enumerate(carried):
        amount = Money(amount_minor=minor, currency=currency.currency)
        payments[index] = payments[index].model_copy(update={"carried": amount})
    subject = document.subject.model_copy(
        update={"currencies": (currency.model_copy(update={"payments": tuple(payments)}),)}
    )
    return document.model_copy(update={"subject": subject})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("minor", [250_00, -250_00])
def test_a_statement_says_what_it_sets_off_or_carries_on(language: str, minor: int) -> None:
    labels = labels_of(language)
    html = html_of(statement(language, minor))
    said, other = labels.carried_on, labels.set_off
    if minor < 0:
        said, other = other, said
    assert said in html
    assert other not in html
    assert labels.carried_on not in html_of(samples.payment_statement(language))


def test_a_statement_that_does_not_add_up_with_what_it_carries_is_refused() -> None:
    document = statement("en", 250_00)
    subject = document.subject.model_copy(
        update={"carried": Money(amount_minor=249_99, currency="CAD")}
    )
    with pytest.raises(TotalsDifferError):
        html_of(document.model_copy(update={"subject": subject}))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_comes_from_the_net_to_what_was_sent(language: str) -> None:
    document = report(language, 300_00, -100_00)
    country = document.agency.address.country
    labels, formats = labels_of(language), Formats(language, country)
    (section,) = cast("list[Section]", report_context(document, labels, formats)["sections"])
    closing = [(one.name, one.value) for one in section.closing]
    net = document.subject.currencies[0].total.net

    def said(minor: int) -> str:
        return formats.amount(Money(amount_minor=minor, currency=net.currency))

    assert closing == [
        (labels.carried_on, said(300_00)),
        (labels.set_off, said(-100_00)),
        (labels.amount_sent, said(net.amount_minor + 200_00)),
    ]
    assert labels.amount_sent in html_of(document)


def test_a_report_without_any_has_no_such_sum() -> None:
    html = html_of(samples.payment_report("en"))
    assert labels_of("en").amount_sent not in html
