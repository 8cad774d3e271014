"""A mail server that stores each e-mail and cuts the line: a few copies, then an end."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx2
import pytest
from prometheus_client import REGISTRY

from chassis.runtime import Runtime
from chassis.testing import eventually
from chassis.testing.plugin import Deliver
from chassis.testing.queues import fetchval_across
from contracts.access import Permission, Portal
from contracts.events.notifications import EmailFailed, EmailSent

RecordedEvents = Callable[[type[Any]], Awaitable[list[Any]]]
States = Callable[[], Awaitable[list[dict[str, Any]]]]

pytestmark = pytest.mark.timeout(60)


def tries(outcome: str) -> float:
    return REGISTRY.get_sample_value("portico_emails_total", {"outcome": outcome}) or 0.0


async def state_is(states: States, state: str) -> bool:
    return [row["state"] for row in await states()] == [state]


async def has_reason(states: States) -> bool:
    return [row["reason"] is not None for row in await states()] == [True]


@pytest.mark.requirement("X1")
async def test_it_is_given_up_after_a_few_copies_of_one_message_and_people_are_told(
    runtime: Runtime,
    deliver: Deliver,
    recorded: RecordedEvents,
    states: States,
    mail_server: Any,
    sending: Any,
    world: Any,
) -> None:
    unknown, unconfirmed = tries("unknown"), tries("unconfirmed")
    mail_server.cut_after_data = True
    await deliver(*world.events, world.approved(), agency_id=world.agency_id)
    async with sending(runtime):
        await eventually(lambda: state_is(states, "failed"), within_seconds=30)
    most = runtime.settings.email_unknowns_before_failed  # type: ignore[attr-defined]
    assert len(mail_server.raw) == most
    assert len(set(mail_server.raw)) == 1
    assert len({mail["Message-ID"] for mail in mail_server.mails}) == 1
    assert await fetchval_across(runtime, "SELECT count(*) FROM email_queue") == 0

    (failed,) = await recorded(EmailFailed)
    assert failed.reason.endswith(f"{most} times: it may have arrived")
    assert await recorded(EmailSent) == []
    assert tries("unknown") - unknown == most
    assert tries("unconfirmed") - unconfirmed == 1


async def test_the_next_copy_waits_a_minute_and_the_e_mail_is_on_the_list_meanwhile(
    runtime: Runtime,
    deliver: Deliver,
    states: States,
    mail_server: Any,
    sending: Any,
    world: Any,
    client: httpx2.AsyncClient,
    a_pass: Callable[..., dict[str, str]],
) -> None:
    runtime.settings = runtime.settings.model_copy(
        update={"email_unknown_retry_seconds": 60.0, "email_unknown_retry_max_seconds": 3600.0}
    )
    mail_server.cut_after_data = True
    await deliver(*world.events, world.approved(), agency_id=world.agency_id)
    async with sending(runtime):
        await eventually(lambda: has_reason(states))
    assert await state_is(states, "sending")
    due_in = await fetchval_across(
        runtime, "SELECT extract(epoch FROM due_at - now())::float FROM email_queue"
    )
    assert 20 < due_in <= 60
    assert len(mail_server.raw) == 1
    staff = a_pass(
        agency_id=world.agency_id, portal=Portal.AGENCY, permissions=[Permission.AUDIT_VIEW]
    )
    stuck = await client.get("/deliveries", params={"stuck": True}, headers=staff)
    (row,) = stuck.json()["items"]
    assert row["reason"].startswith("the mail server cut the line before its answer")


async def test_one_lost_answer_is_no_end_the_same_message_goes_again_and_is_sent(
    runtime: Runtime,
    deliver: Deliver,
    recorded: RecordedEvents,
    states: States,
    mail_server: Any,
    sending: Any,
    world: Any,
) -> None:
    async def only_once() -> None:
        mail_server.cut_after_data = False
        mail_server.before_answer = None

    mail_server.cut_after_data = True
    mail_server.before_answer = only_once
    await deliver(*world.events, world.approved(), agency_id=world.agency_id)
    async with sending(runtime):
        await eventually(lambda: state_is(states, "sent"))
    first, second = mail_server.raw
    assert first == second
    (row,) = await states()
    assert (row["interruptions"], row["reason"]) == (1, None)
    assert len(await recorded(EmailSent)) == 1
