"""Agencies in the database: no tenant's table, since an agency is found before it is entered."""

from typing import TYPE_CHECKING

from chassis.uow import UnitOfWork
from contracts.events.identity import Address, Agency
from contracts.ids import AgencyId
from identity.agencies.model import Tenant, Terms, UnknownAgencyError

if TYPE_CHECKING:
    import asyncpg

_COLUMNS = (
    "agency_id, slug, name, legal_name, organisation_number, address, currency, time_zone,"
    " week_starts_on, default_language, languages, brand_colour, support_email, site_url,"
    " previous_system_url, previous_system_ended_on, comments_reach_contractors,"
    " contacts_may_return, contacts_may_change, approval_undo_minutes, approval_escalation_days,"
    " payment_delay_days, session_idle_minutes, takes_inquiries, bank_cooling_off_days,"
    " terms_version, legal"
)


async def by_slug(uow: UnitOfWork, slug: str) -> Tenant:
    """The agency of a site. Raises UnknownAgencyError."""
    found = await find_by_slug(uow, slug)
    if found is None:
        raise UnknownAgencyError(slug)
    return found


async def find_by_slug(uow: UnitOfWork, slug: str) -> Tenant | None:
    """The agency of a site, or None."""
    row = await uow.fetchrow(f"SELECT {_COLUMNS} FROM agencies WHERE slug = $1", slug.lower())
    return _tenant(row) if row else None


async def get(uow: UnitOfWork, agency_id: AgencyId) -> Tenant:
    """The agency of this id. Raises UnknownAgencyError."""
    row = await uow.fetchrow(f"SELECT {_COLUMNS} FROM agencies WHERE agency_id = $1", agency_id)
    if row is None:
        raise UnknownAgencyError(str(agency_id))
    return _tenant(row)


async def get_for_update(uow: UnitOfWork, agency_id: AgencyId) -> Tenant:
    """The agency, locked until the unit ends. Raises UnknownAgencyError."""
    row = await uow.fetchrow(
        f"SELECT {_COLUMNS} FROM agencies WHERE agency_id = $1 FOR UPDATE", agency_id
    )
    if row is None:
        raise UnknownAgencyError(str(agency_id))
    return _tenant(row)


async def ids(uow: UnitOfWork) -> list[AgencyId]:
    """All agencies, for what runs by itself."""
    rows = await uow.fetch("SELECT agency_id FROM agencies ORDER BY agency_id")
    return [AgencyId(row["agency_id"]) for row in rows]


async def save(uow: UnitOfWork, tenant: Tenant) -> None:
    """Insert the agency, or write over what was known of it."""
    agency = tenant.agency
    await uow.execute(
        f"INSERT INTO agencies ({_COLUMNS}, created_at, changed_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,"
        " $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $28)"
        " ON CONFLICT (agency_id) DO UPDATE SET name = excluded.name,"
        " legal_name = excluded.legal_name, organisation_number = excluded.organisation_number,"
        " address = excluded.address, currency = excluded.currency,"
        " time_zone = excluded.time_zone, week_starts_on = excluded.week_starts_on,"
        " default_language = excluded.default_language, languages = excluded.languages,"
        " brand_colour = excluded.brand_colour, support_email = excluded.support_email,"
        " site_url = excluded.site_url, previous_system_url = excluded.previous_system_url,"
        " previous_system_ended_on = excluded.previous_system_ended_on,"
        " comments_reach_contractors = excluded.comments_reach_contractors,"
        " contacts_may_return = excluded.contacts_may_return,"
        " contacts_may_change = excluded.contacts_may_change,"
        " approval_undo_minutes = excluded.approval_undo_minutes,"
        " approval_escalation_days = excluded.approval_escalation_days,"
        " payment_delay_days = excluded.payment_delay_days,"
        " session_idle_minutes = excluded.session_idle_minutes,"
        " takes_inquiries = excluded.takes_inquiries,"
        " bank_cooling_off_days = excluded.bank_cooling_off_days,"
        " terms_version = excluded.terms_version, legal = excluded.legal,"
        " changed_at = excluded.changed_at",
        agency.agency_id,
        agency.slug,
        agency.name,
        agency.legal_name,
        agency.organisation_number,
        agency.address,
        agency.currency,
        agency.time_zone,
        agency.week_starts_on,
        agency.default_language,
        list(agency.languages),
        agency.brand_colour,
        agency.support_email,
        agency.site_url,
        agency.previous_system_url,
        agency.previous_system_ended_on,
        agency.comments_reach_contractors,
        agency.contacts_may_return,
        list(agency.contacts_may_change),
        agency.approval_undo_minutes,
        agency.approval_escalation_days,
        agency.payment_delay_days,
        agency.session_idle_minutes,
        agency.takes_inquiries,
        agency.bank_cooling_off_days,
        tenant.terms_version,
        agency.legal,
        uow.now,
    )


async def terms(uow: UnitOfWork, version: str) -> Terms | None:
    """A version of the agency's terms."""
    row = await uow.fetchrow(
        "SELECT version, terms_of_use, privacy_policy FROM terms"
        " WHERE agency_id = $1 AND version = $2",
        uow.agency_id,
        version,
    )
    return Terms(**dict(row)) if row else None


async def terms_in_force(uow: UnitOfWork) -> Terms:
    """The terms that people of the agency accept today."""
    row = await uow.fetchrow(
        "SELECT t.version, t.terms_of_use, t.privacy_policy FROM agencies a"
        " JOIN terms t ON t.agency_id = a.agency_id AND t.version = a.terms_version"
        " WHERE a.agency_id = $1",
        uow.agency_id,
    )
    if row is None:
        raise LookupError(f"agency {uow.agency_id} has no terms in force")
    return Terms(**dict(row))


async def publish_terms(uow: UnitOfWork, published: Terms) -> None:
    """Add a version. It is never changed afterwards."""
    await uow.execute(
        "INSERT INTO terms (agency_id, version, terms_of_use, privacy_policy, published_at)"
        " VALUES ($1, $2, $3, $4, $5)",
        uow.agency_id,
        published.version,
        published.terms_of_use,
        published.privacy_policy,
        uow.now,
    )


def _tenant(row: "asyncpg.Record") -> Tenant:
    values = dict(row)
    terms_version = values.pop("terms_version")
    values["address"] = Address.model_validate(values["address"])
    return Tenant(agency=Agency.model_validate(values), terms_version=terms_version)
