"""Finished documents, read back: the text of their pages and the structure of their files."""

import io
import re
from collections.abc import Callable, Iterable
from datetime import timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest

from contracts.events.documents import DocumentKind
from contracts.events.payments import TransactionState
from contracts.events.statements import StatementRequested
from contracts.money import Money
from documents.rendering import AnyInput, RenderedDocument, samples
from documents.rendering.credit_samples import credit_note
from documents.rendering.formats import Formats
from documents.rendering.inputs import (
    ContractorInvoiceInput,
    CreditNoteInput,
    CustomerInvoiceInput,
    Issuer,
    PaymentReportInput,
    StatementOfAccountInput,
)
from documents.rendering.labels import LANGUAGES, labels_of
from documents.rendering.pages import html_of
from documents.rendering.renderer import Renderer
from documents.rendering.statement_samples import statement_of_account

GOLDEN = Path(__file__).parent / "golden"

SAMPLES: dict[DocumentKind, Callable[[str], AnyInput]] = {
    DocumentKind.PAYSTUB: samples.paystub,
    DocumentKind.CONTRACTOR_INVOICE: samples.contractor_invoice,
    DocumentKind.CUSTOMER_INVOICE: samples.customer_invoice,
    DocumentKind.CREDIT_NOTE: credit_note,
    DocumentKind.PAYMENT_STATEMENT: samples.payment_statement,
    DocumentKind.PAYMENT_REPORT: samples.payment_report,
    DocumentKind.STATEMENT_OF_ACCOUNT: statement_of_account,
}
EVERY = [(kind, language) for kind in SAMPLES for language in LANGUAGES]


def words_of(html: str) -> str:
    """What is read of a page, blanks as one."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@cache
def renderer() -> Renderer:
    return Renderer()


@cache
def finished(kind: DocumentKind, language: str) -> RenderedDocument:
    return renderer().render(SAMPLES[kind](language))


def pages_of(rendered: RenderedDocument) -> list[str]:
    """The text of each page, with its kinds of spaces and line ends made one."""
    with pypdfium2.PdfDocument(rendered.pdf) as pdf:
        texts = [page.get_textpage().get_text_bounded() for page in pdf]
    return [re.sub(r"[ \u00a0\u202f]+", " ", text.replace("\r\n", "\n")) for text in texts]


def text_of(rendered: RenderedDocument) -> str:
    return "\f\n".join(pages_of(rendered))


def known_as(document: AnyInput) -> str:
    """Its number; of a report, its months in words; of a statement, its day."""
    if isinstance(document, StatementOfAccountInput):
        return plain(
            Formats(document.language, document.agency.address.country).day(document.subject.as_of)
        )
    if isinstance(document, CreditNoteInput):
        return document.subject.credit_note_number
    if isinstance(document, ContractorInvoiceInput) and document.self_billed is not None:
        return document.self_billed.number
    if not isinstance(document, PaymentReportInput):
        return document.subject.number
    formats = Formats(document.language, document.agency.address.country)
    return plain(formats.months(document.subject.from_month, document.subject.to_month))


def plain(text: str) -> str:
    return re.sub(r"[ \u00a0\u202f]+", " ", text)


@pytest.mark.requirement("X2")
@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_a_document_reads_as_it_always_did(kind: DocumentKind, language: str) -> None:
    """When the text is meant to change: delete the golden file, run, and read the new one."""
    golden = GOLDEN / f"{kind}-{language}.txt"
    text = text_of(finished(kind, language)) + "\n"
    if not golden.exists():
        golden.write_text(text)
        pytest.fail(f"{golden.name} was written: read it and run again")

    assert text == golden.read_text()


@pytest.mark.requirement("X2")
@pytest.mark.parametrize("kind", SAMPLES)
def test_the_same_input_gives_the_same_bytes(kind: DocumentKind) -> None:
    again = Renderer().render(SAMPLES[kind]("fr"))

    assert again.sha256 == finished(kind, "fr").sha256


def test_another_input_gives_other_bytes() -> None:
    assert (
        renderer().render(samples.paystub(lines=3)).sha256
        != finished(DocumentKind.PAYSTUB, "en").sha256
    )


def amounts_of_statement(subject: StatementRequested, f: Formats) -> Iterable[str]:
    for account in subject.currencies:
        yield f.money(account.closing)
        yield from map(f.amount, (account.opening, account.charged, account.credited))
        yield from (f.amount(one.amount) for one in account.ages)
        for one in account.open_invoices:
            yield from map(f.amount, (one.total, one.open_amount))
            if one.disputed_amount is not None:
                yield f.amount(one.disputed_amount)
        for moved in account.movements:
            amount = moved.amount if moved.amount.amount_minor > 0 else -moved.amount
            yield from map(f.amount, (amount, moved.balance))


def amounts_of(document: AnyInput, f: Formats) -> Iterable[str]:
    """Every amount that the document must show."""
    subject: Any = document.subject
    match document.kind:
        case DocumentKind.PAYMENT_STATEMENT:
            yield f.money(subject.amount)
            for paid in subject.transactions:
                yield from map(f.amount, (paid.gross, -paid.deductions, paid.net))
            return
        case DocumentKind.PAYMENT_REPORT:
            for report in subject.currencies:
                yield f.money(report.total.net)
                for sums in (report.total, *report.months, *report.clients, *report.payments):
                    yield from map(f.amount, (sums.gross, -sums.deductions, sums.net))
            return
        case DocumentKind.STATEMENT_OF_ACCOUNT:
            yield from amounts_of_statement(subject, f)
            return
        case DocumentKind.CUSTOMER_INVOICE | DocumentKind.CREDIT_NOTE:
            yield f.money(subject.total)
            yield f.amount(subject.subtotal)
        case _:
            yield f.money(subject.net)
            yield f.amount(subject.gross)
            yield from (f.amount(-charge.amount) for charge in subject.deductions)
    yield from (f.amount(line.amount) for line in subject.lines)
    for tax in subject.taxes:
        yield from (f.amount(tax.amount), f.amount(tax.base), f.percent(tax.percent))


def three_times_twenty_minutes(rate: str, *shares: int) -> AnyInput:
    """A paystub of 0:20 on each of three days, each day with its share of the hour."""
    document = samples.paystub()
    line = document.subject.lines[0]
    gross = Money(amount_minor=sum(shares), currency="CAD")
    lines = [
        line.model_copy(
            update={
                "work_on": line.work_on + timedelta(days=day),
                "quantity": Decimal("0.333333"),
                "minutes": 20,
                "rate": Decimal(rate),
                "amount": Money(amount_minor=share, currency="CAD"),
                "note": "",
            }
        )
        for day, share in enumerate(shares)
    ]
    update = {"lines": tuple(lines), "gross": gross, "deductions": (), "net": gross}
    subject = document.subject.model_copy(update=update)
    return document.model_copy(update={"subject": subject})


@pytest.mark.requirement("B14")
def test_an_amount_on_a_paystub_is_the_time_beside_it_times_the_rate() -> None:
    by_day = words_of(html_of(three_times_twenty_minutes("60", 2000, 2000, 2000)))
    assert by_day.count("Regular hours 0:20 60.00 20.00") == 3
    assert "Regular hours 1.00 60.00 60.00" in by_day
    # A third of 50.00 is not an amount: the days say their time, and the hour its price.
    together = words_of(html_of(three_times_twenty_minutes("50", 1667, 1666, 1667)))
    assert together.count("Regular hours 0:20") == 3
    assert "Regular hours 1.00 50.00 50.00" in together
    assert "16.6" not in together


@pytest.mark.requirement("A6")
@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_every_amount_stands_on_it_as_it_was_given(kind: DocumentKind, language: str) -> None:
    document = SAMPLES[kind](language)
    text = text_of(finished(kind, language))
    formats = Formats(language, document.agency.address.country)

    missing = {a for a in amounts_of(document, formats) if plain(a) not in text}

    assert not missing


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_it_says_what_it_is_who_it_is_from_and_whom_it_is_for(
    kind: DocumentKind, language: str
) -> None:
    document = SAMPLES[kind](language)
    first = pages_of(finished(kind, language))[0]

    assert labels_of(language).titles[kind] in first
    assert known_as(document) in first
    assert document.agency.legal_name in first
    assert number_on(document) in first
    assert document.counterpart.name in first


def number_on(document: AnyInput) -> str:
    """The agency's registered number: as an invoice was told it, or as the agency is known."""
    if not isinstance(document, ContractorInvoiceInput | CustomerInvoiceInput | CreditNoteInput):
        return document.agency.organisation_number
    return "987 654 325 MVA" if document.agency.address.country == "NO" else "81234 5676 RT0001"


LONG = [
    samples.paystub("en", lines=140),
    samples.contractor_invoice("nb", lines=140),
    samples.customer_invoice("fr", lines=140, projects=3),
    credit_note("fr", lines=140, projects=3),
    samples.payment_statement("nb", transactions=60),
    samples.payment_report("fr", payments=90),
    statement_of_account("nb", invoices=90),
]


@pytest.mark.parametrize("document", LONG, ids=lambda document: document.kind)
def test_pages_of_a_long_document_are_numbered_and_repeat_the_heads(document: AnyInput) -> None:
    rendered = renderer().render(document)
    pages = pages_of(rendered)
    labels = labels_of(document.language)
    # What an agency writes for a contractor is the contractor's.
    issuer = document.agency.legal_name
    if document.kind is DocumentKind.CONTRACTOR_INVOICE and document.self_billed is not None:
        issuer = document.self_billed.seller.legal_name

    assert rendered.pages == len(pages) >= 3
    for number, text in enumerate(pages, start=1):
        assert labels.page_of.format(page=number, pages=len(pages)) in text
        assert issuer in text
    heads = {
        DocumentKind.PAYMENT_STATEMENT: labels.transaction,
        DocumentKind.PAYMENT_REPORT: labels.gross,
        DocumentKind.STATEMENT_OF_ACCOUNT: "(NOK)",
    }
    head = heads.get(document.kind, labels.quantity)
    assert all(head in text for text in pages[:-1])


def test_no_line_of_a_long_document_is_lost_or_cut() -> None:
    document = samples.paystub("en", lines=140)
    formats = Formats("en", "CA")
    pages = pages_of(renderer().render(document))
    text = "\n".join(pages)
    days = [plain(formats.day(line.work_on)) for line in document.subject.lines]

    missing = [day for day in days if not re.search(rf"^{day} .*\d\.\d\d$", text, re.MULTILINE)]

    assert not missing


def test_the_answer_never_stands_alone_on_the_last_page() -> None:
    for lines in range(14, 40, 3):
        pages = pages_of(renderer().render(samples.customer_invoice("en", lines=lines)))
        if len(pages) > 1:
            assert "Network technician" in pages[-1] or "Site lead" in pages[-1]


@pytest.mark.requirement("C8")
@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (TransactionState.PENDING_CLIENT_PAYMENT, "Pending client payment"),
        (TransactionState.PENDING_RELEASE, "Waiting for release"),
        (TransactionState.ON_HOLD, "On hold"),
        (TransactionState.PROCESSING, "Processing"),
    ],
)
def test_a_paystub_without_a_date_says_what_it_waits_for(
    state: TransactionState, expected: str
) -> None:
    document = samples.paystub("en", lines=1, scheduled=False)
    subject = document.subject.model_copy(update={"state": state})
    text = text_of(renderer().render(document.model_copy(update={"subject": subject})))

    # It is of its day: the paper stays as it is when the payment is made.
    assert f"Status on Apr 1, 2026\n{expected}" in text
    assert "Estimated payment date" not in text


def test_a_paystub_whose_deductions_nobody_knows_does_not_call_its_sum_net() -> None:
    document = samples.paystub("en", lines=1, scheduled=False)
    update = {"state": TransactionState.ON_HOLD, "deductions": (), "net": document.subject.gross}
    subject = document.subject.model_copy(update=update)
    text = text_of(renderer().render(document.model_copy(update={"subject": subject})))

    assert "Pay before deductions" in text
    assert "Net pay" not in text


def test_a_report_tells_what_was_received_from_what_is_on_its_way() -> None:
    document = samples.payment_report("en")
    (report,) = document.subject.currencies
    *received, ordered = sorted(report.payments, key=lambda one: one.paid_on)
    assert received[-1].paid_on < ordered.paid_on
    asked_before = document.subject.model_copy(update={"requested_on": received[-1].paid_on})
    early = text_of(renderer().render(document.model_copy(update={"subject": asked_before})))
    formats = Formats("en", document.agency.address.country)
    total = Money.total((one.net for one in received), report.currency)
    assert f"Total received\n{formats.money(total)}".replace("\xa0", " ") in early
    assert f"On its way\n{formats.money(ordered.net)}".replace("\xa0", " ") in early
    assert "On its way" not in text_of(renderer().render(document))


HOSTILE = '<img src="http://127.0.0.1:1/x"><style>*{display:none}</style><script>1</script>&amp;"'


def test_what_people_write_is_text_and_never_markup() -> None:
    document = samples.paystub("en", lines=2)
    line = document.subject.lines[0].model_copy(update={"note": HOSTILE})
    subject = document.subject.model_copy(
        update={"lines": (line, document.subject.lines[1]), "company_name": HOSTILE}
    )
    agency = document.agency.model_copy(update={"name": HOSTILE, "legal_name": HOSTILE})
    hostile = document.model_copy(update={"subject": subject, "agency": agency})
    text = text_of(renderer().render(hostile)).replace("\n", "")

    assert "<script>" not in html_of(hostile)
    assert HOSTILE.replace(" ", "") in text.replace(" ", "")


def test_a_long_word_breaks_instead_of_running_off_the_page() -> None:
    document = samples.customer_invoice("en", lines=2, projects=1)
    line = document.subject.lines[0].model_copy(update={"contractor_name": "W" * 200})
    subject = document.subject.model_copy(update={"lines": (line, document.subject.lines[1])})
    rendered = renderer().render(document.model_copy(update={"subject": subject}))

    with pypdfium2.PdfDocument(rendered.pdf) as pdf:
        page = pdf[0]
        width = page.get_width()
        texts = page.get_textpage()
        right = max(texts.get_charbox(index)[2] for index in range(texts.count_chars()))
    assert right < width


def test_documents_without_lines_taxes_or_addresses_can_be_read() -> None:
    document = samples.customer_invoice("nb")
    zero = document.subject.subtotal - document.subject.subtotal
    subject = document.subject.model_copy(
        update={"lines": (), "taxes": (), "subtotal": zero, "total": zero}
    )
    bare = document.model_copy(
        update={
            "subject": subject,
            "counterpart": document.counterpart.model_copy(update={"address": None}),
        }
    )

    assert labels_of("nb").no_lines in text_of(renderer().render(bare))


def test_a_charge_that_is_not_named_in_the_language_has_another_name() -> None:
    document = samples.paystub("fr", lines=1)
    charges = tuple(
        charge.model_copy(update={"names": names})
        for charge, names in zip(
            document.subject.deductions, ({"en": "Withheld"}, {"nb": "Trygd"}, {}), strict=True
        )
    )
    subject = document.subject.model_copy(update={"deductions": charges})
    text = text_of(renderer().render(document.model_copy(update={"subject": subject})))

    assert "Withheld" in text
    assert "Trygd" in text
    assert "\nei " in text


@pytest.mark.requirement("X2")
@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_the_file_is_archival_and_accessible(kind: DocumentKind, language: str) -> None:
    """What PDF/A-3a asks for, as far as pikepdf tells; `tools/verapdf` asks the reference."""
    document = SAMPLES[kind](language)
    with pikepdf.open(io.BytesIO(finished(kind, language).pdf)) as pdf:
        with pdf.open_metadata() as metadata:
            assert metadata.pdfa_status == "3A"
            assert known_as(document) in plain(metadata["dc:title"])
        root = pdf.Root
        assert root.OutputIntents[0].S == "/GTS_PDFA1"
        assert root.OutputIntents[0].DestOutputProfile.read_bytes()
        assert str(root.Lang)[:2] == language
        assert root.MarkInfo.Marked
        assert "/StructTreeRoot" in root
        assert "/OpenAction" not in root
        assert "/JavaScript" not in root.get("/Names", {})
        fonts = [font for page in pdf.pages for font in page.Resources.Font.values()]
        embedded = [font.DescendantFonts[0].FontDescriptor for font in fonts]
        assert embedded
        assert all("/FontFile2" in descriptor for descriptor in embedded)
        assert {str(font.BaseFont).split("+")[1][:12] for font in fonts} == {"Portico-Text"}


def test_the_agencys_colour_is_on_the_page() -> None:
    def pixel(agency: Issuer) -> tuple[int, ...]:
        document = samples.paystub(lines=1).model_copy(update={"agency": agency})
        with pypdfium2.PdfDocument(renderer().render(document).pdf) as pdf:
            picture: Any = pdf[0].render(scale=1).to_pil().convert("RGB")
        return picture.getpixel((300, 3))

    green = samples.CANADIAN_AGENCY.model_copy(update={"brand_colour": "#00aa55"})

    assert pixel(samples.CANADIAN_AGENCY) == (0xB3, 0x26, 0x1E)
    assert pixel(green) == (0x00, 0xAA, 0x55)
