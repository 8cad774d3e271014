"""What anybody may ask without signing in is asked so often and no more."""

import ipaddress
from collections import OrderedDict
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Self

from chassis.errors import TooManyRequestsError


def address_of(forwarded: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Of the header X-Forwarded-For: the edge appends the address that it sees, so the last one."""
    try:
        return ipaddress.ip_address(forwarded.rpartition(",")[2].strip())
    except ValueError:
        return None


def network_of(forwarded: str) -> str:
    """The address, or of IPv6 the network of one customer (64 bits); empty where it is not told."""
    address = address_of(forwarded)
    if address is None:
        return ""
    size = 32 if address.version == 4 else 64
    return str(ipaddress.ip_network((address, size), strict=False))


@dataclass(slots=True)
class Throttle:
    """How often one of many may ask: so many times in a window, counted in this process."""

    most: int = 60
    window: timedelta = timedelta(minutes=1)
    most_kept: int = 10_000
    _asked: OrderedDict[str, tuple[datetime, int]] = field(
        default_factory=OrderedDict[str, tuple[datetime, int]]
    )

    @classmethod
    @asynccontextmanager
    async def open(cls) -> AsyncGenerator[Self]:
        """One that has counted nothing yet."""
        yield cls()

    def admit(self, who: str, now: datetime) -> None:
        """Count one more. Raises TooManyRequestsError, with how long to wait."""
        seconds = self.wait(who, now)
        if seconds:
            raise TooManyRequestsError(seconds)

    def knows(self, who: str) -> bool:
        """Whether it has asked here before, and is not forgotten for many others since."""
        return who in self._asked

    def forgive(self, who: str) -> None:
        """Take back one that was counted: what was asked turned out to be in order."""
        if who in self._asked:
            began, count = self._asked[who]
            self._asked[who] = (began, max(0, count - 1))

    def wait(self, who: str, now: datetime) -> int:
        """Count one more; seconds until it may ask again, 0 if it may."""
        began, count = self._asked.pop(who, (now, 0))
        if now - began >= self.window:
            began, count = now, 0
        self._asked[who] = (began, count + 1)
        if len(self._asked) > self.most_kept:
            self._asked.popitem(last=False)
        if count < self.most:
            return 0
        return max(1, round((began + self.window - now).total_seconds()))
