"""SQL of reminders: the agency's rule, what was reminded, and what staff paused."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from chassis.ids import new_id
from chassis.uow import UnitOfWork
from contracts.events.payments import ReminderName
from contracts.ids import EventId, InvoiceId, PersonId
from contracts.money import Money
from payments.agency_rules import repository as agency_rules
from payments.agency_rules.repository import RuleTable
from payments.invoices.reminders.model import (
    Reminder,
    ReminderFeeRule,
    ReminderPause,
    ReminderRule,
)

_RULES = RuleTable("reminder_rules", "stages")
_FEES = RuleTable("reminder_fee_rules", "fees")


async def change_rule(uow: UnitOfWork, rule: ReminderRule) -> ReminderRule:
    """Who acts sets it: it counts from now on."""
    return await agency_rules.change(uow, _RULES, rule, list(rule.stages))


async def rule(uow: UnitOfWork) -> ReminderRule:
    """The rule of the agency."""
    return (
        await agency_rules.newest(uow, _RULES, lambda stages: ReminderRule(stages=tuple(stages)))
        or ReminderRule()
    )


async def change_fee_rule(uow: UnitOfWork, rule: ReminderFeeRule) -> ReminderFeeRule:
    """Who acts sets it: it counts from now on."""
    fees: dict[str, dict[str, int]] = defaultdict(dict)
    for (name, currency), minor in rule.fees.items():
        fees[name][currency] = minor
    return await agency_rules.change(uow, _FEES, rule, fees)


async def fee_rule(uow: UnitOfWork) -> ReminderFeeRule:
    """What reminders of the agency cost."""
    return await agency_rules.newest(uow, _FEES, _fee_rule_of) or ReminderFeeRule()


def _fee_rule_of(fees: Mapping[str, Mapping[str, int]]) -> ReminderFeeRule:
    return ReminderFeeRule(
        fees={
            (ReminderName(name), currency): minor
            for name, in_currencies in fees.items()
            for currency, minor in in_currencies.items()
        }
    )


async def add(uow: UnitOfWork, reminders: Sequence[Reminder]) -> None:
    """Add what companies were reminded of."""
    await uow.executemany(
        """
        INSERT INTO invoice_reminders (agency_id, reminder_id, invoice_id, name, days_overdue,
            amount_minor, currency, reminded_at, fee_minor)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """,
        [
            (
                uow.agency_id,
                one.reminder_id,
                one.invoice_id,
                one.name,
                one.days_overdue,
                one.amount.amount_minor,
                one.amount.currency,
                one.reminded_at,
                one.fee.amount_minor if one.fee else 0,
            )
            for one in reminders
        ],
    )


async def of_invoice(uow: UnitOfWork, invoice_id: InvoiceId) -> list[Reminder]:
    """The reminders of an invoice, oldest first."""
    rows = await uow.fetch(
        """
        SELECT reminder_id, name, days_overdue, amount_minor, currency, reminded_at, fee_minor
        FROM invoice_reminders WHERE agency_id = $1 AND invoice_id = $2
        ORDER BY reminded_at, reminder_id
        """,
        uow.agency_id,
        invoice_id,
    )
    return [
        Reminder(
            reminder_id=EventId(row["reminder_id"]),
            invoice_id=invoice_id,
            name=ReminderName(row["name"]),
            days_overdue=row["days_overdue"],
            amount=Money(amount_minor=row["amount_minor"], currency=row["currency"]),
            fee=Money(amount_minor=row["fee_minor"], currency=row["currency"])
            if row["fee_minor"]
            else None,
            reminded_at=row["reminded_at"],
        )
        for row in rows
    ]


async def add_pause(uow: UnitOfWork, pause: ReminderPause) -> None:
    """Add a pause: it is the one that counts from now on."""
    await uow.execute(
        """
        INSERT INTO reminder_pauses (agency_id, pause_id, invoice_id, until_on, reason, paused_by,
            paused_by_name, paused_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """,
        uow.agency_id,
        new_id(),
        pause.invoice_id,
        pause.until_on,
        pause.reason,
        pause.paused_by,
        pause.paused_by_name,
        pause.paused_at,
    )


async def pause_of(uow: UnitOfWork, invoice_id: InvoiceId, today: date) -> ReminderPause | None:
    """The pause of an invoice that counts on a day, if one does."""
    row = await uow.fetchrow(
        """
        SELECT until_on, reason, paused_by, paused_by_name, paused_at FROM reminder_pauses
        WHERE agency_id = $1 AND invoice_id = $2 ORDER BY paused_at DESC, pause_id DESC LIMIT 1
        """,
        uow.agency_id,
        invoice_id,
    )
    if row is None or row["until_on"] <= today:
        return None
    return ReminderPause(
        invoice_id=invoice_id,
        until_on=row["until_on"],
        reason=row["reason"],
        paused_by=PersonId(row["paused_by"]),
        paused_by_name=row["paused_by_name"],
        paused_at=row["paused_at"],
    )
