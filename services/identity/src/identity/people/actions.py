"""Finding people, and creating logins."""

from collections.abc import Sequence
from uuid import UUID

from chassis.errors import ConflictError, FieldError, ForbiddenError, InvalidError, NotFoundError
from chassis.uow import UnitOfWork
from contracts.access import Permission, Portal
from contracts.events.identity import Contact, PersonStatus
from contracts.ids import PersonId, ProjectId
from identity.companies import repository as companies
from identity.people import repository
from identity.people.access import Access
from identity.people.authority import Authority
from identity.people.model import Person

# Who sets up projects and work orders has to find people too.
_SEES_PEOPLE = (Permission.PEOPLE_MANAGE, Permission.PROJECTS_MANAGE)


class EmailTakenError(ConflictError):
    """This address has a login in this portal already"""


async def page(
    uow: UnitOfWork,
    *,
    portal: Portal | None,
    status: PersonStatus | None,
    q: str | None,
    after: tuple[str, UUID] | None,
    limit: int,
) -> Sequence[Person]:
    """People by name, for staff who work with them. Raises ForbiddenError."""
    uow.actor.require(*_SEES_PEOPLE)
    return await repository.page(uow, portal=portal, status=status, q=q, after=after, limit=limit)


async def get(uow: UnitOfWork, person_id: PersonId) -> Person:
    """A person, for staff who work with people. Raises ForbiddenError or NotFoundError."""
    uow.actor.require(*_SEES_PEOPLE)
    return await repository.get(uow, person_id)


async def create(
    uow: UnitOfWork, *, portal: Portal, email: str, name: str, language: str, access: Access
) -> Person:
    """Create a login that nobody is told of yet.

    Raises EmailTakenError, InvalidError, GrantBeyondOwnError or OwnSecondLoginError.
    """
    authority = await authority_of(uow)
    authority.require_may_give(access.permissions)
    authority.require_new_for_another(email)
    await require_company(uow, access.contact)
    await require_projects(uow, access.contact)
    person = Person.invite(
        agency_id=uow.agency_id,
        portal=portal,
        email=email,
        name=name,
        language=language,
        access=access,
        now=uow.now,
    )
    if not await repository.add(uow, person):
        known = await repository.find_by_email(uow, portal, email)
        raise EmailTakenError(person_id=known.id if known else None)
    return person


async def authority_of(uow: UnitOfWork) -> Authority:
    """Of the actor, as the login is at this moment. Raises ForbiddenError."""
    if uow.actor.person_id is None:
        return Authority(None)
    found = await repository.get_all_for_update(uow, [uow.actor.person_id])
    return _authority(found.get(uow.actor.person_id))


async def get_to_touch(uow: UnitOfWork, person_id: PersonId) -> tuple[Authority, Person]:
    """A login that the actor may touch, and the actor's authority; both logins are locked.

    Together: of two who deactivate each other at once the second is not staff any more. Raises
    NotFoundError, ForbiddenError or GrantBeyondOwnError.
    """
    actor_id = uow.actor.person
    found = await repository.get_all_for_update(uow, [actor_id, person_id])
    authority = _authority(found.get(actor_id))
    if (person := found.get(person_id)) is None:
        raise NotFoundError("person", person_id)
    authority.require_may_touch(person)
    return authority, person


def _authority(person: Person | None) -> Authority:
    if person is None or not person.is_active:
        raise ForbiddenError("only active staff do this")
    return Authority(person)


async def require_company(uow: UnitOfWork, contact: Contact | None) -> None:
    """Raise InvalidError unless the company of a contact is one of the agency."""
    if contact is not None and not await companies.exists(uow, contact.company_id):
        raise InvalidError("no such company", field="contact.company_id")


async def require_projects(
    uow: UnitOfWork, contact: Contact | None, *, before: Contact | None = None
) -> None:
    """Raise InvalidError unless the projects of a contact are known, and those of the company.

    What the contact has been given at this company `before` is not asked for again. A project is
    known as soon as timesheets has told of it, which is shortly after it was opened.
    """
    if contact is None:
        return
    same_company = before is not None and before.company_id == contact.company_id
    had = set(before.project_ids) if before is not None and same_company else set[ProjectId]()
    given = [one for one in contact.project_ids if one not in had]
    companies_of = await repository.companies_of_projects(uow, given)
    errors = [
        FieldError(
            "contact.project_ids",
            f"project {project_id} is not known, or not yet: try again in a moment if it is new",
        )
        for project_id in given
        if (
            project_id not in companies_of
            or companies_of[project_id] not in {None, contact.company_id}
        )
    ]
    if errors:
        raise InvalidError.of(errors)
