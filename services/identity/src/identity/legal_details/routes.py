"""Legal details over HTTP, for staff."""

from chassis.http import Uow, tenant_router
from contracts.ids import PersonId
from identity.legal_details import actions
from identity.legal_details.schemas import (
    AgencyLegalDetails,
    ContractorCompanyBody,
    LegalDetailsBody,
)
from identity.people.schemas import PersonDetails

router = tenant_router(prefix="/agency/legal-details", tags=["agencies"])
people_router = tenant_router(prefix="/people/{person_id}/company", tags=["people"])


@router.get("")
async def show(uow: Uow) -> AgencyLegalDetails:
    """What invoices and pay statements say of the agency, and the accounts that clients pay to."""
    return AgencyLegalDetails.of(await actions.of_agency(uow))


@router.put("")
async def change(body: LegalDetailsBody, uow: Uow) -> AgencyLegalDetails:
    """Enter them. Clients pay to the accounts that stand here: needs a recent sign-in."""
    return AgencyLegalDetails.of(await actions.change(uow, body))


@people_router.put("")
async def change_company(
    person_id: PersonId, body: ContractorCompanyBody, uow: Uow
) -> PersonDetails:
    """Enter what a contractor's self-billed invoices say of their own company.

    Its number series is the company's alone: 409 `series_taken` where another contractor has it.
    """
    return PersonDetails.of(await actions.change_company_of(uow, person_id, body))
