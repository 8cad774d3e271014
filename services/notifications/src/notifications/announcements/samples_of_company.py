"""Samples about a company: its billing e-mail changed, or was removed."""

from collections.abc import Sequence

from contracts.access import Portal
from contracts.events.identity import (
    Address,
    BillingEmailChanged,
    Company,
)
from contracts.ids import CompanyId
from contracts.parties import BillTo
from notifications.announcements import companies
from notifications.announcements.cast import (
    AGENCY,
    AT,
    CAUSE,
    COMPANY_NAME,
    CONTACT,
    LANGUAGE,
    PROJECT,
    STAFF,
)
from notifications.announcements.draft import Draft
from notifications.directory.model import billing_mailbox

_ADDRESS = Address(
    street="40 Dock Road", postal_code="M5V 2T6", city="Toronto", region="ON", country="CA"
)
_EMAIL = "invoices@northwind.example"
BILL_TO = BillTo(
    name=COMPANY_NAME,
    address=_ADDRESS,
    language=LANGUAGE,
    billing_email=_EMAIL,
    purchase_order="PO 4500-7781",
)
MAILBOX = billing_mailbox(
    CompanyId(PROJECT.company_id), name=COMPANY_NAME, email=_EMAIL, language=LANGUAGE
)


def samples() -> Sequence[Draft]:
    """A contact changed it, and staff removed it: to the address until now, and to a contact."""
    company = Company(
        company_id=PROJECT.company_id,
        name=COMPANY_NAME,
        address=_ADDRESS,
        billing_email="billing@northwind-group.example",
    )
    changed = BillingEmailChanged(
        company=company,
        before=_EMAIL,
        changed_by=CONTACT.person_id,
        changed_by_portal=Portal.CUSTOMER,
        changed_at=AT,
    )
    removed = changed.model_copy(
        update={
            "company": company.model_copy(update={"billing_email": ""}),
            "changed_by": STAFF.person_id,
            "changed_by_portal": Portal.AGENCY,
        }
    )
    return (
        *companies.billing_email_changed(CAUSE, changed, AGENCY, CONTACT, [CONTACT]),
        *companies.billing_email_changed(CAUSE, removed, AGENCY, STAFF, [CONTACT]),
    )
