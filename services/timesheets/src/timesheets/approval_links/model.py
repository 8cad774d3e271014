"""A link: bound to one person and to entries as they were, for one use, until it expires. Pure."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from contracts.ids import EntryId, PersonId, WorkOrderId

LIFETIME = timedelta(days=14)
KEPT_AFTERWARDS = timedelta(days=30)
"""For so long a link that is over says what happened; then it is one that nobody knows."""

_TOKEN_BYTES = 32


class LinkState(StrEnum):
    """Where a link stands. Only `valid` decides anything.

    `moved_on`: somebody else is asked by now, or the person has a stand-in. `no_access`: the person
    can no longer approve this work. `changed`: the work is not what the e-mail spoke of any more.
    """

    VALID = "valid"
    USED = "used"
    EXPIRED = "expired"
    CHANGED = "changed"
    MOVED_ON = "moved_on"
    NO_ACCESS = "no_access"
    UNKNOWN = "unknown"


class LinkDecision(StrEnum):
    """What a link was used to."""

    APPROVE = "approve"
    RETURN = "return"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalLink:
    """A link as the database knows it. `entries`: each with the version that the e-mail has."""

    link_id: UUID
    person_id: PersonId
    work_order_id: WorkOrderId
    entries: Mapping[EntryId, int]
    issued_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    used_to: LinkDecision | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedEntry:
    """An entry of a link as it is now. `put_at`: when it was put to somebody else, if it was."""

    version: int
    waits: bool
    put_at: datetime | None


def state_of(
    link: ApprovalLink,
    entries: Mapping[EntryId, LinkedEntry],
    now: datetime,
    *,
    can_approve: bool,
    is_away: bool,
) -> LinkState:
    """Whether the link decides something at this moment, and otherwise why not.

    `can_approve`: the person can sign in and may approve all of the work. `is_away`: somebody
    stands in for the person, and is asked instead. The first that holds counts.
    """
    moved = any(one.put_at is not None and one.put_at > link.issued_at for one in entries.values())
    same = entries.keys() == link.entries.keys() and all(
        one.waits and one.version == link.entries[entry_id] for entry_id, one in entries.items()
    )
    reasons = (
        (link.used_at is not None, LinkState.USED),
        (link.expires_at <= now, LinkState.EXPIRED),
        (not can_approve, LinkState.NO_ACCESS),
        (not same, LinkState.CHANGED),
        (moved or is_away, LinkState.MOVED_ON),
    )
    return next((state for holds, state in reasons if holds), LinkState.VALID)


def new_token() -> str:
    """256 random bits: there is nothing to guess, so that a fast hash is enough to keep."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def hash_of(token: str) -> bytes:
    """What is kept of a token (32 bytes)."""
    return sha256(token.encode()).digest()


def address(site_url: str, token: str) -> str:
    """The address of the page. The token is its fragment: a browser sends that to nobody.

    So it is in no log, no referrer and no proxy's memory, and whoever fetches the address without
    running the page's script learns nothing of it.
    """
    return f"{site_url.rstrip('/')}/customer/approve#{token}"
