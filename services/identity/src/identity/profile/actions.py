"""What a person does with the own profile."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from chassis.errors import NotFoundError
from chassis.uow import UnitOfWork
from contracts.events.identity import PersonChanged
from identity.agencies import repository as agencies
from identity.passwords import repository as passwords
from identity.people import repository as people
from identity.people.model import Person
from identity.profile import model, repository
from identity.profile.model import ProfileUpdate
from identity.profile.repository import Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """The own profile, and what of it can be changed. `picture` is its etag."""

    person: Person
    phone: str
    languages: Sequence[str]
    picture: str | None
    has_password: bool


async def own(uow: UnitOfWork) -> Profile:
    """The actor's profile."""
    return await _profile(uow, await people.get(uow, uow.actor.person))


async def change(uow: UnitOfWork, wanted: ProfileUpdate) -> Profile:
    """Change details of the actor's profile. Raises ProfileError."""
    tenant = await agencies.get(uow, uow.agency_id)
    person = await people.get_for_update(uow, uow.actor.person)
    changed, event = model.change(person, wanted, languages=tenant.agency.languages)
    if event is not None:
        await people.save(uow, changed)
        uow.record(event)
    if wanted.phone is not None:
        await repository.save_phone(uow, person.id, wanted.phone)
    return await _profile(uow, changed)


async def set_picture(uow: UnitOfWork, content: bytes) -> Profile:
    """Keep a picture that was made ours."""
    person = await people.get_for_update(uow, uow.actor.person)
    etag = f'"{sha256(content).hexdigest()[:32]}"'
    await repository.save_picture(uow, person.id, Picture(content=content, etag=etag))
    # The person's open pages fetch it again.
    uow.record(PersonChanged(person=person.value))
    return await _profile(uow, person)


async def remove_picture(uow: UnitOfWork) -> None:
    """Delete the own picture. Raises NotFoundError if there is none."""
    person = await people.get_for_update(uow, uow.actor.person)
    if not await repository.remove_picture(uow, person.id):
        raise NotFoundError("picture")
    uow.record(PersonChanged(person=person.value))


async def own_picture(uow: UnitOfWork) -> Picture:
    """The actor's picture. Raises NotFoundError if there is none."""
    picture = await repository.picture_of(uow, uow.actor.person)
    if picture is None:
        raise NotFoundError("picture")
    return picture


async def _profile(uow: UnitOfWork, person: Person) -> Profile:
    tenant = await agencies.get(uow, uow.agency_id)
    return Profile(
        person=person,
        phone=await repository.phone_of(uow, person.id),
        languages=tenant.agency.languages,
        picture=await repository.etag_of(uow, person.id),
        has_password=await passwords.find_hash(uow, person.id) is not None,
    )
