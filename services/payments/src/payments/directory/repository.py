"""SQL of what payments keeps of others."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from chassis.consumer import EventVersion
from chassis.errors import NotYetError, UnavailableError
from chassis.names import NamedTable, names_in
from chassis.uow import UnitOfWork
from contracts.events.identity import (
    Address,
    AgencyChanged,
    CompanyChanged,
    ContractorKind,
    InvoicePreferences,
    Person,
)
from contracts.events.identity import Contractor as ContractorValue
from contracts.events.timesheets import (
    Article,
    PayPeriod,
    PayTerms,
    ProjectChanged,
    WorkOrder,
)
from contracts.ids import AgencyId, CompanyId, PersonId, ProjectId, WorkOrderId
from contracts.registrations import LegalDetails, Registration
from payments.directory.model import (
    Agency,
    Company,
    Contractor,
    LateRun,
    WorkOrderVersion,
)
from payments.rows import Row

_AGENCY_COLUMNS = (
    "agency_id, country, region, currency, time_zone, week_starts_on, payment_delay_days, name,"
    " language, legal_name, address, legal"
)


MAX_PAYMENT_DELAY_DAYS = 365
"""What identity accepts at most. Older events carry any number: nobody waits longer."""


_NAMED = (NamedTable("contractors", "person_id"), NamedTable("companies", "company_id"))


async def keep_agency(uow: UnitOfWork, event: AgencyChanged, told: EventVersion) -> None:
    """Keep the newest state of the agency. Its first daily run is on the day after it came."""
    agency = event.agency
    await uow.execute(
        """
        INSERT INTO agencies AS a (agency_id, country, currency, time_zone, week_starts_on,
                                   payment_delay_days, changed_at, told_by, daily_run_on, name,
                                   language, region, legal_name, address, legal)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, ($7 AT TIME ZONE $4)::date, $9, $10, $11, $12, $13,
                $14)
        ON CONFLICT (agency_id) DO UPDATE SET
            country = excluded.country, currency = excluded.currency,
            time_zone = excluded.time_zone, week_starts_on = excluded.week_starts_on,
            payment_delay_days = excluded.payment_delay_days,
            changed_at = excluded.changed_at, told_by = excluded.told_by,
            name = excluded.name, language = excluded.language, region = excluded.region,
            legal_name = excluded.legal_name, address = excluded.address, legal = excluded.legal
        WHERE (a.changed_at, a.told_by) <= (excluded.changed_at, excluded.told_by)
        """,
        agency.agency_id,
        agency.address.country,
        agency.currency,
        agency.time_zone,
        agency.week_starts_on,
        max(0, min(agency.payment_delay_days, MAX_PAYMENT_DELAY_DAYS)),
        *told,
        agency.name,
        agency.default_language,
        agency.address.region,
        agency.legal_name,
        agency.address.model_dump(mode="json"),
        agency.legal.model_dump(mode="json"),
    )


async def keep_contractors(uow: UnitOfWork, people: Sequence[tuple[Person, EventVersion]]) -> None:
    """Keep the newest state of those people who are contractors."""
    await uow.executemany(
        """
        INSERT INTO contractors AS c (agency_id, person_id, name, kind, country, region, company,
                                      changed_at, told_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (agency_id, person_id) DO UPDATE SET
            name = excluded.name, kind = excluded.kind, country = excluded.country,
            region = excluded.region, company = excluded.company,
            changed_at = excluded.changed_at, told_by = excluded.told_by
        WHERE (c.changed_at, c.told_by) <= (excluded.changed_at, excluded.told_by)
        """,
        [
            (
                uow.agency_id,
                person.person_id,
                person.name,
                person.contractor.kind,
                person.contractor.address.country,
                person.contractor.address.region,
                person.contractor.model_dump(mode="json"),
                *told,
            )
            for person, told in people
            if person.contractor is not None
        ],
    )


async def keep_companies(
    uow: UnitOfWork, events: Sequence[tuple[CompanyChanged, EventVersion]]
) -> None:
    """Keep the newest state of companies."""
    await uow.executemany(
        """
        INSERT INTO companies AS c (agency_id, company_id, name, country, region,
                                    invoice_preferences, organisation_number, address,
                                    billing_email, purchase_order, registrations, changed_at,
                                    told_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        ON CONFLICT (agency_id, company_id) DO UPDATE SET
            name = excluded.name, country = excluded.country, region = excluded.region,
            invoice_preferences = excluded.invoice_preferences,
            organisation_number = excluded.organisation_number, address = excluded.address,
            billing_email = excluded.billing_email, purchase_order = excluded.purchase_order,
            registrations = excluded.registrations,
            changed_at = excluded.changed_at, told_by = excluded.told_by
        WHERE (c.changed_at, c.told_by) <= (excluded.changed_at, excluded.told_by)
        """,
        [
            (
                uow.agency_id,
                event.company.company_id,
                event.company.name,
                event.company.address.country,
                event.company.address.region,
                event.company.invoice_preferences.model_dump(mode="json"),
                event.company.organisation_number,
                event.company.address.model_dump(mode="json"),
                event.company.billing_email,
                event.company.purchase_order,
                [one.model_dump(mode="json") for one in event.company.registrations],
                *told,
            )
            for event, told in events
        ],
    )


async def keep_projects(
    uow: UnitOfWork, events: Sequence[tuple[ProjectChanged, EventVersion]]
) -> None:
    """Keep the newest name of projects."""
    await uow.executemany(
        """
        INSERT INTO projects AS p (agency_id, project_id, name, changed_at, told_by)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (agency_id, project_id) DO UPDATE SET
            name = excluded.name, changed_at = excluded.changed_at, told_by = excluded.told_by
        WHERE (p.changed_at, p.told_by) <= (excluded.changed_at, excluded.told_by)
        """,
        [
            (uow.agency_id, event.project.project_id, event.project.name, *told)
            for event, told in events
        ],
    )


async def keep_work_orders(
    uow: UnitOfWork, work_orders: Sequence[tuple[WorkOrder, datetime]]
) -> None:
    """Keep each version of work orders, known from the time at which it was said."""
    await uow.executemany(
        """
        INSERT INTO work_order_versions (agency_id, work_order_id, known_from, code, title,
            project_id, company_id, contractor_id, currency, pay_terms, pay_period, articles,
            version)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, nullif($13, 0))
        ON CONFLICT DO NOTHING
        """,
        [
            (
                uow.agency_id,
                order.work_order_id,
                at,
                order.code,
                order.title,
                order.project_id,
                order.company_id,
                order.contractor_id,
                order.currency,
                order.pay_terms,
                order.pay_period,
                [article.model_dump(mode="json") for article in order.articles],
                order.version,
            )
            for order, at in work_orders
        ],
    )


async def agency_of(uow: UnitOfWork) -> Agency:
    """The agency of this unit. Raises NotYetError."""
    row = await uow.fetchrow(
        f"SELECT {_AGENCY_COLUMNS} FROM agencies WHERE agency_id = $1", uow.agency_id
    )
    if row is None:
        raise NotYetError(f"agency {uow.agency_id}")
    return _agency(row)


async def agency_in_use(uow: UnitOfWork) -> Agency:
    """The agency of a request. Raises UnavailableError in the moment before it is known here."""
    try:
        return await agency_of(uow)
    except NotYetError as error:
        raise UnavailableError("the agency is being set up") from error


async def all_agencies(uow: UnitOfWork) -> list[Agency]:
    """Every agency: for work that goes through all of them. The unit has entered none."""
    rows = await uow.fetch(f"SELECT {_AGENCY_COLUMNS} FROM agencies ORDER BY agency_id")
    return [_agency(row) for row in rows]


async def take_daily_run(uow: UnitOfWork, today: date) -> bool:
    """Mark the daily run of this date as done; False when it already was."""
    return bool(
        await uow.fetchval(
            """
            UPDATE agencies SET daily_run_on = $2
            WHERE agency_id = $1 AND (daily_run_on IS NULL OR daily_run_on < $2)
            RETURNING true
            """,
            uow.agency_id,
            today,
        )
    )


async def late_runs(uow: UnitOfWork, before: datetime) -> list[LateRun]:
    """Of all agencies: whose daily run of the day that it was there at this moment is not done."""
    rows = await uow.fetch(
        """
        SELECT agency_id, ($1 AT TIME ZONE time_zone)::date::timestamp AT TIME ZONE time_zone
            AS since
        FROM agencies
        WHERE daily_run_on IS NULL OR daily_run_on < ($1 AT TIME ZONE time_zone)::date
        ORDER BY agency_id
        """,
        before,
    )
    return [LateRun(agency_id=AgencyId(row["agency_id"]), since=row["since"]) for row in rows]


async def contractors_of(
    uow: UnitOfWork, person_ids: Collection[PersonId]
) -> dict[PersonId, Contractor]:
    """These contractors. Raises NotYetError when one is not known."""
    rows = await uow.fetch(
        """
        SELECT person_id, name, kind, country, region, company FROM contractors
        WHERE agency_id = $1 AND person_id = ANY($2)
        """,
        uow.agency_id,
        list(person_ids),
    )
    found = {
        PersonId(row["person_id"]): Contractor(
            person_id=PersonId(row["person_id"]),
            name=row["name"],
            kind=ContractorKind(row["kind"]),
            country=row["country"],
            region=row["region"],
            company=ContractorValue.model_validate(row["company"]) if row["company"] else None,
        )
        for row in rows
    }
    _require(person_ids, found, "contractor")
    return found


async def contractor_name(uow: UnitOfWork, person_id: PersonId) -> str | None:
    """The name of a contractor, when it is known."""
    return await uow.fetchval(
        "SELECT name FROM contractors WHERE agency_id = $1 AND person_id = $2",
        uow.agency_id,
        person_id,
    )


async def companies_of(
    uow: UnitOfWork, company_ids: Collection[CompanyId]
) -> dict[CompanyId, Company]:
    """These companies. Raises NotYetError when one is not known."""
    rows = await uow.fetch(
        """
        SELECT company_id, name, country, region, invoice_preferences, organisation_number,
               address, billing_email, purchase_order, registrations
        FROM companies
        WHERE agency_id = $1 AND company_id = ANY($2)
        """,
        uow.agency_id,
        list(company_ids),
    )
    found = {CompanyId(row["company_id"]): _company(row) for row in rows}
    _require(company_ids, found, "company")
    return found


async def project_names_of(
    uow: UnitOfWork, project_ids: Collection[ProjectId]
) -> dict[ProjectId, str]:
    """The names of these projects. Raises NotYetError when one is not known."""
    rows = await uow.fetch(
        "SELECT project_id, name FROM projects WHERE agency_id = $1 AND project_id = ANY($2)",
        uow.agency_id,
        list(project_ids),
    )
    found = {ProjectId(row["project_id"]): str(row["name"]) for row in rows}
    _require(project_ids, found, "project")
    return found


async def work_orders_of(
    uow: UnitOfWork, work_order_ids: Collection[WorkOrderId]
) -> dict[WorkOrderId, list[WorkOrderVersion]]:
    """Every version of these work orders, oldest first. Raises NotYetError."""
    rows = await uow.fetch(
        """
        SELECT work_order_id, known_from, code, title, project_id, company_id, contractor_id,
               currency, pay_terms, pay_period, articles, version
        FROM work_order_versions
        WHERE agency_id = $1 AND work_order_id = ANY($2)
        ORDER BY work_order_id, known_from
        """,
        uow.agency_id,
        list(work_order_ids),
    )
    found: dict[WorkOrderId, list[WorkOrderVersion]] = defaultdict(list)
    for row in rows:
        found[WorkOrderId(row["work_order_id"])].append(_work_order(row))
    _require(work_order_ids, found, "work order")
    return found


def _require(wanted: Collection[Any], found: Mapping[Any, object], kind: str) -> None:
    for ident in wanted:
        if ident not in found:
            raise NotYetError(f"{kind} {ident}")


def _agency(row: Row) -> Agency:
    return Agency(
        agency_id=AgencyId(row["agency_id"]),
        country=row["country"],
        currency=row["currency"],
        time_zone=row["time_zone"],
        week_starts_on=row["week_starts_on"],
        payment_delay_days=row["payment_delay_days"],
        name=row["name"],
        language=row["language"],
        region=row["region"],
        legal_name=row["legal_name"],
        address=None if row["address"] is None else Address.model_validate(row["address"]),
        legal=LegalDetails.model_validate(row["legal"]),
    )


def _company(row: Row) -> Company:
    return Company(
        company_id=CompanyId(row["company_id"]),
        name=row["name"],
        country=row["country"],
        region=row["region"],
        preferences=InvoicePreferences.model_validate(row["invoice_preferences"]),
        organisation_number=row["organisation_number"],
        address=None if row["address"] is None else Address.model_validate(row["address"]),
        billing_email=row["billing_email"],
        purchase_order=row["purchase_order"],
        registrations=tuple(Registration.model_validate(one) for one in row["registrations"]),
    )


def _work_order(row: Row) -> WorkOrderVersion:
    articles = [Article.model_validate(article) for article in row["articles"]]
    return WorkOrderVersion(
        work_order_id=WorkOrderId(row["work_order_id"]),
        known_from=row["known_from"],
        code=row["code"],
        title=row["title"],
        project_id=ProjectId(row["project_id"]),
        company_id=CompanyId(row["company_id"]),
        contractor_id=PersonId(row["contractor_id"]),
        currency=row["currency"],
        pay_terms=PayTerms(row["pay_terms"]),
        pay_period=PayPeriod(row["pay_period"]),
        articles={article.article: article for article in articles},
        version=row["version"],
    )


async def names_of(uow: UnitOfWork, ids: Collection[UUID]) -> dict[UUID, str]:
    """The names of those of these ids that are contractors' or companies'."""
    return await names_in(uow, _NAMED, ids)
