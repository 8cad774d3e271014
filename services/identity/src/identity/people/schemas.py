"""People over HTTP."""

from datetime import datetime

from contracts.events.identity import Person as PersonValue
from identity.people.model import Person


class PersonDetails(PersonValue):
    """A person, as staff and the person see it."""

    invited_at: datetime
    activated_at: datetime | None
    deactivated_at: datetime | None

    @classmethod
    def of(cls, person: Person) -> "PersonDetails":
        """The person."""
        return cls(
            **dict(person.value),
            invited_at=person.invited_at,
            activated_at=person.activated_at,
            deactivated_at=person.deactivated_at,
        )
