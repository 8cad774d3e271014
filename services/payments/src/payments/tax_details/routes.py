"""HTTP of what people told that bears on their taxes: staff only."""

from chassis.http import Uow, tenant_router
from contracts.access import Permission
from contracts.ids import PersonId
from payments.tax_details import actions
from payments.tax_details.schemas import ContractorTaxDetails, TaxDetailsRequest

router = tenant_router(prefix="/contractors", tags=["taxes"])


@router.get("/{contractor_id}/tax-details")
async def show_details(contractor_id: PersonId, uow: Uow) -> ContractorTaxDetails:
    """Tax forms and cards of a contractor, and whether they charge sales tax."""
    uow.actor.require(Permission.PEOPLE_MANAGE)
    return ContractorTaxDetails.of(await actions.details_of(uow, contractor_id))


@router.put("/{contractor_id}/tax-details")
async def change_details(
    contractor_id: PersonId, body: TaxDetailsRequest, uow: Uow
) -> ContractorTaxDetails:
    """Keep what a contractor told: it holds for what is paid from that day on."""
    return ContractorTaxDetails.of(
        await actions.change(uow, contractor_id, body.valid_from, body.details)
    )
