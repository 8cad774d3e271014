"""Connections: bounded in number and in what they hold, and ended when the session is."""

from typing import Any
from uuid import UUID

import pytest

from chassis.ids import new_id
from contracts.access import Permission, Portal
from contracts.ids import PersonId
from edge.live.hub import Hub, LiveMessage
from edge.live.invalidation import Invalidation, Listener, View
from edge.live.recent import MAX_BYTES, MAX_EVENTS
from edge.problems import TooManyConnectionsError

AGENCY = UUID(int=1)
TOUCHES = [
    Invalidation(portal=Portal.CONTRACTOR, views=(View.TRANSACTIONS, View.DASHBOARD)),
    Invalidation(portal=Portal.CONTRACTOR, views=(View.PAYMENTS, View.DASHBOARD)),
]


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def a_hub(clock: Clock | None = None, **other: Any) -> Hub:
    given: dict[str, Any] = {"connections": 10, "connections_per_person": 3, "slow_seconds": 30}
    return Hub(**(given | other), clock=clock or Clock())


def a_listener(**other: Any) -> Listener:
    given: dict[str, Any] = {
        "agency_id": AGENCY,
        "portal": Portal.CONTRACTOR,
        "person_id": PersonId(new_id()),
        "session_id": new_id(),
        "permissions": frozenset[Permission](),
    }
    return Listener(**(given | other))


async def test_what_went_stale_meanwhile_is_told_in_one_message() -> None:
    hub = a_hub()
    connection = hub.open(a_listener())
    for _ in range(10_000):
        hub.announce(AGENCY, TOUCHES)
    message = await connection.next(at_most_seconds=1)
    assert message == LiveMessage(stale=[View.DASHBOARD, View.PAYMENTS, View.TRANSACTIONS])
    assert await connection.next(at_most_seconds=0.01) is None


async def test_a_line_that_opens_after_its_page_was_fetched_tells_what_came_in_between() -> None:
    clock = Clock()
    hub = a_hub(clock)
    for second, (agency, touch) in enumerate(
        [(AGENCY, TOUCHES[0]), (AGENCY, TOUCHES[1]), (UUID(int=2), TOUCHES[0])], start=1
    ):
        clock.now = float(second)
        hub.remember(agency, 100, lambda touch=touch: [touch])
    connection = hub.open(a_listener(), shown_for=1.5)
    message = await connection.next(at_most_seconds=1)
    assert message == LiveMessage(stale=[View.DASHBOARD, View.PAYMENTS])
    of_somebody_else = hub.open(a_listener(portal=Portal.CUSTOMER), shown_for=1.5)
    assert await of_somebody_else.next(at_most_seconds=0.01) is None
    shows_nothing_yet = hub.open(a_listener())
    assert await shows_nothing_yet.next(at_most_seconds=0.01) is None


@pytest.mark.parametrize(
    ("seconds", "events", "size"),
    [(16.0, 1, 100), (1.0, MAX_EVENTS + 2, 100), (1.0, 2, MAX_BYTES)],
    ids=["too_long_ago", "too_many", "too_large"],
)
async def test_what_is_no_longer_known_counts_as_stale(
    seconds: float, events: int, size: int
) -> None:
    clock = Clock()
    hub = a_hub(clock)
    clock.now = 10.0
    for _ in range(events):
        hub.remember(AGENCY, size, list)
        clock.now += 0.0001
    clock.now += seconds - 0.6
    hub.remember(UUID(int=2), 1, list)
    connection = hub.open(a_listener(), shown_for=seconds)
    assert await connection.next(at_most_seconds=1) == LiveMessage(resync=True)


async def test_after_the_bus_was_away_nothing_of_before_is_known() -> None:
    clock = Clock()
    hub = a_hub(clock)
    clock.now = 5.0
    hub.resync_all()
    clock.now = 6.0
    missed = hub.open(a_listener(), shown_for=2.0)
    assert await missed.next(at_most_seconds=1) == LiveMessage(resync=True)
    known = hub.open(a_listener(), shown_for=0.5)
    assert await known.next(at_most_seconds=0.01) is None


async def test_other_agencies_hear_nothing() -> None:
    hub = a_hub()
    connection = hub.open(a_listener())
    hub.announce(UUID(int=2), TOUCHES)
    assert not hub.listens(UUID(int=2))
    assert await connection.next(at_most_seconds=0.01) is None


async def test_a_browser_that_does_not_read_is_dropped_and_told_to_fetch_all() -> None:
    clock = Clock()
    hub = a_hub(clock)
    slow, quick = hub.open(a_listener()), hub.open(a_listener())
    hub.announce(AGENCY, TOUCHES)
    await quick.next(at_most_seconds=1)
    clock.now = 31
    hub.announce(AGENCY, TOUCHES)
    assert slow.closed
    assert not quick.closed
    message = await slow.next(at_most_seconds=1)
    assert message is not None
    assert message.resync


def test_there_are_no_more_connections_than_may_be() -> None:
    hub = a_hub(connections=4)
    person_id = PersonId(new_id())
    own = [hub.open(a_listener(person_id=person_id)) for _ in range(3)]
    with pytest.raises(TooManyConnectionsError):
        hub.open(a_listener(person_id=person_id))
    hub.open(a_listener())
    with pytest.raises(TooManyConnectionsError):
        hub.open(a_listener())
    hub.leave(own[0])
    hub.open(a_listener())
    assert len(hub) == 4


async def test_when_the_bus_was_away_everybody_fetches_all() -> None:
    hub = a_hub()
    connections = [hub.open(a_listener()) for _ in range(2)]
    hub.resync_all()
    for connection in connections:
        assert await connection.next(at_most_seconds=1) == LiveMessage(resync=True)


async def test_an_ended_session_is_looked_at_at_once() -> None:
    hub = a_hub()
    ended, other = hub.open(a_listener()), hub.open(a_listener())
    assert ended.listener.session_id is not None
    hub.session_ended(ended.listener.session_id)
    assert await ended.next(at_most_seconds=1) is None
    assert ended.take_check()
    assert not ended.take_check()
    assert not other.take_check()


async def test_when_the_process_stops_every_connection_ends() -> None:
    hub = a_hub()
    connection = hub.open(a_listener())
    hub.close()
    assert await connection.next(at_most_seconds=1) is None
    assert connection.closed


def test_an_agency_that_nobody_follows_any_more_takes_no_room() -> None:
    hub = a_hub()
    hub.leave(hub.open(a_listener()))
    assert not hub.listens(AGENCY)
    assert len(hub) == 0
