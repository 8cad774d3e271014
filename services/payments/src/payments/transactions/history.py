"""What happened to a transaction: who, when, what. Rows are only ever added."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from contracts.date_moves import DateMove
from contracts.events.payments import TransactionState
from payments.banking_days.model import stored
from payments.transactions.model import Transaction


class HistoryKind(StrEnum):
    """What can happen to a transaction."""

    CREATED = "created"
    HELD = "held"
    RELEASED = "released"
    CLIENT_PAID = "client_paid"
    ORDERED = "ordered"
    PAID = "paid"
    CAME_BACK = "came_back"
    REVERSED = "reversed"


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRecord:
    """One thing that happened, and the state after it; `facts` can be JSON, such as a reason."""

    transaction: Transaction
    what: HistoryKind
    facts: Mapping[str, object] = field(default_factory=dict[str, object])


def moved_facts(moved: DateMove | None) -> Mapping[str, object]:
    """From which day to the estimated one a payment moved, and why; nothing where it did not."""
    return {} if moved is None else {"previously_on": moved.planned_on, "moved": stored(moved)}


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """A step as it is read. `actor_id` is None when a service did it by itself."""

    happened_at: datetime
    what: HistoryKind
    state: TransactionState
    actor_id: UUID | None
    actor_name: str
    facts: Mapping[str, object]
