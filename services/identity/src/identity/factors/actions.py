"""Checking what was shown as a second factor."""

from collections.abc import Sequence

from chassis.uow import UnitOfWork
from chassis.vault import Vault
from contracts.events.identity import SecurityChange, SecurityChanged
from contracts.ids import PersonId
from identity.factors import codes, repository, totp
from identity.people.model import Person


async def first_codes(uow: UnitOfWork, person_id: PersonId) -> Sequence[str]:
    """Recovery codes for a person who has none left; else nothing is changed, and none returned."""
    if await repository.codes_left(uow, person_id):
        return []
    shown = codes.new_codes()
    await repository.replace_codes(uow, person_id, shown)
    return shown


async def forget(uow: UnitOfWork, person_id: PersonId) -> None:
    """The person's app and recovery codes count no more."""
    await repository.remove_app(uow, person_id)
    await repository.forget_codes(uow, person_id)


async def check_code(uow: UnitOfWork, person_id: PersonId, code: str) -> bool:
    """Whether this is a code of the person's app that was not used before; it is used now."""
    app = await repository.app_of(uow, person_id, for_update=True)
    if app is None or app.confirmed_at is None:
        return False
    return await take_code(uow, person_id, app, code)


async def take_code(
    uow: UnitOfWork, person_id: PersonId, app: repository.AuthenticatorApp, code: str
) -> bool:
    """Whether the app shows this code now; if so it is never taken again."""
    secret = uow.resource(Vault).open(app.sealed, sealed_for(uow, person_id)).decode()
    step = totp.step_of(secret, code, uow.now, after=app.last_used_step)
    if step is None:
        return False
    await repository.code_taken(uow, person_id, step)
    return True


def told(uow: UnitOfWork, person: Person, what: SecurityChange, detail: str = "") -> None:
    """Say that the ways in have changed: the person is told by e-mail."""
    uow.record(SecurityChanged(person=person.value, what=what, detail=detail, changed_at=uow.now))


def sealed_for(uow: UnitOfWork, person_id: PersonId) -> str:
    """What the secret of a person's app is sealed for: it opens for nobody else."""
    return f"totp\n{uow.agency_id}\n{person_id}"
