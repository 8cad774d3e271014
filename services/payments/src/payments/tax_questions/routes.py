"""HTTP of what no rule says: staff only."""

from chassis.http import Uow, tenant_router
from contracts.access import Permission
from payments.tax_answers.actions import open_taxes
from payments.tax_questions import actions
from payments.tax_questions.schemas import AnswerRequest, TaxAnswers

router = tenant_router(prefix="/settings", tags=["taxes"])


@router.get("/tax-answers")
async def show_answers(uow: Uow) -> TaxAnswers:
    """Where no rule says what is due, and what staff said about it.

    Pay without a rule is on hold, and a buyer without one is not invoiced, until somebody answers.
    """
    uow.actor.require(Permission.TRANSACTIONS_VIEW, Permission.SETTINGS_MANAGE)
    return TaxAnswers.of(await open_taxes(uow))


@router.post("/tax-answers", status_code=201)
async def answer(body: AnswerRequest, uow: Uow) -> TaxAnswers:
    """Say what is due where no rule does, with a reason; it holds for what is priced from now on.

    What was on hold for want of it is released, and charged what is due by a transaction beside it.
    """
    await actions.answer(
        uow,
        missing=body.missing,
        place=body.place,
        kind=body.kind,
        from_on=body.from_on,
        to_on=body.to_on,
        reason=body.reason,
    )
    return TaxAnswers.of(await open_taxes(uow))
