"""Rendered once, whatever breaks: processes, workers, storage, the document itself."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from chassis.ids import new_id
from chassis.runtime import Runtime
from chassis.testing import eventually
from chassis.testing.plugin import Deliver
from contracts.access import Permission
from contracts.events.documents import DocumentFailed, DocumentRendered
from contracts.money import Money
from documents.jobs import rendering
from documents.jobs import repository as jobs
from documents.jobs.rendering import JobRunner
from documents.rendering import RenderPool

RecordedEvents = Callable[[type[Any]], Awaitable[list[Any]]]
Pass = Callable[..., dict[str, str]]

WITHIN_SECONDS = 60.0


async def test_a_killed_render_process_costs_a_try_and_nothing_else(
    press: Any, known: Any, deliver: Deliver, recorded: RecordedEvents, runtime: Runtime
) -> None:
    pool = runtime.resource(RenderPool)
    await pool.warm()
    (victim,) = pool.process_ids
    os.kill(victim, signal.SIGSTOP)
    async with press.working(warm=False):
        await deliver(known.created(), agency_id=known.agency_id)
        await eventually(press.is_claimed)
        await asyncio.sleep(0.2)
        os.kill(victim, signal.SIGKILL)
        await press.rendered(1)

    assert len(await recorded(DocumentRendered)) == 1
    assert await recorded(DocumentFailed) == []


async def test_a_job_of_a_dead_worker_is_taken_over_when_its_lease_is_over(
    press: Any, known: Any, deliver: Deliver, recorded: RecordedEvents, runtime: Runtime
) -> None:
    await deliver(known.created(), agency_id=known.agency_id)
    async with runtime.unit_of_work(None) as uow:
        assert await jobs.take(uow, new_id(), limit=5, long_limit=5, lease=timedelta(seconds=1))

    async with press.working():
        assert len(await press.rendered(1)) == 1


async def test_a_worker_that_lost_its_job_meanwhile_changes_nothing(
    press: Any, known: Any, deliver: Deliver, recorded: RecordedEvents, runtime: Runtime
) -> None:
    await deliver(known.created(), agency_id=known.agency_id)
    slow, quick = new_id(), new_id()
    async with runtime.unit_of_work(None) as uow:
        (job,) = await jobs.take(uow, slow, limit=5, long_limit=5, lease=timedelta(0))
    async with runtime.unit_of_work(None) as uow:
        assert await jobs.take(uow, quick, limit=5, long_limit=5, lease=timedelta(minutes=1)) == [
            job
        ]

    await JobRunner(runtime, slow, tries=5).run(job)
    assert await recorded(DocumentRendered) == []
    assert [left["claimed_by"] for left in await press.jobs()] == [quick]

    await JobRunner(runtime, quick, tries=5).run(job)
    assert len(await recorded(DocumentRendered)) == 1
    assert await press.jobs() == []


async def test_two_workers_render_each_document_once(
    press: Any, known: Any, deliver: Deliver, recorded: RecordedEvents, runtime: Runtime
) -> None:
    created = [known.created() for _ in range(6)]
    await deliver(*created, agency_id=known.agency_id)
    async with press.working(), press.working():
        await press.rendered(6)
        await eventually(press.is_idle)

    events = await recorded(DocumentRendered)
    assert sorted(event.subject_id for event in events) == sorted(x.key for x in created)


async def test_a_worker_that_stops_gives_its_jobs_back_at_once(
    press: Any, known: Any, deliver: Deliver, runtime: Runtime
) -> None:
    pool = runtime.resource(RenderPool)
    await pool.warm()
    os.kill(pool.process_ids[0], signal.SIGSTOP)
    async with press.working(warm=False):
        await deliver(known.created(), agency_id=known.agency_id)
        await eventually(press.is_claimed)

    (job,) = await press.jobs()
    assert job["claimed_by"] is None
    assert job["later"] is False


async def test_a_document_whose_sums_differ_fails_and_staff_can_have_it_tried_again(
    press: Any,
    known: Any,
    deliver: Deliver,
    rendering: None,
    recorded: RecordedEvents,
    runtime: Runtime,
    client: httpx2.AsyncClient,
    a_pass: Pass,
) -> None:
    await deliver(
        known.created(net=Money(amount_minor=1, currency="CAD")), agency_id=known.agency_id
    )

    async def failures() -> list[DocumentFailed]:
        return await recorded(DocumentFailed)

    (event,) = await eventually(failures, within_seconds=WITHIN_SECONDS) or []
    assert "TotalsDifferError: net" in event.reason
    assert await press.jobs() == []

    staff = a_pass(agency_id=known.agency_id, permissions=[Permission.TRANSACTIONS_VIEW])
    seen = await client.get(f"/documents/{event.document_id}", headers=staff)
    assert seen.json()["state"] == "failed"
    assert "net" in seen.json()["failed_because"]
    again = await client.post(f"/documents/{event.document_id}/retry", headers=staff)
    assert again.json()["state"] == "ordered"

    async def failed_twice() -> bool:
        return len(await failures()) == 2

    await eventually(failed_twice, within_seconds=WITHIN_SECONDS)


async def test_what_nobody_foresaw_counts_as_a_try_and_does_not_come_back_for_ever(
    press: Any,
    known: Any,
    deliver: Deliver,
    recorded: RecordedEvents,
    runtime: Runtime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fails(_: Any) -> Any:
        raise ZeroDivisionError("nobody foresaw this")

    monkeypatch.setattr(rendering, "input_of", fails)
    await deliver(known.created(), agency_id=known.agency_id)
    worker = new_id()
    for tries in (0, 1):
        async with runtime.unit_of_work(None) as uow:
            await uow.execute("UPDATE render_jobs SET due_at = now()")
            lease = timedelta(minutes=1)
            (job,) = await jobs.take(uow, worker, limit=5, long_limit=5, lease=lease)
        assert job.tries == tries
        await JobRunner(runtime, worker, tries=2).run(job)
    assert await press.jobs() == []
    [failed] = await recorded(DocumentFailed)
    assert "ZeroDivisionError: nobody foresaw this" in failed.reason


async def test_storage_that_is_away_delays_a_document_and_does_not_fail_it(
    press: Any,
    known: Any,
    deliver: Deliver,
    rendering: None,
    recorded: RecordedEvents,
    runtime: Runtime,
    tmp_path: Path,
) -> None:
    folder = tmp_path / "files"
    folder.rmdir()
    folder.write_text("not a folder")
    await deliver(known.created(), agency_id=known.agency_id)

    async def put_back() -> bool:
        return any(job["later"] and job["claimed_by"] is None for job in await press.jobs())

    await eventually(put_back, within_seconds=WITHIN_SECONDS)
    assert [job["tries"] for job in await press.jobs()] == [0]
    folder.unlink()

    assert len(await press.rendered(1)) == 1
