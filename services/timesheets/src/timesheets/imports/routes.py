"""HTTP of the import of a contractor's work."""

from typing import TYPE_CHECKING, Annotated, cast

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel

from chassis.actor import Actor
from chassis.errors import InvalidError
from chassis.http import Uow
from chassis.http.routes import TenantRoute
from contracts.date_text import DateOrder
from timesheets.imports import actions
from timesheets.imports.actions import Mode
from timesheets.imports.refusals import RowRefusal
from timesheets.imports.rows import ReadSheet
from timesheets.imports.sheet import COLUMNS

if TYPE_CHECKING:
    from chassis.runtime import Runtime


class NotCsvError(InvalidError):
    """The body is not a CSV file."""


class ImportRoute(TenantRoute):
    """A route whose body is a file that is read before the transaction begins."""

    async def prepare(self, request: Request, actor: Actor) -> None:
        """Read the file. Raises NotCsvError, and what reading raises."""
        content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if content_type != "text/csv":
            raise NotCsvError("send the file as text/csv", field="Content-Type")
        asked = request.query_params.get("date_order")
        order = DateOrder(asked) if asked in set(DateOrder) else None
        reading = cast("Runtime", request.app.state.runtime).resource(actions.SheetReader)
        request.state.sheet = await reading.read(actor, await request.body(), order)


router = APIRouter(prefix="/my/work", tags=["my work"], route_class=ImportRoute)


class ImportReport(BaseModel):
    """How many rows were logged as drafts, and why each of the others was not."""

    accepted: int
    refused: list[RowRefusal]


_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "text/csv": {
                "schema": {
                    "type": "string",
                    "description": f"As Excel saves it; the first line names {', '.join(COLUMNS)}",
                }
            }
        },
    }
}


@router.post("/import", openapi_extra=_BODY)
async def import_work(
    request: Request,
    uow: Uow,
    mode: Annotated[Mode, Query()] = Mode.ALL_OR_NOTHING,
    date_order: Annotated[
        DateOrder | None,
        Query(description="How the file writes 03/04/2026, where its other dates do not tell it"),
    ] = None,
) -> ImportReport:
    """Log the rows of a CSV file as drafts: all of them or none, or the good ones.

    A file whose dates can be read in two ways is refused with `ambiguous_dates`, an example and
    both readings: send it again with the one that holds as `date_order`.
    """
    del date_order  # The file was read by it.
    imported = await actions.import_work(uow, cast("ReadSheet", request.state.sheet), mode)
    return ImportReport(accepted=imported.accepted, refused=list(imported.refused))
