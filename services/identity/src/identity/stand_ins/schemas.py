"""Stand-ins over HTTP."""

from collections.abc import Sequence
from datetime import date
from typing import Self
from uuid import UUID

from pydantic import BaseModel, Field

from chassis.fields import Body, Day
from contracts.ids import PersonId
from identity.stand_ins.model import NamedStandIn


class StandInBody(Body):
    """Who is to stand in, on which days at the agency; both are included."""

    person_id: PersonId
    from_on: Day
    until_on: Day


class StandInDetails(BaseModel):
    """Who approves in whose place, and when. `is_in_force`: today is one of the days."""

    stand_in_id: UUID
    approver_id: PersonId
    approver_name: str
    person_id: PersonId
    person_name: str
    from_on: date
    until_on: date
    is_in_force: bool

    @classmethod
    def of(cls, named: NamedStandIn, today: date) -> Self:
        """As of a day at the agency."""
        one = named.stand_in
        return cls(
            stand_in_id=one.stand_in_id,
            approver_id=named.approver_id,
            approver_name=named.approver_name,
            person_id=one.person_id,
            person_name=named.person_name,
            from_on=one.from_on,
            until_on=one.until_on,
            is_in_force=one.holds_on(today),
        )


class Colleague(BaseModel):
    """Somebody who could stand in."""

    person_id: PersonId
    name: str


class StandIns(BaseModel):
    """What is not over yet, the earliest first; all of it, so that there is one page."""

    today: date = Field(description="At the agency")
    stand_ins: Sequence[StandInDetails]
    colleagues: Sequence[Colleague] = Field(description="Who could stand in, by name")


class OwnStandIns(StandIns):
    """One's own, and for whom one stands in."""

    stands_in_for: Sequence[StandInDetails]
