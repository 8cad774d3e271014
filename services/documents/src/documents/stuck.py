"""What is stuck of documents' own: signatures that were given and are in no file yet."""

from collections.abc import Sequence

from chassis.http.stuck import StuckTask
from chassis.uow import UnitOfWork
from documents.sealing import repository
from documents.sealing.loop import STUCK_AFTER


async def others(uow: UnitOfWork, limit: int) -> tuple[Sequence[StuckTask], int]:
    """At most so many, the oldest first, and how many there are."""
    found, count = await repository.stuck(uow, uow.now - STUCK_AFTER, limit)
    tasks = [
        StuckTask(
            reference=f"offer {one.offer_id}, signature {one.position}",
            what="SignatureNotSealed",
            cause=one.because,
            since=one.since,
            about={"offer": one.offer_id, "company": one.company_id},
        )
        for one in found
    ]
    return tasks, count
