"""Which rows of a file are to be refused, and why: worked out here, the service is not asked.

What a cell says is read by what the service reads it with (`contracts.date_text`,
`contracts.quantity_text`, `chassis.fields`). The rules of logged work are written once more, so
that a service that forgets one is found out; tests/contracts/test_demo_oracle.py holds the two to
each other.
"""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from pydantic import TypeAdapter, ValidationError

from chassis.fields import Note
from contracts.events.timesheets import ArticleKind
from contracts.money import minor_digits
from contracts.quantities import hours_of
from contracts.quantity_text import InvalidQuantityError, QuantityProblem, amount_of, minutes_of
from portico_local.demo.workfile import (
    AgencyPlan,
    ContractorPlan,
    WorkOrderPlan,
    WorkRow,
    article_of,
    day_of,
)

_MINUTES_OF_A_DAY = 24 * 60
_MAX_NOTE_CHARACTERS = 500
_MAX_EXPENSE = Decimal(1_000_000_000)
_NOTE: TypeAdapter[str] = TypeAdapter(Note)


class RefusedRowError(Exception):
    """A row that is to be refused, with the code that the import gives for it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedRow:
    """What the cells of a row say. `minutes`: of time, None for an expense."""

    work_on: date
    article: ArticleKind
    quantity: Decimal
    minutes: int | None
    note: str


@dataclass(slots=True, kw_only=True)
class RowValidator:
    """Validates a contractor's rows in the order of the file: good ones count for the next."""

    agency: AgencyPlan
    contractor: ContractorPlan
    today: date
    _seen: set[tuple[object, ...]] = field(default_factory=set[tuple[object, ...]])
    _minutes: defaultdict[date, int] = field(default_factory=lambda: defaultdict(int))

    def validate(self, row: WorkRow) -> tuple[WorkRow, Decimal]:
        """The row as the service keeps it, and its quantity. Raises RefusedRowError."""
        order = self.agency.work_orders.get(row.work_order)
        if order is None or order.contractor.email != self.contractor.person.email:
            raise RefusedRowError("unknown_work_order")
        read = self._read(row)
        key = (row.work_order, read.work_on, read.article, read.note)
        if key in self._seen:
            raise RefusedRowError("duplicate_row")
        self._obey(order, read)
        self._seen.add(key)
        self._minutes[read.work_on] += read.minutes or 0
        written = replace(
            row, work_on=read.work_on.isoformat(), article=read.article.value, note=read.note
        )
        return written, read.quantity

    def _read(self, row: WorkRow) -> ParsedRow:
        work_on = day_of(self.agency, row)
        if work_on is None:
            raise RefusedRowError("not_a_date")
        article = article_of(row.article)
        if article is None:
            raise RefusedRowError("unknown_article")
        minutes: int | None = None
        try:
            if article.is_time:
                minutes = minutes_of(row.quantity)
                quantity = hours_of(minutes)
            else:
                quantity = amount_of(row.quantity, decimal_comma=False)
        except InvalidQuantityError as error:
            positive = error.code is not QuantityProblem.NOT_POSITIVE
            code = error.code.value if positive else "quantity_not_positive"
            raise RefusedRowError(code) from None
        return ParsedRow(
            work_on=work_on,
            article=article,
            quantity=quantity,
            minutes=minutes,
            note=_note(row.note),
        )

    def _obey(self, order: WorkOrderPlan, read: ParsedRow) -> None:
        """The rules in the order in which the import looks at them. Raises RefusedRowError."""
        decimals = read.quantity.normalize().as_tuple().exponent
        digits = -decimals if isinstance(decimals, int) else 0
        is_amount = read.minutes is None
        minutes = self._minutes[read.work_on] + (read.minutes or 0)
        rules = (
            (read.work_on < order.starts_on, "date_before_start"),
            (read.work_on > self.today, "date_in_future"),
            (read.article not in order.rates, "article_not_on_order"),
            (read.quantity <= 0, "quantity_not_positive"),
            (is_amount and read.quantity >= _MAX_EXPENSE, "quantity_too_large"),
            (is_amount and digits > minor_digits(self.agency.currency), "too_many_decimals"),
            (not is_amount and minutes > _MINUTES_OF_A_DAY, "day_over_24_hours"),
        )
        for broken, code in rules:
            if broken:
                raise RefusedRowError(code)


def _note(text: str) -> str:
    try:
        return _NOTE.validate_python(text)
    except ValidationError:
        too_long = len(text) > _MAX_NOTE_CHARACTERS
        raise RefusedRowError("note_too_long" if too_long else "note_not_plain") from None
