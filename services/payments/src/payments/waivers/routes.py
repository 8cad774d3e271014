"""HTTP of waivers: staff only."""

from uuid import UUID

from fastapi import status

from chassis.http import IdempotencyRequired, Uow, tenant_router
from contracts.ids import InvoiceId
from payments.invoices.late_charges.schemas import LateChargeDetails
from payments.waivers import actions
from payments.waivers.schemas import WaiverRequest

router = tenant_router(tags=["invoices"])


@router.post(
    "/invoices/{invoice_id}/late-charges/{charge_id}/waiver",
    status_code=status.HTTP_201_CREATED,
    dependencies=[IdempotencyRequired],
)
async def waive_charge(
    invoice_id: InvoiceId, charge_id: UUID, body: WaiverRequest, uow: Uow
) -> LateChargeDetails:
    """Give up interest or a fee that was charged, all of it; the company hears why.

    What had been paid of it is for the rest of the invoice, and beyond that the company's balance.
    409 `waived_already`.
    """
    return LateChargeDetails.of(await actions.waive(uow, invoice_id, charge_id, body.reason))
