"""Changing a company, and looking back at who changed what."""

from collections.abc import Sequence

from chassis.errors import NotFoundError
from chassis.uow import UnitOfWork
from contracts.access import Permission, Portal
from contracts.events.identity import (
    BillingEmailChanged,
    Company,
    CompanyChanged,
    CompanyField,
)
from contracts.ids import CompanyId
from identity.companies import actions as companies
from identity.companies import repository as company_rows
from identity.companies.model import require_sees
from identity.companies.schemas import CompanyDetails
from identity.company_changes import repository
from identity.company_changes.model import (
    CompanyChange,
    CompanyChangedError,
    changes_between,
    require_may_change,
)
from identity.company_changes.schemas import CompanyChangeBody, CompanyChangeDetails
from identity.sessions.recent import require_recent


async def change(uow: UnitOfWork, company_id: CompanyId, body: CompanyChangeBody) -> Company:
    """Change what the body names of a company.

    Staff change all of it, a contact of the own company what the agency lets contacts change. What
    is so already is no change, whichever version it names: a request whose answer was lost can be
    sent again. A new billing e-mail needs a recent sign-in, since invoices go there.

    Raises NotFoundError, ForbiddenError, CompanyChangedError, AgencysTermsError,
    RecentSignInNeededError, CompanyKnownError.
    """
    portal = _require_changes_companies(uow, company_id)
    before = await company_rows.get_for_update(uow, company_id)
    after = body.over(before)
    changes = changes_between(before, after)
    if not changes:
        return before
    may_change = await companies.changeable(uow, company_id)
    if body.version != before.version:
        raise await _changed_meanwhile(uow, before, may_change, body.version)
    if portal is not Portal.AGENCY:
        require_may_change(changes, may_change)
    if after.billing_email != before.billing_email:
        await require_recent(uow)
    after = after.model_copy(update={"version": before.version + 1})
    await company_rows.save(uow, after)
    await repository.add(uow, company_id, version=after.version, portal=portal, changes=changes)
    uow.record(CompanyChanged(company=after))
    if after.billing_email != before.billing_email:
        uow.record(_billing_email_changed(uow, before, after, portal))
    return after


async def history(
    uow: UnitOfWork, company_id: CompanyId, *, before: int | None, limit: int
) -> Sequence[CompanyChange]:
    """What was changed of a company, newest first.

    For staff that works with customers, and contacts who may edit the own company. Raises
    NotFoundError and ForbiddenError.
    """
    require_sees(uow.actor, company_id)
    if uow.actor.portal is not Portal.AGENCY:
        uow.actor.require(Permission.COMPANY_EDIT)
    if not await company_rows.exists(uow, company_id):
        raise NotFoundError("company", company_id)
    return await repository.page(uow, company_id, before=before, limit=limit)


def _require_changes_companies(uow: UnitOfWork, company_id: CompanyId) -> Portal:
    require_sees(uow.actor, company_id)
    if uow.actor.portal is Portal.AGENCY:
        uow.actor.require(Permission.COMPANIES_MANAGE)
        return Portal.AGENCY
    uow.actor.require(Permission.COMPANY_EDIT)
    return Portal.CUSTOMER


async def _changed_meanwhile(
    uow: UnitOfWork, now: Company, may_change: Sequence[CompanyField], read: int
) -> CompanyChangedError:
    changed = await repository.since(uow, now.company_id, read)
    return CompanyChangedError(
        f"the company is at version {now.version}, not {read}",
        company=CompanyDetails.of(now, may_change).model_dump(mode="json"),
        changed=[CompanyChangeDetails.of(one).model_dump(mode="json") for one in changed],
    )


def _billing_email_changed(
    uow: UnitOfWork, before: Company, after: Company, portal: Portal
) -> BillingEmailChanged:
    return BillingEmailChanged(
        company=after,
        before=before.billing_email,
        changed_by=uow.actor.person,
        changed_by_portal=portal,
        changed_at=uow.now,
    )
