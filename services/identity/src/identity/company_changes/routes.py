"""Changes of a company over HTTP."""

from chassis.http import Uow, tenant_router
from chassis.paging import DEFAULT_LIMIT, Cursor, Limit, Page, PageKey
from contracts.ids import CompanyId
from identity.companies import actions as companies
from identity.companies.schemas import CompanyDetails
from identity.company_changes import actions
from identity.company_changes.schemas import CompanyChangeBody, CompanyChangeDetails

router = tenant_router(prefix="/companies", tags=["companies"])

_BY_VERSION = PageKey[int](int)


@router.put("/{company_id}")
async def change(company_id: CompanyId, body: CompanyChangeBody, uow: Uow) -> CompanyDetails:
    """Change facts; those left out stay. A contact with `company.edit` changes the own company.

    Which fields a contact changes is the agency's setting; the others are refused by name. A new
    `billing_email` needs a recent sign-in, and the old address is told.
    """
    changed = await actions.change(uow, company_id, body)
    return CompanyDetails.of(changed, await companies.changeable(uow, company_id))


@router.get("/{company_id}/changes")
async def changes(
    company_id: CompanyId, uow: Uow, cursor: Cursor = None, limit: Limit = DEFAULT_LIMIT
) -> Page[CompanyChangeDetails]:
    """Who changed what of a customer, newest first. For staff, and contacts with `company.edit`."""
    after = _BY_VERSION.after(cursor)
    found = await actions.history(
        uow, company_id, before=after[0] if after else None, limit=limit + 1
    )
    return _BY_VERSION.page(
        found, limit, key=lambda one: (one.version,), shown=CompanyChangeDetails.of
    )
