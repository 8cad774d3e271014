"""A fault of ours while an e-mail is sent: growing pauses, people who are told, and an end."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest
from prometheus_client import REGISTRY

from chassis.runtime import Runtime
from chassis.testing import eventually
from chassis.testing.plugin import Deliver
from chassis.testing.queues import execute_across, fetch_across, fetchval_across
from contracts.access import Permission, Portal
from contracts.events.notifications import EmailFailed, EmailSent
from notifications import stuck

RecordedEvents = Callable[[type[Any]], Awaitable[list[Any]]]
States = Callable[[], Awaitable[list[dict[str, Any]]]]
Pass = Callable[..., dict[str, str]]

pytestmark = [pytest.mark.timeout(60), pytest.mark.requirement("X1")]


async def break_all(runtime: Runtime, world: Any) -> None:
    """What is stored is a message that this release cannot read."""
    await change(runtime, world, "UPDATE emails SET message = message - 'brand'")


async def change(runtime: Runtime, world: Any, sql: str, *args: object) -> None:
    async with runtime.unit_of_work(world.agency_id) as uow:
        await uow.execute(sql, *args)


async def state_is(states: States, state: str) -> bool:
    return [row["state"] for row in await states()] == [state]


def staff(world: Any, a_pass: Pass) -> dict[str, str]:
    return a_pass(
        agency_id=world.agency_id, portal=Portal.AGENCY, permissions=(Permission.PEOPLE_MANAGE,)
    )


async def test_it_is_given_up_after_so_many_faults_and_people_are_told(  # noqa: PLR0917
    runtime: Runtime,
    deliver: Deliver,
    recorded: RecordedEvents,
    states: States,
    mail_server: Any,
    sending: Any,
    world: Any,
    client: httpx2.AsyncClient,
    a_pass: Pass,
) -> None:
    def tries(outcome: str) -> float:
        return REGISTRY.get_sample_value("portico_emails_total", {"outcome": outcome}) or 0.0

    runtime.settings = runtime.settings.model_copy(update={"email_faults_before_failed": 3})
    faults, given_up = tries("fault"), tries("unsendable")
    await deliver(*world.events, world.approved(), agency_id=world.agency_id)
    await break_all(runtime, world)
    async with sending(runtime):
        await eventually(lambda: state_is(states, "failed"))
        # It keeps no other e-mail from being sent.
        await deliver(world.approved(), agency_id=world.agency_id)
        await eventually(lambda: is_sent_after_a_failure(states))
    (failed,) = await recorded(EmailFailed)
    assert failed.reason == "a fault of ours, 3 times: ValidationError"
    assert failed.recipient_id == world.contractor.person_id
    assert len(await recorded(EmailSent)) == len(mail_server.mails) == 1
    assert (tries("fault") - faults, tries("unsendable") - given_up) == (2, 1)
    assert await fetchval_across(runtime, "SELECT count(*) FROM email_queue") == 0
    log = await client.get("/deliveries", params={"stuck": True}, headers=staff(world, a_pass))
    (row,) = log.json()["items"]
    assert (row["state"], row["reason"], row["subject"]) == ("failed", failed.reason, None)


async def is_sent_after_a_failure(states: States) -> bool:
    return [row["state"] for row in await states()] == ["failed", "sent"]


async def test_meanwhile_the_pause_grows_and_staff_and_operators_see_it_as_stuck(
    runtime: Runtime,
    deliver: Deliver,
    mail_server: Any,
    sending: Any,
    world: Any,
    client: httpx2.AsyncClient,
    a_pass: Pass,
) -> None:
    runtime.settings = runtime.settings.model_copy(update={"email_fault_retry_seconds": 60.0})
    await deliver(*world.events, world.approved(), agency_id=world.agency_id)
    await break_all(runtime, world)
    pauses: list[float] = []
    for faults in (1, 2, 3):
        await execute_across(runtime, "UPDATE email_queue SET due_at = now()")
        async with sending(runtime):
            await eventually(lambda faults=faults: has_faults(runtime, faults))
        (row,) = await fetch_across(
            runtime, "SELECT extract(epoch FROM due_at - now())::float AS pause FROM email_queue"
        )
        pauses.append(row["pause"])
    for pause, longest in zip(pauses, (60, 240, 960), strict=True):
        assert longest / 2 - 5 < pause <= longest

    labels = {"what": "EmailNotSent", "agency": str(world.agency_id)}
    headers = staff(world, a_pass)
    await stuck.observe(runtime)
    assert REGISTRY.get_sample_value("portico_stuck", labels) is None
    assert (await client.get("/stuck-events", headers=headers)).json()["total"] == 0
    since = datetime.now(UTC) - timedelta(minutes=11)
    await execute_across(runtime, "UPDATE email_queue SET failing_since = $1", since)
    await stuck.observe(runtime)
    assert REGISTRY.get_sample_value("portico_stuck", labels) == 1
    found = (await client.get("/stuck-events", headers=headers)).json()
    (one,) = found["items"]
    assert (found["total"], one["event"], one["reason"]) == (1, "EmailNotSent", "validation")
    assert [each["name"] for each in one["concerns"]] == [world.contractor.name]
    assert mail_server.mails == []


async def has_faults(runtime: Runtime, number: int) -> bool:
    found = await fetchval_across(runtime, "SELECT faults FROM email_queue WHERE claim IS NULL")
    return found == number


async def test_a_fault_that_was_corrected_leaves_no_trace(
    runtime: Runtime, deliver: Deliver, states: States, sending: Any, mail_server: Any, world: Any
) -> None:
    await deliver(*world.events, world.approved(), agency_id=world.agency_id)
    async with runtime.unit_of_work(world.agency_id) as uow:
        message = await uow.fetchval("SELECT message FROM emails")
    await break_all(runtime, world)
    async with sending(runtime):
        await eventually(lambda: has_failed_once(runtime))
        await change(runtime, world, "UPDATE emails SET message = $1", message)
        await execute_across(runtime, "UPDATE email_queue SET due_at = now()")
        await eventually(lambda: state_is(states, "sent"))
    assert len(mail_server.mails) == 1
    assert [one["reason"] for one in await states()] == [None]


async def has_failed_once(runtime: Runtime) -> bool:
    return bool(await fetchval_across(runtime, "SELECT max(faults) FROM email_queue"))


async def test_a_digest_that_is_not_made_is_stuck_as_well(
    runtime: Runtime, deliver: Deliver, world: Any, client: httpx2.AsyncClient, a_pass: Pass
) -> None:
    await deliver(*world.events, agency_id=world.agency_id)
    await execute_across(
        runtime,
        "INSERT INTO digest_queue (agency_id, person_id, due_at, due_on)"
        " VALUES ($1, $2, now() - interval '11 minutes', current_date)",
        world.agency_id,
        world.contractor.person_id,
    )
    await stuck.observe(runtime)
    labels = {"what": "DigestNotMade", "agency": str(world.agency_id)}
    assert REGISTRY.get_sample_value("portico_stuck", labels) == 1
    found = (await client.get("/stuck-events", headers=staff(world, a_pass))).json()
    (one,) = found["items"]
    assert (one["event"], one["reason"]) == ("DigestNotMade", "overdue")
    assert [each["name"] for each in one["concerns"]] == [world.contractor.name]
