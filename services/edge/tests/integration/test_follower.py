"""Following a real broker: what is said on the bus is heard, also after the broker was away."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

import pytest
from aiokafka import AIOKafkaProducer

from chassis.ids import new_id
from chassis.testing.broker import EmbeddedBroker
from chassis.testing.waiting import eventually
from contracts.access import Permission, Portal
from contracts.base import Event
from contracts.envelope import Envelope
from contracts.events.identity import Agency, AgencyChanged, PersonDeactivated
from contracts.events.payments import TransactionHeld
from contracts.ids import PersonId, TransactionId
from contracts.money import Money
from contracts.topics import TOPICS
from edge.core import Edge
from edge.live.hub import Connection, LiveMessage
from edge.live.invalidation import Listener, View
from edge.services import RequestContext
from edge.settings import EdgeSettings

from ..fakes import FakeServices, a_person


@pytest.fixture
def broker() -> Iterator[EmbeddedBroker]:
    broker = EmbeddedBroker()
    broker.start()
    yield broker
    broker.kill()


@pytest.fixture
def settings(services: FakeServices, broker: EmbeddedBroker) -> EdgeSettings:
    return EdgeSettings.model_validate(
        {
            **services.settings(),
            "kafka_bootstrap_servers": broker.bootstrap_servers,
            "kafka_flavour": "tansu",
            "jwks_url": "-",
        }
    )


@pytest.fixture
async def following(edge: Edge, broker: EmbeddedBroker) -> AsyncIterator[Edge]:
    await create_topics(broker)
    async with edge.opened():
        await eventually(lambda: edge.follower.connected, what="the bus is followed")
        yield edge


async def create_topics(broker: EmbeddedBroker) -> None:
    from aiokafka.admin import AIOKafkaAdminClient, NewTopic  # noqa: PLC0415

    admin = AIOKafkaAdminClient(bootstrap_servers=broker.bootstrap_servers)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(topic.name, 2, 1) for topic in TOPICS])
    finally:
        await admin.close()


async def say(broker: EmbeddedBroker, agency: Agency, *events: Event | bytes) -> None:
    producer = AIOKafkaProducer(
        bootstrap_servers=broker.bootstrap_servers, enable_idempotence=False
    )
    await producer.start()
    try:
        for event in events:
            if isinstance(event, bytes):
                await producer.send_and_wait(TOPICS[0].name, event)
                continue
            envelope = Envelope(
                id=new_id(),
                type=event.type_name(),
                source="portico/test",
                time=datetime.now(UTC),
                agency_id=agency.agency_id,
                correlation_id=new_id(),
            )
            await producer.send_and_wait(
                event.topic,
                event.model_dump_json().encode(),
                key=str(event.key).encode(),
                headers=envelope.to_headers(),
            )
    finally:
        await producer.stop()


def listen(edge: Edge, agency: Agency, person_id: PersonId) -> Connection:
    return edge.hub.open(
        Listener(
            agency_id=agency.agency_id,
            portal=Portal.CONTRACTOR,
            person_id=person_id,
            session_id=new_id(),
            permissions=frozenset[Permission](),
        )
    )


def held(contractor_id: PersonId) -> TransactionHeld:
    return TransactionHeld(
        transaction_id=TransactionId(new_id()),
        contractor_id=contractor_id,
        number="T-1",
        net=Money(amount_minor=1, currency="NOK"),
        reason="bank details differ",
        held_by=PersonId(new_id()),
    )


STALE = LiveMessage(stale=[View.DASHBOARD, View.TRAIL, View.TRANSACTIONS])


@pytest.mark.requirement("X3")
async def test_an_event_makes_views_stale_and_noise_does_no_harm(
    following: Edge, broker: EmbeddedBroker, agency: Agency
) -> None:
    person_id = PersonId(new_id())
    mine, other = (
        listen(following, agency, person_id),
        listen(following, agency, PersonId(new_id())),
    )
    await say(broker, agency, b"not an event", held(person_id))
    assert await mine.next(at_most_seconds=10) == STALE
    assert await other.next(at_most_seconds=0.2) is None


async def test_a_changed_agency_is_asked_for_again_and_a_deactivated_person_is_looked_at(
    following: Edge, broker: EmbeddedBroker, agency: Agency, services: FakeServices
) -> None:
    context = RequestContext(correlation_id="c", traceparent="t")
    await following.agencies.find("nord", context)
    renamed = services.open(agency.model_copy(update={"name": "Nord og Sør"}))
    person = a_person(agency)
    connection = listen(following, agency, person.person_id)
    await say(broker, agency, AgencyChanged(agency=renamed), PersonDeactivated(person=person))

    async def is_renamed() -> bool:
        found = await following.agencies.find("nord", context)
        return found is not None and found.name == "Nord og Sør"

    assert await eventually(is_renamed, what="the new name")
    assert await eventually(connection.take_check, what="a look at the session")


async def test_a_broker_that_comes_back_empty_is_followed_again_and_all_is_fetched(
    following: Edge, broker: EmbeddedBroker, agency: Agency
) -> None:
    person_id = PersonId(new_id())
    await say(broker, agency, held(person_id), held(person_id))
    connection = listen(following, agency, person_id)
    broker.kill()
    await eventually(
        lambda: not following.follower.connected, within_seconds=30, what="the loss is seen"
    )
    broker.start()
    await create_topics(broker)
    await eventually(
        lambda: following.follower.connected, within_seconds=40, what="the bus is followed again"
    )
    message = await connection.next(at_most_seconds=10)
    assert message is not None
    assert message.resync
    await asyncio.sleep(0.2)
    await connection.next(at_most_seconds=0.1)
    await say(broker, agency, held(person_id))
    assert await connection.next(at_most_seconds=10) == STALE
