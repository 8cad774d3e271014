"""A company: a customer of the agency."""

from chassis.actor import Actor
from chassis.errors import ConflictError, ForbiddenError, NotFoundError
from contracts.access import Permission, Portal
from contracts.events.identity import Company
from contracts.ids import CompanyId


class CompanyKnownError(ConflictError):
    """The agency has a company with this organisation number already"""


class AgencysTermsError(ForbiddenError):
    """The organisation number and when invoices are due are the agency's to change"""


# Whoever works with customers: who invites their contacts, plans or approves their work, or bills.
_SEES_COMPANIES = (
    Permission.COMPANIES_MANAGE,
    Permission.PEOPLE_MANAGE,
    Permission.PROJECTS_MANAGE,
    Permission.WORK_MANAGE,
    Permission.INVOICES_MANAGE,
)


def require_sees_all(actor: Actor) -> None:
    """Raise ForbiddenError unless the actor is of the staff that works with customers."""
    if actor.portal is not Portal.AGENCY:
        raise ForbiddenError("only staff see all companies")
    actor.require(*_SEES_COMPANIES)


def require_sees(actor: Actor, company_id: CompanyId) -> None:
    """A contact sees the own company. Raises NotFoundError, and for staff ForbiddenError."""
    if actor.portal is Portal.AGENCY:
        require_sees_all(actor)
    elif actor.company_id != company_id:
        raise NotFoundError("company", company_id)


def require_may_change(actor: Actor, before: Company, after: Company) -> None:
    """Staff change companies; a contact with the permission changes the own one, but not the terms.

    Nor its organisation number: that another customer has it already would tell of that customer.

    Raises NotFoundError, ForbiddenError or AgencysTermsError.
    """
    require_sees(actor, before.company_id)
    if actor.portal is Portal.AGENCY:
        actor.require(Permission.COMPANIES_MANAGE)
        return
    actor.require(Permission.COMPANY_EDIT)
    if after.invoice_preferences.due_days != before.invoice_preferences.due_days:
        raise AgencysTermsError(field="invoice_preferences.due_days")
    if after.organisation_number != before.organisation_number:
        raise AgencysTermsError(field="organisation_number")
