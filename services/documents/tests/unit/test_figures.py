"""Figures on paper: whole, in order, and with the digits that they have."""

import json
import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from contracts.events.timesheets import ArticleKind, PayTerms
from contracts.money import Money
from contracts.quantities import hours_of
from documents.rendering import AnyInput, samples
from documents.rendering.formats import Formats
from documents.rendering.labels import LANGUAGES, labels_of
from documents.rendering.quantities import quantity
from documents.rendering.renderer import Renderer

PORTAL = Path(__file__).parents[4] / "portals/apps/contractor/src/locales"
CANADA = Formats("en", "CA")


@cache
def renderer() -> Renderer:
    return Renderer()


def pages_of(document: AnyInput) -> list[str]:
    with pypdfium2.PdfDocument(renderer().render(document).pdf) as pdf:
        texts = [page.get_textpage().get_text_bounded() for page in pdf]
    return [re.sub(r"[ \u00a0\u202f]+", " ", text.replace("\r\n", "\n")) for text in texts]


@pytest.mark.requirement("B14")
@pytest.mark.parametrize(
    ("minutes", "said"), [(450, "7.50"), (20, "0:20"), (60, "1.00"), (3, "0.05"), (-20, "-0:20")]
)
def test_time_is_said_exactly(minutes: int, said: str) -> None:
    assert quantity(ArticleKind.REGULAR, Fraction(minutes, 60), "CAD", CANADA) == said


def test_an_expense_has_the_digits_of_its_currency() -> None:
    expense = ArticleKind.EXPENSE
    assert quantity(expense, Fraction(5000), "JPY", CANADA) == "5,000"
    assert quantity(expense, Fraction("86.4"), "CAD", CANADA) == "86.40"
    assert quantity(expense, Fraction("1.5"), "KWD", CANADA) == "1.500"


@pytest.mark.parametrize("rate", ["1999.9999", "123456.789012", "48"])
@pytest.mark.parametrize("language", ["en", "nb"])
def test_a_number_is_never_broken_over_two_lines(rate: str, language: str) -> None:
    document = samples.paystub(language, lines=1)
    line = document.subject.lines[0]
    minutes = int(Fraction(123_456_789) * 60 / Fraction(rate))
    amount = Money.of(Fraction(minutes, 60) * Fraction(rate), "CAD")
    worked = {"minutes": minutes, "quantity": hours_of(minutes)}
    line = line.model_copy(update={**worked, "rate": Decimal(rate), "amount": amount})
    subject = document.subject.model_copy(
        update={"lines": (line,), "gross": amount, "net": amount, "deductions": (), "taxes": ()}
    )
    formats = Formats(language, "CA")
    (page, *_) = pages_of(document.model_copy(update={"subject": subject}))

    figures = f"{formats.rate(Decimal(rate), 'CAD')} {formats.amount(amount)}"
    assert re.sub(r"[ \u00a0]+", " ", figures) in page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("minor", [36_160, 52_105_555_086, 999_999_999_999_999_999])
def test_the_amount_of_a_document_stands_on_one_line_in_its_place(
    minor: int, language: str
) -> None:
    """At its top and at the end of its sums, whatever its size."""
    document = samples.paystub(language, lines=1)
    amount = Money(amount_minor=minor, currency="KWD")
    line = document.subject.lines[0].model_copy(update={"amount": amount})
    subject = document.subject.model_copy(
        update={"lines": (line,), "gross": amount, "net": amount, "deductions": (), "taxes": ()}
    )
    rendered = renderer().render(document.model_copy(update={"subject": subject}))
    said = Formats(language, document.agency.address.country).money(amount)

    with pypdfium2.PdfDocument(rendered.pdf) as pdf:
        page = pdf[0]
        text = page.get_textpage()
        found = [box_of(text, at, len(said)) for at in places_of(said, text)]
        width = page.get_width()
    assert len(found) == 2
    for left, bottom, right, top in found:
        assert top - bottom < 16
        assert left > 18 / 25.4 * 72
        assert right <= width - 18 / 25.4 * 72 + 1
    (_, _, headline, _), _ = found
    assert headline < width * 0.4  # where the next fact begins


def places_of(said: str, text: pypdfium2.PdfTextPage) -> list[int]:
    whole = re.sub(r"\s", " ", text.get_text_range())
    return [found.start() for found in re.finditer(re.escape(re.sub(r"\s", " ", said)), whole)]


def box_of(text: pypdfium2.PdfTextPage, at: int, length: int) -> tuple[float, float, float, float]:
    """Left, bottom, right and top of these characters, in points."""
    boxes = [text.get_charbox(index) for index in range(at, at + length)]
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)


def test_sums_of_one_article_at_two_rates_say_which_is_which() -> None:
    document = samples.paystub(lines=2)
    first, second = document.subject.lines
    second = second.model_copy(
        update={
            "rate": first.rate * 2,
            "quantity": first.quantity,
            "amount": first.amount + first.amount,
        }
    )
    gross = first.amount + second.amount
    subject = document.subject.model_copy(
        update={"lines": (first, second), "gross": gross, "net": gross, "deductions": ()}
    )
    text = "\n".join(pages_of(document.model_copy(update={"subject": subject})))

    assert "Regular hours 7.50 48.00 360.00 Regular hours 7.50 96.00 720.00 Total hours 15.00" in (
        text.replace("\n", " ")
    )


def test_a_report_lists_payments_by_day_and_number() -> None:
    document = samples.payment_report(payments=4)
    (report,) = document.subject.currencies
    days = [date(2026, 2, 2), date(2026, 1, 9), date(2026, 2, 2), date(2026, 1, 1)]
    payments = tuple(
        payment.model_copy(update={"paid_on": day, "number": number})
        for payment, day, number in zip(
            report.payments, days, ("P-10", "P-7", "P-9", "P-8"), strict=True
        )
    )
    subject = document.subject.model_copy(
        update={"currencies": (report.model_copy(update={"payments": payments}),)}
    )
    text = "\n".join(pages_of(document.model_copy(update={"subject": subject})))
    assert re.findall(r"P-\d+", text) == ["P-8", "P-7", "P-9", "P-10"]


def test_lines_stand_in_the_order_of_their_days() -> None:
    document = samples.paystub(lines=8)
    lines = document.subject.lines
    shuffled = (*lines[5:], *lines[2:5], *lines[:2])
    subject = document.subject.model_copy(update={"lines": shuffled})

    assert pages_of(document.model_copy(update={"subject": subject})) == pages_of(document)


def test_a_statement_lists_its_transactions_by_the_time_of_their_work() -> None:
    document = samples.payment_statement(transactions=12)
    paid: list[Any] = [
        one.model_copy(update={"number": f"T-{index}"})
        for index, one in enumerate(document.subject.transactions, start=1)
    ]
    subject = document.subject.model_copy(update={"transactions": tuple(reversed(paid))})
    text = "\n".join(pages_of(document.model_copy(update={"subject": subject})))

    found = re.findall(r"^(T-\d+)$", text, re.MULTILINE)
    by_company: dict[str, list[str]] = {}
    for one in paid:
        by_company.setdefault(one.company_name, []).append(one.number)
    assert found == [number for name in sorted(by_company) for number in by_company[name]]


# With a block kept whole the first leaves half of page one empty, the second most of page two.
@pytest.mark.parametrize("lines", [5, 24, 40])
def test_more_than_twenty_deductions_leave_no_half_page_empty(lines: int) -> None:
    document = samples.paystub(lines=lines)
    charge = document.subject.deductions[0]
    free = charge.model_copy(update={"amount": charge.amount - charge.amount})
    deductions = (*document.subject.deductions, *[free] * 20)
    subject = document.subject.model_copy(update={"deductions": deductions})
    rendered = renderer().render(document.model_copy(update={"subject": subject}))

    assert rendered.pages > 1
    with pypdfium2.PdfDocument(rendered.pdf) as pdf:
        for number in range(len(pdf) - 1):
            assert lowest_line(pdf[number]) < 0.25, f"page {number + 1}"


def lowest_line(page: pypdfium2.PdfPage) -> float:
    """How far above its lower edge the last line of a page stands, of its height; not the foot."""
    text, height = page.get_textpage(), page.get_height()
    feet = (text.get_charbox(at)[1] / height for at in range(text.count_chars()))
    return min(foot for foot in feet if foot > 0.1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_terms_of_payment_are_worded_as_on_the_page(language: str) -> None:
    texts = json.loads((PORTAL / language / "payments.json").read_text())

    assert {str(key): said for key, said in labels_of(language).terms.items()} == texts["terms"]
    assert set(labels_of(language).terms) == set(PayTerms)
    assert labels_of(language).pending_release == texts["states"]["pending_release"]
