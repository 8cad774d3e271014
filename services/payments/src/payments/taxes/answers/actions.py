"""What no rule says, and what staff say about it."""

from dataclasses import dataclass
from datetime import date, timedelta

from chassis.errors import InvalidError
from chassis.uow import UnitOfWork
from contracts.access import Permission
from payments.directory import repository as directory
from payments.directory.model import Agency
from payments.taxes.answers import repository
from payments.taxes.answers.model import Answer, AnswerKind, answer_to
from payments.taxes.answers.repository import OpenQuestion
from payments.taxes.charging import Assessor
from payments.taxes.editions import last_known_day
from payments.taxes.missing import Missing, NoRuleError

MAX_ANSWERED_DAYS = 731
"""Nobody answers for longer: laws change."""
LAPSES_WITHIN = timedelta(days=60)
"""So long ahead staff hear that a rule has no value for a coming day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapse:
    """The values of a country end on a day, and no answer says what holds after it."""

    country: str
    last_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTaxes:
    """What waits for an answer, what soon will, and what was answered, the newest first."""

    questions: list[OpenQuestion]
    lapse: Lapse | None
    answers: list[Answer]


async def assessor_of(uow: UnitOfWork, agency: Agency) -> Assessor:
    """Reckons charges at the agency of this unit, by the law of its country and its answers."""
    answers = await repository.all_of(uow)
    return Assessor(country=agency.country, region=agency.region, answers=answers)


async def open_taxes(uow: UnitOfWork) -> OpenTaxes:
    """What no rule says, at this agency."""
    agency = await directory.agency_in_use(uow)
    answers = await repository.all_of(uow)
    return OpenTaxes(
        questions=await repository.open_questions(uow),
        lapse=_lapse(agency, answers, agency.today(uow.now)),
        answers=answers,
    )


async def answer(
    uow: UnitOfWork,
    *,
    missing: Missing,
    place: str,
    kind: AnswerKind,
    from_on: date,
    to_on: date,
    reason: str,
) -> None:
    """Staff say what is due where no rule does, for some time. It holds for what is priced now.

    Raises InvalidError.
    """
    uow.actor.require(Permission.SETTINGS_MANAGE)
    if to_on < from_on:
        raise InvalidError("must not be before from_on", field="to_on")
    if (to_on - from_on).days > MAX_ANSWERED_DAYS:
        raise InvalidError(f"at most {MAX_ANSWERED_DAYS} days after from_on", field="to_on")
    if (kind is AnswerKind.CARRIED_OVER) != (missing is Missing.VALUES):
        raise InvalidError(
            "values are carried over, and of what has no rule nothing is due", field="kind"
        )
    await repository.add(
        uow,
        Answer(
            missing=missing,
            place=place,
            kind=kind,
            from_on=from_on,
            to_on=to_on,
            reason=reason,
            answered_by=uow.actor.person,
            answered_by_name=uow.actor.name,
            answered_at=uow.now,
        ),
    )


def _lapse(agency: Agency, answers: list[Answer], today: date) -> Lapse | None:
    last_on = last_known_day(agency.country.lower())
    if last_on is None or today + LAPSES_WITHIN <= last_on:
        return None
    on = max(today, last_on + timedelta(days=1))
    question = NoRuleError(Missing.VALUES, agency.country, on)
    if answer_to(question, answers) is not None:
        return None
    return Lapse(country=agency.country, last_on=last_on)
