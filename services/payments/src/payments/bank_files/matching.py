"""What a file of the bank says of our payments. Pure: the same files in any order say the same.

A payment goes one way only: in transit, taken, sent back. What was said before, or is overtaken by
what came already, says nothing new.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from contracts.ids import AgencyId, PaymentId, PayRunId
from contracts.money import Money
from payments.bank.model import end_to_end_id, message_id
from payments.bank.parsing import BankFileError
from payments.bank.reading import (
    MAX_TEXT,
    AccountReport,
    BankMessage,
    Entry,
    EntryDetail,
    PaymentStatus,
    StatusReport,
)
from payments.bank_files.readings import (
    Description,
    Form,
    ReadingIds,
    ToldOf,
    alike_id,
    count_entries,
    digest_of,
    is_first,
    said_of,
)
from payments.payments.model import Payment, PaymentState, Refusal
from payments.payruns.answers import Answer, Settlement

_REFUSED = "RJCT"
_TAKEN = frozenset({"ACSC", "ACCC"})
"""Settlement on the debtor's account completed; on the creditor's. The rest is on its way."""


class UnmatchedReason(StrEnum):
    """Why a part of an entry waits for somebody.

    `unknown`: it names nothing of ours; `amount_differs`: a payment of ours, of another amount;
    `parts_differ`: its parts do not add up to it; `returned`: it takes back what the bank booked
    before; `unknown_reference`: a reference that is of no invoice; `several_references`: it names
    several invoices and not how much is for each; `currency_differs`: an invoice in another
    currency; `recorded_by_hand`: just so much came in against its invoice by hand; `day_to_come`:
    booked on a day that is yet to come; `of_payments`: payments of ours, told after the sum that
    they are part of was put elsewhere: it takes their money out of that; `refused_before`: a
    payment of ours that was refused before any of its money moved, and its money moved;
    `debited_twice` and `returned_twice`: another entry has told that this payment left, or that it
    came back; `alike`: it names its invoice, but somebody gave as much of the same day to a client
    before the bank told whose it was, and which of both it is cannot be told.
    """

    UNKNOWN = "unknown"
    AMOUNT_DIFFERS = "amount_differs"
    PARTS_DIFFER = "parts_differ"
    RETURNED = "returned"
    UNKNOWN_REFERENCE = "unknown_reference"
    SEVERAL_REFERENCES = "several_references"
    CURRENCY_DIFFERS = "currency_differs"
    RECORDED_BY_HAND = "recorded_by_hand"
    DAY_TO_COME = "day_to_come"
    OF_PAYMENTS = "of_payments"
    REFUSED_BEFORE = "refused_before"
    DEBITED_TWICE = "debited_twice"
    RETURNED_TWICE = "returned_twice"
    ALIKE = "alike"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmatchedPart:
    """A part of an entry that is of no payment of ours."""

    entry: Entry
    detail: EntryDetail
    why: UnmatchedReason


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadEntry:
    """An entry of the bank, and its parts that are of no payment of ours: often none.

    `of_payments_minor`: what of it is of payments of ours, below zero where it left the account;
    `answered_minor`: of these, those that it answers for the first time. `adds_up`: its details
    are all of it. It is `known_by` an id that is the same in every file, or by what is said of it
    where the bank gives no reference. It was booked on `account_id`.
    """

    entry: Entry
    account_id: UUID
    known_by: UUID | Description
    parts: tuple[UnmatchedPart, ...]
    of_payments_minor: int
    answered_minor: int
    adds_up: bool

    @property
    def in_parts(self) -> bool:
        """Whether its details take the place of its sum."""
        return self.entry.has_details and self.adds_up

    @property
    def moved_minor(self) -> int:
        """All of it; below zero it left the account."""
        return _signed(self.entry)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnAccount:
    """An account of the agency, as a bank may write it: `numbers` are all ways to."""

    account_id: UUID
    currency: str
    numbers: frozenset[str]


PaymentDirection = tuple[PaymentId, bool]
"""A payment, and whether it left the account."""


@dataclass(slots=True, kw_only=True)
class KnownPayments:
    """The payments that a file can be about, and the agency's own accounts in order of time.

    `taken_back`: the payments that failed after their money had left: the books have it both ways.
    `told`: the entries that told of a payment, the one that moved it first.
    """

    payments: Sequence[Payment]
    accounts: Sequence[OwnAccount]
    taken_back: Collection[PaymentId] = ()
    told: Mapping[PaymentDirection, Sequence[ToldOf]] = field(
        default_factory=dict[PaymentDirection, Sequence[ToldOf]]
    )
    by_end_to_end: dict[str, Payment] = field(init=False)
    by_message: dict[str, list[Payment]] = field(init=False)

    def __post_init__(self) -> None:
        self.by_end_to_end = {end_to_end_id(one.payment_id): one for one in self.payments}
        self.by_message = defaultdict(list)
        for one in self.payments:
            self.by_message[message_id(one.pay_run_id, one.amount.currency)].append(one)

    def refused_before(self, payment: Payment) -> bool:
        """Whether the bank, or staff, said that no money moves for it, and it did not."""
        return payment.state is PaymentState.FAILED and payment.payment_id not in self.taken_back


@dataclass(slots=True, kw_only=True)
class Findings:
    """What is new in a file: what became of payments, by run; and what is of none of them."""

    answers: dict[PayRunId, dict[PaymentId, Answer]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    entries: list[ReadEntry] = field(default_factory=list[ReadEntry])
    told: dict[PaymentDirection, list[ToldOf]] = field(default_factory=lambda: defaultdict(list))

    @property
    def unmatched(self) -> list[UnmatchedPart]:
        """What is of no payment of ours."""
        return [part for one in self.entries for part in one.parts]

    def add(self, payment: Payment, said: Answer) -> bool:
        """Of what is said of a payment, what is furthest on its way counts; whether this does."""
        is_refusal = isinstance(said, Refusal)
        if payment.state is PaymentState.FAILED:
            return False
        if payment.state is PaymentState.SETTLED and not is_refusal:
            return False
        found = self.answers[payment.pay_run_id]
        if isinstance(found.get(payment.payment_id), Refusal):
            return False
        is_new = is_refusal or payment.payment_id not in found
        if is_new:
            found[payment.payment_id] = said
        return is_new


@dataclass(frozen=True, slots=True, kw_only=True)
class TellingEntry:
    """An entry while it is matched, and what is known and found until then.

    `before`: of what it told already; where it has no reference, of what all that have none told in
    this report: two of them are two.
    """

    entry: Entry
    account_id: UUID
    known_by: UUID | Description
    before: Counter[PaymentDirection]
    known: KnownPayments
    findings: Findings

    def is_second(self, payment: Payment, *, is_debit: bool) -> bool:
        """Whether another entry, or another part of this one, told of the payment before it."""
        what = (payment.payment_id, is_debit)
        told = self._told(what)
        return what in self.before or not is_first(self._as_told, told)

    def say(self, detail: EntryDetail, moved: Sequence[Payment]) -> UnmatchedReason | int:
        """Keep that it told of these payments: how much of it is new, or why all of it waits."""
        is_debit = detail.is_debit
        if is_debit and detail.is_return:
            return UnmatchedReason.RETURNED
        if not is_debit and any(
            count_entries(self._told((one.payment_id, True))) > 1 for one in moved
        ):
            # It takes back either of two debits.
            return UnmatchedReason.RETURNED
        second = any(self.is_second(one, is_debit=is_debit) for one in moved)
        for one in moved:
            self._keep((one.payment_id, is_debit))
        if second:
            return UnmatchedReason.DEBITED_TWICE if is_debit else UnmatchedReason.RETURNED_TWICE
        refusal = Refusal(code=detail.reason_code, words=detail.reason, has_moved=True)
        said = Settlement(on=self.entry.booked_on) if is_debit else refusal
        minor = sum(one.amount.amount_minor for one in moved if self.findings.add(one, said))
        return -minor if is_debit else minor

    @property
    def _as_told(self) -> ToldOf:
        reading_id = self.known_by if isinstance(self.known_by, UUID) else None
        return ToldOf(reading_id=reading_id, booked_on=self.entry.booked_on)

    def _told(self, what: PaymentDirection) -> list[ToldOf]:
        return [*self.known.told.get(what, ()), *self.findings.told.get(what, ())]

    def _keep(self, what: PaymentDirection) -> None:
        self.before[what] += 1
        if self._told(what).count(self._as_told) < self.before[what]:
            self.findings.told[what].append(self._as_told)


def match(message: BankMessage, known: KnownPayments, agency_id: AgencyId) -> Findings:
    """What is new. Raises BankFileError for a file of another agency or about another currency."""
    findings = Findings()
    for report in message.statuses:
        _match_statuses(report, known, findings)
    reading_ids = ReadingIds(agency_id)
    for account in message.accounts:
        _match_account(account, known, reading_ids, findings)
    return findings


def _match_statuses(report: StatusReport, known: KnownPayments, findings: Findings) -> None:
    of_file = known.by_message.get(report.original_message_id)
    if not of_file:
        raise _wrong(
            report.line, f"OrgnlMsgId: {report.original_message_id} is no file of a pay run here"
        )
    by_id = {end_to_end_id(one.payment_id): one for one in of_file}
    listed: set[str] = set()
    for status in report.payments:
        payment = by_id.get(status.end_to_end_id)
        if payment is None:
            raise _wrong(
                status.line, f"OrgnlEndToEndId: {status.end_to_end_id} is no payment of this file"
            )
        listed.add(status.end_to_end_id)
        _say(payment, status, findings)
    if report.of_all is not None:
        for ident, payment in by_id.items():
            if ident not in listed:
                _say(payment, report.of_all, findings)


def _say(payment: Payment, status: PaymentStatus, findings: Findings) -> None:
    if status.status == _REFUSED:
        findings.add(payment, Refusal(code=status.reason_code, words=status.reason))
    elif status.status in _TAKEN:
        findings.add(payment, Settlement(on=payment.paid_on))


def _match_account(
    report: AccountReport, known: KnownPayments, reading_ids: ReadingIds, findings: Findings
) -> None:
    own = [one for one in known.accounts if report.account in one.numbers]
    if not own:
        raise _wrong(report.line, "Acct: is no account of this agency")
    currencies = {one.currency for one in own}
    if report.currency and report.currency not in currencies:
        raise _wrong(report.line, f"Acct/Ccy: this account is in {', '.join(sorted(currencies))}")
    for entry in report.entries:
        for detail in entry.details:
            if detail.amount.currency not in currencies:
                raise _wrong(
                    detail.line,
                    f"Amt: {detail.amount.currency} on an account in"
                    f" {', '.join(sorted(currencies))}",
                )
    first = _first_of(own, known.accounts)
    without_reference = Counter[PaymentDirection]()
    told: list[TellingEntry] = []
    for entry in report.entries:
        reading_id = reading_ids.of(entry, _later_account(first, entry, known.accounts))
        told_by = TellingEntry(
            entry=entry,
            account_id=first,
            known_by=reading_id
            or _describe(entry, alike_id(reading_ids.agency_id, first, entry), known),
            before=Counter[PaymentDirection]() if reading_id else without_reference,
            known=known,
            findings=findings,
        )
        told.append(told_by)
    # Which of them tells of a payment before the others is the same in whichever order they stand.
    told.sort(key=lambda one: (0, "") if isinstance(one.known_by, UUID) else one.known_by.order)
    findings.entries += [_match_entry(one.entry, one) for one in told]


def _first_of(own: Sequence[OwnAccount], accounts: Sequence[OwnAccount]) -> UUID:
    """The account of a report, in whichever way a bank writes it: the first that came of these."""
    numbers = frozenset[str]().union(*(one.numbers for one in own))
    return next(one.account_id for one in accounts if one.numbers & numbers)


def _later_account(account_id: UUID, entry: Entry, accounts: Sequence[OwnAccount]) -> UUID | None:
    """None where it is the agency's first account in the currency of an entry."""
    in_currency = [one for one in accounts if one.currency == entry.amount.currency]
    return None if _first_of(in_currency[:1], accounts) == account_id else account_id


def _describe(entry: Entry, alike: UUID, known: KnownPayments) -> Description:
    """What is said of it: of a payment of ours, that it is this one."""
    said = [
        (one.end_to_end_id, *said_of(one)[:3])
        if one.end_to_end_id in known.by_end_to_end
        else (*said_of(one), *({one.original_message_id} & known.by_message.keys()))
        for one in entry.details
    ]
    form = Form.DETAILS if _adds_up(entry) else Form.PARTLY
    if not entry.has_details:
        is_of_run = entry.details[0].original_message_id in known.by_message
        form, said = (Form.PARTLY, said) if is_of_run else (Form.SUM, [])
    return Description(alike_id=alike, form=form, digest=digest_of(said))


def _adds_up(entry: Entry) -> bool:
    return sum(_signed(one) for one in entry.details) == _signed(entry)


def _match_entry(entry: Entry, told_by: TellingEntry) -> ReadEntry:
    """What of it is of our payments, and what is left: all of its money, once."""
    told = [_match_detail(one, told_by) for one in entry.details]
    both = list(zip(entry.details, told, strict=True))
    left = [(one, what) for one, what in both if isinstance(what, UnmatchedReason)]
    answered = sum(what for what in told if not isinstance(what, UnmatchedReason))
    said = sum(_signed(one) for one in entry.details)
    of_payments = said - sum(_signed(one) for one, _ in left)
    if adds_up := _adds_up(entry):
        parts = left
    else:
        rest = _signed(entry) - of_payments
        parts = [(_rest_of(entry, rest), UnmatchedReason.PARTS_DIFFER)]
    return ReadEntry(
        entry=entry,
        account_id=told_by.account_id,
        known_by=told_by.known_by,
        parts=tuple(
            UnmatchedPart(entry=entry, detail=d, why=w) for d, w in parts if d.amount.amount_minor
        ),
        of_payments_minor=of_payments,
        answered_minor=answered,
        adds_up=adds_up,
    )


def _signed(one: Entry | EntryDetail) -> int:
    """In minor units; below zero it left the account."""
    return -one.amount.amount_minor if one.is_debit else one.amount.amount_minor


def _rest_of(entry: Entry, minor: int) -> EntryDetail:
    """So much of an entry whose parts do not add up to it."""
    texts = dict.fromkeys(one.text for one in entry.details if one.text)
    return EntryDetail(
        line=entry.line,
        amount=Money(amount_minor=abs(minor), currency=entry.amount.currency),
        is_debit=minor < 0,
        text=" ".join(texts)[:MAX_TEXT],
    )


def _match_detail(detail: EntryDetail, told_by: TellingEntry) -> UnmatchedReason | int:
    """Find what it says of our payments: so much of it is new, in minor units, below zero where it
    left the account. Why it is of none of them, where it is not."""
    known = told_by.known
    payment = known.by_end_to_end.get(detail.end_to_end_id)
    if payment is not None:
        if payment.amount != detail.amount:
            return UnmatchedReason.AMOUNT_DIFFERS
        if known.refused_before(payment):
            return UnmatchedReason.REFUSED_BEFORE
        return told_by.say(detail, [payment])
    of_file = known.by_message.get(detail.original_message_id, [])
    if not of_file or not (detail.is_debit or detail.is_return):
        return UnmatchedReason.RETURNED if detail.is_return else UnmatchedReason.UNKNOWN
    moved = _of_total(detail, of_file, told_by)
    if not moved:
        return UnmatchedReason.AMOUNT_DIFFERS if detail.is_debit else UnmatchedReason.RETURNED
    return told_by.say(detail, moved)


def _of_total(
    detail: EntryDetail, of_file: Sequence[Payment], told_by: TellingEntry
) -> list[Payment]:
    """A file that was booked in one sum: all of it, or all but what was refused before that, or
    what another entry told of. What takes such a sum back is of all that was not refused."""
    known = told_by.known
    possible = [one for one in of_file if not known.refused_before(one)]
    not_refused = [one for one in possible if one.state is not PaymentState.FAILED]
    own = [one for one in possible if not told_by.is_second(one, is_debit=detail.is_debit)]
    for some in (own, possible, not_refused):
        if sum(one.amount.amount_minor for one in some) == detail.amount.amount_minor:
            return some
    return []


def wanted(message: BankMessage) -> tuple[set[str], set[str]]:
    """What a file names: the ids of payments, and of files of pay runs."""
    ids: set[str] = set()
    files: set[str] = set()
    for report in message.statuses:
        files.add(report.original_message_id)
    for detail in _details(message.accounts):
        ids.add(detail.end_to_end_id)
        files.add(detail.original_message_id)
    return ids, files


def _details(accounts: Iterable[AccountReport]) -> Iterable[EntryDetail]:
    return (one for account in accounts for entry in account.entries for one in entry.details)


def _wrong(line: int, reason: str) -> BankFileError:
    return BankFileError(f"line {line}: {reason}", field="file")


def as_answers(findings: Findings) -> Mapping[PayRunId, Mapping[PaymentId, Answer]]:
    """By run, those with something new, in order of the run: whoever locks them does so alike."""
    return {run: found for run, found in sorted(findings.answers.items()) if found}
