"""From an event to a mail server: each e-mail once, whatever happens on the way."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from chassis.consumer.processor import EventProcessor
from chassis.ids import new_id
from chassis.runtime import Runtime
from chassis.testing import eventually
from chassis.testing.plugin import Deliver
from chassis.testing.postgres import TestDatabase
from chassis.testing.queues import execute_across, fetch_across, fetchval_across
from contracts.events.notifications import EmailFailed, EmailSent
from contracts.ids import AgencyId
from notifications.announcements.cast import LINK
from notifications.sending import repository as queue
from notifications.sending.smtp import Server, Session

RecordedEvents = Callable[[type[Any]], Awaitable[list[Any]]]
States = Callable[[], Awaitable[list[dict[str, Any]]]]

pytestmark = pytest.mark.timeout(60)


async def all_are(states: States, state: str, number: int = 1) -> bool:
    found = [row["state"] for row in await states()]
    return found == [state] * number


@pytest.mark.requirement("C1")
async def test_an_invitation_arrives_with_its_link_which_is_kept_nowhere(
    runtime: Runtime,
    deliver: Deliver,
    recorded: RecordedEvents,
    states: States,
    mail_server: Any,
    sending: Any,
    seal: Callable[[], str],
    world: Any,
) -> None:
    correlation_id = new_id()
    await deliver(*world.events, agency_id=world.agency_id)
    (invitation,) = await deliver(
        world.invited(seal()), agency_id=world.agency_id, correlation_id=correlation_id
    )
    (stored,) = await states()
    assert LINK not in str(stored)
    async with sending(runtime):
        await eventually(lambda: all_are(states, "sent"))
    (mail,) = mail_server.mails
    assert mail["To"] == "Ola <ola@example.com>"
    assert mail["From"] == "Fjord Bemanning <no-reply@portico.localhost>"
    assert mail["Subject"] == "Invitasjon fra Fjord Bemanning"
    for form in ("plain", "html"):
        assert LINK in mail.get_body((form,)).get_content()
    (sent,) = await recorded(EmailSent)
    assert mail["Message-ID"] == sent.message_id
    assert sent.recipient_id == world.contractor.person_id
    (stored,) = await states()
    assert stored["secret_link"] is None
    (row,) = await fetch_across(
        runtime, "SELECT headers FROM chassis.outbox WHERE type LIKE '%EmailSent%'"
    )
    headers = dict(row["headers"])
    assert headers["correlation_id"] == str(correlation_id)
    assert headers["causation_id"] == dict(invitation.headers)["ce_id"].decode()
    assert await queue_is_empty(runtime)


async def queue_is_empty(runtime: Runtime) -> bool:
    return await fetchval_across(runtime, "SELECT count(*) FROM email_queue") == 0


@pytest.mark.requirement("X1")
async def test_an_event_that_is_delivered_three_times_is_one_e_mail(
    runtime: Runtime,
    deliver: Deliver,
    recorded: RecordedEvents,
    states: States,
    mail_server: Any,
    sending: Any,
    world: Any,
) -> None:
    await deliver(*world.events, agency_id=world.agency_id)
    event, event_id = world.approved(), new_id()
    async with sending(runtime):
        await deliver(event, agency_id=world.agency_id, ids=[event_id], times=3)
        await eventually(lambda: all_are(states, "sent"))
        # The inbox was lost as well: the e-mail's own key still knows it.
        await execute_across(runtime, "DELETE FROM chassis.inbox")
        await deliver(event, agency_id=world.agency_id, ids=[event_id])
        await deliver(world.approved(), agency_id=world.agency_id)
        await eventually(lambda: all_are(states, "sent", 2))
    assert len(mail_server.mails) == 2
    assert len(await recorded(EmailSent)) == 2


@pytest.mark.requirement("X1")
async def test_while_the_mail_server_is_down_e_mails_wait_and_none_is_blamed(
    runtime: Runtime,
    deliver: Deliver,
    recorded: RecordedEvents,
    states: States,
    mail_server: Any,
    sending: Any,
    world: Any,
) -> None:
    await mail_server.stop()
    await deliver(*world.events, agency_id=world.agency_id)
    async with sending(runtime):
        await deliver(*(world.approved() for _ in range(5)), agency_id=world.agency_id)
        await asyncio.sleep(0.5)  # the outage itself
        assert await all_are(states, "waiting", 5)
        await mail_server.start()
        await eventually(lambda: all_are(states, "sent", 5))
    assert len(mail_server.mails) == 5
    assert {row["refusals"] for row in await states()} == {0}
    assert len(await recorded(EmailSent)) == 5


async def test_a_mailbox_that_does_not_exist_fails_after_a_few_tries(
    runtime: Runtime,
    deliver: Deliver,
    recorded: RecordedEvents,
    states: States,
    mail_server: Any,
    sending: Any,
    seal: Callable[[], str],
    world: Any,
) -> None:
    mail_server.refuse_recipient = "550 5.1.1 no such mailbox"
    await deliver(*world.events, world.invited(seal()), agency_id=world.agency_id)
    async with sending(runtime):
        await eventually(lambda: all_are(states, "failed"))
    (failed,) = await recorded(EmailFailed)
    assert failed.reason == "550 5.1.1 no such mailbox"
    (row,) = await states()
    assert row["refusals"] == 3
    assert row["secret_link"] is None
    assert mail_server.mails == []
    assert mail_server.connections == 1
    assert await queue_is_empty(runtime)


async def test_a_refusal_for_now_is_tried_again(
    runtime: Runtime,
    deliver: Deliver,
    recorded: RecordedEvents,
    states: States,
    mail_server: Any,
    sending: Any,
    world: Any,
) -> None:
    mail_server.refuse_content = ["451 4.7.1 greylisted"] * 6
    await deliver(*world.events, world.approved(), agency_id=world.agency_id)
    async with sending(runtime):
        await eventually(lambda: all_are(states, "sent"))
    assert len(mail_server.mails) == 1
    (row,) = await states()
    assert (row["refusals"], row["interruptions"]) == (6, 0)
    assert await recorded(EmailFailed) == []


async def test_a_server_that_does_not_take_our_sender_is_no_e_mail_s_fault(
    runtime: Runtime,
    deliver: Deliver,
    recorded: RecordedEvents,
    states: States,
    mail_server: Any,
    sending: Any,
    world: Any,
) -> None:
    mail_server.refuse_sender = "550 5.7.1 not from you"
    await deliver(*world.events, world.approved(), agency_id=world.agency_id)
    async with sending(runtime):
        await eventually(lambda: mail_server.connections >= 3)
        assert await all_are(states, "waiting")
        mail_server.refuse_sender = ""
        await eventually(lambda: all_are(states, "sent"))
    assert len(mail_server.mails) == 1


async def test_the_database_is_cut_off_between_the_server_s_answer_and_the_commit(
    runtime: Runtime,
    deliver: Deliver,
    recorded: RecordedEvents,
    states: States,
    mail_server: Any,
    sending: Any,
    world: Any,
    database: TestDatabase,
) -> None:
    cut = 0

    async def cut_off() -> None:
        nonlocal cut
        cut += 1
        connection = await asyncpg.connect(database.superuser_url)
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE usename = 'notifications_app' AND datname = current_database()"
        )
        await connection.close()

    await deliver(*world.events, world.approved(), agency_id=world.agency_id)
    mail_server.before_answer = cut_off
    async with sending(runtime):
        await eventually(lambda: all_are(states, "sent"))
        mail_server.before_answer = None
    assert cut == 1
    assert len(mail_server.mails) == 1
    assert len(await recorded(EmailSent)) == 1
    assert await queue_is_empty(runtime)


async def test_two_replicas_share_the_queue_and_send_nothing_twice(
    runtime: Runtime,
    deliver: Deliver,
    recorded: RecordedEvents,
    states: States,
    mail_server: Any,
    sending: Any,
    another_process: Any,
    world: Any,
) -> None:
    await deliver(*world.events, agency_id=world.agency_id)
    await deliver(*(world.approved() for _ in range(60)), agency_id=world.agency_id)
    async with another_process() as other, sending(runtime), sending(other):
        await eventually(lambda: all_are(states, "sent", 60))
    ids = [mail["Message-ID"] for mail in mail_server.mails]
    assert len(ids) == len(set(ids)) == 60
    assert len(await recorded(EmailSent)) == 60


async def test_a_slow_server_does_not_let_a_second_replica_send_it_too(
    runtime: Runtime,
    deliver: Deliver,
    states: States,
    mail_server: Any,
    sending: Any,
    another_process: Any,
    world: Any,
) -> None:
    """The lease is over long before the server answers: the row's lock is what holds."""
    settings = runtime.settings.model_copy(update={"email_lease_seconds": 0.5})
    runtime.settings = settings
    await deliver(*world.events, world.approved(), agency_id=world.agency_id)

    async def slow() -> None:
        await asyncio.sleep(2.0)

    mail_server.before_answer = slow
    async with another_process() as other:
        other.settings = settings
        async with sending(runtime), sending(other):
            await eventually(lambda: all_are(states, "sent"))
    assert len(mail_server.mails) == 1
    assert (await states())[0]["interruptions"] == 0


async def test_a_stop_finishes_what_is_in_hand(
    runtime: Runtime,
    deliver: Deliver,
    recorded: RecordedEvents,
    states: States,
    mail_server: Any,
    sending: Any,
    world: Any,
) -> None:
    arrived = asyncio.Event()

    async def slow() -> None:
        arrived.set()
        await asyncio.sleep(0.5)

    mail_server.before_answer = slow
    await deliver(*world.events, world.approved(), agency_id=world.agency_id)
    async with sending(runtime) as task:
        await arrived.wait()
        task.cancel()
    assert await all_are(states, "sent")
    assert len(await recorded(EmailSent)) == 1


async def test_a_link_that_expired_in_the_queue_is_not_sent(
    runtime: Runtime,
    deliver: Deliver,
    recorded: RecordedEvents,
    states: States,
    mail_server: Any,
    sending: Any,
    seal: Callable[[], str],
    world: Any,
) -> None:
    expired = world.invited(seal(), valid_for=timedelta(seconds=-1))
    await deliver(*world.events, expired, agency_id=world.agency_id)
    async with sending(runtime):
        await eventually(lambda: all_are(states, "failed"))
    (failed,) = await recorded(EmailFailed)
    assert failed.reason == "expired before it could be sent"
    assert mail_server.mails == []


async def test_a_link_that_cannot_be_opened_fails_and_does_not_come_back_for_ever(
    runtime: Runtime,
    deliver: Deliver,
    recorded: RecordedEvents,
    states: States,
    mail_server: Any,
    sending: Any,
    world: Any,
) -> None:
    await deliver(*world.events, world.invited("no.secret.at.all.x"), agency_id=world.agency_id)
    async with sending(runtime):
        await eventually(lambda: all_are(states, "failed"))
    assert len(await recorded(EmailFailed)) == 1
    assert mail_server.mails == []


async def test_e_mails_about_getting_in_go_before_all_others(
    runtime: Runtime,
    deliver: Deliver,
    states: States,
    mail_server: Any,
    sending: Any,
    seal: Callable[[], str],
    world: Any,
) -> None:
    runtime.settings = runtime.settings.model_copy(update={"smtp_connections": 1})
    await deliver(*world.events, agency_id=world.agency_id)
    await deliver(*(world.approved() for _ in range(5)), agency_id=world.agency_id)
    await deliver(world.invited(seal()), agency_id=world.agency_id)
    async with sending(runtime):
        await eventually(lambda: all_are(states, "sent", 6))
    assert mail_server.mails[0]["X-Portico-Kind"] == "invitation"
    assert mail_server.connections == 1


async def test_agencies_take_turns_at_the_mail_server(runtime: Runtime) -> None:
    """However many e-mails of one came before the single one of another."""
    many, single = AgencyId(new_id()), AgencyId(new_id())
    ahead = [(many, 1, 90 - n) for n in range(5)]
    queued = [*ahead, (single, 1, 2), (many, 0, 1)]
    async with runtime.unit_of_work(None) as uow:
        for agency_id, urgency, minutes in queued:
            await uow.execute(
                "INSERT INTO email_queue (email_id, agency_id, urgency, due_at)"
                " VALUES ($1, $2, $3, now() - $4::interval)",
                new_id(),
                agency_id,
                urgency,
                timedelta(minutes=minutes),
            )

    async def claimed(most: int) -> list[AgencyId]:
        async with runtime.unit_of_work(None) as uow:
            found = await queue.claim(uow, new_id(), most=most, lease=timedelta(minutes=1))
        return sorted(one.agency_id for one in found)

    # What is about getting in goes first, whosever it is; then who has none in hand.
    assert await claimed(1) == [many]
    assert await claimed(1) == [single]
    assert await claimed(1) == [many]
    assert await claimed(9) == [many] * 4
    assert await claimed(9) == []


async def test_lines_of_dots_arrive_as_they_were_written(mail_server: Any) -> None:
    message = b"Subject: dots\r\n\r\n.\r\n..two\r\n.\r\nlast"
    server = Server(
        host="127.0.0.1",
        port=mail_server.port,
        security="none",
        username="",
        password="",
        timeout_seconds=5,
        greeting_name="portico.localhost",
    )
    session = await Session.open(server)
    for _ in range(2):
        await session.offer("a@example.com", "b@example.com", message)
        await session.finish()
    await session.close()
    assert mail_server.raw == [message + b"\r\n"] * 2


async def test_what_another_topic_has_not_brought_yet_is_waited_for(
    runtime: Runtime,
    deliver: Deliver,
    processor: EventProcessor,
    states: States,
    world: Any,
) -> None:
    await deliver(world.approved(), agency_id=world.agency_id)
    assert await states() == []
    await deliver(*world.events, agency_id=world.agency_id)

    async def told() -> bool:
        await processor.retry_due()
        return len(await states()) == 1

    await eventually(told)
