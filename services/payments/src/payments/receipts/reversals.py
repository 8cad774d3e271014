"""Money that had come in and that the bank takes back: its invoice is open again."""

from dataclasses import dataclass, replace
from uuid import UUID

from chassis.errors import InvalidError
from chassis.ids import new_id
from chassis.uow import UnitOfWork
from contracts.events.payments import ReceiptReversed
from contracts.ids import CompanyId, ReceiptId
from contracts.money import Money
from payments.directory import repository as directory
from payments.invoices import repository as invoices
from payments.invoices.model import Receipt, ReceiptSource
from payments.invoices.write_offs import actions as write_offs
from payments.ledger import repository as ledger
from payments.ledger.model import SUSPENSE, of_receipt
from payments.receipts import repository
from payments.receipts.model import CameIn, Deposit, check_taken_back
from payments.trail.changes import say_invoice_changed


class UnknownReceiptError(InvalidError):
    """There is no such receipt"""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """What the bank took back by an entry of it."""

    entry_id: UUID
    amount: Money
    reference: str


async def take_back(uow: UnitOfWork, taken: TakenBack, receipt_id: ReceiptId) -> CompanyId:
    """Staff say what the bank took back: all or a part of this. Whose money it was.

    The books are locked. Whoever was released for it stays so: they may have been paid. Raises
    UnknownReceiptError, TakenBackError.
    """
    came_in = await repository.came_in(uow, receipt_id)
    if came_in is None:
        raise UnknownReceiptError("no receipt of the bank has this id", field="receipt_id")
    check_taken_back(taken.amount, came_in)
    await _reverse(uow, taken, came_in)
    return came_in.company_id


async def take_back_entry(uow: UnitOfWork, entry_id: UUID, taken: TakenBack) -> bool:
    """The bank took back all that came in by an entry; False where that is not as much any more."""
    found = [one for one in await repository.came_in_by(uow, entry_id) if one.left.amount_minor]
    if Money.total((one.left for one in found), taken.amount.currency) != taken.amount:
        return False
    for came_in in found:
        await _reverse(uow, replace(taken, amount=came_in.left), came_in)
    return True


async def _reverse(uow: UnitOfWork, taken: TakenBack, came_in: CameIn) -> None:
    today = (await directory.agency_in_use(uow)).today(uow.now)
    ident = ReceiptId(new_id())
    if came_in.invoice_id is None:
        await repository.add_deposit(
            uow,
            Deposit(
                deposit_id=ident,
                company_id=came_in.company_id,
                amount=-taken.amount,
                received_on=today,
                reference=taken.reference,
                bank_entry_id=taken.entry_id,
                recorded_by=uow.actor.person,
                recorded_by_name=uow.actor.name,
                recorded_at=uow.now,
                reverses=came_in.receipt_id,
            ),
        )
    else:
        back = Receipt(
            receipt_id=ident,
            invoice_id=came_in.invoice_id,
            amount=-taken.amount,
            received_on=today,
            reference=taken.reference,
            recorded_by=uow.actor.person,
            recorded_by_name=uow.actor.name,
            recorded_at=uow.now,
            bank_entry_id=taken.entry_id,
            reverses=came_in.receipt_id,
        )
        await _give_back(uow, back)
    await ledger.post(uow, of_receipt(ident, came_in.company_id, -taken.amount, SUSPENSE))


async def _give_back(uow: UnitOfWork, back: Receipt) -> None:
    """The invoice has so much less; what of it was too much goes first, from the balance."""
    before = await invoices.get_for_update(uow, back.invoice_id)
    kept = await repository.kept_of(uow, before.company_id, back.invoice_id)
    after, of_balance = before.give_back(-back.amount, back.received_on, kept=kept)
    await invoices.save(uow, [after])
    rows = [back]
    if of_balance.amount_minor:
        moved = replace(
            back,
            receipt_id=ReceiptId(new_id()),
            amount=of_balance,
            source=ReceiptSource.BALANCE,
            bank_entry_id=None,
            reverses=None,
        )
        rows.append(moved)
    await invoices.add_receipts(uow, rows)
    await write_offs.take_back(uow, before, after, back.reference)
    disputed = after.disputed_amount
    uow.record(
        ReceiptReversed(
            invoice_id=after.invoice_id,
            company_id=after.company_id,
            number=after.number,
            project_ids=after.project_ids,
            receipt_id=back.receipt_id,
            amount=-back.amount,
            reversed_on=back.received_on,
            reference=back.reference,
            open_amount=after.open_amount,
            recorded_by=uow.actor.person,
            due_on=after.due_on,
            disputed_amount=disputed if disputed.amount_minor else None,
            payment_reference=after.payment_reference,
        )
    )
    await say_invoice_changed(uow, after.invoice_id)
