"""How fast somebody may guess passwords.

Every attempt is counted before it is checked, and a right one is taken back: so a burst of parallel
guesses is counted in full. After some free failures the next attempt has to wait, each time twice
as long, up to a bound. An attempt during the wait is refused and does not prolong it, and failures
are forgotten, so nobody is locked out for good.

Three counters look at an attempt:

- ACCOUNT_FROM_NETWORK: this account from this network. The usual one.
- NETWORK: all accounts from this network. Somebody tries one password on many accounts. An office
  is one network, so it has many free failures.
- ACCOUNT: this account from everywhere. Somebody guesses from many machines. It does not count for
  a network from which this person has signed in before: so a guesser elsewhere cannot keep the
  person out. From a new network, a reset link by e-mail still leads in.

At a browser where this person has signed in before (known_browsers/) only KNOWN_BROWSER looks, and
counts that browser's own tries: whatever strangers try, in the same network or elsewhere, a person
with the right password gets in there. A token of one account says nothing at another.

Three more count requests of a network, or of a known browser, that are no guesses, but cost
something: links that are asked for or that are none (LINKS), challenges for passkeys (CHALLENGES),
and passwords looked up in the list of common ones while somebody types (PASSWORD_CHECKS).
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Self
from uuid import UUID

FORGOTTEN_AFTER = timedelta(hours=1)


class Counter(StrEnum):
    """What is counted together."""

    ACCOUNT_FROM_NETWORK = "account_from_network"
    ACCOUNT = "account"
    NETWORK = "network"
    KNOWN_BROWSER = "known_browser"
    LINKS = "links"
    CHALLENGES = "challenges"
    PASSWORD_CHECKS = "password_checks"  # noqa: S105  # a counter, not a secret


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """How many failures are free, and how long the wait after them can become."""

    free_failures: int
    longest_wait: timedelta


LIMITS = {
    Counter.ACCOUNT_FROM_NETWORK: Limit(free_failures=5, longest_wait=timedelta(minutes=15)),
    Counter.ACCOUNT: Limit(free_failures=20, longest_wait=timedelta(minutes=5)),
    Counter.NETWORK: Limit(free_failures=100, longest_wait=timedelta(minutes=15)),
    Counter.KNOWN_BROWSER: Limit(free_failures=10, longest_wait=timedelta(minutes=15)),
    Counter.LINKS: Limit(free_failures=60, longest_wait=timedelta(minutes=15)),
    Counter.CHALLENGES: Limit(free_failures=300, longest_wait=timedelta(minutes=5)),
    Counter.PASSWORD_CHECKS: Limit(free_failures=600, longest_wait=timedelta(minutes=5)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempts:
    """The failures that one counter has seen under one key."""

    counter: Counter
    failures: int = 0
    last_failed_at: datetime | None = None

    def wait(self, now: datetime) -> timedelta:
        """How long until the next attempt is looked at; zero: now."""
        if self.last_failed_at is None:
            return timedelta()
        delay = self._delay()
        if not delay:
            # An attempt that waited for the counter is older than the one that it comes after.
            return delay
        return max(self.last_failed_at + delay - now, timedelta())

    def failed(self, now: datetime) -> Self:
        """One more. Those before are forgotten if they are long ago."""
        forgotten = self.last_failed_at is not None and self.last_failed_at + FORGOTTEN_AFTER <= now
        failures = 1 if forgotten else self.failures + 1
        return replace(self, failures=failures, last_failed_at=now)

    def taken_back(self) -> Self:
        """The attempt was right after all.

        What this network or browser failed at this account before is forgotten; what others
        failed is not.
        """
        own = self.counter in {Counter.ACCOUNT_FROM_NETWORK, Counter.KNOWN_BROWSER}
        return replace(self, failures=0 if own else max(self.failures - 1, 0))

    def _delay(self) -> timedelta:
        limit = LIMITS[self.counter]
        beyond = self.failures - limit.free_failures
        if beyond < 0:
            return timedelta()
        # 2^20 seconds are beyond every longest_wait; the exponent stays small.
        return min(timedelta(seconds=2 ** min(beyond, 20)), limit.longest_wait)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """Somebody tries to sign in as `account` from `network` (None: not known)."""

    account: str
    network: str | None

    def keys(self, *, from_known_network: bool) -> dict[bytes, Counter]:
        """The counters that look at this attempt, by their keys (32 bytes).

        Keys are hashes: the table of failures is no list of addresses.
        """
        found = {}
        if self.network is not None:
            pair = f"{self.account}\n{self.network}"
            found[_key(Counter.ACCOUNT_FROM_NETWORK, pair)] = Counter.ACCOUNT_FROM_NETWORK
            found[_key(Counter.NETWORK, self.network)] = Counter.NETWORK
        if not from_known_network:
            found[_key(Counter.ACCOUNT, self.account)] = Counter.ACCOUNT
        return found

    def key_at(self, browser_id: UUID) -> bytes:
        """The key of the counter of this attempt at a browser that is known for the account."""
        return _key(Counter.KNOWN_BROWSER, f"{self.account}\n{browser_id}")


def key_of_network(counter: Counter, network: str) -> bytes:
    """The key of a counter of all that a network asks for."""
    return _key(counter, network)


def key_of_browser(counter: Counter, browser_id: UUID) -> bytes:
    """The key of a counter of all that a known browser asks for."""
    return _key(counter, f"browser\n{browser_id}")


def _key(counter: Counter, text: str) -> bytes:
    return sha256(f"{counter}\n{text}".encode()).digest()
