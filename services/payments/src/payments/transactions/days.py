"""On which day a transaction is paid, and what makes it another one than its contractor was told.

Pure. A day that is set moves with banking days. After that the bank can be ordered for another one:
banks are closed on the one that was told, the agency chose that day for its pay run, or the bank
had sent the payment back.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from contracts.date_moves import DAYS_OFF, DateMove, MoveReason
from payments.banking_days.model import BankingCalendar, PlannedDay

_PAY_RUN = {
    "en": "the agency chose another day for its pay run",
    "fr": "l’agence a choisi un autre jour pour son cycle de paie",  # noqa: RUF001
    "nb": "byrået valgte en annen dag for lønnskjøringen",
}
_RETURNED = {
    "en": "the bank returned the payment",
    "fr": "la banque a retourné le paiement",
    "nb": "banken sendte betalingen i retur",
}
_CAUSES: Mapping[MoveReason, str] = {
    MoveReason.PAY_RUN: "pay_run",
    MoveReason.RETURNED: "returned",
    **dict.fromkeys(DAYS_OFF, "bank_closed"),
}


def estimated_payment_day(
    period_end: date, delay_days: int, today: date, calendar: BankingCalendar
) -> PlannedDay:
    """Scheduled pay: so many days from the end of the pay period, tomorrow at the earliest.

    Where banks are closed then, on the next day on which they are open.
    """
    return calendar.planned(max(period_end + timedelta(days=delay_days), today + timedelta(days=1)))


def move_to_ordered(
    told: date | None, pay_on: date, calendar: BankingCalendar, *, returned: bool
) -> DateMove | None:
    """What moved a payment from the day that was told to the one that the bank is ordered for.

    None: it is that day, or none was told. `returned`: on the day that was told it came back.
    """
    if told is None or told == pay_on:
        return None
    if returned:
        return DateMove(planned_on=told, because=MoveReason.RETURNED, names=dict(_RETURNED))
    on, moved = calendar.planned(told)
    if on == pay_on and moved is not None:
        return moved
    return DateMove(planned_on=told, because=MoveReason.PAY_RUN, names=dict(_PAY_RUN))


def cause_of(moved: DateMove) -> str:
    """As `TransactionScheduled` names it."""
    return _CAUSES[moved.because]


def day_that_stands(
    scheduled_on: date | None, ordered_for: date | None, today: date
) -> date | None:
    """The day that a payment was scheduled for, after it came back: if it is what was told last and
    still to come. None: nobody knows a day until it is ordered again.
    """
    stands = scheduled_on is not None and scheduled_on == ordered_for and scheduled_on > today
    return scheduled_on if stands else None
