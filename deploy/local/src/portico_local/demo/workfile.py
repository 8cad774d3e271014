"""The file of work that the story is played on: agencies, people, rates and hours in one CSV.

`deploy/local/demo/work.csv` is one, and `docs/demo.md` describes the columns. A row is a piece of
work; what it says of its agency, company, project, contractor and work order may stand in every
row. The rates of an article of a work order stand in the first row that has them. A work order
without any rates is never opened, so its rows will be refused, as a mistyped one should be.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

COLUMNS = (
    "agency",
    "agency_country",
    "time_zone",
    "currency",
    "language",
    "company",
    "company_region",
    "invoicing",
    "project",
    "contact",
    "contractor",
    "contractor_language",
    "kind",
    "region",
    "pay_terms",
    "pay_period",
    "work_order",
    "title",
    "article",
    "pay_rate",
    "bill_rate",
    "work_on",
    "quantity",
    "note",
)
_PERSON = re.compile(r"^(?P<name>[^<>]+) <(?P<email>[^<>@ ]+@[^<>@ ]+)>$")


class WorkFileError(Exception):
    """The file cannot be played; the text names line, column and reason."""

    def __init__(self, line: int, column: str, reason: str) -> None:
        super().__init__(f"line {line}, column {column}: {reason}")


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """A name and an e-mail address."""

    name: str
    email: str

    def tagged(self, tag: str) -> "NamedPerson":
        """The same person at an address of another tag, so that a second run mails apart."""
        if not tag:
            return self
        local, _, domain = self.email.partition("@")
        return replace(self, email=f"{local}+{tag}@{domain}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """What an article pays and bills, per unit in major units."""

    pay: Decimal
    bill: Decimal


@dataclass(slots=True, kw_only=True)
class WorkOrderPlan:
    """A work order to open."""

    code: str
    title: str
    project: str
    contractor: NamedPerson
    pay_terms: str
    pay_period: str
    starts_on: date
    rates: dict[str, Rates] = field(default_factory=dict[str, Rates])


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractorPlan:
    """A contractor to invite."""

    person: NamedPerson
    language: str
    kind: str
    region: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectPlan:
    """A project to open, with the contact who approves its work."""

    name: str
    company: str
    contact: NamedPerson


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyPlan:
    """A company to create. `grouping` and `cadence` are its invoice preferences."""

    name: str
    region: str
    grouping: str
    cadence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkRow:
    """One row as it was written. `line` is its line in the file, the header being line 1."""

    line: int
    work_order: str
    contractor: NamedPerson
    article: str
    work_on: str
    quantity: str
    note: str


@dataclass(slots=True, kw_only=True)
class AgencyPlan:
    """An agency with all that the file says of it."""

    name: str
    slug: str
    country: str
    time_zone: str
    currency: str
    language: str
    companies: dict[str, CompanyPlan] = field(default_factory=dict[str, CompanyPlan])
    projects: dict[str, ProjectPlan] = field(default_factory=dict[str, ProjectPlan])
    contractors: dict[str, ContractorPlan] = field(default_factory=dict[str, ContractorPlan])
    work_orders: dict[str, WorkOrderPlan] = field(default_factory=dict[str, WorkOrderPlan])
    rows: list[WorkRow] = field(default_factory=list[WorkRow])

    @property
    def contacts(self) -> list[NamedPerson]:
        """Every contact once."""
        return list({plan.contact.email: plan.contact for plan in self.projects.values()}.values())


def read(path: Path) -> list[AgencyPlan]:
    """The agencies of a file. Raises WorkFileError, or OSError when it cannot be opened."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
            if missing:
                raise WorkFileError(1, missing[0], "the header does not have this column")
            agencies: dict[str, AgencyPlan] = {}
            for row in reader:
                _take_in(agencies, reader.line_num, {k: (row[k] or "").strip() for k in COLUMNS})
    except UnicodeDecodeError as error:
        raise WorkFileError(1, COLUMNS[0], "the file is not UTF-8") from error
    except csv.Error as error:
        raise WorkFileError(1, COLUMNS[0], f"this is not CSV: {error}") from error
    if not agencies:
        raise WorkFileError(2, COLUMNS[0], "there are no rows")
    return list(agencies.values())


def _take_in(agencies: dict[str, AgencyPlan], line: int, row: Mapping[str, str]) -> None:
    for column in ("agency", "agency_country", "currency", "company", "project", "work_order"):
        if not row[column]:
            raise WorkFileError(line, column, "is empty")
    agency = agencies.setdefault(
        row["agency"],
        AgencyPlan(
            name=row["agency"],
            slug=slug_of(row["agency"]),
            country=row["agency_country"],
            time_zone=row["time_zone"] or "UTC",
            currency=row["currency"],
            language=row["language"] or "en",
        ),
    )
    contractor = _person(line, "contractor", row)
    grouping, _, cadence = (row["invoicing"] or "company monthly").partition(" ")
    if grouping not in {"project", "company"} or cadence not in {"immediate", "weekly", "monthly"}:
        raise WorkFileError(line, "invoicing", "is not such as 'company monthly'")
    agency.companies.setdefault(
        row["company"],
        CompanyPlan(
            name=row["company"], region=row["company_region"], grouping=grouping, cadence=cadence
        ),
    )
    agency.projects.setdefault(
        row["project"],
        ProjectPlan(
            name=row["project"], company=row["company"], contact=_person(line, "contact", row)
        ),
    )
    agency.contractors.setdefault(
        contractor.email,
        ContractorPlan(
            person=contractor,
            language=row["contractor_language"] or agency.language,
            kind=row["kind"],
            region=row["region"],
        ),
    )
    _rates(agency, line, row, contractor)
    agency.rows.append(
        WorkRow(
            line=line,
            work_order=row["work_order"],
            contractor=contractor,
            article=row["article"],
            work_on=row["work_on"],
            quantity=row["quantity"],
            note=row["note"],
        )
    )


def _rates(agency: AgencyPlan, line: int, row: Mapping[str, str], contractor: NamedPerson) -> None:
    """Open the work order with the first row that has rates, and add an article's rates once."""
    if not row["pay_rate"] or not row["bill_rate"]:
        return
    rates = Rates(pay=_decimal(line, "pay_rate", row), bill=_decimal(line, "bill_rate", row))
    order = agency.work_orders.get(row["work_order"])
    if order is None:
        try:
            first = date.fromisoformat(row["work_on"])
        except ValueError as error:
            raise WorkFileError(
                line, "work_on", "the first row of a work order needs a date"
            ) from error
        order = agency.work_orders[row["work_order"]] = WorkOrderPlan(
            code=row["work_order"],
            title=row["title"] or row["work_order"],
            project=row["project"],
            contractor=contractor,
            pay_terms=row["pay_terms"],
            pay_period=row["pay_period"] or "monthly",
            starts_on=first.replace(day=1),
        )
    order.rates.setdefault(row["article"], rates)


def _person(line: int, column: str, row: Mapping[str, str]) -> NamedPerson:
    match = _PERSON.match(row[column])
    if not match:
        raise WorkFileError(line, column, "is not such as 'Ada Byron <ada@mail.example>'")
    return NamedPerson(match["name"], match["email"])


def _decimal(line: int, column: str, row: Mapping[str, str]) -> Decimal:
    try:
        return Decimal(row[column])
    except InvalidOperation as error:
        raise WorkFileError(line, column, f"{row[column]!r} is not a number") from error


def slug_of(name: str) -> str:
    """The first word of a name, as a site is named."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words: Iterable[str] = re.findall(r"[a-z0-9]+", plain)
    return next(iter(words), "agency")


def scaled(agencies: list[AgencyPlan], times: int) -> list[AgencyPlan]:
    """The same with `times` as many contractors, each with their own work orders and rows."""
    for agency in agencies:
        contractors, orders, rows = (
            list(agency.contractors.values()),
            list(agency.work_orders.values()),
            list(agency.rows),
        )
        for number in range(2, times + 1):
            tag = f"n{number}"
            for one in contractors:
                person = replace(one.person.tagged(tag), name=f"{one.person.name} {number}")
                agency.contractors[person.email] = replace(one, person=person)
            for order in orders:
                code = f"{order.code}-{number}"
                agency.work_orders[code] = replace(
                    order, code=code, contractor=order.contractor.tagged(tag)
                )
            agency.rows += [
                replace(
                    row,
                    work_order=f"{row.work_order}-{number}",
                    contractor=row.contractor.tagged(tag),
                )
                for row in rows
            ]
    return agencies


def in_run(agencies: list[AgencyPlan], run: int) -> list[AgencyPlan]:
    """The agencies of a further run: other sites, other addresses, so that runs stay apart."""
    if run == 1:
        return agencies
    tag = f"run{run}"
    return [
        replace(
            agency,
            slug=f"{agency.slug}-{run}",
            projects={
                name: replace(plan, contact=plan.contact.tagged(tag))
                for name, plan in agency.projects.items()
            },
            contractors={
                (person := plan.person.tagged(tag)).email: replace(plan, person=person)
                for plan in agency.contractors.values()
            },
            work_orders={
                code: replace(order, contractor=order.contractor.tagged(tag))
                for code, order in agency.work_orders.items()
            },
            rows=[replace(row, contractor=row.contractor.tagged(tag)) for row in agency.rows],
        )
        for agency in agencies
    ]
