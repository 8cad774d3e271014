"""What payments says of what being late costs: beside the invoices that it is charged on."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from contracts.base import Event
from contracts.events.payments import InvoiceEvent, ReminderName
from contracts.ids import PersonId
from contracts.money import Money


class LateChargeKind(StrEnum):
    """What is charged because an invoice was not paid in time."""

    INTEREST = "interest"
    REMINDER_FEE = "reminder_fee"


class _LateCharge(InvoiceEvent):
    """What the company owes more, or no longer, because an invoice was not paid in time."""

    charge_id: UUID
    amount: Money
    open_amount: Money = Field(description="What is left to pay of the invoice, with its charges")
    disputed_amount: Money | None = Field(
        default=None, description="What of the open amount is not due. None: nothing"
    )
    payment_reference: str = Field(description="What the company quotes with its payment")


class InterestCharged(_LateCharge):
    """The company owes interest on what was due of the invoice on each of these days.

    Simple interest, at `percent` for a year of 365 days, from the first day to the end of the last.
    """

    from_on: date
    until_on: date
    percent: Decimal
    charged_on: date
    charged_by: PersonId


class ReminderFeeCharged(_LateCharge):
    """The company owes the fee of a reminder, which told of it: the reminder was sent."""

    reminder: ReminderName
    charged_on: date


class LateChargeWaived(_LateCharge):
    """The agency no longer charges an amount of interest, or a fee, all of it."""

    kind: LateChargeKind
    reason: str
    waived_on: date
    waived_by: PersonId
    kept_balance: Money = Field(
        description="What had been paid of it already: it is the company's balance from here on"
    )


LATE_CHARGES: tuple[type[Event], ...] = (InterestCharged, ReminderFeeCharged, LateChargeWaived)
