"""HTTP of write-offs: staff only."""

from fastapi import status

from chassis.http import IdempotencyRequired, Uow, tenant_router
from contracts.ids import InvoiceId
from payments.invoices.write_offs import actions
from payments.invoices.write_offs.schemas import WriteOffDetails, WriteOffRequest

router = tenant_router(tags=["invoices"])


@router.post(
    "/invoices/{invoice_id}/write-off",
    status_code=status.HTTP_201_CREATED,
    dependencies=[IdempotencyRequired],
)
async def write_off(invoice_id: InvoiceId, body: WriteOffRequest, uow: Uow) -> WriteOffDetails:
    """Write off all that is open of an invoice: it is not reminded any more, and counts as a loss.

    Money that comes in later is recorded as ever, and lowers what was written off. Who is paid when
    the client has paid waits on. 409 `nothing_to_write_off`; 409 `disputed_write_off` while a part
    is disputed or an agreed correction is not credited.
    """
    return WriteOffDetails.of(await actions.write_off(uow, invoice_id, body.reason))
