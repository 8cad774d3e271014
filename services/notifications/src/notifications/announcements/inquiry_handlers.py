"""What is told of inquiries: to staff when a contact writes, to contacts when staff do (K15)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from chassis.consumer import Handlers, Received
from chassis.uow import UnitOfWork
from contracts.access import Permission, Portal
from contracts.events.notifications import InquiryAnswered, InquiryAssigned, InquiryOpened
from contracts.ids import PersonId
from notifications.announcements import inquiries
from notifications.announcements.actions import announce, correlations
from notifications.announcements.draft import Draft
from notifications.announcements.inquiries import InquiryContext
from notifications.directory import repository as directory
from notifications.directory.model import Person, staff_with
from notifications.directory.repository import known

handlers = Handlers()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Audience:
    """Whom a batch of events names, and the staff who answer inquiries."""

    people: Mapping[PersonId, Person]
    managers: Sequence[Person]

    def staff(self, assigned_to: PersonId | None) -> Sequence[Person]:
        """Who has it, if they still answer inquiries; else all who do."""
        assigned = [person for person in self.managers if person.person_id == assigned_to]
        return assigned or self.managers


@handlers.on(InquiryOpened)
async def tell_staff(uow: UnitOfWork, events: Sequence[Received[InquiryOpened]]) -> None:
    """To staff: a contact started a conversation."""

    def drafts(
        because_of: UUID, event: InquiryOpened, context: InquiryContext, audience: _Audience
    ) -> list[Draft]:
        writer = known(audience.people, event.opened_by, "person")
        return inquiries.received(
            because_of, event, context, writer, audience.staff(event.assigned_to)
        )

    await _tell(uow, events, {e.body.opened_by for e in events}, drafts)


@handlers.on(InquiryAnswered)
async def tell_other_side(uow: UnitOfWork, events: Sequence[Received[InquiryAnswered]]) -> None:
    """To staff where a contact wrote; to the contacts who take part where staff did."""

    def drafts(
        because_of: UUID, event: InquiryAnswered, context: InquiryContext, audience: _Audience
    ) -> list[Draft]:
        writer = known(audience.people, event.answered_by, "person")
        if writer.portal is not Portal.AGENCY:
            staff = audience.staff(event.assigned_to)
            return inquiries.received(because_of, event, context, writer, staff)
        contacts = [known(audience.people, one, "person") for one in event.contact_ids]
        return inquiries.answered(because_of, event, context, writer, contacts)

    ids = {e.body.answered_by for e in events}
    await _tell(uow, events, ids.union(*(e.body.contact_ids for e in events)), drafts)


@handlers.on(InquiryAssigned)
async def tell_assignee(uow: UnitOfWork, events: Sequence[Received[InquiryAssigned]]) -> None:
    """To whoever answers it from now on, unless they took it themselves."""

    def drafts(
        because_of: UUID, event: InquiryAssigned, context: InquiryContext, audience: _Audience
    ) -> list[Draft]:
        if event.assigned_to is None or event.assigned_to == event.assigned_by:
            return []
        by = known(audience.people, event.assigned_by, "person")
        to = known(audience.people, event.assigned_to, "person")
        return inquiries.assigned(because_of, event, context, by, to)

    ids = {i for e in events for i in (e.body.assigned_to, e.body.assigned_by) if i is not None}
    await _tell(uow, events, ids, drafts)


async def _tell(
    uow: UnitOfWork,
    events: Sequence[Received[Any]],
    ids: set[PersonId],
    drafts: Callable[[UUID, Any, InquiryContext, _Audience], list[Draft]],
) -> None:
    agency = await directory.agency_of(uow)
    companies = await directory.company_names(uow, {e.body.company_id for e in events})
    audience = _Audience(
        people=await directory.people_by_id(uow, ids),
        managers=staff_with(await directory.staff(uow), Permission.COMPANIES_MANAGE),
    )
    made = [
        draft
        for event in events
        for draft in drafts(
            event.envelope.id,
            event.body,
            InquiryContext(
                agency=agency, company_name=known(companies, event.body.company_id, "company")
            ),
            audience,
        )
    ]
    await announce(uow, agency, correlations(e.envelope for e in events), made)
