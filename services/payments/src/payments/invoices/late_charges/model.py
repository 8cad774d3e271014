"""Charging what being late costs, and waiving it. Pure.

A late charge is owed beside the total of its invoice. Money that comes in pays fees and interest
before the total, and interest is on the total alone (see `interest.model.due_since`).

No tax is added: interest for late payment and reminder fees are compensation, not a supply, in the
countries that Portico knows the taxes of. That is to be checked before a country is added to
`payments.taxes.rules`: this is the place where it would be charged.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from chassis.errors import ConflictError, InvalidError
from contracts.events.late_charges import (
    InterestCharged,
    LateChargeKind,
    LateChargeWaived,
    ReminderFeeCharged,
)
from contracts.events.payments import ReminderName
from contracts.ids import EventId, InvoiceId, PersonId
from contracts.money import Money
from payments.invoices.interest.model import Interest
from payments.invoices.model import Invoice


class NothingToChargeError(ConflictError):
    """No interest has come up that was not charged"""


class SettledInvoiceError(ConflictError):
    """Nothing is open of this invoice, so nothing is charged on it any more"""


class ChargeDayError(InvalidError):
    """Interest cannot be charged until this day"""


class WaivedAlreadyError(ConflictError):
    """This charge was waived before"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """The agency gave up a charge, all of it."""

    reason: str
    waived_on: date
    waived_by: PersonId
    waived_by_name: str
    waived_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LateCharge:
    """What being late cost: interest on days at a rate, or the fee of a reminder.

    `charged_by` None: the system, for a reminder that was sent.
    """

    charge_id: UUID
    invoice_id: InvoiceId
    kind: LateChargeKind
    amount: Money
    from_on: date | None = None
    until_on: date | None = None
    percent: Decimal | None = None
    reminder: ReminderName | None = None
    charged_on: date
    charged_by: PersonId | None
    charged_by_name: str
    charged_at: datetime
    waiver: Waiver | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargedReminder:
    """A reminder that costs something, once it is sent."""

    reminder_id: EventId
    invoice_id: InvoiceId
    name: ReminderName
    fee: Money


def check_day(until_on: date, today: date) -> None:
    """Raises ChargeDayError for a day that is yet to come: nobody is late on it."""
    if until_on > today:
        raise ChargeDayError("this day is yet to come", field="until_on")


def check_open(invoice: Invoice) -> None:
    """Raises SettledInvoiceError for one of which nothing is open: what was paid stays paid."""
    if invoice.paid_on is not None:
        raise SettledInvoiceError(open_amount=invoice.open_amount.model_dump(mode="json"))


def charge(invoice: Invoice, amount: Money) -> Invoice:
    """The same with more to pay. Raises SettledInvoiceError."""
    check_open(invoice)
    return replace(invoice, charged_minor=invoice.charged_minor + amount.amount_minor)


def waive(invoice: Invoice, one: LateCharge, on: date) -> tuple[Invoice, Money]:
    """The same without a charge, and what had been paid of it: the company's balance.

    What had been paid of the charge is for the rest of the invoice, as far as that is open. Raises
    WaivedAlreadyError.
    """
    if one.waiver is not None:
        raise WaivedAlreadyError(waived_on=one.waiver.waived_on.isoformat())
    less = replace(invoice, charged_minor=invoice.charged_minor - one.amount.amount_minor)
    return less.kept_within_owed(on, invoice)


def interest_charged(
    invoice: Invoice, one: LateCharge, interest: Interest, by: PersonId
) -> InterestCharged:
    """What is said of interest; the invoice is as it stands afterwards."""
    return InterestCharged.model_validate(
        _said(invoice, one)
        | {
            "from_on": interest.from_on,
            "until_on": interest.until_on,
            "percent": interest.percent,
            "charged_on": one.charged_on,
            "charged_by": by,
        }
    )


def fee_charged(invoice: Invoice, one: LateCharge) -> ReminderFeeCharged:
    """What is said of a fee; the invoice is as it stands afterwards."""
    return ReminderFeeCharged.model_validate(
        _said(invoice, one) | {"reminder": one.reminder, "charged_on": one.charged_on}
    )


def waived(invoice: Invoice, one: LateCharge, waiver: Waiver, kept: Money) -> LateChargeWaived:
    """What is said of a charge that was given up; the invoice is as it stands afterwards."""
    return LateChargeWaived.model_validate(
        _said(invoice, one)
        | {
            "kind": one.kind,
            "reason": waiver.reason,
            "waived_on": waiver.waived_on,
            "waived_by": waiver.waived_by,
            "kept_balance": kept,
        }
    )


def _said(invoice: Invoice, one: LateCharge) -> dict[str, object]:
    disputed = invoice.disputed_amount
    return {
        "invoice_id": invoice.invoice_id,
        "company_id": invoice.company_id,
        "number": invoice.number,
        "project_ids": invoice.project_ids,
        "charge_id": one.charge_id,
        "amount": one.amount,
        "open_amount": invoice.open_amount,
        "disputed_amount": disputed if disputed.amount_minor else None,
        "payment_reference": invoice.payment_reference,
    }
