"""A week's work copied to another week: as drafts, into cells where nothing is logged yet.

A cell is what one line of the grid has on one day: the work of a work order, an article and a date.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from chassis.errors import InvalidError
from chassis.uow import UnitOfWork
from contracts.access import Permission
from contracts.events.timesheets import ArticleKind
from contracts.ids import WorkOrderId
from contracts.quantities import total_minutes
from timesheets.directory import repository as directory
from timesheets.work import repository
from timesheets.work.entering import drafted
from timesheets.work.model import LoggedWork, Work
from timesheets.work.rules import refusals
from timesheets.work_orders import repository as work_orders
from timesheets.work_orders.model import OpenOrder

WEEK = timedelta(days=7)
ALREADY_LOGGED = "already_logged"
EXPENSE = "expense"

Cell = tuple[WorkOrderId, date, ArticleKind]
LoggedEntries = Iterable[tuple[WorkOrderId, Work]]


class SameWeekError(InvalidError):
    """A week is copied to another one."""


@dataclass(frozen=True, slots=True)
class LeftOutWork:
    """Work of the other week that is not copied, on the day that it would stand, and why not."""

    work_order_id: WorkOrderId
    work: Work
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class CopyPlan:
    """What a copy logs, and what it leaves out."""

    copied: tuple[tuple[OpenOrder, Work], ...]
    left_out: tuple[LeftOutWork, ...]


@dataclass(frozen=True, slots=True)
class CopyResult:
    """The drafts that a copy logged, and what it left out."""

    created: tuple[LoggedWork, ...]
    left_out: tuple[LeftOutWork, ...]


def make_plan(
    source: LoggedEntries,
    target: LoggedEntries,
    orders: Mapping[WorkOrderId, OpenOrder],
    *,
    shift: timedelta,
    now: datetime,
) -> CopyPlan:
    """Move `source` by `shift`, one draft a cell, past what `target` has and the rules refuse.

    Notes are of their day, and stay there. So do expenses: an amount was paid once.
    """
    taken: set[Cell] = set()
    minutes: defaultdict[date, Decimal] = defaultdict(Decimal)
    for order_id, work in target:
        taken.add((order_id, work.work_on, work.article))
        minutes[work.work_on] += work.minutes_of_day
    copied: list[tuple[OpenOrder, Work]] = []
    left_out: list[LeftOutWork] = []
    for order_id, work in _by_cell(source, shift):
        order = orders[order_id]
        refusal = _why_not(order, work, taken, minutes[work.work_on], now)
        if refusal is None:
            copied.append((order, work))
            minutes[work.work_on] += work.minutes_of_day
        else:
            left_out.append(LeftOutWork(order_id, work, *refusal))
    return CopyPlan(tuple(copied), tuple(left_out))


def _by_cell(source: LoggedEntries, shift: timedelta) -> list[tuple[WorkOrderId, Work]]:
    """One piece of work for each cell, on its new day, by day."""
    cells: defaultdict[Cell, list[Work]] = defaultdict(list)
    for order_id, work in source:
        cells[order_id, work.work_on + shift, work.article].append(work)
    ordered = sorted(cells.items(), key=lambda item: (item[0][1], item[0][2], item[0][0]))
    return [
        (order_id, _sum_of(works, work_on, article))
        for (order_id, work_on, article), works in ordered
    ]


def _sum_of(works: Sequence[Work], work_on: date, article: ArticleKind) -> Work:
    return Work(
        work_on=work_on,
        article=article,
        quantity=sum((work.quantity for work in works), Decimal(0)),
        minutes=total_minutes(work.minutes for work in works),
    ).measured()


def _why_not(
    order: OpenOrder, work: Work, taken: set[Cell], minutes_already: Decimal, now: datetime
) -> tuple[str, str] | None:
    if work.article is ArticleKind.EXPENSE:
        return EXPENSE, "expenses are not copied"
    if (order.work_order_id, work.work_on, work.article) in taken:
        return ALREADY_LOGGED, f"{work.work_on} has work of this kind already"
    broken = refusals(order, work, today=order.today(now), minutes_already=minutes_already)
    return (str(broken[0].code), broken[0].reason) if broken else None


async def plan(
    uow: UnitOfWork, *, from_week: date, to_week: date, locked: bool = False
) -> CopyPlan:
    """What a copy of the seven days from `from_week` on would do. Raises SameWeekError.

    `locked`: to be done. Of two at once the second waits, and finds what the first has logged; and
    the work orders stay as they are until the unit ends.
    """
    uow.actor.require(Permission.OWN_WORK)
    shift = to_week - from_week
    if abs(shift) < WEEK:
        raise SameWeekError("the two weeks have days in common", field="to_week")
    if locked:
        await directory.lock_person(uow, uow.actor.person)
    orders = await work_orders.open_orders(uow, uow.actor.person, locked=locked)
    last = WEEK - timedelta(days=1)
    person = uow.actor.person
    return make_plan(
        await repository.logged_between(uow, person, from_week, from_week + last),
        await repository.logged_between(uow, person, to_week, to_week + last),
        {order.work_order_id: order for order in orders},
        shift=shift,
        now=uow.now,
    )


async def copy(uow: UnitOfWork, *, from_week: date, to_week: date) -> CopyResult:
    """Log the work of one week again in another, as drafts. Raises SameWeekError."""
    planned = await plan(uow, from_week=from_week, to_week=to_week, locked=True)
    created = tuple(drafted(uow, order, work) for order, work in planned.copied)
    if created:
        await repository.add(uow, created)
    return CopyResult(created, planned.left_out)
