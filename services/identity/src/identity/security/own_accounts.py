"""The own ways in: which there are, and giving one up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from chassis.errors import NotFoundError
from chassis.uow import UnitOfWork
from contracts.events.identity import SecurityChange
from identity.factors import actions as factors
from identity.factors import repository as factor_rows
from identity.factors.model import Method
from identity.passwords import repository as passwords
from identity.people import repository as people
from identity.providers import repository as providers
from identity.providers.model import Provider
from identity.sessions.recent import require_recent
from identity.sign_in_methods import repository
from identity.sign_in_methods.model import LastSignInMethodError, LinkedIdentity


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInMethods:
    """How a person can sign in. `providers`: those that can be used now, by their ids."""

    password_set: bool
    linked: Sequence[LinkedIdentity]
    providers: Mapping[str, Provider]

    def usable_without(self, method_id: UUID) -> bool:
        """Whether a way in is left when this account is unlinked."""
        others = (one for one in self.linked if one.id != method_id)
        return self.password_set or any(one.provider_id in self.providers for one in others)

    def name_of(self, method_id: UUID) -> str:
        """The name of an account's provider, or its id where it was switched off."""
        found = next(one.provider_id for one in self.linked if one.id == method_id)
        return self.providers[found].name if found in self.providers else found


async def own(uow: UnitOfWork) -> SignInMethods:
    """How the actor can sign in."""
    person_id = uow.actor.person
    return SignInMethods(
        password_set=await passwords.find_hash(uow, person_id) is not None,
        linked=await repository.of_person(uow, person_id),
        providers={provider.id: provider for provider in await providers.enabled(uow)},
    )


async def unlink(uow: UnitOfWork, method_id: UUID) -> None:
    """Give up one of the actor's accounts.

    Raises NotFoundError, LastSignInMethodError or RecentSignInNeededError.
    """
    # Locked: of two who give up the last two at once, one is refused.
    person = await people.get_for_update(uow, uow.actor.person)
    methods = await own(uow)
    if all(one.id != method_id for one in methods.linked):
        raise NotFoundError("sign-in method", method_id)
    await require_recent(uow)
    # A passkey is a way in by itself; a code is none.
    passkey = Method.PASSKEY in await factor_rows.methods_of(uow, person.id)
    if not passkey and not methods.usable_without(method_id):
        raise LastSignInMethodError
    await repository.delete(uow, method_id)
    factors.told(uow, person, SecurityChange.PROVIDER_UNLINKED, methods.name_of(method_id))
