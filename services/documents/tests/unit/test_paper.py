"""An invoice on paper: every line is its quantity times its rate, and the sums are the books'."""

import re
from decimal import Decimal
from fractions import Fraction
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.bank_details import CanadianDetails, IbanDetails, NorwegianDetails
from contracts.events.timesheets import ArticleKind
from contracts.money import Money
from contracts.registrations import ReceivingAccount, Registration, RegistrationKind
from documents.rendering import AnyInput, samples
from documents.rendering.credit_samples import credit_note
from documents.rendering.inputs import (
    ContractorInvoiceInput,
    CreditNoteInput,
    CustomerInvoiceInput,
)
from documents.rendering.labels import LANGUAGES
from documents.rendering.pages import html_of

_ROW = re.compile(r"<tr>.*?</tr>", re.DOTALL)
_CELL = re.compile(r'<td class="num">(.*?)</td>', re.DOTALL)


def read_number(text: str) -> Fraction:
    """A printed number of an English page: 1,234.56 or 0:20, with a minus before it or without."""
    plain = unescape(text).replace(",", "").replace("\u2212", "-").strip()
    if ":" not in plain:
        return Fraction(plain)
    hours, minutes = plain.lstrip("-").split(":")
    size = Fraction(int(hours) * 60 + int(minutes), 60)
    return -size if plain.startswith("-") else size


def printed_rows(page: str) -> list[tuple[Fraction, Fraction, Fraction]]:
    """Quantity, rate and amount of each line, as they are read on the page."""
    cells = [_CELL.findall(row) for row in _ROW.findall(page)]
    return [tuple(map(read_number, row)) for row in cells if len(row) == 3]  # pyright: ignore[reportReturnType]


def words_of(document: AnyInput) -> str:
    text = re.sub(r"<[^>]+>", " ", html_of(document))
    return re.sub(r"[\s\u00a0]+", " ", unescape(text))


def total_of(page: str, name: str) -> Fraction:
    found = re.search(rf'<span class="name">{name}</span><span class="value">(.*?)</span>', page)
    return read_number(found[1]) if found else Fraction(0)


def a_note(parts: list[tuple[int, str, int]]) -> CreditNoteInput:
    """A credit note of lines: minutes, rate, and by how many cents the books differ."""
    document = credit_note(lines=len(parts))
    lines = tuple(
        line.model_copy(
            update={
                "article": ArticleKind.REGULAR,
                "minutes": minutes,
                "quantity": Decimal(minutes) / 60,
                "rate": Decimal(rate),
                "amount": Money.of(Fraction(minutes, 60) * Fraction(rate), "CAD")
                + Money(amount_minor=off, currency="CAD"),
            }
        )
        for line, (minutes, rate, off) in zip(document.subject.lines, parts, strict=True)
    )
    subtotal = Money.total((line.amount for line in lines), "CAD")
    changes = {"lines": lines, "subtotal": subtotal, "taxes": (), "total": subtotal}
    return document.model_copy(update={"subject": document.subject.model_copy(update=changes)})


@given(
    st.lists(
        st.tuples(
            st.integers(1, 100_000),
            st.sampled_from(["40.01", "33.335", "61.9999", "100"]),
            st.integers(-1, 1),
        ),
        min_size=1,
        max_size=6,
    )
)
@settings(max_examples=60, deadline=None)
def test_each_line_is_its_quantity_times_its_rate_and_they_add_up(
    parts: list[tuple[int, str, int]],
) -> None:
    page = html_of(a_note(parts))
    rows = printed_rows(page)
    assert len(rows) == len(parts)
    for quantity, rate, amount in rows:
        assert Money.of(quantity * rate, "CAD").decimal == Decimal(float(amount)).quantize(
            Decimal("0.01")
        )
    rounding = total_of(page, "Rounding")
    assert rounding == Fraction(sum(off for _, _, off in parts), 100)
    assert sum(amount for _, _, amount in rows) + rounding == total_of(page, "Subtotal")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "GST/HST no. 81234 5676 RT0001 QST no. 1201234561 TQ0001"),
        ("fr", "N° de TPS/TVH 81234 5676 RT0001 N° de TVQ 1201234561 TQ0001"),
        ("nb", "Org.nr. 987 654 325 MVA Foretaksregisteret"),
    ],
)
def test_the_sellers_numbers_stand_under_the_address(language: str, said: str) -> None:
    assert said in words_of(samples.customer_invoice(language))


def test_a_norwegian_number_stands_once_and_who_charges_no_tax_says_so() -> None:
    document = samples.customer_invoice("nb")
    seller = document.subject.seller
    assert seller is not None
    both = (
        Registration(kind=RegistrationKind.NORWEGIAN_ORGANISATION, number="987654325"),
        Registration(kind=RegistrationKind.NORWEGIAN_VAT, number="987654325"),
    )
    page = _sold_by(document, registrations=both)
    assert page.count("987 654 325") == 2, "under the address, and at the foot"
    plain = _sold_by(document, registrations=both[:1], is_vat_registered=False)
    assert "Org.nr. 987 654 325 Foretaksregisteret Ikke registrert i" in plain


def _sold_by(document: CustomerInvoiceInput, **changes: object) -> str:
    seller = document.subject.seller
    assert seller is not None
    told = seller.model_copy(update=changes)
    subject = document.subject.model_copy(update={"seller": told})
    return words_of(document.model_copy(update={"subject": subject}))


@pytest.mark.parametrize(
    ("details", "said"),
    [
        (
            IbanDetails(iban="NO9386011117947", bic="DNBANOKK"),
            "IBAN NO93 8601 1117 947 BIC DNBANOKK",
        ),
        (NorwegianDetails(account_number="86011117947"), "Account 8601 11 17947"),
        (
            CanadianDetails(institution="001", transit="00012", account_number="1234567"),
            "Institution · transit · account 001 · 00012 · 1234567",
        ),
    ],
)
def test_it_says_where_the_money_goes(
    details: IbanDetails | NorwegianDetails | CanadianDetails, said: str
) -> None:
    bic = details.bic if isinstance(details, IbanDetails) else ""
    account = ReceivingAccount(currency="CAD", details=details, bic=bic, holder="Maple Clients")
    page = _sold_by(samples.customer_invoice("en"), pay_to=account)
    assert said in page
    assert "Account holder Maple Clients" in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_contractors_invoice_names_its_agreement_and_what_it_credits(language: str) -> None:
    document = samples.contractor_invoice(language, lines=1)
    told = document.self_billed
    assert told is not None
    assert "NETT-12" in words_of(document)
    credited = told.model_copy(
        update={"credits_number": "NETT-11", "credits_issued_on": told.agreed_on}
    )
    assert "NETT-11" in words_of(document.model_copy(update={"self_billed": credited}))


def test_without_an_agreement_it_is_no_invoice_and_says_so() -> None:
    document: ContractorInvoiceInput = samples.contractor_invoice("en", lines=1)
    page = words_of(document.model_copy(update={"self_billed": None}))
    assert "Invoice basis" in page
    assert "This is not an invoice." in page
    assert "Invoice total" not in page
    assert "on behalf of" not in page
