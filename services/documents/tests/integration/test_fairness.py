"""One agency's long documents do not keep another one waiting."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from chassis.ids import new_id
from chassis.runtime import Runtime
from chassis.testing import eventually
from chassis.testing.plugin import BuildService, Deliver
from contracts.events.documents import DocumentFailed
from documents.jobs import repository as jobs
from documents.rendering import RenderPool, RenderTimeoutError, samples

WITHIN_SECONDS = 60.0
LONG_LINES = 200
"""Some seconds of work, where a paystub is a fraction of one."""


@pytest.fixture
def build(build: BuildService) -> BuildService:
    """With two processes, as it is deployed."""

    def built(**common: Any) -> Any:
        return build(**{"render_processes": 2, **common})

    return built


def a_long_invoice(world: Any) -> Any:
    return world.issued(lines=samples.invoice(lines=LONG_LINES).lines, **totals_of(LONG_LINES))


def totals_of(lines: int) -> dict[str, Any]:
    invoice = samples.invoice(lines=lines)
    return {"subtotal": invoice.subtotal, "taxes": invoice.taxes, "total": invoice.total}


@pytest.fixture
async def neighbour(world: Any, deliver: Deliver) -> Any:
    """A second agency, with people of its own."""
    other = type(world)()
    await deliver(*other.introductions(), agency_id=other.agency_id)
    return other


async def test_a_paystub_does_not_wait_for_another_agencys_invoices(
    press: Any, known: Any, neighbour: Any, deliver: Deliver, runtime: Runtime
) -> None:
    await deliver(*(a_long_invoice(known) for _ in range(6)), agency_id=known.agency_id)
    async with press.working():
        await eventually(press.is_claimed, within_seconds=WITHIN_SECONDS)
        await deliver(neighbour.created(), agency_id=neighbour.agency_id)
        await eventually(
            lambda: no_job_of(press, neighbour.agency_id), within_seconds=WITHIN_SECONDS
        )
        left = [job for job in await press.jobs() if job["agency_id"] == known.agency_id]

    # With both processes on invoices it would have waited for the first of them.
    assert len(left) >= 5


async def no_job_of(press: Any, agency_id: UUID) -> bool:
    return all(job["agency_id"] != agency_id for job in await press.jobs())


async def test_agencies_take_turns(
    known: Any, neighbour: Any, deliver: Deliver, runtime: Runtime
) -> None:
    await deliver(*(known.created() for _ in range(5)), agency_id=known.agency_id)
    await deliver(*(neighbour.created() for _ in range(2)), agency_id=neighbour.agency_id)

    async def take(limit: int) -> list[UUID]:
        async with runtime.unit_of_work(None) as uow:
            taken = await jobs.take(
                uow, new_id(), limit=limit, long_limit=1, lease=timedelta(minutes=1)
            )
        return sorted(job.agency_id for job in taken)

    one, other = known.agency_id, neighbour.agency_id
    assert await take(2) == sorted([one, other])
    assert await take(2) == sorted([one, other])
    assert await take(5) == [one] * 3


async def test_of_long_documents_only_so_many_are_taken(
    known: Any, neighbour: Any, deliver: Deliver, runtime: Runtime
) -> None:
    for world in (known, neighbour):
        await deliver(a_long_invoice(world), a_long_invoice(world), agency_id=world.agency_id)
    await deliver(known.created(), agency_id=known.agency_id)

    async with runtime.unit_of_work(None) as uow:
        taken = await jobs.take(uow, new_id(), limit=3, long_limit=1, lease=timedelta(minutes=1))

    assert sorted(job.is_long for job in taken) == [False, True]


async def test_a_document_that_runs_out_of_time_is_tried_once_more_and_no_oftener(
    press: Any,
    known: Any,
    deliver: Deliver,
    runtime: Runtime,
    recorded: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried: list[int] = []

    async def run_out(*_: object, pages: int, **__: object) -> None:
        tried.append(pages)
        await asyncio.sleep(0)
        raise RenderTimeoutError("not rendered within 30 s")

    monkeypatch.setattr(runtime.resource(RenderPool), "render", run_out)
    await deliver(known.created(), agency_id=known.agency_id)

    async def failed() -> list[DocumentFailed]:
        return await recorded(DocumentFailed)

    async with press.working(warm=False):
        (event,) = await eventually(failed, within_seconds=WITHIN_SECONDS) or []

    assert "RenderTimeoutError" in event.reason
    # The second time as a long one, beside which short ones go on.
    assert len(tried) == 2
    assert tried[1] > tried[0]
