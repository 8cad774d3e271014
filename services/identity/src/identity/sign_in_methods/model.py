"""Accounts elsewhere that people have linked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

from chassis.errors import ConflictError
from chassis.ids import new_id
from contracts.access import Portal
from contracts.ids import PersonId
from identity.people.model import Person
from identity.providers.model import Account

MAX_METHODS = 10


class AccountTakenError(ConflictError):
    """This account is linked to another login already"""


class TooManyMethodsError(ConflictError):
    """No more accounts can be linked; unlink one first"""


class LastSignInMethodError(ConflictError):
    """Without this there would be no way in; set a password or link another account first"""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedIdentity:
    """An account elsewhere that a person signs in with. `email` and `name` are for show."""

    id: UUID
    person_id: PersonId
    portal: Portal
    provider_id: str
    issuer: str
    subject: str
    email: str | None
    name: str | None
    linked_at: datetime
    last_used_at: datetime | None = None

    @classmethod
    def link(cls, person: Person, provider_id: str, account: Account, now: datetime) -> Self:
        """The person signs in with this account from now on."""
        return cls(
            id=new_id(),
            person_id=person.id,
            portal=person.portal,
            provider_id=provider_id,
            issuer=account.issuer,
            subject=account.subject,
            email=account.email,
            name=account.name,
            linked_at=now,
        )
