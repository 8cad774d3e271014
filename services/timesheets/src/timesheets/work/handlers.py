"""What payments says about work: an invoice covers it, or its transaction was reversed."""

from collections.abc import Sequence

from chassis.conditions import Conditions
from chassis.consumer import Handlers, Received
from chassis.errors import NotFoundError
from chassis.uow import UnitOfWork
from contracts.envelope import Envelope
from contracts.events.payments import InvoiceIssued, TransactionReversed
from contracts.ids import EntryId, EventId
from timesheets.work import repository
from timesheets.work.actions import carry_out
from timesheets.work.commands import PutOnInvoice, SendBack
from timesheets.work.model import LoggedWork
from timesheets.work.transitions import Decision, decide

handlers = Handlers()


@handlers.on(InvoiceIssued)
async def mark_invoiced(uow: UnitOfWork, events: Sequence[Received[InvoiceIssued]]) -> None:
    """Approved work that stands on an invoice turns Invoiced, once.

    An invoice names work that was approved here, so that work which is not there, or not approved,
    means that the two services disagree: NotFoundError or StepRefusedError, for people to look at.
    """
    entries = await _lock(
        uow, {each for event in events for work in event.body.work for each in work.entry_ids}
    )
    for event in events:
        ids = dict.fromkeys(each for work in event.body.work for each in work.entry_ids)
        command = PutOnInvoice(
            invoice_id=event.body.invoice_id,
            event_id=EventId(event.envelope.id),
            versions={
                entry_id: version
                for work in event.body.work
                for entry_id, version in zip(work.entry_ids, work.versions, strict=False)
            },
        )
        await _carry_out(
            uow, entries, decide([entries[each] for each in ids], command), event.envelope
        )
    await repository.name_invoices(
        uow, {event.body.invoice_id: event.body.number for event in events}
    )


@handlers.on(TransactionReversed)
async def return_reversed(uow: UnitOfWork, events: Sequence[Received[TransactionReversed]]) -> None:
    """Work of a reversed transaction goes back to its contractor, with the reason.

    Payments has taken it off what is billable already. What is not there, or not approved, means
    that the two services disagree: NotFoundError or StepRefusedError, for people to look at.
    """
    entries = await _lock(uow, {one.entry_id for event in events for one in event.body.entries})
    for event in events:
        if event.body.reversed_by is None:
            continue  # said before work was sent back
        command = SendBack(
            priced_versions={one.entry_id: one.version for one in event.body.entries},
            transaction_number=event.body.number,
            taken_back=event.body.corrected_by is not None,
            reason=event.body.reason,
            by=event.body.reversed_by,
            at=uow.now,
        )
        named = [entries[each] for each in command.priced_versions]
        await _carry_out(uow, entries, decide(named, command), event.envelope)


async def _carry_out(
    uow: UnitOfWork, entries: dict[EntryId, LoggedWork], decision: Decision, because_of: Envelope
) -> None:
    """Save and say it; `entries` are then what the next event of the batch finds."""
    await carry_out(uow, decision, because_of=because_of)
    entries.update((entry.entry_id, entry) for entry in decision.after)


async def _lock(uow: UnitOfWork, wanted: set[EntryId]) -> dict[EntryId, LoggedWork]:
    """All these entries. Raises NotFoundError."""
    where = (
        Conditions()
        .add("e.agency_id = {}", uow.agency_id)
        .add("e.entry_id = ANY({}::uuid[])", list(wanted))
    )
    found = {
        entry.entry_id: entry for entry in await repository.lock(uow, where, limit=len(wanted))
    }
    for missing in wanted - found.keys():
        raise NotFoundError("logged work", missing)
    return found
