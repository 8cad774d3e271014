"""Offers over HTTP: contacts sign, decline and forward them, staff send and look after them."""

import hashlib
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Annotated, Any, cast
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Header, Query, Request
from fastapi.responses import Response
from fastapi.routing import APIRoute

from chassis.actor import Actor
from chassis.errors import UnauthenticatedError
from chassis.fields import Search
from chassis.http import Uow, tenant_router
from chassis.http.idempotency import HEADER, earlier_answer, remember
from chassis.paging import BY_TIME, DEFAULT_LIMIT, Cursor, Limit, Page
from chassis.runtime import Runtime
from chassis.uow import UnitOfWork
from contracts.ids import CompanyId, OfferId, PersonId, ProjectId
from contracts.reach import Subject
from documents.rendering import RenderPool
from documents.rendering.flaws import MAX_BYTES
from documents.signing import actions, queries, sending
from documents.signing.model import State
from documents.signing.origin import Origin, origin_of
from documents.signing.schemas import (
    Contact,
    Contacts,
    Evidence,
    ExtendRequest,
    ForwardRequest,
    OfferDetails,
    OfferForm,
    OfferSummary,
    PendingSignatureSummary,
    ReasonRequest,
    Sha256,
    SignRequest,
    shown_to,
)
from documents.storage import Storage

router = tenant_router(prefix="/offers", tags=["offers"])


class _StaffFirst(APIRoute):
    """Asks who sends a form before it is read: nobody else's file is looked at."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        original = super().get_route_handler()

        async def handle(request: Request) -> Response:
            runtime = cast("Runtime", request.app.state.runtime)
            actor = await runtime.passes.actor_of(request)
            actions.require_staff(actor)
            request.state.actor = actor
            return await original(request)

        return handle


sending_router = APIRouter(prefix="/offers", tags=["offers"], route_class=_StaffFirst)

ETags = Annotated[str | None, Header(max_length=2_000, description="`ETag` of what is known")]

ExpectedHash = Annotated[
    Sha256 | None, Query(description="Of this file alone: 409 where it is another one now")
]

# The file changes with each signature, and who may see it does: ask each time, cheaply.
_CACHING = {"Cache-Control": "private, no-cache", "X-Content-Type-Options": "nosniff"}


async def _origin(request: Request) -> Origin:
    """From where the command comes, as the edge tells."""
    return origin_of(
        request.headers.get("x-forwarded-for", ""), request.headers.get("x-client-user-agent", "")
    )


OriginOfRequest = Annotated[Origin, Depends(_origin)]


@router.get("")
async def list_offers(  # noqa: PLR0913, PLR0917 - one for each filter
    uow: Uow,
    state: Annotated[list[State] | None, Query(max_length=len(State))] = None,
    awaiting_me: bool = False,
    signed_by_me: bool = False,
    company_id: UUID | None = None,
    project_id: UUID | None = None,
    search: Search = "",
    cursor: Cursor = None,
    limit: Limit = DEFAULT_LIMIT,
) -> Page[OfferSummary]:
    """The offers that one may see, newest first; `state` may be repeated."""
    me = shown_to(uow.actor.portal, uow.actor.person_id)
    found = await queries.newest(
        uow,
        uow.actor.reach(Subject.OFFERS),
        queries.Filter(
            states=state or (),
            awaits_id=uow.actor.person if awaiting_me else None,
            signed_by=uow.actor.person if signed_by_me else None,
            company_id=CompanyId(company_id) if company_id else None,
            project_id=ProjectId(project_id) if project_id else None,
            search=search,
        ),
        after=BY_TIME.after(cursor),
        limit=limit + 1,
    )
    names = await actions.names(uow, found)
    return BY_TIME.page(
        found,
        limit,
        key=lambda kept: (kept.offer.sent_at, kept.offer.offer_id),
        shown=lambda kept: OfferSummary.of(kept, names, me),
    )


@router.get("/to-sign")
async def summarise_to_sign(uow: Uow) -> PendingSignatureSummary:
    """How many offers await my signature, since when, and which time is over first."""
    uow.actor.reach(Subject.OFFERS)
    found = await queries.to_sign(uow, uow.actor.person)
    return PendingSignatureSummary(
        count=found.count,
        oldest_sent_at=found.oldest_sent_at,
        next_expires_at=found.next_expires_at,
    )


@router.get("/signers")
async def list_signers(company_id: UUID, uow: Uow) -> Contacts:
    """Who at a company may sign. For staff, and for contacts of their own company."""
    within = uow.actor.reach(Subject.OFFERS)
    if within.company_id not in {None, company_id}:
        return Contacts(items=[])
    people = await actions.who_may_sign(uow, CompanyId(company_id))
    return Contacts(items=[Contact(person_id=p.person_id, name=p.name) for p in people])


@router.get("/{offer_id}")
async def show_offer(offer_id: UUID, uow: Uow) -> OfferDetails:
    """One offer with its signers and its history."""
    return await _details(uow, OfferId(offer_id))


@router.get(
    "/{offer_id}/content",
    response_class=Response,
    responses={200: {"content": {"application/pdf": {}}}, 304: {"description": "Unchanged"}},
)
async def get_offer_content(
    offer_id: UUID,
    uow: Uow,
    *,
    original: bool = False,
    download: bool = False,
    sha256: ExpectedHash = None,
    if_none_match: ETags = None,
) -> Response:
    """The PDF as it is now, which is what is signed; `original`: as it was sent."""
    kept = await actions.show(uow, OfferId(offer_id))
    actions.require_newest(kept, sha256)
    sha256 = kept.original_sha256 if original else kept.offer.sha256
    if _unchanged(if_none_match, sha256):
        return Response(status_code=304, headers=_CACHING | {"ETag": f'"{sha256}"'})
    disposition = "attachment" if download else "inline"
    name = f"{kept.number}-original.pdf" if original else f"{kept.number}.pdf"
    return Response(
        await actions.content(uow, sha256),
        media_type="application/pdf",
        headers={
            **_CACHING,
            "ETag": f'"{sha256}"',
            "Content-Disposition": f'{disposition}; filename="{name}"',
        },
    )


@router.get(
    "/{offer_id}/preview",
    response_class=Response,
    responses={200: {"content": {"image/png": {}}}, 304: {"description": "Unchanged"}},
)
async def get_offer_preview(
    offer_id: UUID,
    uow: Uow,
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
    sha256: ExpectedHash = None,
    if_none_match: ETags = None,
) -> Response:
    """A picture of a page of the file as it is now."""
    kept = await actions.show(uow, OfferId(offer_id))
    actions.require_newest(kept, sha256)
    tag = f"{kept.offer.sha256}-{page}"
    if _unchanged(if_none_match, tag):
        return Response(status_code=304, headers=_CACHING | {"ETag": f'"{tag}"'})
    png = await actions.page(uow, kept, page)
    return Response(png, media_type="image/png", headers=_CACHING | {"ETag": f'"{tag}"'})


@router.get("/{offer_id}/evidence")
async def list_evidence(offer_id: UUID, uow: Uow) -> Evidence:
    """All that is kept of what happened. For staff."""
    kept = await actions.show(uow, OfferId(offer_id))
    actions.require_staff(uow.actor)
    lines = await queries.evidence(uow, OfferId(offer_id))
    return Evidence.of(lines, await actions.names(uow, [kept]))


@router.post("/{offer_id}/view", status_code=204)
async def view_offer(offer_id: UUID, uow: Uow) -> Response:
    """I have opened it. Kept once, of the signer whose turn it is."""
    await actions.view(uow, OfferId(offer_id))
    return Response(status_code=204)


@router.post("/{offer_id}/sign")
async def sign_offer(
    offer_id: UUID, body: SignRequest, uow: Uow, origin: OriginOfRequest
) -> OfferDetails:
    """Sign the file that I was shown, agreeing to the text that I was shown."""
    strokes = None
    if body.drawn is not None:
        strokes = [tuple((x, y) for x, y in stroke) for stroke in body.drawn]
    await actions.sign(
        uow,
        OfferId(offer_id),
        strokes=strokes,
        typed=body.typed,
        sha256=body.sha256,
        consent_version=body.consent_version,
        language=body.language,
        origin=origin,
    )
    return await _details(uow, OfferId(offer_id))


@router.post("/{offer_id}/decline")
async def decline_offer(
    offer_id: UUID, body: ReasonRequest, uow: Uow, origin: OriginOfRequest
) -> OfferDetails:
    """Decline it, with the reason. The sender and those who signed before hear of it."""
    await actions.decline(uow, OfferId(offer_id), body.reason, origin)
    return await _details(uow, OfferId(offer_id))


@router.post("/{offer_id}/forward")
async def forward_offer(
    offer_id: UUID, body: ForwardRequest, uow: Uow, origin: OriginOfRequest
) -> OfferDetails:
    """Forward it to the right signer, with the reason. Staff can do it for whoever is asked."""
    await actions.forward(uow, OfferId(offer_id), PersonId(body.person_id), body.reason, origin)
    return await _details(uow, OfferId(offer_id))


@router.post("/{offer_id}/remind")
async def remind_signer(offer_id: UUID, uow: Uow) -> OfferDetails:
    """Ask the signer whose turn it is once more. For staff, at most once in an hour."""
    await actions.remind(uow, OfferId(offer_id))
    return await _details(uow, OfferId(offer_id))


@router.post("/{offer_id}/extend")
async def extend_offer(offer_id: UUID, body: ExtendRequest, uow: Uow) -> OfferDetails:
    """Give more time; one that has expired is open again. For staff."""
    await actions.extend(uow, OfferId(offer_id), body.expires_on)
    return await _details(uow, OfferId(offer_id))


@router.post("/{offer_id}/withdraw")
async def withdraw_offer(offer_id: UUID, body: ReasonRequest, uow: Uow) -> OfferDetails:
    """Take it back, with the reason. For staff."""
    await actions.withdraw(uow, OfferId(offer_id), body.reason)
    return await _details(uow, OfferId(offer_id))


# No tenant route: while the file is looked at no connection to the database is held.
@sending_router.post("", status_code=201, response_model=OfferDetails)
async def send_offer(form: Annotated[OfferForm, Form()], request: Request) -> object:
    """Send an offer: a PDF that is signed by contacts of a company, one after the other.

    422 names the field and the reason; of a file that cannot be signed `flaw` is the code of why.
    With an `Idempotency-Key` it is sent once, however often it is asked for.
    """
    runtime = cast("Runtime", request.app.state.runtime)
    actor = cast("Actor", request.state.actor)
    if actor.agency_id is None:
        raise UnauthenticatedError
    sending.require_seal(runtime.settings)
    correlation_id: UUID | None = getattr(request.state, "correlation_id", None)
    units = partial(
        runtime.database.unit_of_work, actor.agency_id, actor=actor, correlation_id=correlation_id
    )
    pdf = await form.file.read(MAX_BYTES + 1)
    file_sha256 = hashlib.sha256(pdf).hexdigest()
    async with units() as uow:
        drafted = await sending.draft(uow, _order(form), file_sha256)
    ready = await sending.make_ready(
        runtime.resource(RenderPool), runtime.resource(Storage), actor.agency_id, drafted, pdf
    )
    async with units() as uow:
        route, key = "POST /offers", request.headers.get(HEADER)
        if not key:
            return await _details(uow, await sending.send(uow, drafted, ready))
        asked = f"{form.model_dump_json(exclude={'file'})} {file_sha256}"
        earlier = await earlier_answer(uow, route=route, key=key, body=asked.encode())
        if earlier is not None:
            return earlier
        sent = await _details(uow, await sending.send(uow, drafted, ready))
        answer = Response(sent.model_dump_json(), status_code=201, media_type="application/json")
        await remember(uow, route=route, key=key, response=answer)
        return answer


def _order(form: OfferForm) -> sending.OfferRequest:
    return sending.OfferRequest(
        title=form.title,
        message=form.message,
        company_id=CompanyId(form.company_id),
        project_id=ProjectId(form.project_id) if form.project_id else None,
        signer_ids=tuple(PersonId(signer_id) for signer_id in form.signer_ids),
        expires_on=form.expires_on,
        language=form.language,
    )


async def _details(uow: UnitOfWork, offer_id: OfferId) -> OfferDetails:
    kept = await actions.show(uow, offer_id)
    lines = await queries.evidence(uow, offer_id)
    return OfferDetails.detailed(
        kept,
        await actions.names(uow, [kept]),
        shown_to(uow.actor.portal, uow.actor.person_id),
        can_sign=actions.can_sign(uow, kept.offer),
        history=lines,
    )


def _unchanged(if_none_match: str | None, tag: str) -> bool:
    """Whether the asker has these bytes (RFC 9110, 13.1.2; weak comparison)."""
    given = {text.strip().removeprefix("W/") for text in (if_none_match or "").split(",")}
    return f'"{tag}"' in given or "*" in given
