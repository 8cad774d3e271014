"""The rules of naming a stand-in. Pure.

Nobody who has a stand-in on a day becomes somebody's stand-in for it. So the last link of a circle
always leads to somebody who is away, and is refused: nobody's approvals go around in one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from chassis.errors import ConflictError, InvalidError
from contracts.access import Permission, Portal
from contracts.events.identity import StandIn
from contracts.ids import PersonId
from identity.people.model import Person

MOST_DAYS = 366
MOST_AHEAD_DAYS = 366
MOST_AT_ONCE = 20
"""Periods of one approver that are not over yet."""


class NotAnApproverError(ConflictError):
    """This person approves no work, so nobody can do it in their place"""


class UnknownColleagueError(InvalidError):
    """There is no such contact at the company of the approver"""


class StandInTakenError(ConflictError):
    """There is a stand-in for some of these days already; end that first"""


class StandInAwayError(ConflictError):
    """This person has a stand-in themselves on some of these days; choose somebody else"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedStandIn:
    """A stand-in as lists show it: who stands in for whom."""

    stand_in: StandIn
    approver_id: PersonId
    approver_name: str
    person_name: str


def can_be_stood_in_for(person: Person) -> bool:
    """Whether there is something to lend: an active contact who approves work."""
    return (
        person.portal is Portal.CUSTOMER
        and person.is_active
        and Permission.WORK_APPROVE in person.access.permissions
    )


def check(approver: Person, person: Person | None, wanted: StandIn, today: date) -> None:
    """The stand-in can be named. Raises InvalidError, UnknownColleagueError, NotAnApproverError, or
    a conflict of days.
    """
    if not can_be_stood_in_for(approver):
        raise NotAnApproverError
    if person is None or not _is_colleague(approver, person):
        raise UnknownColleagueError(
            "choose an active contact of the same company, other than the approver",
            field="person_id",
        )
    if wanted.until_on < wanted.from_on:
        raise InvalidError("the last day is before the first", field="until_on")
    if wanted.until_on < today:
        raise InvalidError("these days are over", field="until_on")
    if wanted.until_on - wanted.from_on >= timedelta(days=MOST_DAYS):
        raise InvalidError(f"at most {MOST_DAYS} days at a time", field="until_on")
    if wanted.from_on - today > timedelta(days=MOST_AHEAD_DAYS):
        raise InvalidError(f"at most {MOST_AHEAD_DAYS} days ahead", field="from_on")
    if taken := _overlapping(approver.stand_ins, wanted):
        raise StandInTakenError(from_on=str(taken.from_on), until_on=str(taken.until_on))
    if away := _overlapping(person.stand_ins, wanted):
        raise StandInAwayError(from_on=str(away.from_on), until_on=str(away.until_on))
    if len(approver.stand_ins) >= MOST_AT_ONCE:
        raise StandInTakenError(f"at most {MOST_AT_ONCE} periods ahead")


def _is_colleague(approver: Person, person: Person) -> bool:
    theirs, own = approver.access.contact, person.access.contact
    return (
        person.id != approver.id
        and person.is_active
        and theirs is not None
        and own is not None
        and theirs.company_id == own.company_id
    )


def _overlapping(periods: Iterable[StandIn], wanted: StandIn) -> StandIn | None:
    return next(
        (
            one
            for one in periods
            if one.from_on <= wanted.until_on and wanted.from_on <= one.until_on
        ),
        None,
    )
