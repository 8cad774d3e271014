"""A person: one login in one portal of one agency, and what can happen to it."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Self

from chassis.errors import ConflictError
from chassis.ids import new_id
from contracts.access import Portal
from contracts.events import identity as events
from contracts.events.identity import PersonStatus
from contracts.ids import AgencyId, PersonId, ProjectId
from contracts.reach import Principal
from identity.people.access import Access


class AlreadyActiveError(ConflictError):
    """The person has signed up already; a login link or a new password leads in"""


class NotActiveError(ConflictError):
    """The person has not signed up, or was deactivated"""


class NotInvitedError(ConflictError):
    """The person was deactivated; invite them again first"""


class AlreadyDeactivatedError(ConflictError):
    """The person is deactivated already"""


class OwnAccessError(ConflictError):
    """Nobody can change their own access, deactivate themselves, or reset their own factors"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Substitution:
    """A principal of today, by name. `ends_at`: when the last of the days is over."""

    principal: Principal
    name: str
    until_on: date
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person of an agency. Never shared between agencies, nor between portals of one.

    `assigned_project_ids` are the projects that name this contact, beside those of their access.
    `stand_ins` approve work in this contact's place, now or later, the earliest first.
    `access_version` counts the changes of what the person may see or do.
    """

    id: PersonId
    agency_id: AgencyId
    portal: Portal
    status: PersonStatus
    email: str
    name: str
    language: str
    access: Access
    invited_at: datetime
    activated_at: datetime | None = None
    deactivated_at: datetime | None = None
    assigned_project_ids: frozenset[ProjectId] = frozenset()
    stand_ins: tuple[events.StandIn, ...] = ()
    access_version: int = 0

    @classmethod
    def invite(
        cls,
        *,
        agency_id: AgencyId,
        portal: Portal,
        email: str,
        name: str,
        language: str,
        access: Access,
        now: datetime,
    ) -> Self:
        """Somebody who can sign up by an invitation link."""
        return cls(
            id=PersonId(new_id()),
            agency_id=agency_id,
            portal=portal,
            status=PersonStatus.INVITED,
            email=email,
            name=name,
            language=language,
            access=access,
            invited_at=now,
        )

    @property
    def is_active(self) -> bool:
        """Whether the person can sign in."""
        return self.status is PersonStatus.ACTIVE

    @property
    def reach_contact(self) -> events.Contact | None:
        """What makes the person a contact, with all projects that they reach, in order.

        Those given with the login, and those that name the person.
        """
        contact = self.access.contact
        if contact is None:
            return None
        all_of_them = {*contact.project_ids, *self.assigned_project_ids}
        return contact.model_copy(update={"project_ids": tuple(sorted(all_of_them))})

    @property
    def value(self) -> events.Person:
        """The person as events tell it."""
        return events.Person(
            person_id=self.id,
            agency_id=self.agency_id,
            portal=self.portal,
            status=self.status,
            email=self.email,
            name=self.name,
            language=self.language,
            permissions=tuple(sorted(self.access.permissions)),
            contractor=self.access.contractor,
            contact=self.reach_contact,
            stand_ins=self.stand_ins,
        )

    def assign(self, project_id: ProjectId) -> Self:
        """A project names this contact."""
        return replace(self, assigned_project_ids=self.assigned_project_ids | {project_id})

    def unassign(self, project_id: ProjectId) -> Self:
        """A project names this contact no more."""
        return replace(self, assigned_project_ids=self.assigned_project_ids - {project_id})

    def changed(self) -> events.PersonChanged:
        """What the other services are told of it."""
        return events.PersonChanged(person=self.value)

    def invite_again(self, now: datetime) -> Self:
        """Invited anew; who was deactivated signs up afresh. Raises AlreadyActiveError."""
        if self.is_active:
            raise AlreadyActiveError(status=self.status)
        return replace(self, status=PersonStatus.INVITED, invited_at=now, deactivated_at=None)

    def activate(self, now: datetime) -> tuple[Self, events.PersonActivated]:
        """Sign-up is finished. Raises AlreadyActiveError or NotActiveError."""
        if self.is_active:
            raise AlreadyActiveError(status=self.status)
        if self.status is PersonStatus.DEACTIVATED:
            raise NotActiveError(status=self.status)
        active = replace(self, status=PersonStatus.ACTIVE, activated_at=now)
        return active, events.PersonActivated(person=active.value)

    def deactivate(self, now: datetime) -> tuple[Self, events.PersonDeactivated]:
        """Can sign in no more. Raises AlreadyDeactivatedError."""
        if self.status is PersonStatus.DEACTIVATED:
            raise AlreadyDeactivatedError(status=self.status)
        gone = replace(self, status=PersonStatus.DEACTIVATED, deactivated_at=now)
        return gone, events.PersonDeactivated(person=gone.value)

    def change_access(
        self, access: Access, by: PersonId
    ) -> tuple[Self, events.PersonChanged | None]:
        """Somebody gives other permissions or another scope; None when it is the same as before."""
        if access == self.access:
            return self, None
        changed = replace(self, access=access)
        given = access.permissions - self.access.permissions
        event = events.PersonChanged(
            person=changed.value,
            given=tuple(sorted(given)),
            given_by=by if given else None,
        )
        return changed, event

    def change_details(
        self, *, name: str, language: str, contractor: events.Contractor | None
    ) -> tuple[Self, events.PersonChanged | None]:
        """Other details; None when they are the same as before."""
        changed = replace(
            self,
            name=name,
            language=language,
            access=replace(self.access, contractor=contractor),
        )
        return changed, None if changed == self else changed.changed()

    def require_invited(self) -> None:
        """Raise AlreadyActiveError or NotInvitedError unless sign-up is still to come."""
        if self.is_active:
            raise AlreadyActiveError(status=self.status)
        if self.status is not PersonStatus.INVITED:
            raise NotInvitedError(status=self.status)

    def require_active(self) -> None:
        """Raise NotActiveError unless the person can sign in."""
        if not self.is_active:
            raise NotActiveError(status=self.status)
