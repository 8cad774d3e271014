"""HTTP of late charges: staff only. What would be charged stands on the invoice as its interest."""

from fastapi import status

from chassis.http import IdempotencyRequired, Uow, tenant_router
from contracts.ids import InvoiceId
from payments.invoices.late_charges import actions
from payments.invoices.late_charges.schemas import InterestChargeRequest, LateChargeDetails

router = tenant_router(tags=["invoices"])


@router.post(
    "/invoices/{invoice_id}/interest",
    status_code=status.HTTP_201_CREATED,
    dependencies=[IdempotencyRequired],
)
async def charge_interest(
    invoice_id: InvoiceId, body: InterestChargeRequest, uow: Uow
) -> LateChargeDetails:
    """Charge the interest of the days after the last that were charged, until the end of this one.

    The company owes it from now on, and hears of it. 409 `nothing_to_charge`; 409
    `settled_invoice` where nothing is open of the invoice any more; 422 for a day to come.
    """
    return LateChargeDetails.of(await actions.charge_interest(uow, invoice_id, body.until_on))
