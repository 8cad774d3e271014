"""Use cases of the digest: collect for it, move its hour, make it. Nothing is sent here."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime

from chassis.uow import UnitOfWork
from chassis.wakeup import Wakeup
from contracts.ids import PersonId
from notifications.digest import model, repository
from notifications.directory import queries
from notifications.directory import repository as directory
from notifications.directory.model import Agency, Person
from notifications.emails import repository as emails
from notifications.emails.message import Kind
from notifications.emails.model import Email, email_id_of
from notifications.preferences import repository as preferences


async def collect(uow: UnitOfWork, agency: Agency, person_ids: Collection[PersonId]) -> None:
    """Something was collected for these people: have the next digest of each made."""
    places = await repository.lock(uow, person_ids)
    # Read after the lock: whoever moves the hour holds it too, so the hour is the latest one.
    chosen = await preferences.of_people(uow, person_ids)
    await repository.save(
        uow,
        {
            person_id: model.next_slot(
                uow.now, chosen[person_id].digest_hour, agency.time_zone, last_on=place.last_on
            )
            for person_id, place in places.items()
            if place.slot is None
        },
    )


async def move(uow: UnitOfWork, agency: Agency, person_ids: Collection[PersonId]) -> None:
    """The hour or the time zone changed: what is not due yet is due at the new hour."""
    places = await repository.lock(uow, person_ids)
    chosen = await preferences.of_people(uow, person_ids)
    await repository.save(
        uow,
        {
            person_id: model.next_slot(
                uow.now, chosen[person_id].digest_hour, agency.time_zone, last_on=place.last_on
            )
            for person_id, place in places.items()
            if place.slot is not None and place.slot.at > uow.now
        },
    )


async def make(uow: UnitOfWork, person_id: PersonId, now: datetime) -> bool:
    """Turn what is collected for a person into one e-mail; False when it is not due any more.

    Queue, collected and e-mail change in the unit's transaction: a process that ends in the middle
    has done nothing, and of two at once one finds the place held. Who lost the login gets none, and
    who lost a permission or a project nothing of what it shows.
    """
    on = await repository.take(uow, person_id, now)
    if on is None:
        return False
    person = (await directory.people_by_id(uow, [person_id])).get(person_id)
    if person is None or not person.can_be_told:
        await repository.put_into(uow, person_id, None)
        return True
    topics = await repository.topics_collected(uow, person_id)
    await repository.leave_out(uow, await queries.no_longer_told(uow, person, topics))
    what = await repository.collected(uow, person_id)
    if not what.total:
        return True
    agency = await directory.agency_of(uow)
    digest = _email(uow, agency, person, on, what)
    await emails.add(uow, [digest])
    await repository.put_into(uow, person_id, digest)
    uow.after_commit(uow.resource(Wakeup).ring)
    return True


async def renew(uow: UnitOfWork, digest: Email, person: Person) -> Email | None:
    """A digest that has waited to be sent, as its reader may have it now; None: nothing is left.

    Something of it may be out of their sight by now, or not be so any more, as with an invoice that
    was paid.
    """
    topics = await repository.topics_within(uow, digest)
    untold = await queries.no_longer_told(uow, person, topics)
    await repository.leave_out(uow, {*untold, *await repository.withdrawn_within(uow, digest)})
    what = await repository.within(uow, digest)
    if not what.total:
        return None
    if what.total == model.total_of(digest.message):
        return digest
    agency = await directory.agency_of(uow)
    message = model.with_contents(digest.message, agency, person, digest.language, what)
    renewed = replace(digest, message=message)
    await emails.save_message(uow, renewed)
    return renewed


async def is_all_theirs(uow: UnitOfWork, digest: Email, person: Person) -> bool:
    """Whether a digest tells of nothing that is not so any more, or out of its reader's sight."""
    if await repository.withdrawn_within(uow, digest):
        return False
    return not await queries.no_longer_told(
        uow, person, await repository.topics_within(uow, digest)
    )


def _email(
    uow: UnitOfWork, agency: Agency, person: Person, on: date, what: model.DigestContents
) -> Email:
    because_of = model.because_of(person.person_id, on)
    language = agency.language_of(person)
    return Email(
        email_id=email_id_of(because_of, person.person_id, Kind.DAILY_DIGEST),
        agency_id=agency.agency_id,
        because_of=because_of,
        correlation_id=model.correlation_of(person.person_id, on),
        recipient_id=person.person_id,
        kind=Kind.DAILY_DIGEST,
        language=language,
        address=person.email,
        message=model.message(agency, person, language, on, what),
        secret_link=None,
        expires_at=None,
        created_at=uow.now,
        read_at=uow.now,
    )
