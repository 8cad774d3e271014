"""What no rule says, and what staff say about it."""

from dataclasses import dataclass
from datetime import date, timedelta

from chassis.uow import UnitOfWork
from payments.directory import repository as directory
from payments.directory.model import Agency
from payments.tax_answers import repository
from payments.tax_answers.repository import OpenQuestion
from payments.taxes.answers import Answer, answer_to
from payments.taxes.charging import Assessor
from payments.taxes.editions import last_known_day
from payments.taxes.missing import MissingRule, NoRuleError

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


def _lapse(agency: Agency, answers: list[Answer], today: date) -> Lapse | None:
    last_on = last_known_day(agency.country.lower())
    if last_on is None or today + LAPSES_WITHIN <= last_on:
        return None
    on = max(today, last_on + timedelta(days=1))
    question = NoRuleError(MissingRule.VALUES, agency.country, on)
    if answer_to(question, answers) is not None:
        return None
    return Lapse(country=agency.country, last_on=last_on)
