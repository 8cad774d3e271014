"""The file of work that the story is played on: agencies, people, rates and hours in one CSV.

`deploy/local/demo/work.csv` is one, and `docs/demo.md` describes the columns. A row is a piece of
work; what it says of its agency, company, project, contractor and work order may stand in every
row. The rates of an article of a work order stand in the first row that has them. A work order
without any rates is never opened, so its rows will be refused, as a mistyped one should be.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from chassis.time_zones import time_zones
from contracts.currencies import MINOR_DIGITS
from contracts.date_text import DateOrder, order_of, read_date
from contracts.events.timesheets import ArticleKind
from contracts.quantities import MAX_EXPENSE_FACTOR
from contracts.quantity_text import InvalidQuantityError, amount_of
from portico_local.demo.sites import free_site

COLUMNS: tuple[str, ...] = (
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
    date_order: DateOrder = DateOrder.DAY_FIRST
    """How their file writes 03/04/2026."""


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
            rates: list[tuple[AgencyPlan, int, Mapping[str, str]]] = []
            for row in reader:
                cells = {k: (row[k] or "").strip() for k in COLUMNS}
                _check(reader.line_num, cells)
                rates.append((_take_in(agencies, reader.line_num, cells), reader.line_num, cells))
    except UnicodeDecodeError as error:
        raise WorkFileError(1, COLUMNS[0], "the file is not UTF-8") from error
    except csv.Error as error:
        raise WorkFileError(1, COLUMNS[0], f"this is not CSV: {error}") from error
    if not agencies:
        raise WorkFileError(2, COLUMNS[0], "there are no rows")
    for agency in agencies.values():
        _tell_dates(agency)
    for agency, line, cells in rates:
        _rates(agency, line, cells)
    for agency in agencies.values():
        _start_orders(agency)
    return list(agencies.values())


def _check(line: int, row: Mapping[str, str]) -> None:
    """Raise WorkFileError for what no service would take, or no import would read."""
    for column in ("agency", "agency_country", "currency", "company", "project", "work_order"):
        if not row[column]:
            raise WorkFileError(line, column, "is empty")
    for column, text in row.items():
        if "\x00" in text:
            raise WorkFileError(line, column, "has a NUL in it: this is not text")
    if row["currency"] not in MINOR_DIGITS:
        raise WorkFileError(line, "currency", "is not a currency by ISO 4217")
    if row["time_zone"] and row["time_zone"] not in time_zones():
        raise WorkFileError(line, "time_zone", "is not a time zone, such as America/Toronto")


def _take_in(agencies: dict[str, AgencyPlan], line: int, row: Mapping[str, str]) -> AgencyPlan:
    agency = agencies.get(row["agency"])
    if agency is None:
        agency = agencies[row["agency"]] = AgencyPlan(
            name=row["agency"],
            slug=free_site(row["agency"], {plan.slug for plan in agencies.values()}),
            country=row["agency_country"],
            time_zone=row["time_zone"] or "UTC",
            currency=row["currency"],
            language=row["language"] or "en",
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
    return agency


def _tell_dates(agency: AgencyPlan) -> None:
    """How each contractor's rows write dates, as the import finds it out.

    Raises WorkFileError where it would have to ask.
    """
    rows: defaultdict[str, list[WorkRow]] = defaultdict(list)
    for row in agency.rows:
        rows[row.contractor.email].append(row)
    for email, own in rows.items():
        told, example = order_of(row.work_on for row in own)
        if told is None and example is not None:
            line = next(row.line for row in own if row.work_on == example)
            readings = " or ".join(str(read_date(example, order)) for order in DateOrder)
            raise WorkFileError(line, "work_on", f"{example!r} is {readings}")
        plan = agency.contractors[email]
        agency.contractors[email] = replace(plan, date_order=told or DateOrder.DAY_FIRST)


def day_of(agency: AgencyPlan, row: WorkRow) -> date | None:
    """The day that a row says, as the import reads it; None if it says none."""
    return read_date(row.work_on, agency.contractors[row.contractor.email].date_order)


def article_of(text: str) -> ArticleKind | None:
    """An article by its name, in any case; None if there is none of this name."""
    name = text.lower()
    return ArticleKind(name) if name in set(ArticleKind) else None


def _rates(agency: AgencyPlan, line: int, row: Mapping[str, str]) -> None:
    """Open the work order with the first row that has rates, and add an article's rates once."""
    article = article_of(row["article"])
    if not row["pay_rate"] or not row["bill_rate"] or article is None:
        return
    rates = Rates(pay=_rate(line, "pay_rate", row), bill=_rate(line, "bill_rate", row))
    if article == "expense" and max(rates.pay, rates.bill) > MAX_EXPENSE_FACTOR:
        column = "pay_rate" if rates.pay > MAX_EXPENSE_FACTOR else "bill_rate"
        reason = f"of an expense is a factor, at most {MAX_EXPENSE_FACTOR}"
        raise WorkFileError(line, column, reason)
    order = agency.work_orders.get(row["work_order"])
    if order is None:
        order = agency.work_orders[row["work_order"]] = WorkOrderPlan(
            code=row["work_order"],
            title=row["title"] or row["work_order"],
            project=row["project"],
            contractor=_person(line, "contractor", row),
            pay_terms=row["pay_terms"],
            pay_period=row["pay_period"] or "monthly",
            starts_on=date.max,
        )
    order.rates.setdefault(article, rates)


def _start_orders(agency: AgencyPlan) -> None:
    """Work orders start in the month of their first row with a date; without one they never do."""
    for row in agency.rows:
        order, day = agency.work_orders.get(row.work_order), day_of(agency, row)
        if order is not None and day is not None and order.starts_on == date.max:
            order.starts_on = day.replace(day=1)
    agency.work_orders = {
        code: order for code, order in agency.work_orders.items() if order.starts_on < date.max
    }


def _person(line: int, column: str, row: Mapping[str, str]) -> NamedPerson:
    match = _PERSON.match(row[column])
    if not match:
        raise WorkFileError(line, column, "is not such as 'Ada Byron <ada@mail.example>'")
    return NamedPerson(match["name"], match["email"])


def _rate(line: int, column: str, row: Mapping[str, str]) -> Decimal:
    try:
        return amount_of(row[column], decimal_comma=False)
    except InvalidQuantityError as error:
        raise WorkFileError(line, column, f"{row[column]!r}: {error}") from error


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
