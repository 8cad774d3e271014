"""What a company has paid too much, or for no invoice: applied to one, or paid back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from chassis.errors import ConflictError, InvalidError
from contracts.ids import CompanyId, InvoiceId, PersonId, ReceiptId, RefundId
from contracts.money import Money


class NothingToApplyError(ConflictError):
    """There is no balance for this invoice, or nothing is open of it"""


class RefundError(InvalidError):
    """This cannot be paid back"""


class TakenBackError(InvalidError):
    """The bank cannot have taken this back of this receipt"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """Money that was paid back to a company."""

    refund_id: RefundId
    company_id: CompanyId
    amount: Money
    paid_on: date
    reference: str
    recorded_by: PersonId
    recorded_by_name: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Deposit:
    """Money of a company that is against no invoice: its balance.

    Below zero, the bank took back what had come in by the one that it `reverses`.
    """

    deposit_id: ReceiptId
    company_id: CompanyId
    amount: Money
    received_on: date
    reference: str
    bank_entry_id: UUID
    recorded_by: PersonId
    recorded_by_name: str
    recorded_at: datetime
    reverses: ReceiptId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CameIn:
    """Money that came in against an invoice, or as a company's balance where `invoice_id` is None.

    `left`: what of it the bank has not taken back.
    """

    receipt_id: ReceiptId
    company_id: CompanyId
    invoice_id: InvoiceId | None
    left: Money


def check_taken_back(amount: Money, came_in: CameIn) -> None:
    """Raises TakenBackError where the bank cannot have taken this back of it."""
    if amount.currency != came_in.left.currency or amount > came_in.left:
        raise TakenBackError(f"{came_in.left} is left of this receipt", field="receipt_id")


def to_apply(open_amount: Money, balances: Iterable[Money]) -> Money:
    """How much of its company's balance an invoice takes. Raises NothingToApplyError."""
    amount = min(open_amount, _in(open_amount.currency, balances))
    if amount.amount_minor <= 0:
        raise NothingToApplyError(open_amount=open_amount.model_dump(mode="json"))
    return amount


def check_refund(
    amount: Money, paid_on: date, balances: Iterable[Money], *, since: date | None, today: date
) -> None:
    """Raises RefundError for what is no part of the balance, or was paid on a day to come, or
    before the day since which there was one."""
    balance = _in(amount.currency, balances)
    if not 0 < amount.amount_minor <= balance.amount_minor:
        raise RefundError(f"above zero and at most the balance, {balance}", field="amount_minor")
    if paid_on > today + timedelta(days=1):
        raise RefundError("this day is yet to come", field="paid_on")
    if since is not None and paid_on < since:
        raise RefundError(f"there was nothing to pay back before {since}", field="paid_on")


def _in(currency: str, balances: Iterable[Money]) -> Money:
    return Money.total((one for one in balances if one.currency == currency), currency)
