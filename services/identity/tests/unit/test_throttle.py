from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity.client import network_of
from identity.throttling.model import (
    FORGOTTEN_AFTER,
    LIMITS,
    Attempt,
    Attempts,
    Counter,
)

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def after_failures(failures: int, counter: Counter = Counter.ACCOUNT_FROM_NETWORK) -> Attempts:
    return Attempts(counter=counter, failures=failures, last_failed_at=NOW)


@pytest.mark.requirement("X7")
def test_some_failures_are_free_then_each_wait_is_twice_as_long() -> None:
    waits = [after_failures(n).wait(NOW).total_seconds() for n in range(3, 10)]
    assert waits == [0, 0, 1, 2, 4, 8, 16]


@pytest.mark.requirement("X7")
@given(failures=st.integers(0, 10**9), counter=st.sampled_from(Counter))
def test_nobody_waits_longer_than_the_longest_wait(failures: int, counter: Counter) -> None:
    assert after_failures(failures, counter).wait(NOW) <= LIMITS[counter].longest_wait


@given(failures=st.integers(0, 1000), counter=st.sampled_from(Counter))
def test_a_wait_ends(failures: int, counter: Counter) -> None:
    later = NOW + LIMITS[counter].longest_wait
    assert after_failures(failures, counter).wait(later) == timedelta()


@pytest.mark.parametrize(
    ("counter", "left"),
    [(Counter.ACCOUNT_FROM_NETWORK, 0), (Counter.ACCOUNT, 6), (Counter.NETWORK, 6)],
)
def test_a_right_attempt_is_no_failure_and_forgives_only_its_own_network(
    counter: Counter, left: int
) -> None:
    assert after_failures(7, counter).taken_back().failures == left
    assert after_failures(0, counter).taken_back().failures == 0


def test_failures_are_forgotten() -> None:
    seen = after_failures(50)
    assert seen.failed(NOW + FORGOTTEN_AFTER).failures == 1
    assert seen.failed(NOW + FORGOTTEN_AFTER - timedelta(seconds=1)).failures == 51


@pytest.mark.requirement("X7")
def test_guesses_from_elsewhere_do_not_count_where_the_person_has_signed_in() -> None:
    attempt = Attempt(account="customer\nalma@nordlys.example", network="203.0.113.9")
    known = attempt.keys(from_known_network=True)
    unknown = attempt.keys(from_known_network=False)
    assert set(known.values()) == {Counter.ACCOUNT_FROM_NETWORK, Counter.NETWORK}
    assert set(unknown.values()) == {*known.values(), Counter.ACCOUNT}


def test_an_attempt_from_an_untold_network_counts_for_the_account() -> None:
    found = Attempt(account="agency\nalma@nordlys.example", network=None)
    assert set(found.keys(from_known_network=False).values()) == {Counter.ACCOUNT}


def test_accounts_and_networks_are_counted_apart() -> None:
    one = Attempt(account="agency\na@x.example", network="203.0.113.9")
    two = Attempt(account="agency\nb@x.example", network="203.0.113.9")
    shared = one.keys(from_known_network=False).keys() & two.keys(from_known_network=False).keys()
    assert [one.keys(from_known_network=False)[key] for key in shared] == [Counter.NETWORK]


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.9"),
        (" 203.0.113.9 ", "203.0.113.9"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::9", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("unknown", None),
        ("", None),
        (None, None),
    ],
)
def test_a_client_is_its_address_or_its_ipv6_network(
    address: str | None, network: str | None
) -> None:
    assert network_of(address) == network


@pytest.mark.requirement("X7")
def test_attempts_of_an_office_at_the_same_moment_do_not_slow_each_other_down() -> None:
    now = datetime(2026, 11, 22, 8, tzinfo=UTC)
    seen = Attempts(counter=Counter.NETWORK).failed(now + timedelta(milliseconds=80))
    assert seen.wait(now) == timedelta()
