"""Which links decide something, as a table; and what is kept of a token."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from contracts.ids import EntryId, PersonId, WorkOrderId
from timesheets.approval_links.model import (
    LIFETIME,
    ApprovalLink,
    LinkDecision,
    LinkedEntry,
    LinkState,
    address,
    hash_of,
    new_token,
    state_of,
)

pytestmark = pytest.mark.requirement("B2")

ISSUED = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
NOW = ISSUED + timedelta(hours=1)
ONE, TWO = EntryId(UUID(int=1)), EntryId(UUID(int=2))
LINK = ApprovalLink(
    link_id=UUID(int=9),
    person_id=PersonId(UUID(int=8)),
    work_order_id=WorkOrderId(UUID(int=7)),
    entries={ONE: 1, TWO: 3},
    issued_at=ISSUED,
    expires_at=ISSUED + LIFETIME,
)
USED = replace(LINK, used_at=NOW, used_to=LinkDecision.APPROVE)


def entry(version: int, *, waits: bool = True, put_at: datetime | None = None) -> LinkedEntry:
    return LinkedEntry(version=version, waits=waits, put_at=put_at)


SAME = {ONE: entry(1), TWO: entry(3)}
CASES = {
    "as it was sent": (LINK, SAME, True, False, LinkState.VALID),
    "used": (USED, SAME, True, False, LinkState.USED),
    "used, whatever else": (USED, {}, False, True, LinkState.USED),
    "the person may not approve any more": (LINK, SAME, False, False, LinkState.NO_ACCESS),
    "an entry has another version": (
        LINK,
        {ONE: entry(2), TWO: entry(3)},
        True,
        False,
        LinkState.CHANGED,
    ),
    "one of the entries was decided on": (
        LINK,
        {ONE: entry(1, waits=False), TWO: entry(3)},
        True,
        False,
        LinkState.CHANGED,
    ),
    "one of the entries is gone": (LINK, {ONE: entry(1)}, True, False, LinkState.CHANGED),
    "put to somebody else afterwards": (
        LINK,
        {ONE: entry(1), TWO: entry(3, put_at=NOW)},
        True,
        False,
        LinkState.MOVED_ON,
    ),
    "sent because it was put to this person": (
        LINK,
        {ONE: entry(1, put_at=ISSUED), TWO: entry(3)},
        True,
        False,
        LinkState.VALID,
    ),
    "somebody stands in for the person": (LINK, SAME, True, True, LinkState.MOVED_ON),
}


@pytest.mark.parametrize(
    ("link", "entries", "can_approve", "is_away", "expected"), CASES.values(), ids=CASES
)
def test_a_link_decides_only_what_it_was_sent_for(
    link: ApprovalLink,
    entries: dict[EntryId, LinkedEntry],
    can_approve: bool,
    is_away: bool,
    expected: LinkState,
) -> None:
    state = state_of(link, entries, NOW, can_approve=can_approve, is_away=is_away)
    assert state is expected


def test_a_link_is_over_from_the_moment_on_at_which_it_expires() -> None:
    for at, expected in (
        (LINK.expires_at - timedelta(microseconds=1), LinkState.VALID),
        (LINK.expires_at, LinkState.EXPIRED),
    ):
        assert state_of(LINK, SAME, at, can_approve=True, is_away=False) is expected


def test_the_token_is_the_fragment_of_the_address_which_no_server_is_sent() -> None:
    token = new_token()
    at = address("https://maple.example/", token)
    assert at == f"https://maple.example/customer/approve#{token}"
    assert len({new_token() for _ in range(1000)}) == 1000
    assert token.encode() not in hash_of(token)
    assert len(hash_of(token)) == 32
