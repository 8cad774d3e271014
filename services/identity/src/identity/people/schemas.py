"""People over HTTP."""

from datetime import datetime

from contracts.events.identity import Person as PersonValue
from contracts.ids import ProjectId
from identity.people.model import Person


class PersonDetails(PersonValue):
    """A person, as staff and the person see it.

    Of a contact `contact.project_ids` are those given with the login; `assigned_project_ids` are
    the projects that name the contact, and take themselves back. The contact reaches both.
    """

    invited_at: datetime
    activated_at: datetime | None
    deactivated_at: datetime | None
    assigned_project_ids: tuple[ProjectId, ...] = ()

    @classmethod
    def of(cls, person: Person) -> "PersonDetails":
        """The person."""
        return cls(
            **dict(person.value.model_copy(update={"contact": person.access.contact})),
            invited_at=person.invited_at,
            activated_at=person.activated_at,
            deactivated_at=person.deactivated_at,
            assigned_project_ids=tuple(sorted(person.assigned_project_ids)),
        )
