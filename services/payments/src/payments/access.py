"""Who may see what: contractors their own, contacts what is in their scope, staff by permission."""

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.actor import Actor
from chassis.errors import ForbiddenError
from contracts.access import Permission, Portal, Scope
from contracts.ids import CompanyId, PersonId, ProjectId


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceAccess:
    """Which invoices a person sees. None is no limit; a limit of no projects shows nothing."""

    company_id: CompanyId | None = None
    project_ids: Sequence[ProjectId] | None = None


def own_id(actor: Actor) -> PersonId:
    """The contractor whose own transactions and payments are asked for. Raises ForbiddenError."""
    actor.require(Permission.OWN_PAYMENTS)
    return actor.person


def may_see_contractors(actor: Actor, contractor_id: PersonId) -> bool:
    """Whether the transactions and payments of a contractor are shown to this person."""
    if actor.portal is Portal.AGENCY:
        return actor.may(Permission.TRANSACTIONS_VIEW)
    return actor.may(Permission.OWN_PAYMENTS) and actor.person_id == contractor_id


def invoice_access(actor: Actor) -> InvoiceAccess:
    """Which invoices a person may see. Raises ForbiddenError.

    An invoice for a whole company is in the scope of projects when all of its projects are;
    nothing is sent to a single contact, so the scope of own items holds none.
    """
    if actor.portal is Portal.AGENCY:
        actor.require(Permission.INVOICES_MANAGE)
        return InvoiceAccess()
    actor.require(Permission.INVOICES_VIEW)
    if actor.portal is not Portal.CUSTOMER or actor.company_id is None:
        raise ForbiddenError("invoices are for contacts of a company")
    if actor.scope is Scope.COMPANY:
        return InvoiceAccess(company_id=actor.company_id)
    projects = sorted(actor.project_ids) if actor.scope is Scope.PROJECTS else []
    return InvoiceAccess(company_id=actor.company_id, project_ids=projects)
