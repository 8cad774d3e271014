"""A worker that kills itself where it is told: `DIE=after_commit` or `DIE=in_batch`, or never.

It counts offers into the table of the small service. SIGKILL leaves it no line of code to clean up.
"""

import asyncio
import os
import signal
from collections.abc import Sequence
from typing import ClassVar

from chassis.consumer import Handlers, Received
from chassis.consumer.messages import Message
from chassis.consumer.processor import EventProcessor
from chassis.consumer.subscription import Subscription
from chassis.runtime import open_runtime
from chassis.settings import ServiceSettings
from chassis.uow import UnitOfWork
from contracts.events.documents import OfferSigned


class Settings(ServiceSettings):
    service: ClassVar[str] = "documents"


handlers = Handlers()


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@handlers.on(OfferSigned)
async def count(uow: UnitOfWork, events: Sequence[Received[OfferSigned]]) -> None:
    for number, event in enumerate(events, 1):
        await uow.execute(
            "INSERT INTO counted (agency_id, event_id, key, name) VALUES ($1, $2, $3, $4)",
            uow.agency_id,
            event.envelope.id,
            event.body.offer_id,
            event.body.title,
        )
        if os.environ.get("DIE") == "in_batch" and number > len(events) // 2:
            die()


async def main() -> None:
    settings = Settings()
    async with open_runtime(settings, [], with_database=True) as runtime:
        processor = EventProcessor(
            database=runtime.database,
            handlers=handlers,
            resources=runtime.resources,
            service=settings.service,
        )

        async def process(messages: Sequence[Message]) -> None:
            await processor.process(messages)
            if os.environ.get("DIE") == "after_commit":
                die()

        subscription = Subscription(settings, handlers, process)
        await subscription.run()


if __name__ == "__main__":
    asyncio.run(main())
