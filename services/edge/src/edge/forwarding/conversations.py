"""Conversations of contacts and staff: what both sides do alike is to look and to write."""

from edge.forwarding.files import attachments
from edge.forwarding.operation import Forward
from edge.live.invalidation import View
from edge.problems import NOTIFICATIONS, PAYMENTS

_OF_INVOICE = "/invoices/{invoice_id}/disputes"
_DISPUTE = f"{_OF_INVOICE}/{{dispute_id}}"


def disputes() -> tuple[Forward, ...]:
    """Disputes of invoice lines."""
    live = (View.INVOICES,)
    return (
        Forward("GET /disputes", PAYMENTS, "list_disputes", live=live),
        Forward(f"GET {_OF_INVOICE}", PAYMENTS, "list_disputes_of_invoice", live=live),
        Forward(f"GET {_DISPUTE}", PAYMENTS, "show_dispute", live=live),
        Forward(f"POST {_DISPUTE}/messages", PAYMENTS, "write_in_dispute"),
    )


def inquiries() -> tuple[Forward, ...]:
    """Inquiries, and the files sent along."""
    live = (View.INQUIRIES,)
    return (
        Forward("GET /inquiries", NOTIFICATIONS, "list_inquiries", live=live),
        Forward("GET /inquiries/{inquiry_id}", NOTIFICATIONS, "show_inquiry", live=live),
        Forward("POST /inquiries/{inquiry_id}/messages", NOTIFICATIONS, "write_in_inquiry"),
        *attachments(),
    )
