"""People in the database."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from chassis.errors import NotFoundError
from chassis.uow import UnitOfWork
from contracts.access import Permission, Portal, Scope
from contracts.events.identity import Contact, Contractor, PersonStatus, StandIn
from contracts.ids import AgencyId, CompanyId, PersonId, ProjectId
from contracts.reach import LENT, Principal
from identity import keys
from identity.people.access import Access
from identity.people.model import Person, Substitution

if TYPE_CHECKING:
    import asyncpg

_COLUMNS = (
    "agency_id, person_id, portal, status, email, name, language, permissions, contractor,"
    " company_id, scope, project_ids, invited_at, activated_at, deactivated_at,"
    " assigned_project_ids, access_version,"
    # Days are those of the agency: a day more than enough, whatever its time zone.
    " (SELECT coalesce(jsonb_agg(jsonb_build_object('stand_in_id', s.stand_in_id,"
    " 'person_id', s.person_id, 'from_on', s.from_on, 'until_on', s.until_on)"
    " ORDER BY s.from_on), '[]') FROM stand_ins s"
    " WHERE s.agency_id = people.agency_id AND s.approver_id = people.person_id"
    " AND s.ended_at IS NULL AND s.until_on >= (now() AT TIME ZONE 'utc')::date - 1) AS stand_ins"
)
_MOST_PRINCIPALS = 50
"""For whom one person stands in on a day. A company comes nowhere near it."""


async def claim_series(uow: UnitOfWork, number_prefix: str, person_id: PersonId) -> bool:
    """Keep whose invoices are numbered with this prefix; False: they are another contractor's."""
    await uow.execute(
        "INSERT INTO invoice_series (agency_id, number_prefix, person_id) VALUES ($1, $2, $3)"
        " ON CONFLICT (agency_id, number_prefix) DO NOTHING",
        uow.agency_id,
        number_prefix,
        person_id,
    )
    return await uow.fetchval(
        "SELECT person_id = $3 FROM invoice_series WHERE agency_id = $1 AND number_prefix = $2",
        uow.agency_id,
        number_prefix,
        person_id,
    )


async def get(uow: UnitOfWork, person_id: PersonId) -> Person:
    """The person. Raises NotFoundError."""
    row = await uow.fetchrow(
        f"SELECT {_COLUMNS} FROM people WHERE agency_id = $1 AND person_id = $2",
        uow.agency_id,
        person_id,
    )
    return _found(row, person_id)


async def get_for_update(uow: UnitOfWork, person_id: PersonId) -> Person:
    """The person, locked until the unit ends. Raises NotFoundError."""
    found = await get_all_for_update(uow, [person_id])
    if person_id not in found:
        raise NotFoundError("person", person_id)
    return found[person_id]


async def get_all_for_update(
    uow: UnitOfWork, person_ids: Sequence[PersonId]
) -> Mapping[PersonId, Person]:
    """Those of the people that there are, locked in one order for everybody.

    Read once they are locked: what is read of them from other tables (their stand-ins) would be
    that of before the wait.
    """
    await uow.execute(
        "SELECT FROM people WHERE agency_id = $1 AND person_id = ANY($2::uuid[])"
        " ORDER BY person_id FOR UPDATE",
        uow.agency_id,
        person_ids,
    )
    rows = await uow.fetch(
        f"SELECT {_COLUMNS} FROM people WHERE agency_id = $1 AND person_id = ANY($2::uuid[])",
        uow.agency_id,
        person_ids,
    )
    return {person.id: person for person in map(_person, rows)}


async def permissions_of_other_staff(
    uow: UnitOfWork, person_id: PersonId
) -> Sequence[frozenset[Permission]]:
    """What each of the agency's active staff may do, but this one."""
    rows = await uow.fetch(
        "SELECT permissions FROM people WHERE agency_id = $1 AND portal = $2 AND status = $3"
        " AND person_id <> $4",
        uow.agency_id,
        Portal.AGENCY,
        PersonStatus.ACTIVE,
        person_id,
    )
    return [frozenset(Permission(name) for name in row["permissions"]) for row in rows]


async def find_by_email(uow: UnitOfWork, portal: Portal, email: str) -> Person | None:
    """The login with this address in this portal of the agency."""
    row = await uow.fetchrow(
        f"SELECT {_COLUMNS} FROM people WHERE agency_id = $1 AND portal = $2 AND email_key = $3",
        uow.agency_id,
        portal,
        keys.folded(email),
    )
    return _person(row) if row else None


async def page(
    uow: UnitOfWork,
    *,
    portal: Portal | None,
    status: PersonStatus | None,
    q: str | None,
    after: tuple[str, UUID] | None,
    limit: int,
) -> Sequence[Person]:
    """People by name, after a name key and id, at most `limit`."""
    rows = await uow.fetch(
        f"SELECT {_COLUMNS} FROM people WHERE agency_id = $1"
        " AND ($2::text IS NULL OR portal = $2) AND ($3::text IS NULL OR status = $3)"
        " AND ($4::text IS NULL OR name_key LIKE $4 OR email_key LIKE $4)"
        " AND ($6::uuid IS NULL OR (name_key, person_id) > ($5, $6))"
        " ORDER BY name_key, person_id LIMIT $7",
        uow.agency_id,
        portal,
        status,
        keys.contains(q) if q else None,
        *(after or ("", None)),
        limit,
    )
    return [_person(row) for row in rows]


async def add(uow: UnitOfWork, person: Person) -> bool:
    """Insert the person. False if the address has a login in this portal already."""
    contact = person.access.contact
    added = await uow.fetchval(
        "INSERT INTO people (agency_id, person_id, portal, status, email, email_key, name,"
        " name_key, language, permissions, contractor, company_id, scope, project_ids,"
        " invited_at, activated_at, deactivated_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)"
        " ON CONFLICT (agency_id, portal, email_key) DO NOTHING RETURNING person_id",
        uow.agency_id,
        person.id,
        person.portal,
        person.status,
        person.email,
        keys.folded(person.email),
        person.name,
        keys.folded(person.name),
        person.language,
        sorted(person.access.permissions),
        person.access.contractor,
        contact.company_id if contact else None,
        contact.scope if contact else None,
        list(contact.project_ids) if contact else [],
        person.invited_at,
        person.activated_at,
        person.deactivated_at,
    )
    return added is not None


async def save(uow: UnitOfWork, person: Person) -> None:
    """Write back what can change about a person."""
    contact = person.access.contact
    await uow.execute(
        "UPDATE people SET status = $3, name = $4, name_key = $5, language = $6,"
        " permissions = $7, contractor = $8, company_id = $9, scope = $10, project_ids = $11,"
        " invited_at = $12, activated_at = $13, deactivated_at = $14"
        " WHERE agency_id = $1 AND person_id = $2",
        uow.agency_id,
        person.id,
        person.status,
        person.name,
        keys.folded(person.name),
        person.language,
        sorted(person.access.permissions),
        person.access.contractor,
        contact.company_id if contact else None,
        contact.scope if contact else None,
        list(contact.project_ids) if contact else [],
        person.invited_at,
        person.activated_at,
        person.deactivated_at,
    )


async def stands_in_for(uow: UnitOfWork, person: Person) -> tuple[Substitution, ...]:
    """For whom this person stands in at this moment, by name; nobody who cannot sign in."""
    if person.portal is not Portal.CUSTOMER:
        return ()
    rows = await uow.fetch(
        "SELECT p.person_id, p.name, p.permissions, p.scope, p.project_ids,"
        " p.assigned_project_ids, s.until_on,"
        " (s.until_on + 1)::timestamp AT TIME ZONE a.time_zone AS ends_at"
        " FROM stand_ins s"
        " JOIN agencies a ON a.agency_id = s.agency_id"
        " JOIN people p ON p.agency_id = s.agency_id AND p.person_id = s.approver_id"
        " WHERE s.agency_id = $1 AND s.person_id = $2 AND s.ended_at IS NULL"
        " AND ($3 AT TIME ZONE a.time_zone)::date BETWEEN s.from_on AND s.until_on"
        " AND p.status = $4 AND p.company_id = $5 AND $6 = ANY(p.permissions)"
        f" ORDER BY p.name_key, p.person_id LIMIT {_MOST_PRINCIPALS:d}",
        uow.agency_id,
        person.id,
        uow.now,
        PersonStatus.ACTIVE,
        person.access.contact.company_id if person.access.contact else None,
        Permission.WORK_APPROVE,
    )
    return tuple(
        Substitution(
            principal=Principal(
                person_id=PersonId(row["person_id"]),
                permissions=frozenset(Permission(name) for name in row["permissions"]) & LENT,
                scope=Scope(row["scope"]),
                project_ids=frozenset(
                    ProjectId(each) for each in (*row["project_ids"], *row["assigned_project_ids"])
                ),
            ),
            name=row["name"],
            until_on=row["until_on"],
            ends_at=row["ends_at"],
        )
        for row in rows
    )


async def outdate_passes(uow: UnitOfWork, person_id: PersonId) -> None:
    """What the person may see or do has changed: passes from before are refused everywhere.

    So are those of who stands in for the person: they carry what is lent.
    """
    await uow.execute(
        "WITH changed AS (UPDATE people SET access_version = access_version + 1"
        " WHERE agency_id = $1 AND (person_id = $2 OR person_id IN"
        " (SELECT s.person_id FROM stand_ins s WHERE s.agency_id = $1 AND s.approver_id = $2"
        " AND s.ended_at IS NULL)) RETURNING person_id, access_version)"
        " INSERT INTO changed_access AS c (person_id, access_version, changed_at)"
        " SELECT person_id, access_version, clock_timestamp() FROM changed"
        " ON CONFLICT (person_id) DO UPDATE SET access_version = excluded.access_version,"
        " changed_at = excluded.changed_at WHERE c.access_version < excluded.access_version",
        uow.agency_id,
        person_id,
    )


async def access_changed_since(uow: UnitOfWork, since: datetime) -> Mapping[PersonId, int]:
    """People of any agency whose access changed since, and the count of it now."""
    rows = await uow.fetch(
        "SELECT person_id, access_version FROM changed_access WHERE changed_at > $1", since
    )
    return {PersonId(row["person_id"]): row["access_version"] for row in rows}


async def tidy_changed_access(uow: UnitOfWork, before: datetime) -> str:
    """Forget changes of which no older pass is left. Returns the statement's tag."""
    return await uow.execute("DELETE FROM changed_access WHERE changed_at < $1", before)


async def companies_of_projects(
    uow: UnitOfWork, project_ids: Collection[ProjectId]
) -> dict[ProjectId, CompanyId | None]:
    """Whose these projects are, those that timesheets has told of; None: that was not noted."""
    rows = await uow.fetch(
        "SELECT project_id, company_id FROM project_contacts"
        " WHERE agency_id = $1 AND project_id = ANY($2::uuid[])",
        uow.agency_id,
        list(project_ids),
    )
    return {row["project_id"]: row["company_id"] for row in rows}


async def save_assignments(uow: UnitOfWork, person: Person) -> None:
    """Write back which projects name the person."""
    await uow.execute(
        "UPDATE people SET assigned_project_ids = $3 WHERE agency_id = $1 AND person_id = $2",
        uow.agency_id,
        person.id,
        sorted(person.assigned_project_ids),
    )


async def accept_terms(uow: UnitOfWork, person_id: PersonId, version: str) -> None:
    """Keep that the person accepted this version of the agency's terms, now."""
    await uow.execute(
        "INSERT INTO terms_acceptances (agency_id, person_id, terms_version, accepted_at)"
        " VALUES ($1, $2, $3, $4)",
        uow.agency_id,
        person_id,
        version,
        uow.now,
    )


def _found(row: "asyncpg.Record | None", person_id: PersonId) -> Person:
    if row is None:
        raise NotFoundError("person", person_id)
    return _person(row)


def _person(row: "asyncpg.Record") -> Person:
    return Person(
        id=PersonId(row["person_id"]),
        agency_id=AgencyId(row["agency_id"]),
        portal=Portal(row["portal"]),
        status=PersonStatus(row["status"]),
        email=row["email"],
        name=row["name"],
        language=row["language"],
        access=Access(
            permissions=frozenset(Permission(name) for name in row["permissions"]),
            contractor=Contractor.model_validate(row["contractor"]) if row["contractor"] else None,
            contact=_contact(row),
        ),
        invited_at=row["invited_at"],
        activated_at=row["activated_at"],
        deactivated_at=row["deactivated_at"],
        assigned_project_ids=frozenset(
            ProjectId(project_id) for project_id in row["assigned_project_ids"]
        ),
        stand_ins=tuple(StandIn.model_validate(each) for each in row["stand_ins"]),
        access_version=row["access_version"],
    )


def _contact(row: "asyncpg.Record") -> Contact | None:
    if row["company_id"] is None:
        return None
    return Contact(
        company_id=CompanyId(row["company_id"]),
        scope=Scope(row["scope"]),
        project_ids=tuple(ProjectId(project_id) for project_id in row["project_ids"]),
    )
