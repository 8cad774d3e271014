"""Where the work of one work order and pay period stands on its way to the contractor's account.

Pure: `trail_of` turns what is known of it into five stages and what it waits for. Amounts are the
contractor's own; of the client is told when it was invoiced and when it paid, never how much.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from contracts.date_moves import DateMove
from contracts.events.payments import TransactionState
from contracts.events.timesheets import PayTerms
from contracts.money import Money
from payments.banking_days.model import move_to
from payments.states import estimated_day


class StageName(StrEnum):
    """The stages, in their order."""

    SUBMITTED = "submitted"
    APPROVED = "approved"
    INVOICED = "invoiced"
    CLIENT_PAID = "client_paid"
    PAID_OUT = "paid_out"


class StageState(StrEnum):
    """How far a stage is."""

    WAITING = "waiting"
    PARTLY = "partly"
    DONE = "done"
    NOT_NEEDED = "not_needed"


class WaitReason(StrEnum):
    """What it waits for; what comes first stands first."""

    CORRECTION = "correction"
    APPROVAL = "approval"
    FINAL_APPROVAL = "final_approval"
    HOLD_ENDED = "hold_ended"
    RELEASE = "release"
    INVOICE = "invoice"
    CLIENT_PAYMENT = "client_payment"
    PAYMENT_DATE = "payment_date"
    PAY_RUN = "pay_run"
    NOTHING = "nothing"


class Party(StrEnum):
    """On whom it waits, and who did something."""

    CONTRACTOR = "contractor"
    CLIENT = "client"
    AGENCY = "agency"


WAITS_ON = {
    WaitReason.CORRECTION: Party.CONTRACTOR,
    WaitReason.APPROVAL: Party.CLIENT,
    WaitReason.FINAL_APPROVAL: Party.CLIENT,
    WaitReason.HOLD_ENDED: Party.AGENCY,
    WaitReason.RELEASE: Party.AGENCY,
    WaitReason.INVOICE: Party.AGENCY,
    WaitReason.CLIENT_PAYMENT: Party.CLIENT,
    WaitReason.PAYMENT_DATE: Party.AGENCY,
    WaitReason.PAY_RUN: Party.AGENCY,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkAmount:
    """How much work: minutes, and expenses in major units of the currency.

    Minutes are whole ones, unless there is work in them from before minutes were kept.
    """

    minutes: Decimal = Decimal(0)
    expenses: Decimal = Decimal(0)
    entries: int = 0

    def __add__(self, other: "WorkAmount") -> "WorkAmount":
        return WorkAmount(
            minutes=self.minutes + other.minutes,
            expenses=self.expenses + other.expenses,
            entries=self.entries + other.entries,
        )


NO_WORK = WorkAmount()


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The first and the last day of something; None when there was none."""

    first: date | None = None
    last: date | None = None

    def __or__(self, other: "Days") -> "Days":
        firsts = [day for day in (self.first, other.first) if day is not None]
        lasts = [day for day in (self.last, other.last) if day is not None]
        return Days(first=min(firsts, default=None), last=max(lasts, default=None))


NEVER = Days()

PlannedPayout = tuple[date | None, DateMove | None]
"""The day of a payment, and what moved it there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedTransaction:
    """A transaction and what became of the invoicing of its work.

    `billed`, `uninvoiced` and `unpaid` count its lines that the client pays anything for: all, on
    no invoice yet, on an invoice that is not paid. `client_began`: money came in against one.
    """

    state: TransactionState
    pay_terms: PayTerms
    work: WorkAmount
    gross: Money
    net: Money
    scheduled_on: date | None = None
    scheduled_moved: DateMove | None = None
    ordered_for: date | None = None
    ordered_moved: DateMove | None = None
    paid_on: date | None = None
    held_because: str | None = None
    billed: int = 0
    uninvoiced: int = 0
    unpaid: int = 0
    client_began: bool = False
    invoiced_work: WorkAmount = NO_WORK
    client_paid_work: WorkAmount = NO_WORK
    issued: Days = NEVER
    client_paid: Days = NEVER
    due_on: date | None = None

    @property
    def planned(self) -> PlannedPayout:
        """The day on which it is paid, as far as one is known, and what moved it there."""
        on = estimated_day(self.state, self.scheduled_on, self.ordered_for)
        if on is None:
            return None, None
        return on, self.ordered_moved or (self.scheduled_moved if on == self.scheduled_on else None)

    @property
    def is_open(self) -> bool:
        """Whether money may still flow for it."""
        return self.state not in {TransactionState.PAID, TransactionState.REVERSED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of the work of one work order and pay period; `pay_terms` are the present.

    `not_final`: its approval was given on these days, and can be taken back, the last of it until
    `final_at`. `approved`: on these days work was approved for good.
    """

    currency: str
    pay_terms: PayTerms
    to_approval: WorkAmount = NO_WORK
    returned: WorkAmount = NO_WORK
    not_final: WorkAmount = NO_WORK
    final_at: datetime | None = None
    given: Days = NEVER
    submitted: Days = NEVER
    approved: Days = NEVER
    transactions: Sequence[PricedTransaction] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """How far a stage is, since when, and how much has passed it.

    `amount` is the contractor's: gross of what is approved, net of what is paid out. `final_at`:
    what is approved can be taken back until then, or a part of it.
    """

    name: StageName
    state: StageState
    work: WorkAmount = NO_WORK
    amount: Money | None = None
    days: Days = NEVER
    expected_on: date | None = None
    moved: DateMove | None = None
    final_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Something that it waits for, how much waits, and when that is expected to end.

    `final_at`: the moment at which an approval can no longer be taken back.
    """

    waits_for: WaitReason
    work: WorkAmount = NO_WORK
    amount: Money | None = None
    expected_on: date | None = None
    moved: DateMove | None = None
    reason: str | None = None
    final_at: datetime | None = None

    @property
    def waits_on(self) -> Party:
        """Who can end it."""
        return WAITS_ON[self.waits_for]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """The stages in order, and everything that is waited for, the first in line first."""

    stages: tuple[Stage, ...]
    waits: tuple[Wait, ...] = field(default=())
    gross: Money
    net: Money
    paid: Money

    @property
    def waits_for(self) -> WaitReason:
        """What it waits for now."""
        return self.waits[0].waits_for if self.waits else WaitReason.NOTHING

    @property
    def done(self) -> bool:
        """Whether nothing is waited for any more."""
        return not self.waits


def trail_of(facts: Facts, today: date) -> Trail:
    """The stages of this work and what it waits for on a day."""
    owed = [one for one in facts.transactions if one.state is not TransactionState.REVERSED]
    paid = [one for one in owed if one.state is TransactionState.PAID]
    return Trail(
        stages=(
            _submitted(facts, owed),
            _approved(facts, owed),
            _invoiced(facts, owed),
            _client_paid(facts, owed),
            _paid_out(facts, owed, paid),
        ),
        waits=tuple(_waits(facts, today)),
        gross=_total((one.gross for one in owed), facts.currency),
        net=_total((one.net for one in owed), facts.currency),
        paid=_total((one.net for one in paid), facts.currency),
    )


def wait_of(transaction: PricedTransaction, today: date) -> WaitReason:
    """What an open transaction waits for on a day.

    A pay run takes what is due; where the client's money is waited for, its invoice comes first.
    What the bank is ordered to pay waits for that day, and for the bank's word after it.
    """
    match transaction.state:
        case TransactionState.PROCESSING if transaction.ordered_for is not None:
            return WaitReason.PAYMENT_DATE
        case TransactionState.ON_HOLD:
            return WaitReason.HOLD_ENDED
        case TransactionState.PENDING_RELEASE:
            return WaitReason.RELEASE
        case TransactionState.PENDING_CLIENT_PAYMENT:
            return WaitReason.INVOICE if transaction.uninvoiced else WaitReason.CLIENT_PAYMENT
        case TransactionState.SCHEDULED if transaction.scheduled_on and (
            transaction.scheduled_on > today
        ):
            return WaitReason.PAYMENT_DATE
        case _:
            return WaitReason.PAY_RUN


def _waits(facts: Facts, today: date) -> Iterable[Wait]:
    groups: dict[WaitReason, list[PricedTransaction]] = {}
    for transaction in facts.transactions:
        if transaction.is_open:
            groups.setdefault(wait_of(transaction, today), []).append(transaction)
    for waits_for in WaitReason:
        if waits_for is WaitReason.CORRECTION and facts.returned.entries:
            yield Wait(waits_for=waits_for, work=facts.returned)
        elif waits_for is WaitReason.APPROVAL and facts.to_approval.entries:
            yield Wait(waits_for=waits_for, work=facts.to_approval)
        elif waits_for is WaitReason.FINAL_APPROVAL and facts.not_final.entries:
            yield Wait(waits_for=waits_for, work=facts.not_final, final_at=facts.final_at)
        elif waits_for in groups:
            yield _money_waits(waits_for, groups[waits_for], facts.currency)


def _money_waits(
    waits_for: WaitReason, waiting: Sequence[PricedTransaction], currency: str
) -> Wait:
    planned: Sequence[PlannedPayout] = ()
    if waits_for is WaitReason.CLIENT_PAYMENT:
        planned = [(one.due_on, None) for one in waiting]
    elif waits_for is WaitReason.PAYMENT_DATE:
        planned = [one.planned for one in waiting]
    expected_on, moved = _first_of(planned)
    return Wait(
        waits_for=waits_for,
        work=_work(one.work for one in waiting),
        amount=_total((one.net for one in waiting), currency),
        expected_on=expected_on,
        moved=moved,
        reason=next((one.held_because for one in waiting if one.held_because), None),
    )


def _submitted(facts: Facts, owed: Sequence[PricedTransaction]) -> Stage:
    """Work of a reversed transaction went back: it counts where it stands now."""
    handed_in = facts.to_approval + facts.not_final + _work(one.work for one in owed)
    state = StageState.DONE
    if facts.returned.entries:
        any_in = bool(facts.to_approval.entries or facts.not_final.entries or owed)
        state = StageState.PARTLY if any_in else StageState.WAITING
    return Stage(name=StageName.SUBMITTED, state=state, work=handed_in, days=facts.submitted)


def _approved(facts: Facts, owed: Sequence[PricedTransaction]) -> Stage:
    state = StageState.WAITING
    if owed or facts.not_final.entries:
        state = StageState.PARTLY if _has_unapproved_work(facts) else StageState.DONE
    elif _is_undone(facts):
        state = StageState.NOT_NEEDED
    return Stage(
        name=StageName.APPROVED,
        state=state,
        work=facts.not_final + _work(one.work for one in owed),
        amount=_total((one.gross for one in owed), facts.currency) if owed else None,
        days=facts.given | (facts.approved if owed else NEVER),
        final_at=facts.final_at,
    )


def _invoiced(facts: Facts, owed: Sequence[PricedTransaction]) -> Stage:
    billed = sum(one.billed for one in owed)
    uninvoiced = sum(one.uninvoiced for one in owed)
    return Stage(
        name=StageName.INVOICED,
        state=_passed(facts, billed, billed - uninvoiced),
        work=_work(one.invoiced_work for one in owed),
        days=sum_of_days(one.issued for one in owed),
    )


def _client_paid(facts: Facts, owed: Sequence[PricedTransaction]) -> Stage:
    """Shown whenever it happens; waited for only where the pay terms say so."""
    billed = sum(one.billed for one in owed)
    settled = billed - sum(one.uninvoiced + one.unpaid for one in owed)
    state = _passed(facts, billed, settled)
    if state is StageState.WAITING and any(one.client_began for one in owed):
        state = StageState.PARTLY
    terms = {one.pay_terms for one in owed} or {facts.pay_terms}
    if PayTerms.PAY_WHEN_PAID not in terms and state is not StageState.DONE:
        state = StageState.NOT_NEEDED
    return Stage(
        name=StageName.CLIENT_PAID,
        state=state,
        work=_work(one.client_paid_work for one in owed),
        days=sum_of_days(one.client_paid for one in owed),
        expected_on=max((one.due_on for one in owed if one.due_on), default=None),
    )


def _paid_out(
    facts: Facts, owed: Sequence[PricedTransaction], paid: Sequence[PricedTransaction]
) -> Stage:
    unapproved = _has_unapproved_work(facts)
    if not owed and _is_undone(facts):
        state = StageState.NOT_NEEDED
    elif not paid:
        state = StageState.WAITING
    else:
        state = StageState.DONE if len(paid) == len(owed) and not unapproved else StageState.PARTLY
    expected_on, moved = _first_of([one.planned for one in owed])
    return Stage(
        name=StageName.PAID_OUT,
        state=state,
        work=_work(one.work for one in paid),
        amount=_total((one.net for one in paid), facts.currency) if paid else None,
        days=sum_of_days(Days(first=one.paid_on, last=one.paid_on) for one in paid),
        expected_on=expected_on,
        moved=moved,
    )


def _first_of(planned: Sequence[PlannedPayout]) -> PlannedPayout:
    """The first day of them, and what moved it, where that is the same of all on that day."""
    first = min((on for on, _ in planned if on is not None), default=None)
    return first, move_to(first, planned)


def _passed(facts: Facts, of: int, passed: int) -> StageState:
    """How far so many lines of all are; work that is not approved for good has still to come."""
    if not of:
        return StageState.NOT_NEEDED if _is_undone(facts) else StageState.WAITING
    if passed < of or _has_unapproved_work(facts):
        return StageState.PARTLY if passed else StageState.WAITING
    return StageState.DONE


def _has_unapproved_work(facts: Facts) -> bool:
    return bool(facts.to_approval.entries or facts.returned.entries or facts.not_final.entries)


def _is_undone(facts: Facts) -> bool:
    """Whether all work was priced once, and none of it is on its way again."""
    return bool(facts.transactions) and not _has_unapproved_work(facts)


def _work(parts: Iterable[WorkAmount]) -> WorkAmount:
    return sum(parts, NO_WORK)


def sum_of_days(parts: Iterable[Days]) -> Days:
    """The first and the last of all of them."""
    found = NEVER
    for part in parts:
        found |= part
    return found


def _total(amounts: Iterable[Money], currency: str) -> Money:
    return Money.total(amounts, currency)
