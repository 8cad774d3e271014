"""A proof of who it is counts for ten minutes; a pass from before it asks for a newer one."""

from datetime import UTC, datetime, timedelta

import pytest

from chassis.actor import Actor
from chassis.http.passes import PassOutdatedError
from chassis.recent import RecentSignInNeededError, require_recent

NOW = datetime(2026, 3, 12, 8, tzinfo=UTC)


def an_actor(proved: timedelta | None, passed: timedelta = timedelta(0)) -> Actor:
    proved_at = None if proved is None else NOW - proved
    return Actor(name="Ada", proved_at=proved_at, passed_at=NOW - passed)


def is_enough(proved: timedelta) -> bool:
    try:
        require_recent(an_actor(proved), NOW)
    except RecentSignInNeededError:
        return False
    return True


def test_a_proof_of_the_last_ten_minutes_is_enough() -> None:
    found = {minutes: is_enough(timedelta(minutes=minutes)) for minutes in (0, 9.99, 10)}
    assert found == {0: True, 9.99: True, 10: False}


@pytest.mark.parametrize("proved", [timedelta(minutes=10), timedelta(days=2), None])
def test_an_older_one_is_not_and_a_pass_that_may_not_know_the_newest_is_outdated(
    proved: timedelta | None,
) -> None:
    with pytest.raises(RecentSignInNeededError) as refused:
        require_recent(an_actor(proved), NOW)
    assert refused.value.data == {"recent_minutes": 10}
    with pytest.raises(PassOutdatedError):
        require_recent(an_actor(proved, passed=timedelta(seconds=30)), NOW)
