"""Some changes need a recent proof of who it is: a stolen session alone must not be enough."""

from datetime import datetime, timedelta

from chassis.actor import Actor
from chassis.errors import ForbiddenError
from chassis.http.passes import PassOutdatedError

RECENT = timedelta(minutes=10)
"""After so long a proof of who somebody is counts no more."""
_OF_THIS_MOMENT = timedelta(seconds=2)


class RecentSignInNeededError(ForbiddenError):
    """Confirm that it is you, then try again"""

    def __init__(self) -> None:
        super().__init__(recent_minutes=int(RECENT.total_seconds() // 60))


def require_recent(actor: Actor, now: datetime) -> None:
    """Whether the person of a pass signed in, or confirmed who they are, just now.

    Raises RecentSignInNeededError; PassOutdatedError for a pass that may be from before that.
    """
    if actor.proved_at is not None and now < actor.proved_at + RECENT:
        return
    if actor.passed_at is not None and now > actor.passed_at + _OF_THIS_MOMENT:
        raise PassOutdatedError("a newer pass may say that its person has confirmed who it is")
    raise RecentSignInNeededError
