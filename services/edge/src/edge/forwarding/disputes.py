"""Disputes of invoice lines, for both sides of the conversation."""

from edge.forwarding.operation import Forward
from edge.live.invalidation import View
from edge.problems import PAYMENTS

_OF_INVOICE = "/invoices/{invoice_id}/disputes"
_DISPUTE = f"{_OF_INVOICE}/{{dispute_id}}"


def disputes() -> tuple[Forward, ...]:
    """What contacts and staff do alike: look and write."""
    live = (View.INVOICES,)
    return (
        Forward("GET /disputes", PAYMENTS, "list_disputes", live=live),
        Forward(f"GET {_OF_INVOICE}", PAYMENTS, "list_disputes_of_invoice", live=live),
        Forward(f"GET {_DISPUTE}", PAYMENTS, "show_dispute", live=live),
        Forward(f"POST {_DISPUTE}/messages", PAYMENTS, "write_in_dispute"),
    )
