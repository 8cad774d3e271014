"""Events to measure with: as full as those of a day's work."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from aiokafka import AIOKafkaProducer

from chassis.ids import new_id
from chassis.outbox import OutboxMessage
from contracts.envelope import Envelope
from contracts.events.timesheets import ArticleKind, Entry, WorkSubmitted
from contracts.ids import AgencyId, CompanyId, EntryId, PersonId, ProjectId, WorkOrderId

TOPIC = WorkSubmitted.topic
_KEYS = 500
_ENTRIES = 2


@dataclass(frozen=True, slots=True)
class EncodedMessage:
    """A message as it goes to the broker."""

    key: bytes
    value: bytes
    headers: list[tuple[str, bytes]]


def submissions(count: int) -> list[OutboxMessage]:
    """So many submissions of two entries each, of one agency and 500 work orders, in turn."""
    agency, company, project = AgencyId(new_id()), CompanyId(new_id()), ProjectId(new_id())
    orders = [(WorkOrderId(new_id()), PersonId(new_id())) for _ in range(_KEYS)]
    now = datetime.now(UTC)
    found: list[OutboxMessage] = []
    for number in range(count):
        order, person = orders[number % _KEYS]
        event = WorkSubmitted(
            work_order_id=order,
            project_id=project,
            company_id=company,
            contractor_id=person,
            submission_id=new_id(),
            entries=tuple(
                Entry(
                    entry_id=EntryId(new_id()),
                    version=1,
                    work_on=date(2026, 3, 2 + day),
                    article=ArticleKind.REGULAR,
                    quantity=Decimal("7.5"),
                    note="Night shift, second entrance",
                )
                for day in range(_ENTRIES)
            ),
            submitted_by=person,
            submitted_at=now,
        )
        envelope = Envelope(
            id=new_id(),
            type=event.type_name(),
            source="portico/timesheets",
            time=now,
            agency_id=agency,
            correlation_id=new_id(),
        )
        found.append(OutboxMessage(envelope, event, event.topic, event.key))
    return found


def sendable(recorded: Sequence[OutboxMessage]) -> list[EncodedMessage]:
    """The bytes that the relay makes of these rows."""
    return [
        EncodedMessage(str(one.key).encode(), one.payload, one.envelope.to_headers())
        for one in recorded
    ]


async def send_all(
    producer: AIOKafkaProducer, topic: str, messages: Sequence[EncodedMessage]
) -> None:
    """Hand all to the producer without waiting in between; then wait for every acknowledgement."""
    futures = [
        await producer.send(topic, one.value, key=one.key, headers=one.headers) for one in messages
    ]
    for future in futures:
        await future
