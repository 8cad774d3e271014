"""SQL of what staff said where no rule says what is due."""

from dataclasses import dataclass
from datetime import date

from chassis.ids import new_id
from chassis.uow import UnitOfWork
from contracts.ids import PersonId
from payments.taxes.answers import Answer, AnswerKind
from payments.taxes.missing import MissingRule


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenQuestion:
    """Transactions on hold since nothing says what is due: for a place, from a day to a day."""

    missing: MissingRule
    place: str
    first_on: date
    last_on: date
    transactions: int


async def all_of(uow: UnitOfWork) -> list[Answer]:
    """Every answer of the agency, the newest first: a handful in a year."""
    rows = await uow.fetch(
        """
        SELECT missing, place, kind, from_on, to_on, reason, answered_by, answered_by_name,
               answered_at
        FROM tax_answers WHERE agency_id = $1 ORDER BY answered_at DESC, answer_id DESC
        """,
        uow.agency_id,
    )
    return [
        Answer(
            missing=MissingRule(row["missing"]),
            place=row["place"],
            kind=AnswerKind(row["kind"]),
            from_on=row["from_on"],
            to_on=row["to_on"],
            reason=row["reason"],
            answered_by=PersonId(row["answered_by"]),
            answered_by_name=row["answered_by_name"],
            answered_at=row["answered_at"],
        )
        for row in rows
    ]


async def add(uow: UnitOfWork, answer: Answer) -> None:
    """Keep an answer."""
    await uow.execute(
        """
        INSERT INTO tax_answers (agency_id, answer_id, missing, place, kind, from_on, to_on, reason,
            answered_by, answered_by_name, answered_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        """,
        uow.agency_id,
        new_id(),
        answer.missing,
        answer.place,
        answer.kind,
        answer.from_on,
        answer.to_on,
        answer.reason,
        answer.answered_by,
        answer.answered_by_name,
        answer.answered_at,
    )


async def open_questions(uow: UnitOfWork) -> list[OpenQuestion]:
    """What is on hold for want of a rule, by what is missing and where."""
    rows = await uow.fetch(
        """
        SELECT charges_missing, charged_in, min(charged_for) AS first_on,
               max(charged_for) AS last_on, count(*) AS transactions
        FROM transactions
        WHERE agency_id = $1 AND charges_missing IS NOT NULL AND held_because IS NOT NULL
          AND state NOT IN ('paid', 'reversed')
        GROUP BY charges_missing, charged_in ORDER BY charges_missing, charged_in
        """,
        uow.agency_id,
    )
    return [
        OpenQuestion(
            missing=MissingRule(row["charges_missing"]),
            place=row["charged_in"],
            first_on=row["first_on"],
            last_on=row["last_on"],
            transactions=row["transactions"],
        )
        for row in rows
    ]
