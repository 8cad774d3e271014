"""What a person may do: permissions and scope by portal."""

from collections.abc import Iterable
from dataclasses import dataclass

from chassis.errors import FieldError, InvalidError
from contracts.access import (
    CONTACT_PERMISSIONS,
    CONTRACTOR_PERMISSIONS,
    STAFF_PERMISSIONS,
    Permission,
    Portal,
)
from contracts.events.identity import Contact, Contractor

# What a person of the portal can be given at all.
ALLOWED = {
    Portal.CONTRACTOR: CONTRACTOR_PERMISSIONS,
    Portal.CUSTOMER: CONTACT_PERMISSIONS,
    Portal.AGENCY: STAFF_PERMISSIONS,
}

# What a person is given when nothing else is said. A contact may look; acting is given by name.
DEFAULTS = {
    Portal.CONTRACTOR: CONTRACTOR_PERMISSIONS,
    Portal.CUSTOMER: frozenset(
        {
            Permission.WORK_VIEW,
            Permission.INVOICES_VIEW,
            Permission.JOBS_VIEW,
            Permission.OFFERS_VIEW,
            Permission.INQUIRIES,
        }
    ),
    Portal.AGENCY: frozenset[Permission](),
}

# Nobody decides on what they cannot look at: it comes with the permission to decide.
IMPLIED = {
    Permission.WORK_APPROVE: Permission.WORK_VIEW,
    Permission.OFFERS_SIGN: Permission.OFFERS_VIEW,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """A person's permissions and, of a contact, the company and scope. Valid for its portal."""

    permissions: frozenset[Permission]
    contractor: Contractor | None = None
    contact: Contact | None = None


def access_of(
    portal: Portal,
    permissions: Iterable[Permission] | None,
    *,
    contractor: Contractor | None = None,
    contact: Contact | None = None,
) -> Access:
    """The access that was asked for, or the portal's default where `permissions` is None.

    Who may approve work or sign offers sees them, too. Raises InvalidError that names what does not
    fit the portal.
    """
    given = DEFAULTS[portal] if permissions is None else frozenset(permissions)
    errors: list[FieldError] = []
    if portal is Portal.CONTRACTOR and given != CONTRACTOR_PERMISSIONS:
        errors.append(FieldError("permissions", "a contractor has the own ones, always"))
    elif foreign := given - ALLOWED[portal]:
        names = ", ".join(sorted(foreign))
        errors.append(FieldError("permissions", f"not for the {portal} portal: {names}"))
    errors += _fits("contractor", contractor, needed=portal is Portal.CONTRACTOR)
    errors += _fits("contact", contact, needed=portal is Portal.CUSTOMER)
    if errors:
        raise InvalidError.of(errors)
    seen = {IMPLIED[one] for one in given if one in IMPLIED}
    return Access(permissions=given | seen, contractor=contractor, contact=_ordered(contact))


def _ordered(contact: Contact | None) -> Contact | None:
    """The contact with each project once, in order, so that equal scopes are equal."""
    if contact is None:
        return None
    return contact.model_copy(update={"project_ids": tuple(sorted(set(contact.project_ids)))})


def _fits(field: str, value: object, *, needed: bool) -> list[FieldError]:
    if needed and value is None:
        return [FieldError(field, "is needed in this portal")]
    if not needed and value is not None:
        return [FieldError(field, "is not for this portal")]
    return []
