"""Pauses between tries, which grow: whoever cannot take it now is not asked as fast as possible."""

import random
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Backoff:
    """`first_seconds`, then `factor` times as long with each try, up to `longest_seconds`."""

    first_seconds: float
    factor: float
    longest_seconds: float

    def longest_after(self, tries: int) -> timedelta:
        """The pause after so many tries, at least one, before it is spread."""
        grown = self.first_seconds * self.factor ** min(tries - 1, 16)
        return timedelta(seconds=min(self.longest_seconds, grown))

    def after(self, tries: int) -> timedelta:
        """The pause after so many tries, between half and all of it: it spreads what failed."""
        return self.longest_after(tries) * random.uniform(0.5, 1.0)  # noqa: S311 - no secret
