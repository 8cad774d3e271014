"""What HTTP takes and shows of the books."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, Field

from chassis.fields import Body, Day
from contracts.money import Money
from payments.books.actions import Proof
from payments.ledger.model import Closing


class CloseRequest(Body):
    """The books are to be closed through this day, which ends a month."""

    closed_through: Day


class ClosingDetails(BaseModel):
    """The books were closed through the last day of a month."""

    closed_through: date
    closed_by: UUID
    closed_by_name: str
    closed_at: datetime

    @classmethod
    def of(cls, closing: Closing) -> Self:
        """Of a closing."""
        return cls(
            closed_through=closing.closed_through,
            closed_by=closing.closed_by,
            closed_by_name=closing.closed_by_name,
            closed_at=closing.closed_at,
        )


class Closings(BaseModel):
    """Every closing of the books, the latest month first."""

    items: list[ClosingDetails]


class LedgerProof(BaseModel):
    """Whether the books are right at this moment."""

    holds: bool
    sums: Sequence[Money] = Field(description="Of all accounts, by currency: each is nothing")
    off: Sequence[str] = Field(
        description="Accounts whose kept balance is not the sum of their postings: none"
    )

    @classmethod
    def of(cls, proof: Proof) -> Self:
        """Of a proof."""
        return cls(holds=proof.holds, sums=proof.sums, off=proof.off)
