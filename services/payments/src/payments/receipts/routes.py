"""HTTP of receipts: staff record what came in, and what becomes of what was too much."""

from fastapi import status

from chassis.http import IdempotencyRequired, Uow, tenant_router
from contracts.ids import CompanyId, InvoiceId
from payments.receipts import actions
from payments.receipts.schemas import CompanyBalance, ReceiptRequest, ReceiptResult, RefundRequest

router = tenant_router(tags=["invoices"])


@router.post(
    "/invoices/{invoice_id}/receipts",
    status_code=status.HTTP_201_CREATED,
    dependencies=[IdempotencyRequired],
)
async def record_receipt(invoice_id: InvoiceId, body: ReceiptRequest, uow: Uow) -> ReceiptResult:
    """Record money received; more than is open is refused with 409 and the open amount.

    With `keep_excess` the rest becomes the company's balance.
    """
    recorded = await actions.record(
        uow,
        invoice_id,
        body.money,
        body.received_on,
        body.reference,
        keep_excess=body.keep_excess,
    )
    return ReceiptResult.of(recorded)


@router.post(
    "/invoices/{invoice_id}/receipts/balance",
    status_code=status.HTTP_201_CREATED,
    dependencies=[IdempotencyRequired],
)
async def apply_balance(invoice_id: InvoiceId, uow: Uow) -> ReceiptResult:
    """Pay an invoice from its company's balance, as far as that goes."""
    return ReceiptResult.of(await actions.apply_balance(uow, invoice_id))


@router.get("/companies/{company_id}/balance")
async def show_balance(company_id: CompanyId, uow: Uow) -> CompanyBalance:
    """What a company has paid too much: of what was credited since, or more than was open."""
    found = await actions.balances(uow, company_id)
    return CompanyBalance(company_id=company_id, balances=found)


@router.post(
    "/companies/{company_id}/refunds",
    status_code=status.HTTP_201_CREATED,
    dependencies=[IdempotencyRequired],
)
async def record_refund(company_id: CompanyId, body: RefundRequest, uow: Uow) -> CompanyBalance:
    """Record what a company was paid back of its balance; what is left of that."""
    left = await actions.refund(uow, company_id, body.money, body.paid_on, body.reference)
    return CompanyBalance(company_id=company_id, balances=left)
