"""Attachments over HTTP: sent as they are, handed out to be saved."""

from functools import partial
from typing import Annotated, cast
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from chassis.errors import DomainError, InvalidError, UnauthenticatedError
from chassis.http import Uow, tenant_router
from chassis.runtime import Runtime
from contracts.ids import AttachmentId
from documents.attachments import actions
from documents.attachments.schemas import AttachmentDetails, FileName
from documents.rendering import RenderPool
from documents.storage import Storage

router = tenant_router(prefix="/attachments", tags=["attachments"])
sending_router = APIRouter(prefix="/attachments", tags=["attachments"])


# No tenant route: while the file is looked at no connection to the database is held.
@sending_router.post("", status_code=201)
async def store_attachment(
    request: Request,
    name: Annotated[FileName, Query(description="What the file is called, without a folder")],
) -> AttachmentDetails:
    """Send a file to name it in a message afterwards: the body is the file, at most 10 MB.

    PDF, PNG, JPEG, WebP, DOCX and XLSX, by what is in it. 422 says in `flaw` why another one is
    refused; then nothing is kept. A file that no message names is removed after two days.
    """
    runtime = cast("Runtime", request.app.state.runtime)
    actor = await runtime.passes.actor_of(request)
    if actor.agency_id is None:
        raise UnauthenticatedError
    if "/" in name or "\\" in name:
        raise InvalidError("has a folder in it", field="name")
    units = partial(
        runtime.database.unit_of_work,
        actor.agency_id,
        actor=actor,
        correlation_id=getattr(request.state, "correlation_id", None),
    )
    async with units() as uow:
        await actions.require_place(uow)
    content = await request.body()
    pool, storage = runtime.resource(RenderPool), runtime.resource(Storage)
    media_type = await actions.inspected(pool, actor.agency_id, content, name)
    async with units() as uow:
        attachment_id = await actions.reserve(uow)
    await actions.keep(storage, actor.agency_id, attachment_id, content)
    try:
        async with units() as uow:
            return AttachmentDetails.of(
                await actions.add(uow, attachment_id, content, name=name, media_type=media_type)
            )
    except DomainError:
        await actions.discard(storage, actor.agency_id, attachment_id)
        raise


@router.get(
    "/{attachment_id}/content",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {}}}},
)
async def get_attachment_content(attachment_id: UUID, uow: Uow) -> Response:
    """The file, to be saved: no browser shows it in the agency's site."""
    attachment, content = await actions.show(uow, AttachmentId(attachment_id))
    name = quote(attachment.name, safe="")
    return Response(
        content,
        # Its kind is of no use to a browser that saves it, and none to one that should not show it.
        media_type="application/octet-stream",
        headers={
            "Cache-Control": "private, no-store",
            "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
            "X-Content-Type-Options": "nosniff",
        },
    )
