"""Writing the file of a pay run, and booking what the bank's files say."""

import asyncio
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from chassis.errors import ConflictError, InvalidError
from chassis.ids import new_id
from chassis.uow import UnitOfWork
from contracts.access import Permission
from contracts.ids import PaymentId, PayRunId
from payments.bank import cpa005, pain001
from payments.bank.model import Credit, Order, end_to_end_id, message_id
from payments.bank.pain001 import Pain001
from payments.bank.parsing import BankFileError
from payments.bank.reading import BankMessage
from payments.bank_accounts import repository as bank_accounts
from payments.bank_accounts.sealing import BankVault, open_account
from payments.bank_files import repository
from payments.bank_files.accounts import debtor_of, own_accounts
from payments.bank_files.entries import actions as entries
from payments.bank_files.matching import KnownPayments, as_answers, match, wanted
from payments.bank_files.model import ReceivedFile, account_at, told_of
from payments.numbers.repository import lock_books
from payments.payments import repository as payments
from payments.payments.model import Payment, PaymentState
from payments.payruns import repository as payruns
from payments.payruns.answers import Answer, Settlement, answer, possible_days
from payments.payruns.model import PayRun, PayRunStateError
from payments.payruns.repository import RunStepName

_ID = re.compile(r"[0-9a-f]{32}")
_DAY = timedelta(days=1)


class NoAgencyAccountError(ConflictError):
    """The agency has no account in this currency to pay from"""


class CurrencyNeededError(InvalidError):
    """The run is in several currencies, each with a file of its own"""


class NoAccountInFileError(ConflictError):
    """A payment of this run goes to no account that is known"""


class FileFormat(StrEnum):
    """What a bank takes."""

    PAIN_001_03 = "pain.001.001.03"
    PAIN_001_09 = "pain.001.001.09"
    CPA_005 = "cpa-005"

    @property
    def media_type(self) -> str:
        """Of the file."""
        return "text/plain" if self is FileFormat.CPA_005 else "application/xml"

    @property
    def ending(self) -> str:
        """Of its name."""
        return "txt" if self is FileFormat.CPA_005 else "xml"


_WRITE: dict[FileFormat, Callable[[Order], bytes]] = {
    FileFormat.PAIN_001_03: lambda order: pain001.write(order, Pain001.V03),
    FileFormat.PAIN_001_09: lambda order: pain001.write(order, Pain001.V09),
    FileFormat.CPA_005: cpa005.write,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PayRunFile:
    """A file to be written: its name, and what it orders."""

    name: str
    format: FileFormat
    order: Order

    def write(self) -> bytes:
        """Its bytes, the same each time."""
        return _WRITE[self.format](self.order)


async def file_of(
    uow: UnitOfWork, pay_run_id: PayRunId, file_format: FileFormat, currency: str | None
) -> PayRunFile:
    """The file that orders the payments of an exported run in a currency.

    What became of them since changes nothing of it. Raises PayRunStateError, CurrencyNeededError,
    NoAgencyAccountError, and what the format refuses.
    """
    uow.actor.require(Permission.PAY_RUNS_RUN)
    pay_run = await payruns.get(uow, pay_run_id)
    pay_run.require_at_the_bank()
    chosen = _currency(pay_run, currency)
    steps = await payruns.steps_of(uow, pay_run_id)
    exported_at = next((step.at for step in steps if step.what is RunStepName.EXPORTED), None)
    if exported_at is None:
        # Paid by the call that made it, before runs had a life: no file ordered it.
        raise PayRunStateError(pay_run=pay_run.number, state=pay_run.state)
    account = account_at(await repository.accounts(uow, chosen), exported_at)
    if account is None:
        raise NoAgencyAccountError(currency=chosen)
    order = Order(
        message_id=message_id(pay_run_id, chosen),
        creation_number=await payruns.creation_number(uow, pay_run, chosen),
        created_at=exported_at,
        pay_on=pay_run.pay_on,
        currency=chosen,
        debtor=debtor_of(uow, account),
        credits_=tuple(await _credits(uow, pay_run_id, chosen)),
    )
    name = f"{pay_run.number}-{chosen}.{file_format.ending}"
    return PayRunFile(name=name, format=file_format, order=order)


def _currency(pay_run: PayRun, asked: str | None) -> str:
    has = [total.currency for total in pay_run.totals]
    if asked is None and len(has) > 1:
        raise CurrencyNeededError(f"choose one of {', '.join(has)}", field="currency")
    chosen = asked or has[0]
    if chosen not in has:
        raise InvalidError(f"this run is in {', '.join(has)}", field="currency")
    return chosen


async def _credits(uow: UnitOfWork, pay_run_id: PayRunId, currency: str) -> list[Credit]:
    of_run = [
        one for one in await payments.of_run(uow, pay_run_id) if one.amount.currency == currency
    ]
    ids = {one.bank_account_id for one in of_run if one.bank_account_id is not None}
    accounts = await bank_accounts.sealed_accounts(uow, ids)
    vault = uow.resource(BankVault)
    found: list[Credit] = []
    for payment in sorted(of_run, key=lambda one: one.number):
        named = accounts.get(payment.bank_account_id) if payment.bank_account_id else None
        if named is None:
            raise NoAccountInFileError(payment=payment.number)
        found.append(
            Credit(
                end_to_end_id=end_to_end_id(payment.payment_id),
                number=payment.number,
                amount=payment.amount,
                name=named.account.holder,
                country=named.account.country,
                details=open_account(vault, uow.agency_id, named),
            )
        )
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class FileResult:
    """A file of the bank, the pay runs that it changed, and how many of its entries were known."""

    file: ReceivedFile
    pay_runs: Sequence[PayRun]
    known: int


async def receive(uow: UnitOfWork, message: BankMessage, digest: str) -> FileResult:
    """Book what the bank says: of our payments, of clients' money, and what is of neither.

    `digest` is of the file's bytes. Raises BankFileError where the file is not of this agency;
    nothing is booked then.
    """
    uow.actor.require(Permission.PAY_RUNS_RUN)
    await lock_books(uow)
    known = await _known(uow, message)
    # Seconds for a large file, and others wait for the event loop.
    findings = await asyncio.to_thread(match, message, known, uow.agency_id)
    moved = as_answers(findings)
    runs = [
        await _answer(uow, message, pay_run_id, answers) for pay_run_id, answers in moved.items()
    ]
    said = [one for answers in moved.values() for one in answers.values()]
    taken = sum(isinstance(one, Settlement) for one in said)
    file_id = new_id()
    await repository.add_told(uow, file_id, findings.told)
    booked = await entries.book(uow, file_id, message, findings.entries)
    file = ReceivedFile(
        file_id=file_id,
        kind=message.kind,
        message_id=message.message_id,
        digest=digest,
        repeats=await repository.first_of(uow, digest),
        accounts=told_of(message.accounts),
        taken=taken,
        refused=len(said) - taken,
        matched=booked.matched,
        unmatched=booked.waiting,
        received_by=uow.actor.person,
        received_by_name=uow.actor.name,
        received_at=uow.now,
    )
    await repository.add_file(uow, file)
    return FileResult(file=file, pay_runs=runs, known=booked.known)


async def _answer(
    uow: UnitOfWork,
    message: BankMessage,
    pay_run_id: PayRunId,
    answers: Mapping[PaymentId, Answer],
) -> PayRun:
    pay_run = await payruns.get(uow, pay_run_id, locked=True)
    earliest, latest = await possible_days(uow, pay_run)
    for one in answers.values():
        # Banks are in other time zones.
        if isinstance(one, Settlement) and not earliest - _DAY <= one.on <= latest + _DAY:
            raise BankFileError(
                f"line {message.line_of(one.on)}: Ntry: pay run {pay_run.number} cannot have been"
                f" booked on {one.on}, but between {earliest} and {latest}",
                field="file",
            )
    of_run = await payments.of_run(uow, pay_run_id, locked=True)
    return await answer(uow, pay_run, of_run, answers)


async def _known(uow: UnitOfWork, message: BankMessage) -> KnownPayments:
    ids, files = wanted(message)
    payment_ids, pay_run_ids = _uuids(ids), _uuids(file[:32] for file in files)
    named = await repository.payments_named(uow, payment_ids, pay_run_ids)
    found: list[Payment] = []
    for pay_run_id in sorted(named):
        found += await payments.of_run(uow, pay_run_id)
    failed = [one.payment_id for one in found if one.state is PaymentState.FAILED]
    return KnownPayments(
        payments=found,
        taken_back=await repository.settled_once(uow, failed) if failed else (),
        told=await repository.told_of_payments(uow, [one.payment_id for one in found]),
        accounts=own_accounts(uow, await repository.accounts(uow)),
    )


def _uuids(texts: Iterable[str]) -> list[UUID]:
    """Those that are ids of ours: banks pass on what others wrote."""
    return [UUID(hex=text) for text in texts if _ID.fullmatch(text)]
