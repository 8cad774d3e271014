"""Which entry of the bank a file tells of: the same in every file that does."""

from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

from chassis.ids import derived_id
from contracts.ids import AgencyId
from payments.bank.reading import Entry


@dataclass(frozen=True, slots=True)
class ReadingIds:
    """The ids of the entries of one file, one after the other.

    Where the bank gives a reference, that, the day, the direction and the amount are the entry.
    Entries that are alike in one file are as many as there are.
    """

    agency_id: AgencyId
    alike: Counter[tuple[object, ...]] = field(default_factory=Counter[tuple[object, ...]])

    def of(self, entry: Entry) -> UUID | None:
        """None where the bank gives no reference."""
        if not entry.reference:
            return None
        amount = entry.amount
        of_entry = (entry.booked_on, entry.reference, entry.is_debit)
        said = (*of_entry, amount.amount_minor, amount.currency)
        self.alike[said] += 1
        return derived_id("bank reading", self.agency_id, *said, self.alike[said])
