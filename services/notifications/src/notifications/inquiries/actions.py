"""Use cases of inquiries: a contact starts one, both sides write, staff assign and close."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from chassis.errors import ForbiddenError, NotFoundError
from chassis.ids import new_id
from chassis.uow import UnitOfWork
from contracts.access import Permission, Portal
from contracts.ids import AttachmentId, InquiryId, InvoiceId, OfferId, PersonId, ProjectId
from contracts.reach import Subject
from notifications.directory import repository as directory
from notifications.directory.model import Person, staff_with
from notifications.inquiries import links, model, repository
from notifications.inquiries.attachments import require_usable
from notifications.inquiries.model import (
    Decision,
    InquiriesOffError,
    Inquiry,
    InquiryKind,
    NewInquiry,
    TooManyMessagesError,
    UnknownAssigneeError,
)

_MAX_WRITTEN = 30
_WRITTEN_WITHIN = timedelta(minutes=10)
_WAIT_SECONDS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class StartRequest:
    """What a contact asks about."""

    kind: InquiryKind
    subject: str
    text: str
    invoice_id: InvoiceId | None
    offer_id: OfferId | None
    attachment_ids: Sequence[AttachmentId]


async def start(uow: UnitOfWork, asked: StartRequest) -> InquiryId:
    """Start a conversation. For contacts.

    Raises ForbiddenError, InquiriesOffError, TooManyMessagesError, and UnknownInvoiceError,
    UnknownOfferError, UnknownAttachmentError for what is not the contact's to name.
    """
    company_id = uow.actor.reach(Subject.INQUIRIES).company_id
    if uow.actor.portal is not Portal.CUSTOMER or company_id is None:
        raise ForbiddenError("only a contact starts an inquiry")
    await _require_open_door(uow)
    project_ids = frozenset[ProjectId]()
    if asked.invoice_id is not None:
        project_ids = await links.require_invoice(uow, asked.invoice_id)
    elif asked.offer_id is not None:
        project_ids = await links.require_offer(uow, asked.offer_id)
    await _require_attachments(uow, asked.attachment_ids)
    decision = model.start(
        NewInquiry(
            inquiry_id=InquiryId(new_id()),
            kind=asked.kind,
            subject=asked.subject,
            company_id=company_id,
            project_ids=project_ids,
            invoice_id=asked.invoice_id,
            offer_id=asked.offer_id,
        ),
        asked.text,
        asked.attachment_ids,
        by=uow.actor.person,
        at=uow.now,
    )
    await repository.add(uow, decision)
    _say(uow, decision)
    return decision.inquiry.inquiry_id


async def write(
    uow: UnitOfWork, inquiry_id: InquiryId, text: str, attachment_ids: Sequence[AttachmentId]
) -> None:
    """Write in a conversation that the actor sees. One that was closed is open again.

    Raises NotFoundError, InquiriesOffError (contacts), TooManyMessagesError, InquiryFullError,
    UnknownAttachmentError.
    """
    portal = uow.actor.portal
    inquiry = await _seen(uow, inquiry_id)
    if portal is Portal.CUSTOMER:
        await _require_open_door(uow)
    await _require_attachments(uow, attachment_ids)
    decision = model.write(
        inquiry,
        text,
        attachment_ids,
        by=uow.actor.person,
        portal=Portal.CUSTOMER if portal is Portal.CUSTOMER else Portal.AGENCY,
        at=uow.now,
    )
    await _carry_out(uow, decision)


async def mark_read(uow: UnitOfWork, inquiry_id: InquiryId, seen: int) -> None:
    """The actor has seen the messages up to this one. Raises NotFoundError.

    Kept of contacts who take part; of anybody else nothing is kept.
    """
    # Held: staff who write in this moment would else be counted as read by who has not seen it.
    await _seen(uow, inquiry_id)
    await repository.mark_read(uow, inquiry_id, uow.actor.person, seen)


async def assign(uow: UnitOfWork, inquiry_id: InquiryId, to: PersonId | None, *, seen: int) -> None:
    """Say who of the staff answers it. For staff.

    Raises ForbiddenError, NotFoundError, InquiryChangedError, UnknownAssigneeError.
    """
    by = require_staff(uow)
    inquiry = await _seen(uow, inquiry_id)
    if to is not None and to not in {person.person_id for person in await assignees(uow)}:
        raise UnknownAssigneeError("is nobody who answers inquiries", field="person_id")
    await _carry_out(uow, model.assign(inquiry, to, by=by, seen=seen))


async def close(uow: UnitOfWork, inquiry_id: InquiryId, *, seen: int) -> None:
    """End a conversation. For staff.

    Raises ForbiddenError, NotFoundError, InquiryChangedError, InquiryClosedError.
    """
    by = require_staff(uow)
    inquiry = await _seen(uow, inquiry_id)
    await _carry_out(uow, model.close(inquiry, by=by, seen=seen))


async def assignees(uow: UnitOfWork) -> list[Person]:
    """The staff who can answer inquiries, by name."""
    people = staff_with(await directory.staff(uow), Permission.COMPANIES_MANAGE)
    return sorted(people, key=lambda person: (person.name, person.person_id))


async def takes_inquiries(uow: UnitOfWork) -> bool:
    """Whether contacts can write here; so it is until identity has told otherwise."""
    agency = await directory.find_agency(uow)
    return agency is None or agency.takes_inquiries


def require_staff(uow: UnitOfWork) -> PersonId:
    """The member of staff who acts. Raises ForbiddenError for anybody else."""
    uow.actor.reach(Subject.INQUIRIES)
    if uow.actor.portal is not Portal.AGENCY:
        raise ForbiddenError("only staff may do this")
    return uow.actor.person


async def _seen(uow: UnitOfWork, inquiry_id: InquiryId) -> Inquiry:
    """The inquiry, held, if the actor may see it. Raises NotFoundError for any other."""
    within = uow.actor.reach(Subject.INQUIRIES)
    inquiry = await repository.get_for_update(uow, inquiry_id)
    if not within.shows(inquiry.parties):
        raise NotFoundError("inquiry", inquiry_id)
    return inquiry


async def _require_open_door(uow: UnitOfWork) -> None:
    agency = await directory.find_agency(uow)
    if agency is not None and not agency.takes_inquiries:
        raise InquiriesOffError(support_email=agency.brand.support_email)


async def _require_attachments(uow: UnitOfWork, ids: Sequence[AttachmentId]) -> None:
    """And that the actor has not written too much: raises TooManyMessagesError."""
    writer = uow.actor.person
    await repository.one_at_a_time(uow, writer)
    if await repository.count_written(uow, writer, _WRITTEN_WITHIN) >= _MAX_WRITTEN:
        raise TooManyMessagesError(_WAIT_SECONDS)
    if ids:
        known = await repository.attachments_for_update(uow, ids)
        require_usable(ids, known, writer, uow.now)


async def _carry_out(uow: UnitOfWork, decision: Decision) -> None:
    if decision.events:
        await repository.save(uow, decision)
        _say(uow, decision)


def _say(uow: UnitOfWork, decision: Decision) -> None:
    for event in decision.events:
        uow.record(event)
