"""HTTP shapes of what is set off."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, Field

from chassis.fields import Body
from contracts.ids import PersonId
from contracts.money import Money
from payments.set_off.model import SetOffRule
from payments.set_off.repository import OutstandingAmount

_FLOOR = (
    "At least so many percent of what somebody earned is paid out, whatever is to be set off. At 0"
    " a payment waits while there is more to set off than it comes to"
)


class SetOffRequest(Body):
    """How far what was paid too much is set off with what is paid next."""

    at_least_percent: int = Field(strict=True, ge=0, le=100, description=_FLOOR)


class SetOffDetails(BaseModel):
    """The rule, and who set it; nobody where the agency never did."""

    at_least_percent: int = Field(description=_FLOOR)
    changed_by: PersonId | None
    changed_by_name: str
    changed_at: datetime | None

    @classmethod
    def of(cls, rule: SetOffRule) -> Self:
        """From the rule."""
        return cls.model_validate(rule, from_attributes=True)


class OutstandingDetails(BaseModel):
    """What is still to set off against somebody's payments; below zero is owed to them."""

    contractor_id: PersonId
    contractor_name: str
    amount: Money

    @classmethod
    def of(cls, outstanding: OutstandingAmount) -> Self:
        """From what was read."""
        return cls.model_validate(outstanding, from_attributes=True)
