"""The rules of what can be logged. Pure: each returns what is wrong, or None.

All of them hold for every way in: the work grid, a correction by staff, and the import.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from unicodedata import category

from contracts.money import minor_digits
from contracts.quantities import MAX_EXPENSE_FACTOR, MINUTES_PER_HOUR, hours_of
from timesheets.work.model import Work
from timesheets.work_orders.model import OpenOrder

MAX_MINUTES_PER_DAY = 24 * MINUTES_PER_HOUR
MAX_EXPENSE = Decimal(1_000_000_000)
"""In major units. No expense of an agency comes near it; it keeps a slip of the keyboard out."""
MAX_NOTE_CHARACTERS = 500


class Code(StrEnum):
    """What is wrong, as a stable code."""

    WORK_ORDER_CLOSED = "work_order_closed"
    ARTICLE_NOT_ON_ORDER = "article_not_on_order"
    DATE_BEFORE_START = "date_before_start"
    DATE_AFTER_END = "date_after_end"
    DATE_IN_FUTURE = "date_in_future"
    QUANTITY_NOT_POSITIVE = "quantity_not_positive"
    QUANTITY_TOO_LARGE = "quantity_too_large"
    TOO_MANY_DECIMALS = "too_many_decimals"
    LESS_THAN_A_MINUTE = "less_than_a_minute"
    NOT_WHOLE_MINUTES = "not_whole_minutes"
    TOO_MANY_HOURS = "too_many_hours"
    DAY_OVER_24_HOURS = "day_over_24_hours"
    NOTE_TOO_LONG = "note_too_long"
    NOTE_NOT_PLAIN = "note_not_plain"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One broken rule: the field that breaks it, and the reason in words."""

    code: str
    field: str
    reason: str


def check_open(order: OpenOrder) -> Refusal | None:
    """No work is logged on a closed work order, or on one of a closed project.

    What was handed in before it closed can still be corrected and approved: the work was done.
    """
    if order.closed:
        return Refusal(Code.WORK_ORDER_CLOSED, "work_order", f"work order {order.code} is closed")
    return None


def check_article(order: OpenOrder, work: Work) -> Refusal | None:
    """The article stands on the work order: without it there is no rate to pay by."""
    if work.article not in order.articles:
        known = ", ".join(sorted(order.articles))
        reason = f"{work.article} cannot be logged on {order.code}, only: {known}"
        return Refusal(Code.ARTICLE_NOT_ON_ORDER, "article", reason)
    return None


def check_date(order: OpenOrder, work: Work, today: date) -> Refusal | None:
    """The date lies within the work order's dates, and not in the future of its project."""
    if work.work_on < order.starts_on:
        reason = f"work order {order.code} starts on {order.starts_on}"
        return Refusal(Code.DATE_BEFORE_START, "work_on", reason)
    if order.ends_on is not None and work.work_on > order.ends_on:
        reason = f"work order {order.code} ended on {order.ends_on}"
        return Refusal(Code.DATE_AFTER_END, "work_on", reason)
    if work.work_on > today:
        return Refusal(Code.DATE_IN_FUTURE, "work_on", f"{work.work_on} is in the future")
    return None


def _decimals(quantity: Decimal) -> int:
    """Digits after the point that say something: 7.50 has one."""
    exponent = quantity.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def check_expense(currency: str, amount: Decimal) -> Refusal | None:
    """An expense is an amount: it has no more decimals than the currency has minor units."""
    digits = minor_digits(currency)
    if amount >= MAX_EXPENSE:
        return Refusal(Code.QUANTITY_TOO_LARGE, "quantity", f"must be under {MAX_EXPENSE}")
    if _decimals(amount) > digits:
        reason = f"an amount in {currency} has at most {digits} decimals"
        return Refusal(Code.TOO_MANY_DECIMALS, "quantity", reason)
    return None


def fits_the_books(amount: Decimal, factor: Decimal) -> bool:
    """Whether an expense at this factor comes to an amount that payments can keep and sum.

    Work orders from before factors were bounded may have one of up to 10,000,000.
    """
    return amount * factor <= MAX_EXPENSE * MAX_EXPENSE_FACTOR


def check_time(work: Work) -> Refusal | None:
    """Time fits in a day, and is a number of whole minutes."""
    if work.minutes_of_day > MAX_MINUTES_PER_DAY:
        reason = f"{work.quantity} hours do not fit in a day of 24"
        return Refusal(Code.TOO_MANY_HOURS, "quantity", reason)
    if work.minutes == 0:
        reason = f"{work.quantity:f} hours are less than a minute"
        return Refusal(Code.LESS_THAN_A_MINUTE, "quantity", reason)
    if work.minutes is None:
        reason = f"{work.quantity} hours are no whole minutes"
        return Refusal(Code.NOT_WHOLE_MINUTES, "quantity", reason)
    return None


def check_quantity(order: OpenOrder, work: Work) -> Refusal | None:
    """More than nothing; and what holds for an amount, or for time."""
    if work.quantity <= 0:
        return Refusal(Code.QUANTITY_NOT_POSITIVE, "quantity", "must be more than 0")
    if work.article.is_time:
        return check_time(work)
    return check_expense(order.currency, work.quantity)


def is_plain(text: str) -> bool:
    """Whether it is text that every page, document and database takes: no control characters."""
    return not any(category(c) in {"Cc", "Cs"} and c not in "\n\r\t" for c in text)


def check_note(work: Work) -> Refusal | None:
    """A note is plain text of at most 500 characters."""
    if len(work.note) > MAX_NOTE_CHARACTERS:
        reason = f"has {len(work.note)} characters, at most {MAX_NOTE_CHARACTERS} are kept"
        return Refusal(Code.NOTE_TOO_LONG, "note", reason)
    if not is_plain(work.note):
        return Refusal(Code.NOTE_NOT_PLAIN, "note", "has control characters in it")
    return None


def check_day(minutes_already: Decimal, work: Work) -> Refusal | None:
    """A contractor's day has 24 hours, over all work orders, regular and overtime together.

    `minutes_already` are those of the day's other entries, withdrawn ones left out.
    """
    total = minutes_already + work.minutes_of_day
    if work.minutes_of_day and total > MAX_MINUTES_PER_DAY:
        already = hours_of(minutes_already)
        reason = f"makes {hours_of(total)} hours on {work.work_on}, with {already} logged already"
        return Refusal(Code.DAY_OVER_24_HOURS, "quantity", reason)
    return None


def refusals(
    order: OpenOrder, work: Work, *, today: date, minutes_already: Decimal, handed_in: bool = False
) -> tuple[Refusal, ...]:
    """Every rule that `work`, measured, breaks on `order`: one of each kind, none if it is good.

    `handed_in`: it replaces work that was submitted before, which a closed work order allows.
    """
    checked: Iterable[Refusal | None] = (
        None if handed_in else check_open(order),
        check_date(order, work, today),
        check_article(order, work),
        check_quantity(order, work) or check_day(minutes_already, work),
        check_note(work),
    )
    return tuple(refusal for refusal in checked if refusal is not None)
