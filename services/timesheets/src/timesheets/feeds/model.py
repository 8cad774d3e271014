"""The secret of a feed, and what of the jobs a feed shows. Pure."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

SECRET_BYTES = 32
DAYS_BEFORE = 31
DAYS_AHEAD = 366
MAX_JOBS = 2_000
"""In one feed: those that are still to come before those that are over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A contact's feed."""

    language: str
    made_at: datetime


def new_secret() -> str:
    """64 hexadecimal digits that nobody can guess."""
    return secrets.token_hex(SECRET_BYTES)


def hash_of(secret: str) -> bytes:
    """What is kept of a secret. It is random enough for one plain round."""
    return hashlib.sha256(secret.encode()).digest()


def path_of(secret: str) -> str:
    """Where the feed is at its agency's site."""
    return f"/api/public/calendars/{secret}/jobs.ics"


def days_of(today: date) -> tuple[date, date]:
    """The first and the last day of which a feed shows shifts."""
    return today - timedelta(days=DAYS_BEFORE), today + timedelta(days=DAYS_AHEAD)
