"""What timesheets does with the work of one order, and a client that asks again after a crash."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import httpx2

from chassis.ids import new_id
from contracts.events.payments import TransactionReversed
from contracts.events.timesheets import Entry, WorkApproved, WorkOrder
from contracts.ids import EntryId

from .builders import an_entry, approved
from .conftest import AgencyAtWork
from .crashes import Crashes


@dataclass
class Timesheets:
    """What timesheets does with the work of one order, as a model of a few lines."""

    agency: AgencyAtWork
    order: WorkOrder
    crashes: Crashes
    approved: dict[EntryId, Entry] = field(default_factory=dict[EntryId, Entry])
    returned: dict[EntryId, Entry] = field(default_factory=dict[EntryId, Entry])
    said: list[WorkApproved] = field(default_factory=list[WorkApproved])

    async def approves(self, entries: Sequence[Entry]) -> None:
        event = approved(self.order, *entries)
        self.said.append(event)
        for entry in entries:
            self.returned.pop(entry.entry_id, None)
            self.approved[entry.entry_id] = entry
        await self.say(event)

    async def say(self, event: WorkApproved) -> None:
        """Until it is handled: the bus gives what was in hand again."""
        ids = [new_id()]
        await self.crashes.again_after(lambda: self.agency.hears(event, ids=ids))

    def hears_of(self, reversal: TransactionReversed) -> None:
        """As often as it likes: only work at the version that was priced goes back."""
        for one in reversal.entries:
            entry = self.approved.get(one.entry_id)
            if entry is not None and entry.version == one.version:
                del self.approved[one.entry_id]
                self.returned[one.entry_id] = again(entry)

    @property
    def hours(self) -> Decimal:
        return sum((entry.quantity for entry in self.approved.values()), Decimal(0))


def again(entry: Entry, quantity: str | None = None) -> Entry:
    return an_entry(
        quantity or str(entry.quantity),
        work_on=entry.work_on,
        entry_id=entry.entry_id,
        version=entry.version + 1,
    )


class AgainAfterCrashes:
    """A client that asks again, by the same key, where nobody answered."""

    def __init__(self, client: httpx2.AsyncClient, crashes: Crashes) -> None:
        self._client, self._crashes = client, crashes

    async def post(self, path: str, **asked: Any) -> httpx2.Response:
        return await self._crashes.again_after(lambda: self._client.post(path, **asked))

    async def put(self, path: str, **asked: Any) -> httpx2.Response:
        return await self._crashes.again_after(lambda: self._client.put(path, **asked))

    async def get(self, path: str, **asked: Any) -> httpx2.Response:
        return await self._client.get(path, **asked)
