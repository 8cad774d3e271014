"""What of an agency's own could not be handled: named for its staff, who are not told by a metric.

A dead letter stops its key: what comes later for the same work order, transaction or invoice waits
behind it. So each key is named once, with the event that stopped it, whom that concerns, and how
many events wait behind.
"""

import json
import re
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, cast
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from chassis.http.routes import Uow, tenant_router
from chassis.uow import UnitOfWork
from contracts.access import Permission
from contracts.topics import EVENT_TYPES

MOST = 100

NamesOf = Callable[[UnitOfWork, Collection[UUID]], Awaitable[Mapping[UUID, str]]]
"""The names of what these ids are of, as far as the service knows them."""


class StuckSubject(BaseModel):
    """Somebody or something that a stuck event is about."""

    kind: str = Field(description="As the event names it, such as company")
    id: UUID
    name: str | None = None


class StuckEvent(BaseModel):
    """An event that could not be handled, and stops what comes after it."""

    reference: str = Field(description="By which whoever operates finds it, such as 12")
    event: str = Field(description="What happened elsewhere, such as WorkApproved")
    reason: str = Field(description="A code; `unreadable_event` where it is broken")
    since: datetime
    waiting_behind: int = Field(description="Later events about the same, which wait for this one")
    concerns: list[StuckSubject]


class StuckEvents(BaseModel):
    """What is stuck, oldest first: 100 at most of `total`."""

    items: list[StuckEvent]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StuckTask:
    """Something that is stuck: an event that was parked, or what a task of the service cannot do.

    `what` is the event's name, or says what does not happen; `cause` begins with the error's class.
    """

    reference: str
    what: str
    cause: str
    since: datetime
    about: Mapping[str, UUID]
    behind: int = 0


FindOthers = Callable[[UnitOfWork, int], Awaitable[tuple[Sequence[StuckTask], int]]]
"""At most so many, the oldest first, and how many there are."""


async def _no_others(_uow: UnitOfWork, _limit: int) -> tuple[Sequence[StuckTask], int]:
    return (), 0


def stuck_events_router(
    permission: Permission, names_of: NamesOf, others: FindOthers = _no_others
) -> APIRouter:
    """`GET /stuck-events`, for staff with this permission; `others` is what is no event."""
    router = tenant_router(prefix="/stuck-events", tags=["stuck events"])

    @router.get("")
    async def stuck_events(
        uow: Uow, limit: Annotated[int, Query(ge=1, le=MOST)] = MOST
    ) -> StuckEvents:
        """What could not be handled of the agency's own, whom it concerns, what waits for it."""
        uow.actor.require(permission)
        more, count_of_more = await others(uow, limit)
        found = [*await _first_of_each_key(uow, limit), *more]
        found.sort(key=lambda one: one.since)
        ids = {ident for one in found[:limit] for ident in one.about.values()}
        names = await names_of(uow, ids) if ids else {}
        return StuckEvents(
            items=[_named(one, names) for one in found[:limit]],
            total=await _count(uow) + count_of_more,
        )

    return router


_STUCK = (
    " FROM chassis.dead_letters d JOIN chassis.parked_keys p USING (topic, key)"
    " WHERE d.agency_id = $1 AND p.retry_at IS NULL AND NOT EXISTS"
    " (SELECT FROM chassis.dead_letters e"
    " WHERE e.topic = d.topic AND e.key = d.key AND e.id < d.id)"
)


async def _first_of_each_key(uow: UnitOfWork, limit: int) -> list[StuckTask]:
    rows = await uow.fetch(
        "SELECT d.id, d.type, d.cause, d.received_at, d.payload, (SELECT count(*)"
        " FROM chassis.dead_letters b"
        " WHERE b.topic = d.topic AND b.key = d.key AND b.id > d.id) AS behind"
        f"{_STUCK} ORDER BY d.id LIMIT $2",
        uow.agency_id,
        limit,
    )
    return [
        StuckTask(
            reference=str(row["id"]),
            what=row["type"].rpartition(".v")[0].rpartition(".")[2],
            cause=row["cause"],
            since=row["received_at"],
            behind=row["behind"],
            about=about(row["type"], row["payload"]),
        )
        for row in rows
    ]


async def _count(uow: UnitOfWork) -> int:
    return int(await uow.fetchval(f"SELECT count(*){_STUCK}", uow.agency_id))


def about(event_type: str, payload: bytes | None) -> dict[str, UUID]:
    """The ids that an event names, by what they are of. What cannot be read is about nothing."""
    known = EVENT_TYPES.get(event_type)
    if known is None:
        return {}
    try:
        body: Any = json.loads(payload or b"")
    except ValueError:
        return {}
    if not isinstance(body, dict):
        return {}
    told = cast("dict[str, Any]", body)
    # The whole of something (a person, a transaction) names it and what it belongs to, as the
    # event itself does otherwise.
    wholes = [whole for whole in told.values() if isinstance(whole, dict)]
    found: dict[str, UUID] = {}
    for part in (*wholes, {name: told.get(name) for name in known.model_fields}):
        found |= _ids_in(cast("dict[str, Any]", part))
    return found


def _ids_in(values: Mapping[str, Any]) -> dict[str, UUID]:
    found: dict[str, UUID] = {}
    for name, value in values.items():
        if name.endswith("_id") and isinstance(value, str):
            try:
                found[name.removesuffix("_id")] = UUID(value)
            except ValueError:
                continue
    return found


def reason_of(cause: str) -> str:
    """A stable code of a cause such as `NoRateError: …`; its text is for whoever operates."""
    name = re.match(r"([A-Za-z]+):", cause)
    if name is None:
        return "failed"
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name[1].removesuffix("Error")).lower()


def _named(letter: StuckTask, names: Mapping[UUID, str]) -> StuckEvent:
    return StuckEvent(
        reference=letter.reference,
        event=letter.what,
        reason=reason_of(letter.cause),
        since=letter.since,
        waiting_behind=letter.behind,
        concerns=[
            StuckSubject(kind=kind, id=ident, name=names.get(ident))
            for kind, ident in letter.about.items()
        ],
    )
