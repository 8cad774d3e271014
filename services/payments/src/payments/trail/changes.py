"""Saying that trails changed, where no other event of payments says it.

A transaction, a payment and their events are one commit, so that whoever hears of them reads a
trail that has them. What others say (work submitted, returned) is read here a moment after it was
said; an invoice and its receipts are no news of one contractor. For these there is an event.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable

from chassis.uow import UnitOfWork
from contracts.events.trail import TrailChanged
from contracts.ids import InvoiceId, PersonId, WorkOrderId
from payments.trail import repository


def say_changed(uow: UnitOfWork, changed: Iterable[tuple[PersonId, WorkOrderId]]) -> None:
    """Say it once to each contractor."""
    orders: dict[PersonId, set[WorkOrderId]] = defaultdict(set)
    for contractor_id, work_order_id in changed:
        orders[contractor_id].add(work_order_id)
    for contractor_id in sorted(orders):
        uow.record(
            TrailChanged(
                contractor_id=contractor_id, work_order_ids=tuple(sorted(orders[contractor_id]))
            )
        )


async def say_invoice_changed(uow: UnitOfWork, invoice_id: InvoiceId) -> None:
    """Say it to everybody whose work is on an invoice."""
    await say_invoices_changed(uow, [invoice_id])


async def say_invoices_changed(uow: UnitOfWork, invoice_ids: Collection[InvoiceId]) -> None:
    """Say it to everybody whose work is on these invoices, once."""
    say_changed(uow, await repository.work_orders_on(uow, invoice_ids))
