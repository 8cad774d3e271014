"""HTTP of the books: for staff."""

from typing import Annotated

from fastapi import Query, status
from fastapi.responses import StreamingResponse

from chassis import fields
from chassis.http import IdempotencyRequired, Uow, tenant_router
from chassis.http.files import Language, answers_file
from contracts.access import Permission
from payments.books import actions, files, queries
from payments.books.schemas import CloseRequest, ClosingDetails, Closings, LedgerProof
from payments.ledger import repository
from presentation.tables import FileKind

router = tenant_router(prefix="/ledger", tags=["books"])

MAX_CLOSINGS = 600
"""Of fifty years."""

From = Annotated[fields.Day | None, Query(alias="from")]
To = Annotated[fields.Day | None, Query(alias="to")]
Account = Annotated[Annotated[str, fields.LineOf(max_length=100)] | None, Query()]


@router.post("/closings", status_code=status.HTTP_201_CREATED, dependencies=[IdempotencyRequired])
async def close_books(body: CloseRequest, uow: Uow) -> ClosingDetails:
    """Close the books through the last day of a month that is over: nothing opens them again.

    No pay run and no receipt takes a day of theirs from then on. What belongs to a closed month and
    comes later is booked on the day on which it comes. 409 `closed_already`.
    """
    return ClosingDetails.of(await actions.close(uow, body.closed_through))


@router.get("/closings")
async def list_closings(uow: Uow) -> Closings:
    """Who closed the books through which month, the latest month first."""
    uow.actor.require(Permission.TRANSACTIONS_VIEW)
    found = await repository.closings(uow, MAX_CLOSINGS)
    return Closings(items=[ClosingDetails.of(one) for one in found])


@router.get("/proof")
async def prove_ledger(uow: Uow) -> LedgerProof:
    """Add everything up: all accounts to nothing, each to what was posted to it."""
    return LedgerProof.of(await actions.prove(uow))


@router.get("/postings.csv", **answers_file(FileKind.CSV.media_type))
async def save_postings_as_csv(
    uow: Uow,
    from_on: From = None,
    to_on: To = None,
    account: Account = None,
    language: Language = "en",
) -> StreamingResponse:
    """Postings by the day on which they were booked, of all accounts or one, as CSV."""
    uow.actor.require(Permission.TRANSACTIONS_VIEW)
    snapshot = await queries.postings(uow, from_on=from_on, to_on=to_on, account=account)
    return await files.postings(uow, snapshot, language)
