"""A disputed line of an invoice, for others to ask for."""

from portico_local.demo.client import PortalClient

SECRET_REASON = "Only Maria disputed this"


async def a_dispute(contact: PortalClient, invoice_id: str) -> str:
    """A dispute of the first line of an invoice that this contact sees."""
    opened = await contact.post(
        f"/api/customer/invoices/{invoice_id}/disputes", {"lines": [1], "reason": SECRET_REASON}
    )
    return opened["items"][0]["dispute_id"]
