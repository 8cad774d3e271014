"""The time zones that there are, by the IANA's names."""

from functools import cache
from zoneinfo import available_timezones

_NOT_PLACES = frozenset({"Etc", "SystemV", "posix", "right"})


@cache
def time_zones() -> frozenset[str]:
    """Every zone of a place, such as Europe/Oslo, and UTC.

    Not the machine's own (`localtime`), which is another one on the next machine, nor names of
    abbreviations and offsets. Read once: the names are found by looking through files.
    """
    return frozenset(
        name
        for name in available_timezones()
        if name == "UTC" or ("/" in name and name.partition("/")[0] not in _NOT_PLACES)
    )
