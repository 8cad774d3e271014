"""Who acts: the person of a pass, the system, or nobody."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

from chassis.errors import ForbiddenError
from contracts.access import Permission, Portal, Scope
from contracts.ids import AgencyId, CompanyId, PersonId, ProjectId
from contracts.reach import PERMISSIONS, Principal, Reach, Subject, reach


@dataclass(frozen=True, slots=True, kw_only=True)
class Authentication:
    """How the person of a pass showed who they are: by which method and second factor, and when."""

    method: str
    second_factor: str | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts, where, and what they may. All of it comes from a verified pass.

    `proved_at`: when the person last showed who they are, at sign-in or since; `passed_at`: when
    the pass said so.
    """

    name: str
    person_id: PersonId | None = None
    agency_id: AgencyId | None = None
    portal: Portal | None = None
    permissions: frozenset[Permission] = frozenset()
    scope: Scope | None = None
    company_id: CompanyId | None = None
    project_ids: frozenset[ProjectId] = frozenset()
    stands_in_for: tuple[Principal, ...] = ()
    session_id: UUID | None = None
    signed_in: Authentication | None = None
    proved_at: datetime | None = None
    passed_at: datetime | None = None

    @classmethod
    def system(cls, name: str) -> Self:
        """A service acting by itself: on an event, or on a schedule."""
        return cls(name=name)

    @classmethod
    def anonymous(cls) -> Self:
        """Nobody: a request without a pass."""
        return cls(name="anonymous")

    def may(self, permission: Permission) -> bool:
        """Whether this permission was given."""
        return permission in self.permissions

    def require(self, *permissions: Permission) -> None:
        """Raise ForbiddenError unless one of these was given."""
        if not any(permission in self.permissions for permission in permissions):
            raise ForbiddenError(f"this needs the permission {' or '.join(permissions)}")

    @property
    def person(self) -> PersonId:
        """The acting person's id. Raises ForbiddenError when it is not a person that acts."""
        if self.person_id is None:
            raise ForbiddenError("only a person may do this")
        return self.person_id

    def reach(self, subject: Subject) -> Reach:
        """What of a subject this actor sees. Raises ForbiddenError when it is none of theirs."""
        found = reach(self, subject)
        if found is not None:
            return found
        needed = PERMISSIONS[subject].get(self.portal) if self.portal else None
        if needed is not None:
            self.require(needed)
        raise ForbiddenError(f"{subject} is not for this person")
