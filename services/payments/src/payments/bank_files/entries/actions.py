"""Booking entries that are of no payment, giving clients' money to its invoices, and what staff say
of the rest.

Every entry is booked when it is read: against the suspense account, from which it is moved once
somebody, or its reference, has said what it is. So the ledger's bank is the bank's, always.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from chassis.errors import InvalidError, NotFoundError
from chassis.uow import UnitOfWork
from contracts.access import Permission
from contracts.ids import CompanyId, InvoiceId, ReceiptId
from contracts.money import Money
from payments.bank.reading import BankMessage
from payments.bank_files.entries import repository
from payments.bank_files.entries.allocation import Share, numbers_named, shares_of
from payments.bank_files.entries.model import (
    BankEntry,
    EntryInFile,
    EntryOutcome,
    EntryResolvedError,
    Resolution,
    beyond_doubt,
    part_id,
    payments_id,
    readings_of,
)
from payments.bank_files.matching import ReadEntry, UnmatchedPart, UnmatchedReason
from payments.directory import repository as directory
from payments.invoices.model import ReceiptAmountError
from payments.ledger import repository as ledger
from payments.ledger.model import Cause, of_bank_entry, of_set_aside, reversal_of
from payments.numbers.repository import lock_books
from payments.receipts import actions as receipts
from payments.receipts import repository as balances
from payments.receipts import reversals
from payments.receipts.reversals import TakenBack

NOBODYS = frozenset(
    {UnmatchedReason.UNKNOWN, UnmatchedReason.UNKNOWN_REFERENCE, UnmatchedReason.PARTS_DIFFER}
)
"""Why parts wait that name nothing of ours."""


class UnknownInvoiceError(InvalidError):
    """There is no such invoice"""


class UnknownCompanyError(InvalidError):
    """There is no such company"""


@dataclass(frozen=True, slots=True, kw_only=True)
class BookedEntries:
    """How many entries of a file are new: given to invoices, and waiting for somebody."""

    matched: int = 0
    waiting: int = 0


async def book(
    uow: UnitOfWork, file_id: UUID, message: BankMessage, entries: Sequence[ReadEntry]
) -> BookedEntries:
    """Book what is new of a file's entries, each once. The books are locked."""
    if not entries:
        return BookedEntries()
    readings = await _new(uow, file_id, readings_of(uow.agency_id, entries))
    parts = [part for one in readings for part in one.parts]
    if not parts:
        return BookedEntries()
    numbers = numbers_named(part for _, part in parts)
    invoices = await repository.referred_invoices(uow, numbers) if numbers else {}
    today = (await directory.agency_in_use(uow)).today(uow.now)
    shares = {ident: shares_of(part, invoices, today) for ident, part in parts}
    read = [_entry(uow, file_id, message, ident, part, shares[ident]) for ident, part in parts]
    added = await repository.add(uow, read)
    new = [one for one in read if one.entry_id in added]
    await ledger.post(uow, [made for one in new for made in of_bank_entry(one.entry_id, one.moved)])
    companies = {one.invoice_id: one.company_id for one in invoices.values()}
    aside = {ident: one.aside for one in readings if one.aside for ident, _ in one.parts}
    returned = await _take_back_returned(uow, new)
    matched = waiting = 0
    for one in new:
        if one.entry_id in returned:
            continue
        found = shares[one.entry_id]
        if not isinstance(found, UnmatchedReason):
            of = {companies[share.invoice_id] for share in found}
            await _give(uow, one, found, of.pop() if len(of) == 1 else None)
            matched += 1
        elif one.entry_id in aside and found in NOBODYS:
            await _stay_aside(uow, one, aside[one.entry_id])
        else:
            waiting += 1
    return BookedEntries(matched=matched, waiting=waiting)


async def put_on_invoice(
    uow: UnitOfWork, entry_id: UUID, invoice_id: InvoiceId, amount_minor: int | None
) -> None:
    """Staff say which invoice a credit is for; the rest of it is the balance of that company.

    `amount_minor` None: all of it. Raises NotFoundError, UnknownInvoiceError, ReceiptAmountError,
    DebitEntryError, EntryResolvedError.
    """
    entry = await _to_resolve(uow, entry_id)
    entry.require_credit()
    amount = entry.amount
    if amount_minor is not None:
        amount = Money(amount_minor=amount_minor, currency=amount.currency)
    if amount > entry.amount:
        raise ReceiptAmountError(f"at most the entry, {entry.amount}", field="amount_minor")
    try:
        received = await receipts.record_entry(
            uow, entry_id, invoice_id, amount, entry.booked_on, entry.reference
        )
    except NotFoundError as error:
        raise UnknownInvoiceError("no invoice has this id", field="invoice_id") from error
    company_id = received.invoice.company_id
    rest = entry.amount - amount
    if rest.amount_minor:
        await receipts.deposit_entry(
            uow, entry_id, company_id, rest, entry.booked_on, entry.reference
        )
    await _resolve(uow, entry, EntryOutcome.INVOICE, company_id=company_id)


async def put_on_balance(uow: UnitOfWork, entry_id: UUID, company_id: CompanyId) -> None:
    """Staff say which company a credit is of: it is its balance.

    Raises NotFoundError, UnknownCompanyError, DebitEntryError, EntryResolvedError.
    """
    entry = await _to_resolve(uow, entry_id)
    entry.require_credit()
    try:
        await balances.balances(uow, company_id)
    except NotFoundError as error:
        raise UnknownCompanyError("no company has this id", field="company_id") from error
    await receipts.deposit_entry(
        uow, entry_id, company_id, entry.amount, entry.booked_on, entry.reference
    )
    await _resolve(uow, entry, EntryOutcome.BALANCE, company_id=company_id)


async def take_back(uow: UnitOfWork, entry_id: UUID, receipt_id: ReceiptId) -> None:
    """Staff say which receipt a debit takes back, all or a part of it.

    Raises NotFoundError, UnknownReceiptError, TakenBackError, CreditEntryError, EntryResolvedError.
    """
    entry = await _to_resolve(uow, entry_id)
    entry.require_debit()
    taken = TakenBack(entry_id=entry_id, amount=entry.amount, reference=entry.reference)
    company_id = await reversals.take_back(uow, taken, receipt_id)
    await _resolve(uow, entry, EntryOutcome.TAKES_BACK, company_id=company_id)


async def set_aside(uow: UnitOfWork, entry_id: UUID, reason: str, *, by_hand: bool) -> None:
    """Staff say that an entry is of no client and of no payment, and why.

    `by_hand`: it stands in the books already, since somebody recorded it before the bank told of
    it; so what was booked for the entry is taken back. Raises NotFoundError, EntryResolvedError.
    """
    entry = await _to_resolve(uow, entry_id)
    if by_hand:
        await _take_back(uow, entry_id, Cause.BANK_ENTRY)
        await _resolve(uow, entry, EntryOutcome.RECORDED_BY_HAND, reason=reason)
    else:
        await ledger.post(uow, of_set_aside(entry_id, entry.moved))
        await _resolve(uow, entry, EntryOutcome.SET_ASIDE, reason=reason)


async def _take_back_returned(uow: UnitOfWork, new: Sequence[BankEntry]) -> set[UUID]:
    """Of these, and of those that wait, what the bank takes back beyond doubt: once, whichever of
    both is told first. Their ids."""
    ids = [one.entry_id for one in new]
    done: set[UUID] = set()
    for one in beyond_doubt(await repository.returned(uow, ids)):
        became, back = one.became, one.debit
        taken = TakenBack(entry_id=back.entry_id, amount=back.amount, reference=back.reference)
        if became is not None and became.how is EntryOutcome.SET_ASIDE:
            await _take_back(uow, one.credit.entry_id, Cause.SET_ASIDE)
        elif became is not None and not await reversals.take_back_entry(
            uow, one.credit.entry_id, taken
        ):
            continue
        done |= {one.credit.entry_id, back.entry_id}
        company_id = became.company_id if became is not None else None
        await _resolve(
            uow, one.credit, EntryOutcome.TAKEN_BACK, company_id=company_id, after=became
        )
        await _resolve(uow, one.debit, EntryOutcome.TAKES_BACK, company_id=company_id)
    return done


async def _new(
    uow: UnitOfWork, file_id: UUID, readings: Sequence[EntryInFile]
) -> list[EntryInFile]:
    """Those that tell something new: of an entry that was told as one sum, its details do."""
    ids = [one.reading_id for one in readings if one.reading_id is not None]
    known = await repository.readings(uow, ids)
    found: list[EntryInFile | None] = []
    read: list[tuple[UUID, bool]] = []
    for one in readings:
        if one.reading_id is None:
            found.append(one)
            continue
        before = known.get(one.reading_id)
        with_details = one.read.in_parts
        if before is None or (with_details and not before):
            read.append((one.reading_id, with_details))
        if before is None:
            found.append(one)
        else:
            found.append(await _told_again(uow, one, one.reading_id, had_details=before))
    if read:
        await repository.add_readings(uow, file_id, read)
    return [one for one in found if one is not None]


async def _told_again(
    uow: UnitOfWork, one: EntryInFile, reading_id: UUID, *, had_details: bool
) -> EntryInFile | None:
    """What it says that was not said before; None: nothing.

    Its details take the place of a sum that waits or was set aside. Where somebody put the sum
    elsewhere it stays there, and what of it is of payments is taken out of it: they have moved that
    money.
    """
    whole = await repository.find(uow, part_id(reading_id, 0, with_details=False))
    taken_out = await _taken_out(uow, reading_id)
    answered = one.without_payments(one.read.answered_minor, len(taken_out))
    if had_details or whole is None or not one.read.in_parts:
        return answered
    held = [
        (entry, await repository.resolution(uow, entry.entry_id)) for entry in (whole, *taken_out)
    ]
    outcomes = {became.how if became is not None else None for _, became in held}
    if outcomes <= {None, EntryOutcome.SET_ASIDE}:
        for entry, became in held:
            await _take_back(uow, entry.entry_id, Cause.BANK_ENTRY, Cause.SET_ASIDE)
            await _resolve(uow, entry, EntryOutcome.TOLD_IN_PARTS, after=became)
        return replace(one, aside=held[0][1])
    if EntryOutcome.RECORDED_BY_HAND in outcomes:
        # Not in the books by the bank: only what payments learn of it now would be there twice.
        return answered
    known = one.read.moved_minor - sum(entry.moved.amount_minor for entry, _ in held)
    return one.without_payments(one.read.of_payments_minor - known, len(taken_out))


async def _taken_out(uow: UnitOfWork, reading_id: UUID) -> list[BankEntry]:
    """What was taken out of an entry for payments, after it was put elsewhere."""
    found: list[BankEntry] = []
    while entry := await repository.find(uow, payments_id(reading_id, len(found))):
        found.append(entry)
    return found


async def _stay_aside(uow: UnitOfWork, entry: BankEntry, said: Resolution) -> None:
    """A part of what staff set aside is, for the same reason: it is of nobody else."""
    await ledger.post(uow, of_set_aside(entry.entry_id, entry.moved))
    again = replace(said, entry_id=entry.entry_id, step=1, resolved_at=uow.now)
    if not await repository.resolve(uow, again):
        raise EntryResolvedError


async def _give(
    uow: UnitOfWork, entry: BankEntry, shares: Iterable[Share], company_id: CompanyId | None
) -> None:
    for share in shares:
        await receipts.record_entry(
            uow, entry.entry_id, share.invoice_id, share.amount, entry.booked_on, entry.reference
        )
    await _resolve(uow, entry, EntryOutcome.MATCHED, company_id=company_id)


async def _to_resolve(uow: UnitOfWork, entry_id: UUID) -> BankEntry:
    """The entry, booked; the books are locked from here on."""
    uow.actor.require(Permission.INVOICES_MANAGE)
    await lock_books(uow)
    entry = await repository.get(uow, entry_id)
    if await repository.resolution(uow, entry_id) is not None:
        raise EntryResolvedError
    if not await ledger.postings_of(uow, Cause.BANK_ENTRY, entry_id):
        # Read before entries were booked.
        await ledger.post(uow, of_bank_entry(entry_id, entry.moved))
    return entry


async def _take_back(uow: UnitOfWork, entry_id: UUID, *causes: Cause) -> None:
    for cause in causes:
        await ledger.post(uow, reversal_of(await ledger.postings_of(uow, cause, entry_id)))


async def _resolve(
    uow: UnitOfWork,
    entry: BankEntry,
    how: EntryOutcome,
    *,
    company_id: CompanyId | None = None,
    reason: str = "",
    after: Resolution | None = None,
) -> None:
    resolution = Resolution(
        entry_id=entry.entry_id,
        step=1 if after is None else after.step + 1,
        how=how,
        company_id=company_id,
        reason=reason,
        resolved_by=uow.actor.person,
        resolved_by_name=uow.actor.name,
        resolved_at=uow.now,
    )
    if not await repository.resolve(uow, resolution):
        raise EntryResolvedError


def _entry(
    uow: UnitOfWork,
    file_id: UUID,
    message: BankMessage,
    entry_id: UUID,
    part: UnmatchedPart,
    found: tuple[Share, ...] | UnmatchedReason,
) -> BankEntry:
    detail = part.detail
    return BankEntry(
        entry_id=entry_id,
        file_id=file_id,
        file_kind=message.kind,
        file_message_id=message.message_id,
        booked_on=part.entry.booked_on,
        is_debit=detail.is_debit,
        amount=detail.amount,
        bank_reference=part.entry.reference,
        end_to_end_id=detail.end_to_end_id,
        party=detail.party,
        said=detail.text,
        why=found if isinstance(found, UnmatchedReason) else None,
        read_at=uow.now,
    )
