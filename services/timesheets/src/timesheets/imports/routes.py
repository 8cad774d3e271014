"""HTTP of the import of a contractor's work."""

from typing import Annotated

from fastapi import Query, Request
from pydantic import BaseModel

from chassis.errors import InvalidError
from chassis.http import Uow, tenant_router
from timesheets.imports import actions
from timesheets.imports.actions import Mode
from timesheets.imports.refusals import RowRefusal
from timesheets.imports.sheet import COLUMNS

router = tenant_router(prefix="/my/work", tags=["my work"])


class NotCsvError(InvalidError):
    """The body is not a CSV file."""


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
                    "description": f"UTF-8; the first line names {', '.join(COLUMNS)}",
                }
            }
        },
    }
}


@router.post("/import", openapi_extra=_BODY)
async def import_work(
    request: Request, uow: Uow, mode: Annotated[Mode, Query()] = Mode.ALL_OR_NOTHING
) -> ImportReport:
    """Log the rows of a CSV file as drafts: all of them or none, or the good ones."""
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type != "text/csv":
        raise NotCsvError("send the file as text/csv", field="Content-Type")
    imported = await actions.import_work(uow, await request.body(), mode)
    return ImportReport(accepted=imported.accepted, refused=list(imported.refused))
