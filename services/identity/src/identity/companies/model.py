"""A company: a customer of the agency."""

from chassis.actor import Actor
from chassis.errors import ConflictError, ForbiddenError, NotFoundError
from contracts.access import Permission, Portal
from contracts.events.identity import Company
from contracts.ids import CompanyId


class CompanyKnownError(ConflictError):
    """The agency has a company with this organisation number already"""


class AgencysTermsError(ForbiddenError):
    """When invoices are due is agreed with the agency; a contact cannot change it"""


def require_sees(actor: Actor, company_id: CompanyId) -> None:
    """Staff see every company, a contact the own one. Raises NotFoundError."""
    if actor.portal is Portal.AGENCY or actor.company_id == company_id:
        return
    raise NotFoundError("company", company_id)


def require_may_change(actor: Actor, before: Company, after: Company) -> None:
    """Staff change companies; a contact with the permission changes the own one, but not the terms.

    Raises NotFoundError, ForbiddenError or AgencysTermsError.
    """
    require_sees(actor, before.company_id)
    if actor.portal is Portal.AGENCY:
        actor.require(Permission.COMPANIES_MANAGE)
        return
    actor.require(Permission.COMPANY_EDIT)
    if after.invoice_preferences.due_days != before.invoice_preferences.due_days:
        raise AgencysTermsError
