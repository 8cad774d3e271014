"""HTTP shapes of late charges."""

from datetime import date, datetime
from decimal import Decimal
from typing import Self
from uuid import UUID

from pydantic import BaseModel

from chassis.fields import Body, Day
from contracts.events.late_charges import LateChargeKind
from contracts.events.payments import ReminderName
from contracts.ids import PersonId
from contracts.money import Money
from payments.invoices.late_charges.model import LateCharge


class InterestChargeRequest(Body):
    """Charge the interest that has come up until the end of this day."""

    until_on: Day


class WaiverDetails(BaseModel):
    """Why and when a charge was given up, all of it."""

    reason: str
    waived_on: date
    waived_by: PersonId
    waived_by_name: str
    waived_at: datetime


class LateChargeDetails(BaseModel):
    """What being late cost: interest on days at a rate, or the fee of a reminder.

    Of interest there are the days and the percent of a year, of a fee there is the reminder.
    `charged_by` null: the system, for a reminder that was sent. With a waiver it is not owed.
    """

    charge_id: UUID
    kind: LateChargeKind
    amount: Money
    from_on: date | None
    until_on: date | None
    percent: Decimal | None
    reminder: ReminderName | None
    charged_on: date
    charged_by: PersonId | None
    charged_by_name: str
    charged_at: datetime
    waiver: WaiverDetails | None

    @classmethod
    def of(cls, one: LateCharge) -> Self:
        """From what was read."""
        return cls.model_validate(one, from_attributes=True)
