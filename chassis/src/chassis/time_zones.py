"""The time zones that there are, by the IANA's names."""

from functools import cache
from zoneinfo import available_timezones


@cache
def time_zones() -> frozenset[str]:
    """Every name, such as Europe/Oslo. Read once: the names are found by looking through files."""
    return frozenset(available_timezones())
