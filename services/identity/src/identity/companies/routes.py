"""Companies over HTTP."""

from chassis.fields import Search
from chassis.http import Uow, tenant_router
from chassis.ids import new_id
from chassis.paging import BY_NAME, DEFAULT_LIMIT, Cursor, Limit, Page
from contracts.events.identity import Company
from contracts.ids import CompanyId
from identity import keys
from identity.companies import actions
from identity.companies.schemas import CompanyBody, CompanyDetails

router = tenant_router(prefix="/companies", tags=["companies"])


@router.get("")
async def companies(
    uow: Uow,
    q: Search | None = None,
    cursor: Cursor = None,
    limit: Limit = DEFAULT_LIMIT,
) -> Page[Company]:
    """The agency's customers by name; `q` finds in names. For staff."""
    found = await actions.page(uow, q=q, after=BY_NAME.after(cursor), limit=limit + 1)
    return BY_NAME.page(
        found,
        limit,
        key=lambda company: (keys.folded(company.name), company.company_id),
        shown=lambda company: company,
    )


@router.post("", status_code=201)
async def add(body: CompanyBody, uow: Uow) -> CompanyDetails:
    """Add a customer."""
    company = await actions.add(uow, body.company(CompanyId(new_id())))
    return CompanyDetails.of(company, await actions.changeable(uow, company.company_id))


@router.get("/{company_id}")
async def company(company_id: CompanyId, uow: Uow) -> CompanyDetails:
    """One customer. A contact sees the own company."""
    found = await actions.get(uow, company_id)
    return CompanyDetails.of(found, await actions.changeable(uow, company_id))
