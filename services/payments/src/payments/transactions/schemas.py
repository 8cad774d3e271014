"""HTTP shapes of transactions."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum
from operator import itemgetter
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field

from chassis.fields import Body, Flag, Reason
from chassis.paging import page_as_json
from contracts.date_moves import DateMove
from contracts.events.identity import ContractorKind
from contracts.events.payments import Charge, TransactionState, WorkLine
from contracts.events.timesheets import PayTerms
from contracts.ids import (
    CompanyId,
    EntryId,
    PaymentId,
    PersonId,
    ProjectId,
    TransactionId,
    WorkOrderId,
)
from contracts.money import Money
from contracts.pay_statements import VacationPay, YearToDate
from payments.banking_days.model import move_to
from payments.expectations.model import PaymentExpectation
from payments.expectations.schemas import ExpectedClientPayment
from payments.payments import repository as payments
from payments.payments.schemas import ReturnedPayment
from payments.rows import Row
from payments.set_off.model import SetOff
from payments.states import estimated_day, shown_as
from payments.transactions import summary
from payments.transactions.history import HistoryEntry, HistoryKind
from payments.transactions.model import PENDING_RELEASE_TAB, PROCESSING_TAB
from payments.transactions.queries import ListedTransaction, PayStatement
from payments.transactions.summary import Subtotal
from payments.transactions.undoing import ReopenedTransaction

MAX_REOPENED = 200
"""Entries at once, as in what timesheets does with several."""


class Tab(StrEnum):
    """The tabs of pending transactions (C7)."""

    PROCESSING = "processing"
    PENDING_RELEASE = "pending_release"
    ALL = "all"

    @property
    def states(self) -> frozenset[TransactionState]:
        """What is in the tab."""
        if self is Tab.PROCESSING:
            return PROCESSING_TAB
        if self is Tab.PENDING_RELEASE:
            return PENDING_RELEASE_TAB
        return PROCESSING_TAB | PENDING_RELEASE_TAB


class Sums(BaseModel):
    """How many, and how much in each currency."""

    count: int
    totals: Sequence[Money]

    @classmethod
    def of(cls, sums: summary.Sums) -> Self:
        """From what was read."""
        return cls.model_validate(sums, from_attributes=True)


class NextPayment(Sums):
    """What is paid first. `on` is null when that is with the next pay run.

    `ordered`: a pay run has ordered it for that day, which has not come yet. `moved`: what moved it
    to that day, where it is the same of all of it.
    """

    on: date | None
    ordered: bool
    moved: DateMove | None


class PendingSummary(BaseModel):
    """What each tab of pending transactions holds, and what of it is paid next."""

    processing: Sums
    pending_release: Sums
    all: Sums
    next_payment: NextPayment | None
    to_set_off: Sequence[Money] = Field(
        default=(),
        description="What was paid too much and is set off against the next payments, by currency",
    )

    @classmethod
    def of(
        cls,
        subtotals: Sequence[Subtotal],
        ordered: summary.NextPayment | None,
        contractor_id: PersonId,
        set_off: SetOff,
        planned: Sequence[tuple[date, DateMove | None]],
    ) -> Self:
        """From what was read. What is ordered already comes before what is not."""
        first = ordered or summary.next_payment(subtotals, contractor_id, set_off)
        if first:
            first = replace(first, moved=move_to(first.on, planned))
        return cls(
            processing=Sums.of(summary.sums_of(subtotals, Tab.PROCESSING.states)),
            pending_release=Sums.of(summary.sums_of(subtotals, Tab.PENDING_RELEASE.states)),
            all=Sums.of(summary.sums_of(subtotals, Tab.ALL.states)),
            next_payment=first and NextPayment.model_validate(first, from_attributes=True),
            to_set_off=set_off.still_of(contractor_id),
        )


class UnpaidSummary(BaseModel):
    """What of the agency's transactions is not paid, by state."""

    pending_client_payment: Sums
    scheduled: Sums
    processing: Sums
    pending_release: Sums
    on_hold: Sums

    @classmethod
    def of(cls, subtotals: Sequence[Subtotal]) -> Self:
        """From what was read."""
        return cls.model_validate(
            {
                name: Sums.of(summary.sums_of(subtotals, {TransactionState(name)}))
                for name in cls.model_fields
            }
        )


class ReasonRequest(Body):
    """Why something is held or undone."""

    reason: Reason


class ReopenRequest(ReasonRequest):
    """Entries whose approval is undone, and why: their contractors read it."""

    entry_ids: Annotated[list[EntryId], Field(min_length=1, max_length=MAX_REOPENED)]


class ReopenedEntries(BaseModel):
    """Entries of one transaction that went back. `corrected_by`: what takes back what it paid."""

    transaction_id: TransactionId
    number: str
    entry_ids: list[EntryId]
    corrected_by: TransactionId | None


class ReopenedWork(BaseModel):
    """What became of entries whose approval was undone, by the transaction that had them."""

    transactions: list[ReopenedEntries]

    @classmethod
    def of(cls, reopened: Sequence[ReopenedTransaction]) -> Self:
        """From what was done."""
        return cls(
            transactions=[
                ReopenedEntries(
                    transaction_id=one.event.transaction_id,
                    number=one.event.number,
                    entry_ids=[entry.entry_id for entry in one.event.entries],
                    corrected_by=one.event.corrected_by,
                )
                for one in reopened
            ]
        )


class ReleaseRequest(Body):
    """What staff take on themselves by a release."""

    without_deductions: Flag = Field(
        default=False,
        description="Pay it whole although no rule says what to withhold from it",
    )
    without_client_payment: Flag = Field(
        default=False,
        description="Pay it although the client has not paid, and may never",
    )


class TransactionSummary(BaseModel):
    """A transaction in a list.

    A page says `estimated_payment_on` when there is one, and else `state` in its reader's words;
    `shown_as` is just that in English (C8, C9).
    """

    transaction_id: TransactionId
    number: str
    work_order_id: WorkOrderId
    work_order_code: str
    work_order_title: str
    project_id: ProjectId
    project_name: str
    company_id: CompanyId
    company_name: str
    contractor_id: PersonId
    contractor_name: str
    contractor_kind: ContractorKind
    period_start: date
    period_end: date
    gross: Money
    deductions: Money
    taxes: Money
    net: Money
    pay_terms: PayTerms
    state: TransactionState
    shown_as: str
    estimated_payment_on: date | None
    held_because: str | None
    deductions_unsettled: bool = Field(
        description="On hold, no rule says what to withhold: `net` is the pay before deductions"
    )
    is_returned: bool = Field(
        description="The bank returned its last payment, and no other one has paid it since"
    )
    payment_id: PaymentId | None
    paid_on: date | None
    created_on: date

    @classmethod
    def of(cls, listed: ListedTransaction) -> Self:
        """From what was read."""
        return cls.model_validate(listed, from_attributes=True)


_AMOUNTS = {part: f"{part}_minor" for part in ("gross", "deductions", "taxes", "net")}
_WORKED_OUT = {*_AMOUNTS, "estimated_payment_on", "shown_as", "is_returned"}
_AS_READ = tuple(name for name in TransactionSummary.model_fields if name not in _WORKED_OUT)
_as_read = itemgetter(*_AS_READ)


def page_of(rows: Sequence[Row], next_cursor: str | None) -> bytes:
    """A `Page[TransactionSummary]` as JSON, straight from what `queries.pending` read.

    That it says just what models would is checked by `test_listing_json`.
    """
    return page_as_json([_fields_of(row) for row in rows], next_cursor)


def _fields_of(row: Row) -> dict[str, object]:
    state, currency = TransactionState(row["state"]), row["currency"]
    estimated = estimated_day(state, row["scheduled_on"], row["ordered_for"])
    fields: dict[str, object] = dict(zip(_AS_READ, _as_read(row), strict=True))
    for part, column in _AMOUNTS.items():
        fields[part] = {"amount_minor": row[column], "currency": currency}
    fields["estimated_payment_on"] = estimated
    fields["shown_as"] = shown_as(state, estimated)
    fields["is_returned"] = row["returned_payment_id"] is not None
    return fields


class HistoryItem(BaseModel):
    """Who did what, and when. `actor_id` is null when the system did it."""

    happened_at: datetime
    what: HistoryKind
    state: TransactionState
    actor_id: UUID | None
    actor_name: str
    facts: Mapping[str, object]

    @classmethod
    def of(cls, entry: HistoryEntry) -> Self:
        """From what was read."""
        return cls.model_validate(entry, from_attributes=True)


class TransactionDetails(TransactionSummary):
    """All of a transaction; `history` is newest first. `moved`: what moved its estimated day.

    `client_payment`: when the client's money is expected, while it waits for nothing else.
    `returned`: the last payment of it that the bank returned, until another one has paid it.
    `year_to_date`, `vacation_pay` and `account_ending` are as its pay statement says them.
    """

    lines: Sequence[WorkLine]
    deduction_lines: Sequence[Charge]
    tax_lines: Sequence[Charge]
    history: Sequence[HistoryItem]
    moved: DateMove | None
    client_payment: ExpectedClientPayment | None
    returned: ReturnedPayment | None
    year_to_date: YearToDate | None
    vacation_pay: VacationPay | None
    account_ending: str

    @classmethod
    def with_parts(
        cls,
        listed: ListedTransaction,
        lines: Sequence[WorkLine],
        charges: tuple[Sequence[Charge], Sequence[Charge]],
        statement: PayStatement,
        history: Sequence[HistoryEntry],
        moved: DateMove | None,
        expected: PaymentExpectation | None,
        returned: payments.ReturnedPayment | None,
    ) -> Self:
        """From what was read; `charges` are deductions and taxes."""
        deductions, taxes = charges
        return cls.model_validate(
            {
                **dict(TransactionSummary.of(listed)),
                "lines": lines,
                "deduction_lines": deductions,
                "tax_lines": taxes,
                "history": [HistoryItem.of(entry) for entry in history],
                "moved": moved,
                "client_payment": expected and ExpectedClientPayment.of(expected),
                "returned": returned and ReturnedPayment.of(returned),
                "year_to_date": statement.year_to_date,
                "vacation_pay": statement.vacation_pay,
                "account_ending": statement.account_ending,
            }
        )
