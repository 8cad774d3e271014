"""HTTP of receipts: staff record what came in."""

from fastapi import status

from chassis.http import IdempotencyRequired, Uow, tenant_router
from contracts.ids import InvoiceId
from payments.receipts import actions
from payments.receipts.schemas import ReceiptRequest, ReceiptResult

router = tenant_router(tags=["invoices"])


@router.post(
    "/invoices/{invoice_id}/receipts",
    status_code=status.HTTP_201_CREATED,
    dependencies=[IdempotencyRequired],
)
async def record_receipt(invoice_id: InvoiceId, body: ReceiptRequest, uow: Uow) -> ReceiptResult:
    """Record money received; more than is open is refused with 409 and the open amount."""
    recorded = await actions.record(uow, invoice_id, body.money, body.received_on, body.reference)
    return ReceiptResult.of(recorded)
