"""What documents tells of offers, to whom it says (K14, B8)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from chassis.consumer import Handlers, Received
from chassis.uow import UnitOfWork
from contracts.access import Permission
from contracts.events.documents import (
    OfferAsked,
    OfferDeclined,
    OfferExpired,
    OfferSent,
    OfferSigned,
    OfferWithdrawn,
)
from contracts.ids import PersonId
from contracts.reach import Subject
from notifications.announcements import offers
from notifications.announcements.actions import announce, correlations
from notifications.announcements.draft import Draft
from notifications.announcements.offers import OfferContext
from notifications.directory import repository as directory
from notifications.directory.model import Person, is_contact_who_sees, staff_with
from notifications.directory.repository import known
from notifications.directory.told import offer_of

handlers = Handlers()

People = Mapping[PersonId, Person]


@handlers.on(OfferSent)
async def ask_first(uow: UnitOfWork, events: Sequence[Received[OfferSent]]) -> None:
    """To those whom it asks first."""

    def drafts(event: Received[OfferSent], context: OfferContext, people: People) -> list[Draft]:
        body = event.body
        signers = [known(people, signer_id, "person") for signer_id in body.signer_ids]
        return offers.sent(event.envelope.id, body, context, signers)

    await _tell(uow, events, {i for e in events for i in e.body.signer_ids}, drafts)


@handlers.on(OfferAsked)
async def ask(uow: UnitOfWork, events: Sequence[Received[OfferAsked]]) -> None:
    """To whose turn it is."""

    def drafts(event: Received[OfferAsked], context: OfferContext, people: People) -> list[Draft]:
        body = event.body
        forwarder = body.forwarded_by
        return offers.asked(
            event.envelope.id,
            body,
            context,
            known(people, body.person_id, "person"),
            known(people, forwarder, "person") if forwarder else None,
        )

    ids = {i for e in events for i in (e.body.person_id, e.body.forwarded_by) if i is not None}
    await _tell(uow, events, ids, drafts)


async def tell_answer(
    uow: UnitOfWork, events: Sequence[Received[OfferSigned | OfferDeclined]]
) -> None:
    """To the sender, or staff where nobody is named, and to contacts who hear of it."""
    managers = staff_with(await directory.staff(uow), Permission.COMPANIES_MANAGE)

    def drafts(event: Received[Any], context: OfferContext, people: People) -> list[Draft]:
        signer = known(people, event.body.person_id, "person")
        told = _told(event.body, people, managers)
        return offers.answered(event.envelope.id, event.body, context, signer, told)

    ids = {i for e in events for i in (e.body.person_id, *_concerned(e.body))}
    await _tell(uow, events, ids, drafts)


async def tell_end(
    uow: UnitOfWork, events: Sequence[Received[OfferWithdrawn | OfferExpired]]
) -> None:
    """To contacts who hear of it; of what expired, to the sender, too."""
    managers = staff_with(await directory.staff(uow), Permission.COMPANIES_MANAGE)

    def drafts(event: Received[Any], context: OfferContext, people: People) -> list[Draft]:
        told = _told(event.body, people, managers)
        if isinstance(event.body, OfferWithdrawn):
            told = [person for person in told if person.person_id in event.body.told_ids]
        return offers.closed(event.envelope.id, event.body, context, told)

    await _tell(uow, events, {i for e in events for i in _concerned(e.body)}, drafts)


for _event_type in (OfferSigned, OfferDeclined):
    handlers.on(_event_type)(tell_answer)
for _event_type in (OfferWithdrawn, OfferExpired):
    handlers.on(_event_type)(tell_end)


async def _tell(
    uow: UnitOfWork,
    events: Sequence[Received[Any]],
    ids: set[PersonId],
    drafts: Callable[[Received[Any], OfferContext, People], list[Draft]],
) -> None:
    agency = await directory.agency_of(uow)
    companies = await directory.company_names(uow, {e.body.company_id for e in events})
    people = await directory.people_by_id(uow, ids)
    made = [
        draft
        for event in events
        for draft in drafts(
            event,
            OfferContext(
                agency=agency, company_name=known(companies, event.body.company_id, "company")
            ),
            people,
        )
    ]
    await announce(uow, agency, correlations(e.envelope for e in events), made)


def _concerned(
    event: OfferSigned | OfferDeclined | OfferWithdrawn | OfferExpired,
) -> tuple[PersonId, ...]:
    return (*event.told_ids, *((event.sent_by,) if event.sent_by else ()))


def _told(
    event: OfferSigned | OfferDeclined | OfferWithdrawn | OfferExpired,
    people: People,
    managers: Sequence[Person],
) -> list[Person]:
    """Who hears of it, of those who may: the sender, or all who manage companies; then contacts."""
    sender = known(people, event.sent_by, "person") if event.sent_by else None
    sent_by = staff_with([sender], Permission.COMPANIES_MANAGE) if sender else []
    contacts = [known(people, person_id, "person") for person_id in event.told_ids]
    parties = offer_of(event).parties
    return [
        *(sent_by or managers),
        *(one for one in contacts if is_contact_who_sees(one, Subject.OFFERS, parties)),
    ]
