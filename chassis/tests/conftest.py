"""A small service that counts: what the chassis is tested with."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

import pytest
from fastapi import Body, Request
from pydantic import BaseModel

from chassis.consumer import Handlers, Received
from chassis.errors import ConflictError, NotYetError
from chassis.http import IdempotencyRequired, Uow, open_router, tenant_router
from chassis.ids import new_id
from chassis.service import Service
from chassis.settings import ServiceSettings
from chassis.testing.plugin import BuildService
from chassis.uow import UnitOfWork
from contracts.events.documents import OfferDeclined, OfferSigned, OfferWithdrawn
from contracts.ids import CompanyId, OfferId, PersonId

HERE = Path(__file__).parent


class Settings(ServiceSettings):
    service: ClassVar[str] = "documents"


class Refusals:
    """What the handler refuses, by the event's title: a test fills it in."""

    def __init__(self) -> None:
        self.always: set[str] = set()
        self.not_yet: set[str] = set()
        self.calls: list[list[str]] = []


class TooLateError(ConflictError):
    """It is too late for that"""


class CountRequest(BaseModel):
    name: str


def signed(title: str, offer_id: UUID | None = None) -> OfferSigned:
    return OfferSigned(
        offer_id=OfferId(offer_id or new_id()),
        company_id=CompanyId(new_id()),
        title=title,
        person_id=PersonId(new_id()),
        complete=True,
    )


def withdrawn(title: str, offer_id: UUID) -> OfferWithdrawn:
    return OfferWithdrawn(offer_id=OfferId(offer_id), company_id=CompanyId(new_id()), title=title)


async def count(uow: UnitOfWork, key: UUID, event_id: UUID, name: str) -> None:
    await uow.execute(
        "INSERT INTO counted (agency_id, event_id, key, name) VALUES ($1, $2, $3, $4)",
        uow.agency_id,
        event_id,
        key,
        name,
    )


def build_handlers(refusals: Refusals) -> Handlers:
    handlers = Handlers()

    async def count_all(uow: UnitOfWork, events: Sequence[Received[Any]]) -> None:
        refusals.calls.append([event.body.title for event in events])
        for event in events:
            if event.body.title in refusals.always:
                raise ValueError(f"{event.body.title} is refused")
            if event.body.title in refusals.not_yet:
                raise NotYetError(f"what {event.body.title} needs")
            await count(uow, event.body.offer_id, event.envelope.id, event.body.title)
            uow.record(
                OfferDeclined(
                    offer_id=event.body.offer_id,
                    company_id=event.body.company_id,
                    title=event.body.title,
                    person_id=PersonId(new_id()),
                    reason="counted",
                ),
                because_of=event.envelope,
            )

    handlers.on(OfferSigned)(count_all)
    handlers.on(OfferWithdrawn)(count_all)
    return handlers


counted_router = tenant_router(prefix="/counted")
open_counted_router = open_router(prefix="/open")


@counted_router.post("", dependencies=[IdempotencyRequired], status_code=201)
async def add(body: CountRequest, uow: Uow) -> dict[str, str]:
    ident = new_id()
    await count(uow, ident, ident, body.name)
    uow.record(withdrawn(body.name, ident))
    if body.name == "late":
        raise TooLateError("the books are closed", state="closed")
    return {"id": str(ident)}


@counted_router.get("")
async def names(uow: Uow) -> list[str]:
    rows = await uow.fetch("SELECT name FROM counted ORDER BY place")
    return [row["name"] for row in rows]


@counted_router.get("/twice")
async def names_twice(uow: Uow, request: Request) -> list[list[str]]:
    """What is there, and what is there once somebody else has added one."""
    before = await names(uow)
    async with request.app.state.runtime.unit_of_work(uow.agency_id) as other:
        await count(other, new_id(), new_id(), "meanwhile")
    return [before, await names(uow)]


@counted_router.get("/written")
async def write_where_only_reading_was_asked(uow: Uow) -> None:
    await count(uow, new_id(), new_id(), "written by a GET")


@open_counted_router.post("/echo")
async def echo(uow: Uow, text: str = Body(embed=True)) -> dict[str, str]:
    rows = await uow.fetch("SELECT name FROM counted")
    return {"text": text, "seen": str(len(rows))}


@pytest.fixture
def refusals() -> Refusals:
    return Refusals()


@pytest.fixture
def build(refusals: Refusals) -> BuildService:
    def make(**common: Any) -> Service:
        return Service(
            name="documents",
            settings=Settings(**common),
            migrations=HERE / "integration" / "migrations",
            routers=[counted_router, open_counted_router],
            handlers=[build_handlers(refusals)],
        )

    return make
