"""An answer to "no rule": nobody is paid or invoiced untaxed unless staff say so."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from contracts.ids import PersonId
from payments.taxes.missing import MissingRule, NoRuleError


class AnswerKind(StrEnum):
    """What staff say is due."""

    NOTHING_DUE = "nothing_due"
    """Nothing is withheld or charged there."""
    CARRIED_OVER = "carried_over"
    """The last values that are known hold on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is due in a place, from a day to a day, both in it, and why somebody says so.

    `place`: as in NoRuleError; an answer for a country answers for its subdivisions too.
    """

    missing: MissingRule
    place: str
    kind: AnswerKind
    from_on: date
    to_on: date
    reason: str
    answered_by: PersonId
    answered_by_name: str
    answered_at: datetime

    def settles(self, question: NoRuleError) -> bool:
        """Whether it answers this."""
        return (
            self.missing is question.missing
            and (question.place == self.place or question.place.startswith(f"{self.place}-"))
            and self.from_on <= question.on <= self.to_on
        )


def answer_to(question: NoRuleError, answers: Iterable[Answer]) -> Answer | None:
    """The newest that settles it: an answer can be taken back by a newer one only."""
    found = [one for one in answers if one.settles(question)]
    return max(found, key=lambda one: one.answered_at, default=None)
