"""A temporary password: staff tell it to somebody who is invited, by telephone or in person.

It signs nobody in. Typed at the login page it leads to sign-up, where a password has to be set
that has nothing of it. Three groups of four out of 26 characters are 56 bits. There are no vowels,
so that it spells no word, and nothing that looks like something else on paper (0, 1, 2, 5, l).
Upper case, spaces and dashes make no difference.
"""

import hmac
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from contracts.ids import PersonId

ALPHABET = "bcdfghjkmnpqrstvwxyz346789"
GROUPS, GROUP_LENGTH = 3, 4

LIFETIME = timedelta(days=3)
"""Shorter than an invitation: it is told to somebody who is there."""

KEPT = timedelta(days=30)
"""After it has expired: who types it meanwhile is told that it has."""

SIGN_UP_WITHIN = timedelta(hours=1)
"""From typing it to having set a password of one's own; it can be typed again until it expires."""

# Longer passwords are refused for their length.
_MOST_LOOKED_AT = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class TemporaryPassword:
    """As the database knows it. `created_by` is None where the operator's command made it."""

    person_id: PersonId
    hash: str = field(repr=False)
    created_at: datetime
    created_by: PersonId | None
    expires_at: datetime

    @classmethod
    def of(
        cls, person_id: PersonId, hashed: str, *, created_by: PersonId | None, now: datetime
    ) -> "TemporaryPassword":
        """A new one of this person."""
        return cls(
            person_id=person_id,
            hash=hashed,
            created_at=now,
            created_by=created_by,
            expires_at=now + LIFETIME,
        )

    def is_over(self, now: datetime) -> bool:
        """Whether it has expired."""
        return self.expires_at <= now


def new_password() -> str:
    """A new one as it is told: `kf7m-3xqp-9wht`."""
    return "-".join(
        "".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS)
    )


def canonical(typed: str) -> str:
    """What is hashed and compared, however it was typed."""
    folded = unicodedata.normalize("NFKC", typed).casefold()
    return "".join(character for character in folded if character.isalnum())


def marks_of_parts(token: str, temporary: str) -> Sequence[bytes]:
    """By which its groups are known again without being kept: their HMACs under the link's token.

    A group alone could be guessed from a plain hash. The token is kept nowhere.
    """
    whole = canonical(temporary)
    starts = range(0, len(whole), GROUP_LENGTH)
    return [_mark(token, whole[at : at + GROUP_LENGTH]) for at in starts]


def contains_part(password: str, token: str, marks: Sequence[bytes]) -> bool:
    """Whether a password has one of the groups in it."""
    if not marks:
        return False
    text = canonical(password[:_MOST_LOOKED_AT])[:_MOST_LOOKED_AT]
    windows = {text[at : at + GROUP_LENGTH] for at in range(len(text) - GROUP_LENGTH + 1)}
    return any(_mark(token, window) in marks for window in windows)


def _mark(token: str, part: str) -> bytes:
    return hmac.digest(token.encode(), part.encode(), "sha256")
