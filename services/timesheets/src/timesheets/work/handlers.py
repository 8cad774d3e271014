"""What payments says about work: an invoice covers it, or its transaction was reversed."""

from collections.abc import Sequence

from chassis.consumer import Handlers, Received
from chassis.errors import NotFoundError
from chassis.uow import UnitOfWork
from contracts.events.payments import InvoiceIssued, TransactionReversed
from contracts.events.timesheets import WorkInvoiced, WorkReturned
from contracts.ids import EntryId, EventId, PersonId
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
    entries = await _lock(
        uow, {each for event in events for work in event.body.work for each in work.entry_ids}
    )
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
        before = [entries[one.entry_id] for one in event.body.entries]
        after = [
            entry.send_back(one.version, by=event.body.reversed_by, at=uow.now)
            for entry, one in zip(before, event.body.entries, strict=True)
        ]
        moved = [(old, new) for old, new in zip(before, after, strict=True) if new is not None]
        for old, new in moved:
            await repository.rewrite(uow, old, new)
            entries[new.entry_id] = new
        await _say_returned(uow, event, event.body.reversed_by, [new for _, new in moved])


async def _say_returned(
    uow: UnitOfWork,
    event: Received[TransactionReversed],
    by: PersonId,
    returned: Sequence[LoggedWork],
) -> None:
    reason = event.body.reason
    await repository.save_returned(uow, returned, reason)
    await repository.add_steps(uow, returned, Step.RETURN, reason)
    for piece in pieces(returned):
        uow.record(
            WorkReturned(
                **piece.parties,
                entries=piece.entries,
                reason=reason,
                returned_by=by,
                returned_at=uow.now,
                on_behalf=True,
                reversed_transaction=event.body.number,
            ),
            because_of=event.envelope,
        )


async def _lock(uow: UnitOfWork, wanted: set[EntryId]) -> dict[EntryId, LoggedWork]:
    """All these entries. Raises NotFoundError."""
    where = Where("e.agency_id = {}", uow.agency_id).add(
        "e.entry_id = ANY({}::uuid[])", list(wanted)
    )
    found = {
        entry.entry_id: entry for entry in await repository.lock(uow, where, limit=len(wanted))
    }
    for missing in wanted - found.keys():
        raise NotFoundError("logged work", missing)
    return found
