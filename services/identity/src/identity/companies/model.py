"""A company: a customer of the agency, and who sees it."""

from collections.abc import Sequence

from chassis.actor import Actor
from chassis.errors import ConflictError, ForbiddenError, NotFoundError
from contracts.access import Permission, Portal
from contracts.events.identity import CompanyField
from contracts.ids import CompanyId


class CompanyKnownError(ConflictError):
    """The agency has a company with this organisation number already"""


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


def may_change(
    actor: Actor, company_id: CompanyId, contacts_may_change: Sequence[CompanyField]
) -> tuple[CompanyField, ...]:
    """What this actor can change of a company; `contacts_may_change` is the agency's switch."""
    if actor.portal is Portal.AGENCY:
        return tuple(CompanyField) if actor.may(Permission.COMPANIES_MANAGE) else ()
    if actor.company_id != company_id or not actor.may(Permission.COMPANY_EDIT):
        return ()
    return tuple(field for field in CompanyField if field in contacts_may_change)
