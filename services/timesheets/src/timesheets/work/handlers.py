"""What payments says about work: an invoice covers it."""

from collections.abc import Sequence

from chassis.consumer import Handlers, Received
from chassis.errors import NotFoundError
from chassis.uow import UnitOfWork
from contracts.events.payments import InvoiceIssued
from contracts.events.timesheets import WorkInvoiced
from contracts.ids import EntryId, EventId
from timesheets.sql import Where
from timesheets.work import repository
from timesheets.work.model import LoggedWork, Status, Step
from timesheets.work.pieces import pieces

handlers = Handlers()


@handlers.on(InvoiceIssued)
async def mark_invoiced(uow: UnitOfWork, events: Sequence[Received[InvoiceIssued]]) -> None:
    """Approved work that stands on an invoice turns Invoiced, once.

    An invoice names work that was approved here, so that work which is not there, or not approved,
    means that the two services disagree: NotFoundError or StepRefusedError, for people to look at.
    """
    entries = await _lock(uow, events)
    newly: list[LoggedWork] = []
    for event in events:
        named = [entries[each] for work in event.body.work for each in work.entry_ids]
        covered = [entry for entry in named if entry.status is not Status.INVOICED]
        for entry in covered:
            entries[entry.entry_id] = entry.take(Step.INVOICE)
        for piece in pieces(covered):
            uow.record(
                WorkInvoiced(
                    **piece.parties,
                    entry_ids=tuple(entry.entry_id for entry in piece.entries),
                    invoice_id=event.body.invoice_id,
                    invoiced_because_of=EventId(event.envelope.id),
                ),
                because_of=event.envelope,
            )
        await repository.save_invoiced(uow, covered, event.body.invoice_id)
        newly.extend(covered)
    await repository.add_steps(uow, newly, Step.INVOICE)


async def _lock(
    uow: UnitOfWork, events: Sequence[Received[InvoiceIssued]]
) -> dict[EntryId, LoggedWork]:
    """All the entries that these invoices name. Raises NotFoundError."""
    wanted = {each for event in events for work in event.body.work for each in work.entry_ids}
    where = Where("e.agency_id = {}", uow.agency_id).add(
        "e.entry_id = ANY({}::uuid[])", list(wanted)
    )
    found = {
        entry.entry_id: entry for entry in await repository.lock(uow, where, limit=len(wanted))
    }
    for missing in wanted - found.keys():
        raise NotFoundError("logged work", missing)
    return found
