"""Pay statements: what they say of the year, and that anybody can reckon them again."""

import importlib.util
import io
import json
from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from string import Formatter
from types import ModuleType
from typing import Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.events.identity import Address, Agency
from contracts.events.payments import Charge, Transaction
from contracts.events.timesheets import ArticleKind
from contracts.ids import AgencyId
from contracts.money import Money
from contracts.pay_statements import CalculationStep, ChargeToDate, YearToDate
from contracts.registrations import LegalDetails, Registration, RegistrationKind
from documents.rendering import samples
from documents.rendering.checks import TotalsDifferError
from documents.rendering.inputs import PaystubInput
from documents.rendering.labels import LANGUAGES
from documents.rendering.labels.paystubs import paystub_labels
from documents.rendering.pages import html_of
from documents.rendering.parties import employer_of
from documents.rendering.paystub_data import FILE_NAME, paystub_json
from documents.rendering.renderer import Renderer

from .test_documents import words_of

pytestmark = pytest.mark.requirement("B15")

TOOL = Path(__file__).parents[2] / "tools/recompute_paystubs.py"


@pytest.fixture(scope="module")
def recompute() -> ModuleType:
    """The script, which stands outside of every package."""
    spec = importlib.util.spec_from_file_location("recompute_paystubs", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def with_subject(document: PaystubInput, **update: object) -> PaystubInput:
    return document.model_copy(update={"subject": document.subject.model_copy(update=update)})


def with_year(document: PaystubInput, **update: object) -> PaystubInput:
    year = document.subject.year_to_date
    assert year is not None
    return with_subject(document, year_to_date=year.model_copy(update=update))


def cad(minor: int) -> Money:
    return Money(amount_minor=minor, currency="CAD")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_there_in_every_language(language: str) -> None:
    english, other = paystub_labels("en"), paystub_labels(language)
    for field in fields(english):
        said, text = getattr(english, field.name), getattr(other, field.name)
        assert text.strip()
        assert (said == text) is (language == "en")
        named = [{name for _, name, _, _ in Formatter().parse(one) if name} for one in (said, text)]
        assert named[0] == named[1]


def test_each_deduction_has_what_is_exempt_and_its_year_beside_it() -> None:
    html = words_of(html_of(samples.paystub("en")))
    assert "Canada Pension Plan 6,487.14 291.66 5.95% -385.98 -1,157.94" in html
    assert "Employment Insurance 6,778.80 1.64% -111.17 -333.51" in html
    assert "Gross pay 6,778.80 20,336.40" in html
    assert "Net pay CAD 5,027.57 15,082.71" in html
    assert "Total hours 134.25" in html
    assert "Bank account Ending in 4417" in html


def test_a_deduction_that_has_reached_its_limit_keeps_its_year() -> None:
    """Nothing is withheld any more: the line stays, with what the year came to."""
    document = samples.paystub("en")
    tax, _, insurance = document.subject.deductions
    gross = document.subject.gross
    reached = with_subject(
        document, deductions=(tax, insurance), net=gross - tax.amount - insurance.amount
    )
    assert "Canada Pension Plan 0.00 -1,157.94" in words_of(html_of(reached))


def test_statements_that_came_or_went_are_named() -> None:
    plain = words_of(html_of(samples.paystub("en")))
    assert "2026 to date: all paystubs so far for pay in 2026, this one included." in plain
    assert "No longer counted" not in plain
    document = with_year(
        samples.paystub("en"),
        no_longer_counted=("T-2026-000012", "T-2026-000018"),
        counted_since=("T-2025-000991",),
    )
    html = words_of(html_of(document))
    assert "paid in another year: T-2026-000012, T-2026-000018." in html
    assert "paid in 2026 after all: T-2025-000991." in html


def test_what_was_made_before_the_year_was_told_has_no_such_column() -> None:
    document = with_subject(
        samples.paystub("en"),
        year_to_date=None,
        employer_charges=(),
        vacation_pay=None,
        account_ending="",
    )
    html = html_of(document)
    for said in ("to date", "Employer contributions", "Bank account"):
        assert said not in html
    assert "Net pay CAD 5,027.57 Payment" in words_of(html)


def test_sums_of_a_year_that_do_not_add_up_are_not_printed() -> None:
    for wrong in ({"net": cad(1)}, {"deductions": cad(1)}):
        with pytest.raises(TotalsDifferError, match="to date"):
            html_of(with_year(samples.paystub("en"), **wrong))


def attached(pdf: bytes) -> Any:
    with pikepdf.open(io.BytesIO(pdf)) as read:
        assert list(read.attachments) == [FILE_NAME]
        (associated,) = read.Root.AF  # type: ignore[misc]
        assert associated.AFRelationship == "/Data"
        file = read.attachments[FILE_NAME].get_file()
        assert file.mime_type == "application/json"
        return json.loads(file.read_bytes())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pdf_carries_the_same_as_data(language: str) -> None:
    document = samples.paystub(language)
    said = attached(Renderer().render(document).pdf)
    subject = document.subject
    assert said == json.loads(paystub_json(document))
    assert Decimal(said["net"]) == subject.net.decimal
    assert [one["amount"] for one in said["deductions"]] == [
        str(one.amount.decimal) for one in subject.deductions
    ]
    assert len(said["work"]) == len(subject.lines)


def test_other_documents_carry_nothing() -> None:
    with pikepdf.open(io.BytesIO(Renderer().render(samples.customer_invoice()).pdf)) as read:
        assert not list(read.attachments)


def test_steps_of_a_charge_go_with_it_and_are_what_is_reckoned(recompute: ModuleType) -> None:
    document = samples.paystub("en")
    tax, *others = document.subject.deductions
    step = CalculationStep(
        code="T1",
        formula="(R × A) - K - K1",
        inputs={"R": Decimal("0.14"), "A": Decimal("81345.60")},
        result=tax.amount.decimal,
        edition="2026-01-01",
        source="CRA T4127, 122nd edition, chapter 4",
    )
    stepped = tax.model_copy(update={"steps": (step,), "percent": None})
    said = json.loads(paystub_json(with_subject(document, deductions=(stepped, *others))))
    (read,) = said["deductions"][0]["steps"]
    assert (read["code"], read["inputs"]["R"], read["source"]) == ("T1", "0.14", step.source)
    assert not list(recompute.faults_of(said))
    said["deductions"][0]["steps"][0]["result"] = "1254.09"
    assert list(recompute.faults_of(said)) == [
        "Income tax withheld: 1254.08 is stated, 1254.09 comes out"
    ]


# The year of a person, as payments makes it


def statement(number: int, hours: Decimal, before: YearToDate | None) -> Transaction:
    document = samples.paystub("en", lines=1)
    line = document.subject.lines[0]
    sign = -1 if hours < 0 else 1
    line = line.model_copy(
        update={
            "article": ArticleKind.REGULAR,
            "quantity": hours,
            "minutes": None,
            "amount": Money.of(hours * line.rate, "CAD"),
        }
    )
    gross = line.amount
    tax = Charge(
        code="tax",
        names={"en": "Tax"},
        base=gross,
        percent=Decimal("18.5"),
        amount=Money.of(gross.decimal * Decimal("18.5") / 100, "CAD"),
    )
    pension = Charge(
        code="pension",
        names={"en": "Pension"},
        base=gross - cad(sign * 1_00),
        exempt=cad(sign * 1_00),
        percent=Decimal("5.95"),
        amount=Money.of((gross - cad(sign * 1_00)).decimal * Decimal("5.95") / 100, "CAD"),
    )
    taken = tax.amount + pension.amount
    then = {} if before is None else {one.code: one.amount for one in before.charges}
    zero = cad(0)
    return document.subject.model_copy(
        update={
            "number": f"T-2026-{number:06}",
            "lines": (line,),
            "gross": gross,
            "deductions": (tax, pension),
            "net": gross - taken,
            "employer_charges": (),
            "vacation_pay": None,
            "created_on": date(2026, 4, 1),
            "year_to_date": YearToDate(
                year=2026,
                statements=1 + (before.statements if before else 0),
                gross=gross + (before.gross if before else zero),
                deductions=taken + (before.deductions if before else zero),
                taxes=zero,
                net=gross - taken + (before.net if before else zero),
                charges=tuple(
                    ChargeToDate(
                        code=one.code,
                        names=one.names,
                        amount=one.amount + then.get(one.code, zero),
                    )
                    for one in (tax, pension)
                ),
            ),
        }
    )


def year_of(hours: Sequence[Decimal]) -> list[Any]:
    """The data of a year's statements, one after the other."""
    before: YearToDate | None = None
    said: list[Any] = []
    for number, of_one in enumerate(hours, start=8):
        subject = statement(number, of_one, before)
        before = subject.year_to_date
        document = samples.paystub("en", lines=1).model_copy(update={"subject": subject})
        said.append(json.loads(paystub_json(document)))
    return said


HOURS = st.decimals(min_value="-40", max_value="200", places=2).filter(bool)


@settings(max_examples=40, deadline=None)
@given(st.lists(HOURS, min_size=1, max_size=8))
def test_a_year_of_statements_comes_out_in_whatever_order_it_is_read(
    recompute: ModuleType, hours: list[Decimal]
) -> None:
    said = year_of(hours)
    assert recompute.check(said) == []
    assert recompute.check(list(reversed(said))) == []


def test_a_gap_in_the_files_is_no_fault(recompute: ModuleType) -> None:
    said = year_of([Decimal(8), Decimal(9), Decimal(10), Decimal(11)])
    assert recompute.check([said[0], said[2], said[3]]) == []


def without(year: Any, paystub: Any) -> None:
    """Take what a statement comes to out of the sums of another's year."""
    for name in ("gross", "net"):
        year[name] = str(Decimal(year[name]) - Decimal(paystub[name]))
    for charge in paystub["deductions"]:
        left = Decimal(year["charges"][charge["rule"]]) - Decimal(charge["amount"])
        year["charges"][charge["rule"]] = str(left)
        year["deductions"] = str(Decimal(year["deductions"]) - Decimal(charge["amount"]))
    year["statements"] -= 1


def test_what_was_reversed_is_taken_out_where_it_is_named(recompute: ModuleType) -> None:
    first, reversed_, last = year_of([Decimal(8), Decimal(9), Decimal(10)])
    year = last["year_to_date"]
    without(year, reversed_)
    assert recompute.check([first, reversed_, last]) == []  # the count says that one is not known
    year["no_longer_counted"] = [reversed_["number"]]
    assert recompute.check([first, reversed_, last]) == []
    year["gross"] = str(Decimal(year["gross"]) + 1)
    year["net"] = str(Decimal(year["net"]) + 1)
    assert [fault.split(": ")[1] for fault in recompute.check([first, reversed_, last])] == [
        "gross to date",
        "net to date",
    ]


@pytest.mark.parametrize(
    ("where", "fault"),
    [
        (("net",), "net"),
        (("gross",), "gross"),
        (("work", 0, "amount"), "gross"),
        (("work", 0, "rate"), "regular"),
        (("deductions", 0, "amount"), "net"),
        (("deductions", 1, "amount"), "Pension"),
        (("deductions", 1, "base"), "Pension"),
        (("year_to_date", "net"), "net to date"),
        (("year_to_date", "charges", "pension"), "deductions to date"),
    ],
)
def test_a_cent_that_is_wrong_is_found(
    recompute: ModuleType, where: tuple[str | int, ...], fault: str
) -> None:
    said = year_of([Decimal("7.25")])[0]
    *path, last = where
    part: Any = said
    for step in path:
        part = part[step]
    # Upwards, and of a base downwards: less than the percentage is what a limit can leave.
    by = Decimal("-1.00") if last == "base" else Decimal("0.01")
    part[last] = str(Decimal(part[last]) + by)
    assert any(fault in found for found in recompute.check([said]))


def test_a_directory_of_files_is_read(
    recompute: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    renderer = Renderer()
    (tmp_path / "invoice.pdf").write_bytes(renderer.render(samples.customer_invoice()).pdf)
    (tmp_path / "paystub.pdf").write_bytes(renderer.render(samples.paystub("fr")).pdf)
    assert recompute.main([str(tmp_path)]) == 0
    assert capsys.readouterr().out == "1 paystubs of 2 files, 0 faults\n"
    wrong = samples.paystub("fr")
    (line,) = wrong.subject.lines[:1]
    dearer = line.model_copy(update={"rate": line.rate + 1})
    changed = with_subject(wrong, lines=(dearer, *wrong.subject.lines[1:]))
    (tmp_path / "wrong.pdf").write_bytes(renderer.render(changed).pdf)
    assert recompute.main([str(tmp_path / "wrong.pdf")]) == 1
    assert "regular at 49" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("country", "kind", "number", "said"),
    [
        ("CA", RegistrationKind.CANADIAN_GST_HST, "123026635RT0001", "Business no. 12302 6635"),
        ("NO", RegistrationKind.NORWEGIAN_VAT, "923609016", "Org. no. 923 609 016"),
    ],
)
def test_an_employer_is_named_by_the_number_of_its_business(
    country: str, kind: RegistrationKind, number: str, said: str
) -> None:
    """Not by those of its taxes on sales, which are of invoices."""
    numbers = (
        Registration(kind=kind, number=number),
        Registration(kind=RegistrationKind.QUEBEC_QST, number="1227494057TQ0001"),
    )
    agency = Agency(
        agency_id=AgencyId(samples.id_of("agency")),
        slug="maple",
        name="Maple Staffing",
        legal_name="Maple Staffing Services Inc.",
        address=Address(street="1 Bay Street", city="Toronto", country=country),
        currency="CAD",
        time_zone="America/Toronto",
        default_language="en",
        languages=("en",),
        brand_colour="#b3261e",
        support_email="pay@maple.example",
        site_url="https://maple.example",
        legal=LegalDetails(registrations=numbers),
    )
    document = samples.paystub("en").model_copy(update={"employer": employer_of(agency)})
    page = words_of(html_of(document)).replace("\xa0", " ")
    assert page.count(said) == 2  # with the address, and at the foot
    for other in ("RT0001", "MVA", "TQ0001"):
        assert other not in page
    assert json.loads(paystub_json(document))["employer"]["organisation_number"] == number[:9]
    assert employer_of(agency.model_copy(update={"legal": LegalDetails()})) is None
