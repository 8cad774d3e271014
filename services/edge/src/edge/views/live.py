"""`/api/live`: server-sent events that say which views are stale."""

import time
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Query, Request
from fastapi.sse import EventSourceResponse

from chassis.http.app import Health
from edge.live.hub import Connection, LiveMessage
from edge.live.invalidation import Listener
from edge.problems import EdgeError, NotSignedInError
from edge.routing import view_router
from edge.sessions import Caller
from edge.site_request import AnyCaller, CurrentSiteRequest, caller_of, site_request_of

STOP_SECONDS = 1.0
MAX_SHOWN_FOR = 3_600_000
ON_THE_WAY_SECONDS = 2.0
"""That a request may take to get here; what is told twice costs a fetch."""

router = view_router("live", "/api")


ShownFor = Annotated[
    int | None,
    Query(
        ge=0,
        le=MAX_SHOWN_FOR,
        description="Milliseconds since the browser began to fetch what it shows: what went stale"
        " since is told first. None: it shows nothing that was fetched before",
    ),
]


async def _connection(
    site: CurrentSiteRequest, caller: AnyCaller, shown_for: ShownFor = None
) -> AsyncIterator[Connection]:
    seconds = None if shown_for is None else shown_for / 1_000 + ON_THE_WAY_SECONDS
    connection = site.edge.hub.open(_listener(caller), shown_for=seconds)
    try:
        yield connection
    finally:
        site.edge.hub.leave(connection)


def _listener(caller: Caller) -> Listener:
    return Listener(
        agency_id=caller.agency.agency_id,
        portal=caller.portal,
        person_id=caller.person_id,
        session_id=caller.session_id,
        permissions=caller.permissions,
        company_id=caller.company_id,
        scope=caller.scope,
        project_ids=caller.project_ids,
        stands_in_for=caller.stands_in_for,
    )


@router.get("/live", response_class=EventSourceResponse)
async def follow(
    request: Request,
    site: CurrentSiteRequest,
    caller: AnyCaller,
    connection: Annotated[Connection, Depends(_connection)],
) -> AsyncIterator[LiveMessage]:
    """Hear which views have gone stale; the first message says only that the line is open.

    A comment is sent when there was nothing for 15 seconds. Ends with `ended` when the session
    does; ends without it when the browser should connect again.
    """
    recheck_seconds = site.edge.settings.live_recheck_seconds
    health: Health = request.app.state.health
    checked_at = time.monotonic()
    yield LiveMessage()
    while True:
        message = await connection.next(at_most_seconds=min(STOP_SECONDS, recheck_seconds))
        if connection.take_check() or time.monotonic() - checked_at >= recheck_seconds:
            if (now := await _as_of_now(request, caller)) is None:
                yield LiveMessage(ended=True)
                return
            checked_at = time.monotonic()
            if _listener(now) != connection.listener:
                # They see other things than before: from here on what concerns them now is told.
                connection.listener = _listener(now)
                yield LiveMessage(resync=True)
        if message is not None:
            yield message
        # A process that stops waits for its answers to end; the browser finds another one.
        if connection.closed or not health.accepting:
            return


async def _as_of_now(request: Request, caller: Caller) -> Caller | None:
    """The caller, asked for anew, since a pass that is kept may be from before; None: signed out.

    While identity is away it is not known, so everything is as it was.
    """
    site = site_request_of(request)
    token = site.edge.cookies.session(request, caller.portal)
    if token is None:
        return None
    site.edge.passes.forget(token, caller.agency)
    try:
        return await caller_of(request, caller.portal)
    except NotSignedInError:
        return None
    except EdgeError:
        return caller
