"""Whose login may be touched by whom: one rule for every command.

Nobody gives a permission that they lack, and nobody touches a login that may do more than their
own: not by giving, taking away, inviting, mailing links, signing out, deactivating or resetting.
Portals make no difference: a contact's permission is given by who has the same over all customers
(`INCLUDES`). A contractor's login shows what is the contractor's own and nothing else, so whoever
manages people gives it. It follows that the last who may do something stays; `require_successor`
says so once more for whoever acts without being a person.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from chassis.errors import ConflictError, ForbiddenError
from contracts.access import Permission, Portal
from identity import keys
from identity.people.model import OwnAccessError, Person

# What a permission of staff includes, so that it can be given to a contact.
INCLUDES: dict[Permission, frozenset[Permission]] = {
    Permission.PEOPLE_MANAGE: frozenset({Permission.OWN_WORK, Permission.OWN_PAYMENTS}),
    Permission.WORK_MANAGE: frozenset({Permission.WORK_VIEW, Permission.WORK_APPROVE}),
    Permission.INVOICES_MANAGE: frozenset({Permission.INVOICES_VIEW}),
    Permission.PROJECTS_MANAGE: frozenset(
        {Permission.JOBS_VIEW, Permission.OFFERS_VIEW, Permission.OFFERS_SIGN}
    ),
    Permission.COMPANIES_MANAGE: frozenset({Permission.COMPANY_EDIT, Permission.INQUIRIES}),
}


class GrantBeyondOwnError(ForbiddenError):
    """Nobody gives a permission that they lack, or touches a login that may do more than theirs"""


class OwnSecondLoginError(ConflictError):
    """Nobody gives themselves a second login; somebody else has to"""


class LastOwnerError(ConflictError):
    """Nobody else who manages people has these permissions; give them to somebody first"""


@dataclass(frozen=True, slots=True)
class Authority:
    """Of who acts on logins, as their login is at this moment. `person` None: the system."""

    person: Person | None

    def require_may_give(self, permissions: Iterable[Permission]) -> None:
        """Raise GrantBeyondOwnError with what the person lacks."""
        if self.person is None:
            return
        if beyond := frozenset(permissions) - _reach_of(self.person):
            raise GrantBeyondOwnError(permissions=sorted(beyond))

    def require_may_touch(self, target: Person) -> None:
        """Raise GrantBeyondOwnError if that login may do more than the own one."""
        self.require_may_give(target.access.permissions)

    def require_other(self, target: Person) -> None:
        """Raise OwnAccessError for the own login, in whichever portal."""
        if self.person is not None and (
            target.id == self.person.id or self._is_own_address(target.email)
        ):
            raise OwnAccessError

    def require_new_for_another(self, email: str) -> None:
        """Raise OwnSecondLoginError for a login with the own address."""
        if self._is_own_address(email):
            raise OwnSecondLoginError

    def _is_own_address(self, email: str) -> bool:
        return self.person is not None and keys.folded(email) == keys.folded(self.person.email)


def require_successor(lost: Iterable[Permission], others: Iterable[frozenset[Permission]]) -> None:
    """Raise LastOwnerError unless each permission that is taken away can still be given by staff.

    `others`: the permissions of the agency's other active staff.
    """
    left: set[Permission] = set()
    for permissions in others:
        if Permission.PEOPLE_MANAGE in permissions:
            left |= permissions
    if missing := frozenset(lost) - left:
        raise LastOwnerError(permissions=sorted(missing))


def _reach_of(person: Person) -> frozenset[Permission]:
    """What the person may do, and what of it other portals call otherwise."""
    if not person.is_active or person.portal is not Portal.AGENCY:
        return frozenset()
    own = person.access.permissions
    return own.union(*(INCLUDES.get(permission, frozenset()) for permission in own))
