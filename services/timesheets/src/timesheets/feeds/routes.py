"""HTTP of feeds: a contact makes and revokes the own one; a calendar program reads it."""

import asyncio
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Query, Request, Response
from pydantic import BaseModel, Field

from chassis.fields import Body, LanguageCode
from chassis.http import Uow, open_router, tenant_router
from chassis.http.throttle import Throttle, network_of
from contracts.ids import AgencyId
from timesheets.feeds import actions
from timesheets.feeds.calendar import render, version_of
from timesheets.feeds.model import hash_of, path_of

MEDIA_TYPE = "text/calendar"
_ANSWERS_CALENDAR: dict[str, Any] = {
    "response_class": Response,
    "responses": {200: {"content": {MEDIA_TYPE: {"schema": {"type": "string"}}}}},
}

router = tenant_router(prefix="/jobs/feed", tags=["jobs"])
public_router = open_router(prefix="/calendars", tags=["jobs"])


class FeedRequest(Body):
    """In which language the few words of the feed are."""

    language: LanguageCode


class JobFeed(BaseModel):
    """Whether there is a feed, and since when; None: there is none."""

    made_at: datetime | None


class NewJobFeed(BaseModel):
    """A feed with its address at the agency's site, which is told this once."""

    made_at: datetime
    path: str = Field(description="Whoever knows it can read the feed")


@router.get("")
async def show_job_feed(uow: Uow) -> JobFeed:
    """Whether the contact has a feed of their jobs. Its address is not kept, only its hash."""
    feed = await actions.own_feed(uow)
    return JobFeed(made_at=feed.made_at if feed else None)


@router.put("")
async def renew_job_feed(body: FeedRequest, uow: Uow) -> NewJobFeed:
    """Make the contact's feed, or give it a new address: the old one is dead from then on.

    It shows what the contact may see whenever it is read, and dies with the permission or the
    login. Not a POST: answers to those are kept to be repeated, and the address must not be.
    """
    feed, secret = await actions.renew(uow, body.language)
    return NewJobFeed(made_at=feed.made_at, path=path_of(secret))


@router.delete("", status_code=204)
async def revoke_job_feed(uow: Uow) -> None:
    """Revoke the contact's feed: its address is dead from then on."""
    await actions.revoke(uow)


@public_router.get("/{secret}/jobs.ics", **_ANSWERS_CALENDAR)
async def read_job_feed(
    secret: Annotated[str, Path(max_length=64)],
    agency_id: Annotated[UUID, Query()],
    uow: Uow,
    request: Request,
) -> Response:
    """A contact's jobs as iCalendar, for whoever has its address: the last 31 days, a year ahead.

    At most 2,000 shifts. 404 whatever is wrong with the address; 429 for a feed that is read, or a
    network that guesses, more than 60 times a minute.
    """
    throttle = uow.resource(Throttle)
    feed = f"feed {hash_of(secret).hex()}"
    guesses = f"guesses {agency_id} {network_of(request.headers.get('x-forwarded-for', ''))}"
    # Before anything is looked for: who guesses on is no work for the database. A feed that was
    # read here before is no guess, so that nobody's is shut by who guesses from the same network.
    is_known = throttle.knows(feed)
    throttle.admit(feed if is_known else guesses, uow.now)
    await uow.enter_agency(AgencyId(agency_id))
    content = await actions.read(uow, secret)
    if not is_known:
        throttle.forgive(guesses)
        throttle.admit(feed, uow.now)
    etag = f'"{version_of(content.jobs, content.agency, content.language)}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-store"}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    calendar = await asyncio.to_thread(render, content.jobs, content.agency, content.language)
    return Response(calendar, media_type=f"{MEDIA_TYPE}; charset=utf-8", headers=headers)
