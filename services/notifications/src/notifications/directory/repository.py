"""SQL of the directory: what topics of other services brought, and how it is found again."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from chassis.consumer import EventVersion
from chassis.errors import NotYetError
from chassis.names import NamedTable, names_in
from chassis.uow import UnitOfWork
from contracts.access import Permission, Portal, Scope
from contracts.events.identity import Company as IdentityCompany
from contracts.events.identity import PersonStatus, StandIn
from contracts.events.timesheets import ArticleKind
from contracts.ids import (
    CompanyId,
    PersonId,
    ProjectId,
    TransactionId,
    WorkOrderId,
)
from notifications.directory.model import (
    Agency,
    Invoice,
    Offer,
    Person,
    Project,
    Transaction,
    WorkOrder,
    billing_mailbox,
)
from notifications.emails.message import Brand

if TYPE_CHECKING:
    import asyncpg

K = TypeVar("K")
V = TypeVar("V")

_PERSON = (
    "person_id, portal, status, email, name, language, permissions, company_id, scope,"
    " project_ids, stand_ins"
)


_NAMED = (NamedTable("people", "person_id"), NamedTable("companies", "company_id"))


def _unless_newer(table: str) -> str:
    """The end of an upsert: what was told later stays, in whatever order it is heard."""
    return (
        ", told_at = excluded.told_at, told_by = excluded.told_by"
        f" WHERE (excluded.told_at, excluded.told_by) > ({table}.told_at, {table}.told_by)"
    )


def known(found: Mapping[K, V], key: K, what: str) -> V:
    """What was found under the key. Raises NotYetError: its topic has not brought it yet."""
    if key not in found:
        raise NotYetError(f"{what} {key}")
    return found[key]


async def names_of(uow: UnitOfWork, ids: Collection[UUID]) -> dict[UUID, str]:
    """The names of those of these ids that are people's or companies'."""
    return await names_in(uow, _NAMED, ids)


async def save_agency(uow: UnitOfWork, agency: Agency, told: EventVersion) -> None:
    """Keep the newest state of the agency of the unit."""
    await uow.execute(
        "INSERT INTO agencies (agency_id, name, colour, site_url, support_email, country,"
        " default_language, time_zone, takes_inquiries, told_at, told_by)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
        " ON CONFLICT (agency_id) DO UPDATE SET name = excluded.name, colour = excluded.colour,"
        " site_url = excluded.site_url, support_email = excluded.support_email,"
        " country = excluded.country, default_language = excluded.default_language,"
        " time_zone = excluded.time_zone,"
        f" takes_inquiries = excluded.takes_inquiries{_unless_newer('agencies')}",
        agency.agency_id,
        agency.brand.name,
        agency.brand.colour,
        agency.brand.site_url,
        agency.brand.support_email,
        agency.brand.country,
        agency.default_language,
        agency.time_zone,
        agency.takes_inquiries,
        *told,
    )


async def agency_of(uow: UnitOfWork) -> Agency:
    """The agency of the unit. Raises NotYetError."""
    found = await find_agency(uow)
    if found is None:
        raise NotYetError(f"agency {uow.agency_id}")
    return found


async def find_agency(uow: UnitOfWork) -> Agency | None:
    """The agency of the unit, None if its topic has not brought it yet."""
    row = await uow.fetchrow(
        "SELECT name, colour, site_url, support_email, country, default_language, time_zone,"
        " takes_inquiries FROM agencies WHERE agency_id = $1",
        uow.agency_id,
    )
    if row is None:
        return None
    return Agency(
        agency_id=uow.agency_id,
        brand=Brand(
            name=row["name"],
            colour=row["colour"],
            site_url=row["site_url"],
            support_email=row["support_email"],
            country=row["country"],
        ),
        default_language=row["default_language"],
        time_zone=row["time_zone"],
        takes_inquiries=row["takes_inquiries"],
    )


async def save_people(uow: UnitOfWork, told: Iterable[tuple[Person, EventVersion]]) -> None:
    """Keep the newest state of each person."""
    await uow.executemany(
        f"INSERT INTO people (agency_id, {_PERSON}, told_at, told_by)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
        " ON CONFLICT (agency_id, person_id) DO UPDATE SET portal = excluded.portal,"
        " status = excluded.status, email = excluded.email, name = excluded.name,"
        " language = excluded.language, permissions = excluded.permissions,"
        " company_id = excluded.company_id, scope = excluded.scope,"
        " stand_ins = excluded.stand_ins,"
        f" project_ids = excluded.project_ids{_unless_newer('people')}",
        [
            (
                uow.agency_id,
                person.person_id,
                person.portal,
                person.status,
                person.email,
                person.name,
                person.language,
                sorted(person.permissions),
                person.company_id,
                person.scope,
                sorted(person.project_ids),
                [one.model_dump(mode="json") for one in person.stand_ins],
                *version,
            )
            for person, version in told
        ],
    )


async def people_by_id(uow: UnitOfWork, ids: Iterable[PersonId]) -> dict[PersonId, Person]:
    """Those of the people who are known."""
    rows = await uow.fetch(
        f"SELECT {_PERSON} FROM people WHERE agency_id = $1 AND person_id = ANY($2)",
        uow.agency_id,
        list(set(ids)),
    )
    return {row["person_id"]: _person(row) for row in rows}


async def contacts_of(uow: UnitOfWork, companies: Iterable[CompanyId]) -> list[Person]:
    """All contacts of these companies."""
    rows = await uow.fetch(
        f"SELECT {_PERSON} FROM people WHERE agency_id = $1 AND company_id = ANY($2)"
        " ORDER BY person_id",
        uow.agency_id,
        list(set(companies)),
    )
    return [_person(row) for row in rows]


async def staff(uow: UnitOfWork) -> list[Person]:
    """All of the agency's staff."""
    rows = await uow.fetch(
        f"SELECT {_PERSON} FROM people WHERE agency_id = $1 AND portal = 'agency'"
        " ORDER BY person_id",
        uow.agency_id,
    )
    return [_person(row) for row in rows]


async def save_companies(
    uow: UnitOfWork, told: Iterable[tuple[IdentityCompany, EventVersion]]
) -> None:
    """Keep the newest name of each company, and where and in which language it is invoiced."""
    await uow.executemany(
        "INSERT INTO companies (agency_id, company_id, name, billing_email, language, told_at,"
        " told_by) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (agency_id, company_id)"
        " DO UPDATE SET name = excluded.name, billing_email = excluded.billing_email,"
        f" language = excluded.language{_unless_newer('companies')}",
        [
            (
                uow.agency_id,
                company.company_id,
                company.name,
                company.billing_email,
                company.invoice_preferences.language,
                *version,
            )
            for company, version in told
        ],
    )


async def billing_mailboxes(
    uow: UnitOfWork, ids: Iterable[CompanyId]
) -> dict[CompanyId, Person | None]:
    """Where these companies have their invoices sent now, besides to contacts."""
    rows = await uow.fetch(
        "SELECT company_id, name, billing_email, language FROM companies"
        " WHERE agency_id = $1 AND company_id = ANY($2)",
        uow.agency_id,
        list(set(ids)),
    )
    return {
        row["company_id"]: billing_mailbox(
            row["company_id"],
            name=row["name"],
            email=row["billing_email"],
            language=row["language"],
        )
        for row in rows
    }


async def company_names(uow: UnitOfWork, ids: Iterable[CompanyId]) -> dict[CompanyId, str]:
    """Names of those companies that are known."""
    rows = await uow.fetch(
        "SELECT company_id, name FROM companies WHERE agency_id = $1 AND company_id = ANY($2)",
        uow.agency_id,
        list(set(ids)),
    )
    return {row["company_id"]: row["name"] for row in rows}


async def save_projects(uow: UnitOfWork, told: Iterable[tuple[Project, EventVersion]]) -> None:
    """Keep the newest state of each project."""
    await uow.executemany(
        "INSERT INTO projects (agency_id, project_id, company_id, name, contact_ids, told_at,"
        " told_by) VALUES ($1, $2, $3, $4, $5, $6, $7)"
        " ON CONFLICT (agency_id, project_id) DO UPDATE SET company_id = excluded.company_id,"
        " name = excluded.name, contact_ids = excluded.contact_ids"
        f"{_unless_newer('projects')}",
        [
            (
                uow.agency_id,
                project.project_id,
                project.company_id,
                project.name,
                sorted(project.contact_ids),
                *version,
            )
            for project, version in told
        ],
    )


async def projects_by_id(uow: UnitOfWork, ids: Iterable[ProjectId]) -> dict[ProjectId, Project]:
    """Those of the projects that are known."""
    rows = await uow.fetch(
        "SELECT project_id, company_id, name, contact_ids FROM projects"
        " WHERE agency_id = $1 AND project_id = ANY($2)",
        uow.agency_id,
        list(set(ids)),
    )
    return {
        row["project_id"]: Project(
            project_id=row["project_id"],
            company_id=row["company_id"],
            name=row["name"],
            contact_ids=frozenset(row["contact_ids"]),
        )
        for row in rows
    }


async def save_work_orders(uow: UnitOfWork, told: Iterable[tuple[WorkOrder, EventVersion]]) -> None:
    """Keep the newest state of each work order."""
    await uow.executemany(
        "INSERT INTO work_orders (agency_id, work_order_id, project_id, title, currency, units,"
        " told_at, told_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
        " ON CONFLICT (agency_id, work_order_id) DO UPDATE SET title = excluded.title,"
        " project_id = excluded.project_id,"
        " currency = excluded.currency, units = excluded.units"
        f"{_unless_newer('work_orders')}",
        [
            (
                uow.agency_id,
                order.work_order_id,
                order.project_id,
                order.title,
                order.currency,
                dict(order.units),
                *version,
            )
            for order, version in told
        ],
    )


async def work_orders_by_id(
    uow: UnitOfWork, ids: Iterable[WorkOrderId]
) -> dict[WorkOrderId, WorkOrder]:
    """Those of the work orders that are known."""
    rows = await uow.fetch(
        "SELECT work_order_id, project_id, title, currency, units FROM work_orders"
        " WHERE agency_id = $1 AND work_order_id = ANY($2)",
        uow.agency_id,
        list(set(ids)),
    )
    return {
        row["work_order_id"]: WorkOrder(
            work_order_id=row["work_order_id"],
            project_id=row["project_id"],
            title=row["title"],
            currency=row["currency"],
            units={ArticleKind(article): unit for article, unit in row["units"].items()},
        )
        for row in rows
    }


async def save_transactions(uow: UnitOfWork, transactions: Iterable[Transaction]) -> None:
    """Keep what transactions are for."""
    await uow.executemany(
        "INSERT INTO transactions (agency_id, transaction_id, work_order_title, project_name,"
        " company_name, period_start, period_end, estimated_payment_on)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
        " ON CONFLICT (agency_id, transaction_id) DO NOTHING",
        [
            (
                uow.agency_id,
                transaction.transaction_id,
                transaction.work_order_title,
                transaction.project_name,
                transaction.company_name,
                transaction.period_start,
                transaction.period_end,
                transaction.estimated_payment_on,
            )
            for transaction in transactions
        ],
    )


async def save_payment_dates(
    uow: UnitOfWork, told: Iterable[tuple[TransactionId, date | None, EventVersion]]
) -> None:
    """Keep the payment dates that were said last."""
    await uow.executemany(
        "UPDATE transactions SET estimated_payment_on = $3, told_at = $4, told_by = $5"
        " WHERE agency_id = $1 AND transaction_id = $2 AND ($4, $5) > (told_at, told_by)",
        [(uow.agency_id, transaction_id, on, *version) for transaction_id, on, version in told],
    )


async def transactions_by_id(
    uow: UnitOfWork, ids: Iterable[TransactionId]
) -> dict[TransactionId, Transaction]:
    """Those of the transactions that are known."""
    rows = await uow.fetch(
        "SELECT transaction_id, work_order_title, project_name, company_name, period_start,"
        " period_end, estimated_payment_on FROM transactions"
        " WHERE agency_id = $1 AND transaction_id = ANY($2)",
        uow.agency_id,
        list(set(ids)),
    )
    return {row["transaction_id"]: Transaction(**row) for row in rows}


async def save_invoices(uow: UnitOfWork, invoices: Iterable[Invoice]) -> None:
    """Keep what invoices are for."""
    await uow.executemany(
        "INSERT INTO invoices (agency_id, invoice_id, company_id, project_id, project_ids,"
        " period_start, period_end, number) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
        " ON CONFLICT (agency_id, invoice_id) DO NOTHING",
        [
            (
                uow.agency_id,
                invoice.invoice_id,
                invoice.company_id,
                invoice.project_id,
                sorted(invoice.project_ids),
                invoice.period_start,
                invoice.period_end,
                invoice.number,
            )
            for invoice in invoices
        ],
    )


async def save_offers(uow: UnitOfWork, told: Iterable[tuple[Offer, EventVersion]]) -> None:
    """Keep the newest state of each offer."""
    await uow.executemany(
        "INSERT INTO offers (agency_id, offer_id, company_id, project_id, title, contact_ids,"
        " told_at, told_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
        " ON CONFLICT (agency_id, offer_id) DO UPDATE SET title = excluded.title,"
        f" contact_ids = excluded.contact_ids{_unless_newer('offers')}",
        [
            (
                uow.agency_id,
                offer.offer_id,
                offer.company_id,
                offer.project_id,
                offer.title,
                sorted(offer.contact_ids),
                *version,
            )
            for offer, version in told
        ],
    )


def _person(row: "asyncpg.Record") -> Person:
    return Person(
        person_id=row["person_id"],
        portal=Portal(row["portal"]),
        status=PersonStatus(row["status"]),
        email=row["email"],
        name=row["name"],
        language=row["language"],
        permissions=frozenset(Permission(value) for value in row["permissions"]),
        company_id=row["company_id"],
        scope=Scope(row["scope"]) if row["scope"] else None,
        project_ids=frozenset(row["project_ids"]),
        stand_ins=tuple(StandIn.model_validate(each) for each in row["stand_ins"]),
    )
