"""What happened to a transaction: who, when, what. Rows are only ever added."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from chassis.ids import new_id
from chassis.uow import UnitOfWork
from contracts.events.payments import TransactionState
from contracts.ids import TransactionId
from payments.transactions.model import Transaction


class Happening(StrEnum):
    """What can happen to a transaction."""

    CREATED = "created"
    HELD = "held"
    RELEASED = "released"
    CLIENT_PAID = "client_paid"
    PAID = "paid"
    REVERSED = "reversed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that happened, and the state after it; `facts` can be JSON, such as a reason."""

    transaction: Transaction
    what: Happening
    facts: Mapping[str, object] = field(default_factory=dict[str, object])


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """A step as it is read. `actor_id` is None when a service did it by itself."""

    happened_at: datetime
    what: Happening
    state: TransactionState
    actor_id: UUID | None
    actor_name: str
    facts: Mapping[str, object]


async def add(uow: UnitOfWork, steps: Sequence[Step]) -> None:
    """Write what the actor of this unit did now."""
    await uow.execute(
        """
        INSERT INTO transaction_history (agency_id, happened_at, actor_id, actor_name,
            history_id, transaction_id, what, state, facts)
        SELECT $1, $2, $3, $4, * FROM unnest($5::uuid[], $6::uuid[], $7::text[], $8::text[],
            $9::jsonb[])
        """,
        uow.agency_id,
        uow.now,
        uow.actor.person_id,
        uow.actor.name,
        [new_id() for _ in steps],
        [step.transaction.transaction_id for step in steps],
        [step.what for step in steps],
        [step.transaction.state for step in steps],
        [dict(step.facts) for step in steps],
    )


async def of(uow: UnitOfWork, transaction_id: TransactionId) -> list[HistoryEntry]:
    """What happened to a transaction, newest first."""
    rows = await uow.fetch(
        """
        SELECT happened_at, what, state, actor_id, actor_name, facts FROM transaction_history
        WHERE agency_id = $1 AND transaction_id = $2
        ORDER BY happened_at DESC, history_id DESC
        """,
        uow.agency_id,
        transaction_id,
    )
    return [
        HistoryEntry(
            happened_at=row["happened_at"],
            what=Happening(row["what"]),
            state=TransactionState(row["state"]),
            actor_id=row["actor_id"],
            actor_name=row["actor_name"],
            facts=row["facts"],
        )
        for row in rows
    ]
