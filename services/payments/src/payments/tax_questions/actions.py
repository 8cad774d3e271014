"""Answering what no rule says."""

from datetime import date

from chassis.errors import InvalidError
from chassis.uow import UnitOfWork
from contracts.access import Permission
from payments.tax_answers import repository
from payments.taxes.answers import Answer, AnswerKind
from payments.taxes.missing import MissingRule
from payments.transactions.adjusting import settle

MAX_ANSWERED_DAYS = 731
"""Nobody answers for longer: laws change."""


async def answer(
    uow: UnitOfWork,
    *,
    missing: MissingRule,
    place: str,
    kind: AnswerKind,
    from_on: date,
    to_on: date,
    reason: str,
) -> None:
    """Staff say what is due where no rule does, for some time.

    It holds for what is priced from now on, and settles what was on hold for want of it. Raises
    InvalidError.
    """
    uow.actor.require(Permission.SETTINGS_MANAGE)
    if to_on < from_on:
        raise InvalidError("must not be before from_on", field="to_on")
    if (to_on - from_on).days > MAX_ANSWERED_DAYS:
        raise InvalidError(f"at most {MAX_ANSWERED_DAYS} days after from_on", field="to_on")
    if (kind is AnswerKind.CARRIED_OVER) != (missing is MissingRule.VALUES):
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
    await settle(uow, reason)
