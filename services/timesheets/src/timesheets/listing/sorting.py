"""Ways to sort logged work, and the keys that their pages follow each other by."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from chassis.errors import InvalidError
from chassis.paging import PageKey


class Grouping(StrEnum):
    """What work is put together by."""

    CONTRACTOR = "contractor"
    PROJECT = "project"


class WorkSort(StrEnum):
    """By what: the latest day first; or by a group's name and, within it, by day."""

    DAY_LAST = "-day"
    CONTRACTOR = "contractor"
    PROJECT = "project"

    @property
    def grouping(self) -> Grouping | None:
        """Whose names come first; None: days do."""
        return None if self is WorkSort.DAY_LAST else Grouping(self.value)


GroupKey = tuple[str, UUID, date, UUID]
"""Of an entry in its group: the group's name as it is sorted, its id, the day, the entry's id."""

BY_GROUP = PageKey[str, str, UUID, date, UUID](str, str, UUID, date, UUID)
"""A GroupKey after the name of its grouping: a cursor of one list is none of the other."""


def after(grouping: Grouping, cursor: str | None) -> GroupKey | None:
    """The key of the last row that was seen. Raises InvalidError, also for another grouping's."""
    found = BY_GROUP.after(cursor)
    if found is None:
        return None
    of, name, group_id, day, entry_id = found
    if of != grouping:
        raise InvalidError("this is not a cursor of this list", field="cursor")
    return name, group_id, day, entry_id
