"""Inquiries over HTTP: contacts start them, both sides write, staff assign and close."""

from collections.abc import Collection, Sequence
from typing import Annotated
from uuid import UUID

from fastapi import Query
from fastapi.responses import Response

from chassis.fields import Search
from chassis.http import Uow, tenant_router
from chassis.paging import BY_TIME, DEFAULT_LIMIT, Cursor, Limit, Page
from chassis.uow import UnitOfWork
from contracts.access import Portal
from contracts.ids import AttachmentId, CompanyId, InquiryId, InvoiceId, OfferId, PersonId
from contracts.reach import Subject
from notifications.directory import repository as directory
from notifications.inquiries import actions, links, queries, repository
from notifications.inquiries.model import InquiryKind, InquiryState
from notifications.inquiries.queries import InquiryFilter, InquirySort, ListedInquiry
from notifications.inquiries.schemas import (
    Assignee,
    Assignees,
    AssignRequest,
    CloseRequest,
    InquiriesOverview,
    InquiryDetails,
    InquiryRequest,
    InquirySummary,
    MessageRequest,
    SeenRequest,
)

router = tenant_router(prefix="/inquiries", tags=["inquiries"])


@router.get("")
async def list_inquiries(  # noqa: PLR0913, PLR0917 - one for each filter
    uow: Uow,
    state: Annotated[list[InquiryState] | None, Query(max_length=len(InquiryState))] = None,
    kind: Annotated[list[InquiryKind] | None, Query(max_length=len(InquiryKind))] = None,
    unread: bool = False,
    assigned_to: UUID | None = None,
    company_id: UUID | None = None,
    search: Search = "",
    sort: InquirySort = InquirySort.LATEST_FIRST,
    cursor: Cursor = None,
    limit: Limit = DEFAULT_LIMIT,
) -> Page[InquirySummary]:
    """The conversations that one may see, by when somebody wrote last.

    `state` and `kind` may be repeated; `unread`: those with an answer that I have not seen.
    """
    found = await queries.listed(
        uow,
        uow.actor.reach(Subject.INQUIRIES),
        InquiryFilter(
            states=state or (),
            kinds=kind or (),
            unread_by=uow.actor.person if unread else None,
            assigned_to=PersonId(assigned_to) if assigned_to else None,
            company_id=CompanyId(company_id) if company_id else None,
            search=search,
        ),
        sort=sort,
        after=BY_TIME.after(cursor),
        limit=limit + 1,
    )
    names = await _names(uow, found)
    about = await links.links_of(uow, [listed.inquiry for listed in found])
    return BY_TIME.page(
        found,
        limit,
        key=lambda listed: (listed.inquiry.last_message_at, listed.inquiry.inquiry_id),
        shown=lambda listed: InquirySummary.of(listed, names, about.get(listed.inquiry.inquiry_id)),
    )


@router.get("/summary")
async def summarise_inquiries(uow: Uow) -> InquiriesOverview:
    """How many answers I have not seen, and whether one can write to the agency here."""
    within = uow.actor.reach(Subject.INQUIRIES)
    return InquiriesOverview.of(
        await queries.answered(uow, within, uow.actor.person),
        takes_inquiries=await actions.takes_inquiries(uow),
    )


@router.get("/assignees")
async def list_assignees(uow: Uow) -> Assignees:
    """Who can answer inquiries. For staff."""
    actions.require_staff(uow)
    return Assignees(items=[Assignee.of(person) for person in await actions.assignees(uow)])


@router.post("", status_code=201)
async def start_inquiry(body: InquiryRequest, uow: Uow) -> InquiryDetails:
    """Start a conversation with the agency. For contacts.

    An invoice or an offer is named by its id; one that this contact does not see is as unknown as
    one that never was (422). 409 `inquiries_off` names the agency's address where it takes none.
    """
    inquiry_id = await actions.start(
        uow,
        actions.StartRequest(
            kind=body.kind,
            subject=body.subject,
            text=body.text,
            invoice_id=InvoiceId(body.invoice_id) if body.invoice_id else None,
            offer_id=OfferId(body.offer_id) if body.offer_id else None,
            attachment_ids=_attachment_ids(body),
        ),
    )
    return await _details(uow, inquiry_id)


@router.get("/{inquiry_id}")
async def show_inquiry(inquiry_id: UUID, uow: Uow) -> InquiryDetails:
    """One conversation with all its messages."""
    return await _details(uow, InquiryId(inquiry_id))


@router.post("/{inquiry_id}/messages")
async def write_in_inquiry(inquiry_id: UUID, body: MessageRequest, uow: Uow) -> InquiryDetails:
    """Write in a conversation; one that was closed is open again.

    409 `attachment_not_ready` where a file was sent a moment ago: try again with the same key.
    """
    await actions.write(uow, InquiryId(inquiry_id), body.text, _attachment_ids(body))
    return await _details(uow, InquiryId(inquiry_id))


@router.post("/{inquiry_id}/read", status_code=204)
async def read_inquiry(inquiry_id: UUID, body: SeenRequest, uow: Uow) -> Response:
    """I have seen the messages up to this one."""
    await actions.mark_read(uow, InquiryId(inquiry_id), body.seen)
    return Response(status_code=204)


@router.post("/{inquiry_id}/assign")
async def assign_inquiry(inquiry_id: UUID, body: AssignRequest, uow: Uow) -> InquiryDetails:
    """Say who answers it. For staff."""
    to = PersonId(body.person_id) if body.person_id else None
    await actions.assign(uow, InquiryId(inquiry_id), to, seen=body.version)
    return await _details(uow, InquiryId(inquiry_id))


@router.post("/{inquiry_id}/close")
async def close_inquiry(inquiry_id: UUID, body: CloseRequest, uow: Uow) -> InquiryDetails:
    """End it, until somebody writes again. For staff."""
    await actions.close(uow, InquiryId(inquiry_id), seen=body.version)
    return await _details(uow, InquiryId(inquiry_id))


async def _details(uow: UnitOfWork, inquiry_id: InquiryId) -> InquiryDetails:
    within = uow.actor.reach(Subject.INQUIRIES)
    listed = await queries.one(uow, within, inquiry_id)
    messages = await queries.messages_of(uow, inquiry_id)
    writers = {message.written_by for message in messages}
    is_contact = uow.actor.portal is Portal.CUSTOMER
    return InquiryDetails.detailed(
        listed,
        await _names(uow, [listed], writers),
        (await links.links_of(uow, [listed.inquiry])).get(inquiry_id),
        messages=messages,
        attachments=await repository.attachments_of(uow, inquiry_id),
        can_write=not is_contact or await actions.takes_inquiries(uow),
    )


async def _names(
    uow: UnitOfWork, found: Sequence[ListedInquiry], others: Collection[PersonId] = ()
) -> dict[UUID, str]:
    ids: set[UUID] = set(others)
    for listed in found:
        one = listed.inquiry
        ids |= {one.company_id, one.opened_by, one.last_message_by}
        ids |= {one.assigned_to} if one.assigned_to else set()
    return await directory.names_of(uow, ids)


def _attachment_ids(body: MessageRequest) -> list[AttachmentId]:
    return [AttachmentId(one) for one in body.attachment_ids]
