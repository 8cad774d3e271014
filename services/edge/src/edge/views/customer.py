"""`/api/customer`, as far as it is put together from several services."""

from pydantic import BaseModel

from contracts.access import Permission, Portal
from edge.compose import ComposedView, Composition, Sums
from edge.generated.shapes import (
    ApprovalPreview,
    InquiriesOverview,
    InvoicesSummary,
    Money,
    PendingOfferSignatures,
)
from edge.live.invalidation import View
from edge.problems import DOCUMENTS, NOTIFICATIONS, PAYMENTS, TIMESHEETS
from edge.routing import live, view_router
from edge.site_request import ContactCaller
from edge.views.documented import add_invoice

router = view_router("customer", "/api/customer")
add_invoice(router, Portal.CUSTOMER)


class PendingApproval(BaseModel):
    """Work that waits for this contact. `amounts` is None where the person may not see money."""

    count: int
    hours: str
    amounts: list[Money] | None


class CustomerHome(ComposedView):
    """What waits for this contact; None for what the person may not see, or what is missing.

    Overdue is without what is disputed, which is not due.
    """

    to_approval: PendingApproval | None
    unpaid_invoices: Sums | None
    overdue_invoices: Sums | None
    disputed_invoices: Sums | None
    offers_to_sign: PendingOfferSignatures | None
    answered_inquiries: InquiriesOverview | None


@router.get("/home", openapi_extra=live(View.DASHBOARD))
async def home(caller: ContactCaller) -> CustomerHome:
    """Work to approval, invoices, offers to sign and answers, each with count and sum or dates."""
    get = caller.services.get
    to_approval = unpaid = offers = inquiries = None
    async with Composition() as view:
        if caller.approves_work:
            to_approval = view.part(
                TIMESHEETS, get(TIMESHEETS, "/work/approval-preview", ApprovalPreview)
            )
        if caller.may(Permission.INVOICES_VIEW):
            unpaid = view.part(PAYMENTS, get(PAYMENTS, "/invoices/summary", InvoicesSummary))
        if caller.may(Permission.OFFERS_VIEW) and caller.may(Permission.OFFERS_SIGN):
            offers = view.part(DOCUMENTS, get(DOCUMENTS, "/offers/to-sign", PendingOfferSignatures))
        if caller.may(Permission.INQUIRIES):
            inquiries = view.part(
                NOTIFICATIONS, get(NOTIFICATIONS, "/inquiries/summary", InquiriesOverview)
            )
    waiting = to_approval and to_approval.value
    invoices = unpaid and unpaid.value
    return CustomerHome(
        missing=view.missing,
        to_approval=waiting
        and PendingApproval(count=waiting.count, hours=waiting.hours, amounts=waiting.amounts),
        unpaid_invoices=invoices and Sums.of(invoices.unpaid),
        overdue_invoices=invoices and Sums.of(invoices.overdue),
        disputed_invoices=invoices and Sums.of(invoices.disputed),
        offers_to_sign=offers and offers.value,
        answered_inquiries=inquiries and inquiries.value,
    )
