"""What contacts do with their feed, and what it shows to whoever has its address."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from chassis.actor import Actor
from chassis.errors import ForbiddenError, NotFoundError
from chassis.uow import UnitOfWork
from timesheets.directory import repository as directory
from timesheets.feeds import repository
from timesheets.feeds.model import MAX_JOBS, Feed, days_of, hash_of, new_secret
from timesheets.feeds.repository import FeedOwner
from timesheets.jobs import queries
from timesheets.jobs.queries import FeedJob
from timesheets.reach.rule import is_contacts, reach_to_jobs


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedContent:
    """What a feed shows now."""

    jobs: Sequence[FeedJob]
    agency: str
    language: str


async def _must_see_jobs(uow: UnitOfWork) -> None:
    if not is_contacts(await reach_to_jobs(uow, uow.actor)):
        raise ForbiddenError("only contacts have a feed of jobs")


async def own_feed(uow: UnitOfWork) -> Feed | None:
    """The acting contact's feed. Raises ForbiddenError."""
    await _must_see_jobs(uow)
    return await repository.get(uow, uow.actor.person)


async def renew(uow: UnitOfWork, language: str) -> tuple[Feed, str]:
    """A feed with a new secret, which is not kept: the old address is dead.

    Raises ForbiddenError.
    """
    await _must_see_jobs(uow)
    secret = new_secret()
    feed = Feed(language=language, made_at=uow.now)
    await repository.save(uow, uow.actor.person, feed, hash_of(secret))
    return feed, secret


async def revoke(uow: UnitOfWork) -> None:
    """No feed any more. Who may not see jobs by now has none that works. Raises ForbiddenError."""
    await _must_see_jobs(uow)
    await repository.remove(uow, uow.actor.person)


async def read(uow: UnitOfWork, secret: str) -> FeedContent:
    """What the feed of this secret shows, by what its contact may see now.

    Raises NotFoundError, whatever the cause: no such feed, or nobody who may see jobs.
    """
    owner = await repository.owner(uow, hash_of(secret))
    agency = await directory.agency_rules(uow)
    if owner is None or agency is None:
        raise NotFoundError("calendar")
    try:
        reach = await reach_to_jobs(uow, _actor(uow, owner))
    except ForbiddenError:
        raise NotFoundError("calendar") from None
    today = uow.now.astimezone(ZoneInfo(agency.time_zone)).date()
    first, last = days_of(today)
    jobs = await queries.feed(uow, reach, first=first, last=last, today=today, limit=MAX_JOBS)
    return FeedContent(jobs=jobs, agency=agency.name, language=owner.language)


def _actor(uow: UnitOfWork, owner: FeedOwner) -> Actor:
    return Actor(
        name="calendar feed",
        person_id=owner.person_id,
        agency_id=uow.agency_id,
        portal=owner.portal,
        permissions=owner.permissions,
        scope=owner.scope,
        company_id=owner.company_id,
        project_ids=owner.project_ids,
    )
