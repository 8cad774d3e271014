"""What is done with companies."""

from collections.abc import Callable, Sequence
from uuid import UUID

from chassis.uow import UnitOfWork
from contracts.access import Permission
from contracts.events.identity import Company, CompanyChanged
from contracts.ids import CompanyId
from identity.companies import repository
from identity.companies.model import require_may_change, require_sees, require_sees_all


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


async def change(
    uow: UnitOfWork, company_id: CompanyId, facts_over: Callable[[Company], Company]
) -> Company:
    """Put other facts in place of those known. Raises NotFoundError and what may not be."""
    require_sees(uow.actor, company_id)
    before = await repository.get_for_update(uow, company_id)
    after = facts_over(before)
    require_may_change(uow.actor, before, after)
    if after != before:
        await repository.save(uow, after)
        uow.record(CompanyChanged(company=after))
    return after
