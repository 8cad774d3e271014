"""HTTP shapes of write-offs."""

from datetime import date, datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel

from chassis.fields import Body, Reason
from contracts.ids import PersonId
from contracts.money import Money
from payments.invoices.write_offs.model import WriteOff


class WriteOffRequest(Body):
    """Why the agency no longer expects what is open of an invoice."""

    reason: Reason


class WriteOffDetails(BaseModel):
    """What was written off an invoice; below zero, what of that came in after all or was credited.

    `recorded_by` null: the system, for work that was corrected.
    """

    write_off_id: UUID
    amount: Money
    reason: str
    written_off_on: date
    recorded_by: PersonId | None
    recorded_by_name: str
    recorded_at: datetime

    @classmethod
    def of(cls, one: WriteOff) -> Self:
        """From what was read."""
        return cls.model_validate(one, from_attributes=True)
