"""Where the buttons of the e-mails lead, on the agency's site.

Where a portal has no address for a place yet, it is a fragment of the portal's first page: signing
in on the way keeps it, and the card that its first word names is marked and gone to.
"""

from datetime import date
from uuid import UUID

from contracts.access import Portal


def home(portal: Portal) -> str:
    """The first page of a portal."""
    return f"/{portal.value}"


def settings(portal: Portal) -> str:
    """Where a person chooses which e-mails come."""
    return f"/{portal.value}/settings/notifications"


def contractor_work(on: date) -> str:
    """The contractor's work grid, at the week that holds this day."""
    return f"/contractor/work?week={on.isoformat()}"


def contractor_transaction(transaction_id: UUID) -> str:
    """A transaction, as the contractor sees it."""
    return f"/contractor/payments/transactions/{transaction_id}"


def contractor_payment(payment_id: UUID) -> str:
    """A payment, as the contractor sees it."""
    return f"/contractor/payments/paid/{payment_id}"


def contractor_bank_account() -> str:
    """Where a contractor says where pay goes."""
    return "/contractor/settings/bank-account"


def customer_work_to_approve(project_id: UUID) -> str:
    """What waits for approval on a project."""
    return f"/customer/work?project={project_id}"


def customer_work() -> str:
    """All that waits for a contact."""
    return "/customer/work"


def customer_stand_ins() -> str:
    """Who approves in a contact's place, and in whose place they do."""
    return "/customer/stand-ins"


def customer_invoice(invoice_id: UUID) -> str:
    """An invoice, as a contact sees it."""
    return f"/customer/invoices/{invoice_id}"


def customer_dispute(invoice_id: UUID, dispute_id: UUID) -> str:
    """A disputed line, on its invoice's page."""
    return f"/customer/invoices/{invoice_id}?dispute={dispute_id}"


def customer_company() -> str:
    """The contact's own company."""
    return "/customer/company"


def customer_offer(offer_id: UUID) -> str:
    """An offer, as a signer sees it."""
    return f"/customer/offers/{offer_id}"


def customer_inquiry(inquiry_id: UUID) -> str:
    """An inquiry, as a contact sees it."""
    return f"/customer/inquiries/{inquiry_id}"


def agency_news() -> str:
    """What was told to staff. Their portal has no page yet of what it is about, so the button there
    says where it leads, not what could be done on such a page.
    """
    return "/agency/notifications"
