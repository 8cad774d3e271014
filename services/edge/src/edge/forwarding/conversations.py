"""Conversations of contacts and staff: what both sides do alike is to look and to write."""

from edge.forwarding.files import attachments
from edge.forwarding.operation import Forward, notifications, payments
from edge.live.invalidation import View

_OF_INVOICE = "/invoices/{invoice_id}/disputes"
_DISPUTE = f"{_OF_INVOICE}/{{dispute_id}}"


def disputes() -> tuple[Forward, ...]:
    """Disputes of invoice lines."""
    live = (View.INVOICES,)
    return (
        payments("GET /disputes", "list_disputes", live=live),
        payments(f"GET {_OF_INVOICE}", "list_disputes_of_invoice", live=live),
        payments(f"GET {_DISPUTE}", "show_dispute", live=live),
        payments(f"POST {_DISPUTE}/messages", "write_in_dispute"),
    )


def inquiries() -> tuple[Forward, ...]:
    """Inquiries, and the files sent along."""
    live = (View.INQUIRIES,)
    return (
        notifications("GET /inquiries", "list_inquiries", live=live),
        notifications("GET /inquiries/{inquiry_id}", "show_inquiry", live=live),
        notifications("POST /inquiries/{inquiry_id}/messages", "write_in_inquiry"),
        *attachments(),
    )
