"""HTTP shapes of vacation pay."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Self

from pydantic import BaseModel, Field

from chassis.fields import Body, DecimalOf
from contracts.ids import PersonId
from payments.vacation_pay.model import VacationPayRule

Percent = Annotated[Decimal, DecimalOf(ge=0, le=50, decimals=4)]

_PERCENT = (
    "Of what an employee earns, without expenses repaid. What it has to be at least is employment"
    " law, by place and years of service. Null: pay statements say nothing of vacation pay"
)


class VacationPayRuleRequest(Body):
    """How much is set aside as vacation pay."""

    percent: Percent | None = Field(description=_PERCENT)


class VacationPayRuleDetails(BaseModel):
    """The rule, and who set it; nobody where the agency never did."""

    percent: Decimal | None = Field(description=_PERCENT)
    changed_by: PersonId | None
    changed_by_name: str
    changed_at: datetime | None

    @classmethod
    def of(cls, rule: VacationPayRule) -> Self:
        """From the rule."""
        return cls.model_validate(rule, from_attributes=True)
