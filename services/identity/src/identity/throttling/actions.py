"""Counting attempts, and refusing those that come too fast."""

import math
from collections.abc import Mapping
from datetime import timedelta

from chassis.errors import TooManyRequestsError
from chassis.uow import UnitOfWork
from identity.throttling import repository
from identity.throttling.model import Counter


class TooManyAttemptsError(TooManyRequestsError):
    """Too many failed attempts; wait before the next"""


async def count(uow: UnitOfWork, counters: Mapping[bytes, Counter]) -> None:
    """Count one attempt as failed, until `repository.take_back` says that it was right.

    Raises TooManyAttemptsError when one of the counters makes it wait; then it is not counted.
    """
    seen = await repository.attempts_for_update(uow, counters)
    wait = max((attempts.wait(uow.now) for attempts in seen.values()), default=timedelta())
    if wait > timedelta():
        raise TooManyAttemptsError(math.ceil(wait.total_seconds()))
    await repository.save_attempts(
        uow, {key: attempts.failed(uow.now) for key, attempts in seen.items()}
    )
