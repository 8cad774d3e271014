"""What is said of an invoice as its due date comes and passes. Pure.

A stage is a number of days past the due date. On any day one of them is right: the latest that has
come. So whoever was not reminded for weeks gets one reminder, and it is the one that fits.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from chassis.errors import ConflictError, InvalidError
from contracts.events.payments import InvoiceDueSoon, InvoiceOverdue, ReminderName
from contracts.ids import EventId, InvoiceId, PersonId
from contracts.money import Money
from payments.agency_rules.model import AgencyRule
from payments.invoices.model import Invoice

DUE_SOON_DAYS = 3
MAX_STAGES = 5
MAX_FEE_MINOR = 100_000
"""In minor units of any currency: what is more is a slip of the keyboard."""
LAST_STAGE = 365
"""Days past the due date. What is older is no matter of reminders any more."""

_BEFORE_THE_LAST = (
    ReminderName.FIRST,
    ReminderName.SECOND,
    ReminderName.THIRD,
    ReminderName.FOURTH,
)


class NothingToRemindError(ConflictError):
    """Nothing is open of this invoice"""


class PauseDayError(InvalidError):
    """Reminders cannot be paused until this day"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderRule(AgencyRule):
    """On how many days past the due date an agency reminds, rising. Nobody set it: as it is here.

    The first is the first reminder, the last of several the final notice.
    """

    stages: tuple[int, ...] = (1, 14, 28)

    @property
    def last(self) -> int:
        """The day after which nothing is reminded any more; 0: nothing ever is."""
        return self.stages[-1] if self.stages else 0

    def name_of(self, place: int) -> ReminderName:
        """What the stage at this place, from 0 on, is called."""
        if place and place == len(self.stages) - 1:
            return ReminderName.FINAL
        return _BEFORE_THE_LAST[place]

    def right_after(self, days: int, *, reminded_after: int | None) -> ReminderName | None:
        """The reminder that is right so many days past the due date.

        None: no stage has come since the last reminder, which was decided after `reminded_after`
        days. What should have been said before that one is not said any more.
        """
        come = [place for place, stage in enumerate(self.stages) if stage <= days]
        if not come or self.stages[come[-1]] <= (reminded_after or 0):
            return None
        return self.name_of(come[-1])


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderFeeRule(AgencyRule):
    """What reminders cost, in minor units, by reminder and currency; others nothing."""

    fees: Mapping[tuple[ReminderName, str], int] = field(
        default_factory=dict[tuple[ReminderName, str], int]
    )

    def fee_of(self, name: ReminderName, currency: str) -> Money | None:
        """What a reminder costs in a currency; None: nothing."""
        minor = self.fees.get((name, currency), 0)
        return Money(amount_minor=minor, currency=currency) if minor else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """A company was reminded of what was due. `reminder_id`: the event that said it.

    `fee`: what it costs once it is sent; None: nothing.
    """

    reminder_id: EventId
    invoice_id: InvoiceId
    name: ReminderName
    days_overdue: int
    amount: Money
    fee: Money | None
    reminded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderPause:
    """Staff have an invoice not reminded until a day: from that day on it is again."""

    invoice_id: InvoiceId
    until_on: date
    reason: str
    paused_by: PersonId
    paused_by_name: str
    paused_at: datetime


def remind(
    invoice: Invoice, today: date, rule: ReminderRule
) -> tuple[Invoice, InvoiceDueSoon | InvoiceOverdue | None]:
    """What is to be said of an invoice on a day: that it is due soon, that it is overdue, once
    each, and the reminder that is right.

    Nothing of one of which nothing is due. While it is paused nobody is reminded, and it is overdue
    all the same.
    """
    if invoice.due_amount.amount_minor == 0:
        return invoice, None
    is_paused = _is_paused(invoice, today)
    if today <= invoice.due_on:
        is_soon = invoice.due_on <= today + timedelta(days=DUE_SOON_DAYS)
        if not is_soon or is_paused or invoice.due_soon_said:
            return invoice, None
        said = InvoiceDueSoon.model_validate(_said(invoice))
        return replace(invoice, due_soon_said=True), said
    days = days_reminded(invoice, today)
    name = None
    if not is_paused:
        name = rule.right_after(days, reminded_after=invoice.reminded_after)
    if name is None and invoice.overdue_said:
        return invoice, None
    after = replace(invoice, overdue_said=True)
    if name is not None:
        after = replace(after, reminded_after=days)
    return after, InvoiceOverdue.model_validate({**_said(invoice), "reminder": name})


def with_fee(
    said: InvoiceOverdue, rule: ReminderFeeRule, charged: Collection[tuple[InvoiceId, ReminderName]]
) -> InvoiceOverdue:
    """What is said, with what the reminder costs: each stage of an invoice once."""
    if said.reminder is None or (said.invoice_id, said.reminder) in charged:
        return said
    fee = rule.fee_of(said.reminder, said.open_amount.currency)
    return said.model_copy(update={"fee": fee})


def days_reminded(invoice: Invoice, today: date) -> int:
    """How many days an invoice has been overdue, or due again after its due date."""
    return (today - (invoice.reminded_from or invoice.due_on)).days


def pause(invoice: Invoice, until_on: date, today: date) -> Invoice:
    """The same, not reminded until this day; until today ends a pause.

    Raises NothingToRemindError for one that is settled, PauseDayError for a day before today.
    """
    if invoice.paid_on is not None:
        raise NothingToRemindError(open_amount=invoice.open_amount.model_dump(mode="json"))
    if until_on < today:
        raise PauseDayError("this day has passed", field="until_on")
    return replace(invoice, reminders_paused_until=until_on)


def _is_paused(invoice: Invoice, today: date) -> bool:
    until = invoice.reminders_paused_until
    return until is not None and today < until


def _said(invoice: Invoice) -> dict[str, object]:
    is_disputed = invoice.disputed_amount.amount_minor > 0
    return {
        "invoice_id": invoice.invoice_id,
        "company_id": invoice.company_id,
        "number": invoice.number,
        "project_ids": invoice.project_ids,
        "due_on": invoice.due_on,
        "open_amount": invoice.open_amount,
        "disputed_amount": invoice.disputed_amount if is_disputed else None,
        "payment_reference": invoice.payment_reference,
    }
