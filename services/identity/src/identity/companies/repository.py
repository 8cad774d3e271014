"""Companies in the database."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

import asyncpg

from chassis.errors import NotFoundError
from chassis.uow import UnitOfWork
from contracts.events.identity import Address, Company, InvoicePreferences
from contracts.ids import CompanyId
from identity import keys
from identity.companies.model import CompanyKnownError

if TYPE_CHECKING:
    from asyncpg import Record

_COLUMNS = (
    "company_id, name, organisation_number, address, invoice_preferences, billing_email,"
    " purchase_order, version, registrations"
)


async def get(uow: UnitOfWork, company_id: CompanyId) -> Company:
    """The company. Raises NotFoundError."""
    row = await uow.fetchrow(
        f"SELECT {_COLUMNS} FROM companies WHERE agency_id = $1 AND company_id = $2",
        uow.agency_id,
        company_id,
    )
    return _found(row, company_id)


async def get_for_update(uow: UnitOfWork, company_id: CompanyId) -> Company:
    """The company, locked until the unit ends. Raises NotFoundError."""
    row = await uow.fetchrow(
        f"SELECT {_COLUMNS} FROM companies WHERE agency_id = $1 AND company_id = $2 FOR UPDATE",
        uow.agency_id,
        company_id,
    )
    return _found(row, company_id)


async def exists(uow: UnitOfWork, company_id: CompanyId) -> bool:
    """Whether the agency has this company."""
    return await uow.fetchval(
        "SELECT EXISTS (SELECT FROM companies WHERE agency_id = $1 AND company_id = $2)",
        uow.agency_id,
        company_id,
    )


async def page(
    uow: UnitOfWork, *, q: str | None, after: tuple[str, UUID] | None, limit: int
) -> Sequence[Company]:
    """Companies by name, after a name key and id, at most `limit`."""
    rows = await uow.fetch(
        f"SELECT {_COLUMNS} FROM companies WHERE agency_id = $1"
        " AND ($2::text IS NULL OR name_key LIKE $2)"
        " AND ($4::uuid IS NULL OR (name_key, company_id) > ($3, $4))"
        " ORDER BY name_key, company_id LIMIT $5",
        uow.agency_id,
        keys.contains(q) if q else None,
        *(after or ("", None)),
        limit,
    )
    return [_company(row) for row in rows]


async def add(uow: UnitOfWork, company: Company) -> None:
    """Insert the company. Raises CompanyKnownError."""
    try:
        await uow.execute(
            "INSERT INTO companies (agency_id, company_id, name, name_key, organisation_number,"
            " address, invoice_preferences, billing_email, purchase_order, version, registrations,"
            " created_at, changed_at)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12)",
            uow.agency_id,
            company.company_id,
            company.name,
            keys.folded(company.name),
            company.organisation_number,
            company.address,
            company.invoice_preferences,
            company.billing_email,
            company.purchase_order,
            company.version,
            list(company.registrations),
            uow.now,
        )
    except asyncpg.UniqueViolationError as error:
        raise CompanyKnownError(organisation_number=company.organisation_number) from error


async def save(uow: UnitOfWork, company: Company) -> None:
    """Write back a changed company. Raises CompanyKnownError."""
    try:
        await uow.execute(
            "UPDATE companies SET name = $3, name_key = $4, organisation_number = $5,"
            " address = $6, invoice_preferences = $7, billing_email = $8, purchase_order = $9,"
            " version = $10, registrations = $11, changed_at = $12"
            " WHERE agency_id = $1 AND company_id = $2",
            uow.agency_id,
            company.company_id,
            company.name,
            keys.folded(company.name),
            company.organisation_number,
            company.address,
            company.invoice_preferences,
            company.billing_email,
            company.purchase_order,
            company.version,
            list(company.registrations),
            uow.now,
        )
    except asyncpg.UniqueViolationError as error:
        raise CompanyKnownError(organisation_number=company.organisation_number) from error


def _found(row: "Record | None", company_id: CompanyId) -> Company:
    if row is None:
        raise NotFoundError("company", company_id)
    return _company(row)


def _company(row: "Record") -> Company:
    return Company(
        company_id=CompanyId(row["company_id"]),
        name=row["name"],
        organisation_number=row["organisation_number"],
        address=Address.model_validate(row["address"]),
        invoice_preferences=InvoicePreferences.model_validate(row["invoice_preferences"]),
        billing_email=row["billing_email"],
        purchase_order=row["purchase_order"],
        version=row["version"],
        registrations=row["registrations"],
    )
