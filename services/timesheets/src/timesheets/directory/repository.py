"""All SQL of what identity says."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.consumer import EventVersion
from chassis.names import NamedTable, names_in
from chassis.uow import UnitOfWork
from contracts.access import Portal
from contracts.events.identity import Agency, Company, ContractorKind, Person, PersonStatus
from contracts.ids import AgencyId, CompanyId, PersonId

_NAMED = (
    NamedTable("people", "person_id"),
    NamedTable("companies", "company_id"),
    NamedTable("projects", "project_id"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyRules:
    """What an agency decided that timesheets acts on, and what it is called."""

    name: str
    currency: str
    time_zone: str
    comments_reach_contractors: bool
    contacts_may_return: bool
    approval_undo_minutes: int
    approval_escalation_days: int
    site_url: str

    def day_of(self, moment: datetime) -> date:
        """The day that it is at the agency."""
        return moment.astimezone(ZoneInfo(self.time_zone)).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPerson:
    """A contractor, a contact or staff, as far as timesheets needs it.

    `contractor_kind`: None of whoever is no contractor, or was told of before it was kept.
    """

    person_id: PersonId
    portal: Portal
    status: PersonStatus
    name: str
    company_id: CompanyId | None
    contractor_kind: ContractorKind | None = None


async def save_agency(uow: UnitOfWork, states: Sequence[tuple[Agency, EventVersion]]) -> None:
    """Keep the newest state of the agency."""
    await uow.executemany(
        """
        INSERT INTO agencies AS a (agency_id, name, currency, time_zone, week_starts_on,
                                   comments_reach_contractors, contacts_may_return,
                                   approval_undo_minutes, approval_escalation_days, site_url,
                                   told_at, told_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        ON CONFLICT (agency_id) DO UPDATE SET
            name = excluded.name, currency = excluded.currency, time_zone = excluded.time_zone,
            week_starts_on = excluded.week_starts_on,
            comments_reach_contractors = excluded.comments_reach_contractors,
            contacts_may_return = excluded.contacts_may_return,
            approval_undo_minutes = excluded.approval_undo_minutes,
            approval_escalation_days = excluded.approval_escalation_days,
            site_url = excluded.site_url,
            told_at = excluded.told_at, told_by = excluded.told_by
        WHERE (a.told_at, a.told_by) <= (excluded.told_at, excluded.told_by)
        """,
        [
            (
                agency.agency_id,
                agency.name,
                agency.currency,
                agency.time_zone,
                agency.week_starts_on,
                agency.comments_reach_contractors,
                agency.contacts_may_return,
                agency.approval_undo_minutes,
                agency.approval_escalation_days,
                agency.site_url,
                *told,
            )
            for agency, told in states
        ],
    )


async def save_companies(uow: UnitOfWork, states: Sequence[tuple[Company, EventVersion]]) -> None:
    """Keep the newest state of companies."""
    await uow.executemany(
        """
        INSERT INTO companies AS c (agency_id, company_id, name, told_at, told_by)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (agency_id, company_id) DO UPDATE SET
            name = excluded.name, told_at = excluded.told_at, told_by = excluded.told_by
        WHERE (c.told_at, c.told_by) <= (excluded.told_at, excluded.told_by)
        """,
        [(uow.agency_id, company.company_id, company.name, *told) for company, told in states],
    )


async def save_people(uow: UnitOfWork, states: Sequence[tuple[Person, EventVersion]]) -> None:
    """Keep the newest state of people."""
    await uow.executemany(
        """
        INSERT INTO people AS p (agency_id, person_id, portal, status, name, permissions,
                                 company_id, scope, project_ids, stand_ins, contractor_kind,
                                 told_at, told_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        ON CONFLICT (agency_id, person_id) DO UPDATE SET
            portal = excluded.portal, status = excluded.status, name = excluded.name,
            permissions = excluded.permissions, company_id = excluded.company_id,
            scope = excluded.scope, project_ids = excluded.project_ids,
            stand_ins = excluded.stand_ins, contractor_kind = excluded.contractor_kind,
            told_at = excluded.told_at, told_by = excluded.told_by
        WHERE (p.told_at, p.told_by) <= (excluded.told_at, excluded.told_by)
        """,
        [
            (
                uow.agency_id,
                person.person_id,
                person.portal,
                person.status,
                person.name,
                list(person.permissions),
                person.contact.company_id if person.contact else None,
                person.contact.scope if person.contact else None,
                list(person.contact.project_ids) if person.contact else [],
                [one.model_dump(mode="json") for one in person.stand_ins],
                person.contractor.kind if person.contractor else None,
                *told,
            )
            for person, told in states
        ],
    )


async def agency_rules(uow: UnitOfWork) -> AgencyRules | None:
    """What this agency decided; None while identity has not told of it."""
    row = await uow.fetchrow(
        """
        SELECT name, currency, time_zone, comments_reach_contractors, contacts_may_return,
               approval_undo_minutes, approval_escalation_days, site_url
        FROM agencies WHERE agency_id = $1
        """,
        uow.agency_id,
    )
    return AgencyRules(**dict(row)) if row else None


async def agencies_that_escalate(uow: UnitOfWork) -> list[AgencyId]:
    """All agencies that put work that waits to the next approver."""
    rows = await uow.fetch(
        "SELECT agency_id FROM agencies WHERE approval_escalation_days > 0 ORDER BY agency_id"
    )
    return [AgencyId(row["agency_id"]) for row in rows]


async def company_is_known(uow: UnitOfWork, company_id: CompanyId) -> bool:
    """Whether identity has told of this company."""
    found: bool = await uow.fetchval(
        "SELECT EXISTS (SELECT FROM companies WHERE agency_id = $1 AND company_id = $2)",
        uow.agency_id,
        company_id,
    )
    return found


async def people(uow: UnitOfWork, person_ids: Iterable[UUID]) -> dict[PersonId, KnownPerson]:
    """Those of these people whom identity has told of."""
    rows = await uow.fetch(
        """
        SELECT person_id, portal, status, name, company_id, contractor_kind
        FROM people WHERE agency_id = $1 AND person_id = ANY($2::uuid[])
        """,
        uow.agency_id,
        list(person_ids),
    )
    return {
        row["person_id"]: KnownPerson(
            person_id=row["person_id"],
            portal=Portal(row["portal"]),
            status=PersonStatus(row["status"]),
            name=row["name"],
            company_id=row["company_id"],
            contractor_kind=row["contractor_kind"] and ContractorKind(row["contractor_kind"]),
        )
        for row in rows
    }


async def lock_person(uow: UnitOfWork, person_id: PersonId) -> bool:
    """Wait for other units that log for this person, and keep them waiting; False: unknown.

    The hours of a day are summed over rows that another unit may be adding right now.
    """
    row = await uow.fetchrow(
        """
        SELECT person_id FROM people WHERE agency_id = $1 AND person_id = $2 FOR NO KEY UPDATE
        """,
        uow.agency_id,
        person_id,
    )
    return row is not None


async def names_of(uow: UnitOfWork, ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of those of these ids that are people's, companies' or projects'."""
    return await names_in(uow, _NAMED, ids)
