"""Booking entries that are of no payment, giving clients' money to its invoices, and what staff say
of the rest.

Every entry is booked when it is read: against the suspense account, from which it is moved once
somebody, or its reference, has said what it is. So the ledger's bank is the bank's, always.
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from chassis.errors import InvalidError, NotFoundError
from chassis.uow import UnitOfWork
from contracts.access import Permission
from contracts.ids import CompanyId, InvoiceId, ReceiptId
from contracts.money import Money
from payments.bank.reading import BankMessage
from payments.bank_files.entries import repository
from payments.bank_files.entries.allocation import (
    ReferredInvoice,
    Share,
    numbers_named,
    shares_of,
)
from payments.bank_files.entries.model import (
    BankEntry,
    EntryInFile,
    EntryOutcome,
    EntryResolvedError,
    Resolution,
    beyond_doubt,
    payments_id,
)
from payments.bank_files.entries.recognition import KnownReadings, ids_of_before, recognise
from payments.bank_files.matching import ReadEntry, UnmatchedReason
from payments.bank_files.readings import Description
from payments.directory import repository as directory
from payments.invoices.model import ReceiptAmountError
from payments.ledger import repository as ledger
from payments.ledger.model import Cause, of_bank_entry, of_set_aside, reversal_of
from payments.numbers.repository import lock_books
from payments.receipts import actions as receipts
from payments.receipts import repository as balances
from payments.receipts import reversals
from payments.receipts.actions import EntryReceipt
from payments.receipts.reversals import TakenBack

NOBODYS = frozenset(
    {UnmatchedReason.UNKNOWN, UnmatchedReason.UNKNOWN_REFERENCE, UnmatchedReason.PARTS_DIFFER}
)
"""Why parts wait that name nothing of ours."""
_GIVES_WAY = frozenset({EntryOutcome.SET_ASIDE, EntryOutcome.TOLD_IN_PARTS})
"""What becomes of a sum whose details count."""


class UnknownInvoiceError(InvalidError):
    """There is no such invoice"""


class UnknownCompanyError(InvalidError):
    """There is no such company"""


@dataclass(frozen=True, slots=True, kw_only=True)
class BookedEntries:
    """How many entries of a file were known before; of those that are new, how many were given to
    invoices, and wait for somebody."""

    known: int = 0
    matched: int = 0
    waiting: int = 0


async def book(
    uow: UnitOfWork, file_id: UUID, message: BankMessage, entries: Sequence[ReadEntry]
) -> BookedEntries:
    """Book what is new of a file's entries, each once. The books are locked."""
    if not entries:
        return BookedEntries()
    told = await _recognise(uow, file_id, entries)
    known = sum(one.had_details is not None for one in told)
    readings = await _new(uow, file_id, told)
    parts = [part for one in readings for part in one.parts]
    if not parts:
        return BookedEntries(known=known)
    numbers = await asyncio.to_thread(numbers_named, [part for _, part in parts])
    invoices = await repository.referred_invoices(uow, numbers) if numbers else {}
    today = (await directory.agency_in_use(uow)).today(uow.now)
    shares = await asyncio.to_thread(_shares, readings, invoices, today)
    waits = {ident: one for ident, one in shares.items() if isinstance(one, UnmatchedReason)}
    read = [made for one in readings for made in one.as_kept(file_id, message, waits, uow.now)]
    added = await repository.add(uow, read)
    new = [one for one in read if one.entry_id in added]
    await ledger.post(uow, [made for one in new for made in of_bank_entry(one.entry_id, one.moved)])
    companies = {one.invoice_id: one.company_id for one in invoices.values()}
    returned = await _take_back_returned(uow, new)
    left = [one for one in new if one.entry_id not in returned]
    given = await _give(uow, left, shares, companies)
    aside = {ident: one.aside for one in readings if one.aside for ident, _ in one.parts}
    stays = [one for one in left if one.entry_id in aside and shares[one.entry_id] in NOBODYS]
    await _stay_aside(uow, stays, aside)
    waiting = len(left) - given - len(stays)
    return BookedEntries(known=known, matched=given, waiting=waiting)


def _shares(
    readings: Sequence[EntryInFile], invoices: Mapping[str, ReferredInvoice], today: date
) -> dict[UUID, tuple[Share, ...] | UnmatchedReason]:
    found: dict[UUID, tuple[Share, ...] | UnmatchedReason] = {}
    for one in readings:
        for ident, part in one.parts:
            shares = shares_of(part, invoices, today)
            is_in_doubt = one.in_doubt and not isinstance(shares, UnmatchedReason)
            found[ident] = UnmatchedReason.ALIKE if is_in_doubt else shares
    return found


async def put_on_invoice(
    uow: UnitOfWork, entry_id: UUID, invoice_id: InvoiceId, amount_minor: int | None
) -> None:
    """Staff say which invoice a credit is for; the rest of it is the balance of that company.

    `amount_minor` None: all of it. Raises NotFoundError, UnknownInvoiceError, ReceiptAmountError,
    DebitEntryError, EntryDayError, EntryResolvedError.
    """
    entry = await _to_resolve(uow, entry_id)
    entry.require_credit()
    await _require_day_that_came(uow, entry)
    amount = entry.amount
    if amount_minor is not None:
        amount = Money(amount_minor=amount_minor, currency=amount.currency)
    if amount > entry.amount:
        raise ReceiptAmountError(f"at most the entry, {entry.amount}", field="amount_minor")
    try:
        (received,) = await receipts.record_entries(uow, [_received(entry, invoice_id, amount)])
    except NotFoundError as error:
        raise UnknownInvoiceError("no invoice has this id", field="invoice_id") from error
    company_id = received.invoice.company_id
    rest = entry.amount - amount
    if rest.amount_minor:
        await receipts.deposit_entry(
            uow, entry_id, company_id, rest, entry.booked_on, entry.reference
        )
    await _resolve(uow, _resolution(uow, entry, EntryOutcome.INVOICE, company_id=company_id))


async def put_on_balance(uow: UnitOfWork, entry_id: UUID, company_id: CompanyId) -> None:
    """Staff say which company a credit is of: it is its balance.

    Raises NotFoundError, UnknownCompanyError, DebitEntryError, EntryDayError, EntryResolvedError.
    """
    entry = await _to_resolve(uow, entry_id)
    entry.require_credit()
    await _require_day_that_came(uow, entry)
    try:
        await balances.balances(uow, company_id)
    except NotFoundError as error:
        raise UnknownCompanyError("no company has this id", field="company_id") from error
    await receipts.deposit_entry(
        uow, entry_id, company_id, entry.amount, entry.booked_on, entry.reference
    )
    await _resolve(uow, _resolution(uow, entry, EntryOutcome.BALANCE, company_id=company_id))


async def take_back(uow: UnitOfWork, entry_id: UUID, receipt_id: ReceiptId) -> None:
    """Staff say which receipt a debit takes back, all or a part of it.

    Raises NotFoundError, UnknownReceiptError, TakenBackError, CreditEntryError, EntryDayError,
    EntryResolvedError.
    """
    entry = await _to_resolve(uow, entry_id)
    entry.require_debit()
    await _require_day_that_came(uow, entry)
    taken = TakenBack(entry_id=entry_id, amount=entry.amount, reference=entry.reference)
    company_id = await reversals.take_back(uow, taken, receipt_id)
    await _resolve(uow, _resolution(uow, entry, EntryOutcome.TAKES_BACK, company_id=company_id))


async def set_aside(uow: UnitOfWork, entry_id: UUID, reason: str, *, by_hand: bool) -> None:
    """Staff say that an entry is of no client and of no payment, and why.

    `by_hand`: it stands in the books already, since somebody recorded it before the bank told of
    it; so what was booked for the entry is taken back. Raises NotFoundError, EntryResolvedError.
    """
    entry = await _to_resolve(uow, entry_id)
    if by_hand:
        await _take_back(uow, [entry_id], Cause.BANK_ENTRY)
        await _resolve(uow, _resolution(uow, entry, EntryOutcome.RECORDED_BY_HAND, reason=reason))
    else:
        await ledger.post(uow, of_set_aside(entry_id, entry.moved))
        await _resolve(uow, _resolution(uow, entry, EntryOutcome.SET_ASIDE, reason=reason))


async def _take_back_returned(uow: UnitOfWork, new: Sequence[BankEntry]) -> set[UUID]:
    """Of these, and of those that wait, what the bank takes back beyond doubt: once, whichever of
    both is told first. Their ids."""
    ids = [one.entry_id for one in new]
    done: set[UUID] = set()
    today = (await directory.agency_in_use(uow)).today(uow.now)
    for one in beyond_doubt(await repository.returned(uow, ids)):
        became, back = one.became, one.debit
        if back.is_yet_to_come(today):
            continue
        taken = TakenBack(entry_id=back.entry_id, amount=back.amount, reference=back.reference)
        if became is not None and became.how is EntryOutcome.SET_ASIDE:
            await _take_back(uow, [one.credit.entry_id], Cause.SET_ASIDE)
        elif became is not None and not await reversals.take_back_entry(
            uow, one.credit.entry_id, taken
        ):
            continue
        done |= {one.credit.entry_id, back.entry_id}
        company_id = became.company_id if became is not None else None
        await _resolve(
            uow,
            _resolution(
                uow, one.credit, EntryOutcome.TAKEN_BACK, company_id=company_id, after=became
            ),
            _resolution(uow, one.debit, EntryOutcome.TAKES_BACK, company_id=company_id),
        )
    return done


async def _recognise(
    uow: UnitOfWork, file_id: UUID, entries: Sequence[ReadEntry]
) -> Sequence[EntryInFile]:
    """Which of these were read before, and keep what is said of those that have no reference."""
    named = [one.known_by for one in entries if isinstance(one.known_by, UUID)]
    alike = {one.known_by.alike_id for one in entries if isinstance(one.known_by, Description)}
    without = await repository.described(uow, alike) if alike else []
    ids = await asyncio.to_thread(ids_of_before, uow.agency_id, entries, without)
    known = KnownReadings(
        with_reference=await repository.readings(uow, named),
        without=without,
        of_before=await repository.of_before(uow, ids) if ids else (),
    )
    found = await asyncio.to_thread(recognise, uow.agency_id, entries, known)
    if found.descriptions:
        await repository.add_descriptions(uow, file_id, found.descriptions)
    return found.entries


async def _new(
    uow: UnitOfWork, file_id: UUID, readings: Sequence[EntryInFile]
) -> list[EntryInFile]:
    """Those that tell something new: of an entry that was told as one sum, its details do."""
    found: list[EntryInFile] = []
    again: list[EntryInFile] = []
    read: list[tuple[UUID, bool]] = []
    for one in readings:
        has_news = one.read.in_parts and not one.had_details
        if isinstance(one.read.known_by, UUID) and (one.had_details is None or has_news):
            read.append((one.reading_id, one.read.in_parts))
        if one.had_details is None:
            found.append(one)
        elif has_news or one.read.answered_minor or one.told_again:
            again.append(one)
    if read:
        await repository.add_readings(uow, file_id, read)
    return [*found, *(await _told_again(uow, again) if again else [])]


async def _told_again(uow: UnitOfWork, again: Sequence[EntryInFile]) -> list[EntryInFile]:
    """What these say that was not said before.

    Their details take the place of a sum that waits or was set aside. Where somebody put the sum
    elsewhere it stays there, and what of it is of payments is taken out of it: they have moved that
    money.
    """
    held = await _held(uow, again)
    ids = {entry.entry_id for entries in held.values() for entry in entries}
    became = await repository.resolutions(uow, ids.union(*(one.sums_alike for one in again)))
    given = {ident for ident, one in became.items() if one.how not in _GIVES_WAY}
    found: list[EntryInFile | None] = []
    replaced: list[BankEntry] = []
    for one in again:
        entries = held[one.reading_id]
        is_told_as_sum = bool(entries) and entries[0].entry_id == one.sum_id
        taken_out = len(entries) - is_told_as_sum
        answered = one.without_payments(one.read.answered_minor, taken_out)
        outcomes = {
            became[entry.entry_id].how if entry.entry_id in became else None for entry in entries
        }
        if one.had_details or not is_told_as_sum or not one.read.in_parts:
            found.append(answered)
            if not is_told_as_sum or EntryOutcome.TOLD_IN_PARTS in outcomes:
                found.append(replace(one, parts=one.told_again))
        elif outcomes <= {None, EntryOutcome.SET_ASIDE}:
            replaced += entries
            in_doubt = not given.isdisjoint(one.sums_alike)
            found.append(replace(one, aside=became.get(one.sum_id), in_doubt=in_doubt))
        elif EntryOutcome.RECORDED_BY_HAND in outcomes:
            # Not in the books by the bank: only what payments learn of it now would be twice there.
            found.append(answered)
        else:
            known = one.read.moved_minor - sum(entry.moved.amount_minor for entry in entries)
            minor = one.read.of_payments_minor - known
            found.append(one.without_payments(minor, taken_out))
    ids = [entry.entry_id for entry in replaced]
    await _take_back(uow, ids, Cause.BANK_ENTRY, Cause.SET_ASIDE)
    told = [
        _resolution(uow, entry, EntryOutcome.TOLD_IN_PARTS, after=became.get(entry.entry_id))
        for entry in replaced
    ]
    await _resolve(uow, *told)
    return [one for one in found if one is not None]


async def _held(uow: UnitOfWork, readings: Sequence[EntryInFile]) -> dict[UUID, list[BankEntry]]:
    """What the books have of entries that were told as a sum: that, and what was taken out of it
    for payments after it was put elsewhere."""
    held: dict[UUID, list[BankEntry]] = {one.reading_id: [] for one in readings}
    ids = {one.reading_id: one.sum_id for one in readings}
    found = await repository.entries(uow, ids.values())
    for reading_id, ident in ids.items():
        if ident in found:
            held[reading_id].append(found[ident])
    position = 0
    while ids:
        ids = {one: payments_id(one, position) for one in ids}
        found = await repository.entries(uow, ids.values())
        ids = {one: ident for one, ident in ids.items() if ident in found}
        for reading_id, ident in ids.items():
            held[reading_id].append(found[ident])
        position += 1
    return held


async def _stay_aside(
    uow: UnitOfWork, parts: Sequence[BankEntry], aside: Mapping[UUID, Resolution]
) -> None:
    """Parts of what staff set aside are, for the same reason: they are of nobody else."""
    await ledger.post(
        uow, [made for one in parts for made in of_set_aside(one.entry_id, one.moved)]
    )
    again = [
        replace(aside[one.entry_id], entry_id=one.entry_id, step=1, resolved_at=uow.now)
        for one in parts
    ]
    await _resolve(uow, *again)


async def _give(
    uow: UnitOfWork,
    entries: Sequence[BankEntry],
    shares: Mapping[UUID, Sequence[Share] | UnmatchedReason],
    companies: Mapping[InvoiceId, CompanyId],
) -> int:
    """Those whose references name their invoices come in against them; how many."""
    received: list[EntryReceipt] = []
    resolved: list[Resolution] = []
    for entry in entries:
        found = shares[entry.entry_id]
        if isinstance(found, UnmatchedReason):
            continue
        received += [_received(entry, share.invoice_id, share.amount) for share in found]
        of = {companies[share.invoice_id] for share in found}
        company_id = of.pop() if len(of) == 1 else None
        resolved.append(_resolution(uow, entry, EntryOutcome.MATCHED, company_id=company_id))
    if received:
        await receipts.record_entries(uow, received)
    await _resolve(uow, *resolved)
    return len(resolved)


def _received(entry: BankEntry, invoice_id: InvoiceId, amount: Money) -> EntryReceipt:
    return EntryReceipt(
        entry_id=entry.entry_id,
        invoice_id=invoice_id,
        amount=amount,
        booked_on=entry.booked_on,
        reference=entry.reference,
    )


async def _to_resolve(uow: UnitOfWork, entry_id: UUID) -> BankEntry:
    """The entry, booked; the books are locked from here on."""
    uow.actor.require(Permission.INVOICES_MANAGE)
    await lock_books(uow)
    entry = await repository.get(uow, entry_id)
    if await repository.resolutions(uow, [entry_id]):
        raise EntryResolvedError
    if not await ledger.postings_of(uow, Cause.BANK_ENTRY, entry_id):
        # Read before entries were booked.
        await ledger.post(uow, of_bank_entry(entry_id, entry.moved))
    return entry


async def _require_day_that_came(uow: UnitOfWork, entry: BankEntry) -> None:
    entry.require_day_that_came((await directory.agency_in_use(uow)).today(uow.now))


async def _take_back(uow: UnitOfWork, entry_ids: Collection[UUID], *causes: Cause) -> None:
    for cause in causes if entry_ids else ():
        booked = await ledger.postings_of_all(uow, cause, entry_ids)
        await ledger.post(uow, reversal_of(booked))


async def _resolve(uow: UnitOfWork, *resolved: Resolution) -> None:
    if resolved and not await repository.resolve(uow, resolved):
        raise EntryResolvedError


def _resolution(
    uow: UnitOfWork,
    entry: BankEntry,
    how: EntryOutcome,
    *,
    company_id: CompanyId | None = None,
    reason: str = "",
    after: Resolution | None = None,
) -> Resolution:
    return Resolution(
        entry_id=entry.entry_id,
        step=1 if after is None else after.step + 1,
        how=how,
        company_id=company_id,
        reason=reason,
        resolved_by=uow.actor.person,
        resolved_by_name=uow.actor.name,
        resolved_at=uow.now,
    )
