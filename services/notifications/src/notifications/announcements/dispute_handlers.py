"""What is told of disputes: to staff when a contact acts, to contacts when staff do (B9)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from chassis.consumer import Handlers, Received
from chassis.uow import UnitOfWork
from contracts.access import Permission, Portal
from contracts.events.disputes import (
    DisputeAnswered,
    DisputeResolved,
    DisputeWithdrawn,
    InvoiceLinesDisputed,
)
from contracts.ids import PersonId
from notifications.announcements import disputes
from notifications.announcements.actions import announce, correlations
from notifications.announcements.disputes import DisputeContext
from notifications.announcements.draft import Draft
from notifications.directory import repository as directory
from notifications.directory.model import Person, staff_with
from notifications.directory.repository import known

handlers = Handlers()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Audience:
    """Whom a batch of events names, and the staff who manage invoices."""

    people: Mapping[PersonId, Person]
    staff: Sequence[Person]

    def person(self, person_id: PersonId) -> Person:
        """Raises NotYetError."""
        return known(self.people, person_id, "person")


@handlers.on(InvoiceLinesDisputed)
async def tell_of_dispute(
    uow: UnitOfWork, events: Sequence[Received[InvoiceLinesDisputed]]
) -> None:
    """To staff: a contact disputes lines."""

    def drafts(
        because_of: UUID, event: InvoiceLinesDisputed, context: DisputeContext, audience: _Audience
    ) -> list[Draft]:
        by = audience.person(event.disputed_by)
        return disputes.opened(because_of, event, context, by, audience.staff)

    await _tell(uow, events, {e.body.disputed_by for e in events}, drafts)


@handlers.on(DisputeAnswered)
async def tell_of_answer(uow: UnitOfWork, events: Sequence[Received[DisputeAnswered]]) -> None:
    """To staff where a contact wrote; to the contacts who take part where staff did."""

    def drafts(
        because_of: UUID, event: DisputeAnswered, context: DisputeContext, audience: _Audience
    ) -> list[Draft]:
        by = audience.person(event.answered_by)
        if by.portal is not Portal.AGENCY:
            return disputes.answered_by_contact(because_of, event, context, by, audience.staff)
        contacts = [audience.person(one) for one in event.contact_ids]
        return disputes.answered_by_staff(because_of, event, context, by, contacts)

    ids = {e.body.answered_by for e in events}
    await _tell(uow, events, ids.union(*(e.body.contact_ids for e in events)), drafts)


@handlers.on(DisputeResolved)
async def tell_of_resolution(uow: UnitOfWork, events: Sequence[Received[DisputeResolved]]) -> None:
    """To the contacts who take part: how it ended."""

    def drafts(
        because_of: UUID, event: DisputeResolved, context: DisputeContext, audience: _Audience
    ) -> list[Draft]:
        by = audience.person(event.resolved_by)
        contacts = [audience.person(one) for one in event.contact_ids]
        return disputes.resolved(because_of, event, context, by, contacts)

    ids = {e.body.resolved_by for e in events}
    await _tell(uow, events, ids.union(*(e.body.contact_ids for e in events)), drafts)


@handlers.on(DisputeWithdrawn)
async def tell_of_withdrawal(uow: UnitOfWork, events: Sequence[Received[DisputeWithdrawn]]) -> None:
    """To staff: a contact took a dispute back."""

    def drafts(
        because_of: UUID, event: DisputeWithdrawn, context: DisputeContext, audience: _Audience
    ) -> list[Draft]:
        by = audience.person(event.withdrawn_by)
        return disputes.withdrawn(because_of, event, context, by, audience.staff)

    await _tell(uow, events, {e.body.withdrawn_by for e in events}, drafts)


async def _tell(
    uow: UnitOfWork,
    events: Sequence[Received[Any]],
    ids: set[PersonId],
    drafts: Callable[[UUID, Any, DisputeContext, _Audience], list[Draft]],
) -> None:
    agency = await directory.agency_of(uow)
    companies = await directory.company_names(uow, {e.body.company_id for e in events})
    audience = _Audience(
        people=await directory.people_by_id(uow, ids),
        staff=staff_with(await directory.staff(uow), Permission.INVOICES_MANAGE),
    )
    made = [
        draft
        for event in events
        for draft in drafts(
            event.envelope.id,
            event.body,
            DisputeContext(
                agency=agency, company_name=known(companies, event.body.company_id, "company")
            ),
            audience,
        )
    ]
    await announce(uow, agency, correlations(e.envelope for e in events), made)
