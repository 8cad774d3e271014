"""Changing how one signs in needs a recent proof: a stolen session alone must not be enough."""

from chassis.recent import RecentSignInNeededError
from chassis.uow import UnitOfWork
from identity.sessions import repository


async def require_recent(uow: UnitOfWork) -> None:
    """Raise RecentSignInNeededError unless the actor signed in, or confirmed it, just now."""
    session_id = uow.actor.session_id
    session = await repository.find_by_id(uow, session_id) if session_id else None
    if session is None or session.person_id != uow.actor.person or not session.is_recent(uow.now):
        raise RecentSignInNeededError


async def confirm(uow: UnitOfWork) -> None:
    """The actor has just shown again to be the person: good for the next minutes."""
    if uow.actor.session_id is not None:
        await repository.confirm(uow, uow.actor.session_id)
