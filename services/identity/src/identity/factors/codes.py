"""Recovery codes: the way in when the device is lost. Each is good once.

A code has 80 random bits: as with tokens, nothing can be guessed, so a fast hash is enough.
"""

import secrets
from collections.abc import Sequence
from hashlib import sha256

from contracts.ids import PersonId

COUNT = 10
_GROUPS, _GROUP_LENGTH = 4, 4
# Crockford's base 32: no I, L, O, U, so that a code can be read from paper.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0"})


def new_codes() -> Sequence[str]:
    """Ten codes as they are shown: `7K3M-0QZD-…`."""
    return [
        "-".join(
            "".join(secrets.choice(ALPHABET) for _ in range(_GROUP_LENGTH)) for _ in range(_GROUPS)
        )
        for _ in range(COUNT)
    ]


def hash_of(person_id: PersonId, code: str) -> bytes:
    """What the database keeps of a code of this person, however it was typed."""
    typed = "".join(c for c in code.upper().translate(_READ_AS) if c.isalnum())
    return sha256(f"{person_id}\n{typed}".encode()).digest()
