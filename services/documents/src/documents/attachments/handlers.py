"""What notifications tells: which inquiry a file is of, and whom that one concerns."""

from collections.abc import Sequence
from typing import Any

from chassis.consumer import Handlers, Received
from chassis.uow import UnitOfWork
from contracts.events.notifications import InquiryAnswered, InquiryOpened
from contracts.ids import PersonId
from contracts.reach import Parties
from documents.attachments import repository

handlers = Handlers()


async def send_files(
    uow: UnitOfWork, events: Sequence[Received[InquiryOpened | InquiryAnswered]]
) -> None:
    """Who sees the inquiry sees the files of its messages from now on."""
    await repository.save_parties(uow, [_told(event) for event in events])
    await repository.send(
        uow,
        [
            (event.body.inquiry_id, _writer(event.body), event.body.attachment_ids)
            for event in events
            if event.body.attachment_ids
        ],
    )


for _event_type in (InquiryOpened, InquiryAnswered):
    handlers.on(_event_type)(send_files)


def _told(event: Received[Any]) -> tuple[Any, Parties, Any]:
    body: InquiryOpened | InquiryAnswered = event.body
    return body.inquiry_id, Parties.named_by(body), event.told


def _writer(body: InquiryOpened | InquiryAnswered) -> PersonId:
    return body.opened_by if isinstance(body, InquiryOpened) else body.answered_by
