"""What is done with companies, besides changing them (`company_changes`)."""

from collections.abc import Sequence
from uuid import UUID

from chassis.uow import UnitOfWork
from contracts.access import Permission
from contracts.events.identity import Company, CompanyChanged, CompanyField
from contracts.ids import CompanyId
from identity.agencies import repository as agencies
from identity.companies import repository
from identity.companies.model import may_change, require_sees, require_sees_all


async def add(uow: UnitOfWork, company: Company) -> Company:
    """Add a customer. Raises CompanyKnownError."""
    uow.actor.require(Permission.COMPANIES_MANAGE)
    await repository.add(uow, company)
    uow.record(CompanyChanged(company=company))
    return company


async def page(
    uow: UnitOfWork, *, q: str | None, after: tuple[str, UUID] | None, limit: int
) -> Sequence[Company]:
    """Companies by name. Raises ForbiddenError for who is not staff that works with them."""
    require_sees_all(uow.actor)
    return await repository.page(uow, q=q, after=after, limit=limit)


async def get(uow: UnitOfWork, company_id: CompanyId) -> Company:
    """A company that the actor may see. Raises NotFoundError."""
    require_sees(uow.actor, company_id)
    return await repository.get(uow, company_id)


async def changeable(uow: UnitOfWork, company_id: CompanyId) -> tuple[CompanyField, ...]:
    """What the actor can change of the company."""
    tenant = await agencies.get(uow, uow.agency_id)
    return may_change(uow.actor, company_id, tenant.agency.contacts_may_change)
