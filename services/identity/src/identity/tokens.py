"""Opaque tokens: 256 random bits that are known to their holder alone.

The database keeps the SHA-256 of a token. A fast hash is enough where the input has 256 bits of
entropy: there is nothing to guess.
"""

import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Self

TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class Token:
    """A new token. `secret` leaves the service once and is stored nowhere."""

    secret: str = field(repr=False)

    @classmethod
    def new(cls) -> Self:
        """A fresh token from the operating system's randomness."""
        return cls(secrets.token_urlsafe(TOKEN_BYTES))

    @property
    def hash(self) -> bytes:
        """What the database keeps."""
        return hash_of(self.secret)


def hash_of(secret: str) -> bytes:
    """The SHA-256 of a token that somebody showed (32 bytes)."""
    return sha256(secret.encode()).digest()
