"""HTTP shapes of what no rule says, and of what staff say about it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Self

from pydantic import BaseModel, Field

from chassis.fields import Body, Day, PlaceCode, Reason
from contracts.ids import PersonId
from payments.tax_answers.actions import OpenTaxes
from payments.taxes.answers import AnswerKind
from payments.taxes.missing import MissingRule

_PLACE = "ISO 3166-1, or a region by 3166-2, such as CA-NS; a country answers for its regions too"


class AnswerRequest(Body):
    """What is due in a place from a day to a day of payment or of issue, both in it, and why."""

    missing: MissingRule = Field(description="What no rule says")
    place: PlaceCode = Field(description=_PLACE)
    kind: AnswerKind = Field(
        description="carried_over: of `values`, the last that are known hold on; nothing_due: of"
        " the others"
    )
    from_on: Day
    to_on: Day = Field(description="At most two years after from_on")
    reason: Reason


class AnswerDetails(BaseModel, from_attributes=True):
    """What somebody said. The newest for a place and a day counts."""

    missing: MissingRule
    place: str
    kind: AnswerKind
    from_on: date
    to_on: date
    reason: str
    answered_by: PersonId
    answered_by_name: str
    answered_at: datetime


class QuestionDetails(BaseModel, from_attributes=True):
    """So many transactions are on hold since nothing says what is due there, on these days."""

    missing: MissingRule
    place: str = Field(description=_PLACE)
    first_on: date
    last_on: date
    transactions: int


class LapseDetails(BaseModel, from_attributes=True):
    """The values of the country end: what is paid after that day waits for an answer."""

    country: str
    last_on: date


class TaxAnswers(BaseModel, from_attributes=True):
    """What waits for an answer, what soon will, and what was answered, the newest first."""

    questions: Sequence[QuestionDetails]
    lapse: LapseDetails | None = Field(
        description="Said 60 days ahead; null: no values end, or somebody said what holds then"
    )
    answers: Sequence[AnswerDetails]

    @classmethod
    def of(cls, found: OpenTaxes) -> Self:
        """As they are now."""
        return cls.model_validate(found)
