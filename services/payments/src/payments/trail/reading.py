"""Trails, put together for a page and one by one."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from chassis.errors import NotFoundError
from chassis.uow import UnitOfWork
from contracts.ids import PersonId, WorkOrderId
from payments.directory import repository as directory
from payments.directory.model import Agency
from payments.periods import Period, pay_period_of
from payments.trail import queries
from payments.trail.model import (
    NEVER,
    NO_WORK,
    Days,
    Facts,
    Trail,
    WorkAmount,
    sum_of_days,
    trail_of,
)
from payments.trail.queries import Key, Order, TrailFilter, TransactionRow
from payments.trail.work import WorkChange, WorkStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailView:
    """A trail with all that it is shown with."""

    key: Key
    period: Period
    order: Order
    trail: Trail
    transactions: Sequence[TransactionRow]
    agency: Agency


@dataclass(frozen=True, slots=True, kw_only=True)
class _UnapprovedWork:
    """Work of a period that is not approved for good; `given` and `final_at` as of `Waiting`."""

    period: Period
    work: Mapping[WorkStatus, WorkAmount]
    given: Sequence[datetime]
    final_at: datetime | None


async def page(
    uow: UnitOfWork, wanted: TrailFilter, *, after: Key | None, limit: int
) -> list[TrailView]:
    """Trails of a contractor, the newest period first."""
    agency = await directory.agency_in_use(uow)
    on_their_way = await _on_their_way(uow, wanted.contractor_id, wanted.work_order_id, agency)
    keys = set(
        await queries.priced_keys(uow, wanted, on_their_way=on_their_way, after=after, limit=limit)
    )
    if wanted.open is not False:
        keys |= {
            key
            for key, found in on_their_way.items()
            if wanted.shows(found.period) and (after is None or key < after)
        }
    chosen = sorted(keys, reverse=True)[:limit]
    return await _shown(uow, wanted.contractor_id, chosen, on_their_way, agency)


async def one(
    uow: UnitOfWork, contractor_id: PersonId, work_order_id: WorkOrderId, period_start: date
) -> TrailView:
    """One trail of a contractor. Raises NotFoundError."""
    agency = await directory.agency_in_use(uow)
    on_their_way = await _on_their_way(uow, contractor_id, work_order_id, agency)
    key = Key(period_start, work_order_id)
    found = await _shown(uow, contractor_id, [key], on_their_way, agency)
    if not found:
        raise NotFoundError("trail", f"{work_order_id}/{period_start}")
    return found[0]


async def _on_their_way(
    uow: UnitOfWork, contractor_id: PersonId, work_order_id: WorkOrderId | None, agency: Agency
) -> dict[Key, _UnapprovedWork]:
    """Work that is not approved for good, by the pay period that it falls into by now."""
    days = await queries.waiting(uow, contractor_id, work_order_id)
    orders = await queries.orders_of(uow, {day.work_order_id for day in days})
    work: dict[Key, dict[WorkStatus, WorkAmount]] = defaultdict(
        lambda: defaultdict(lambda: NO_WORK)
    )
    given: dict[Key, list[datetime]] = defaultdict(list)
    ends: dict[Key, list[datetime]] = defaultdict(list)
    periods: dict[Key, Period] = {}
    for day in days:
        order = orders.get(day.work_order_id)
        if order is None:
            continue  # its work order is on the bus; the trail follows with it
        period = pay_period_of(day.work_on, order.pay_period, agency.week_starts_on)
        key = Key(period.start, day.work_order_id)
        periods[key] = period
        work[key][day.standing] += day.work
        given[key] += day.given
        ends[key] += [day.final_at] if day.final_at else []
    return {
        key: _UnapprovedWork(
            period=periods[key],
            work=work[key],
            given=given[key],
            final_at=max(ends[key], default=None),
        )
        for key in work
    }


async def _shown(
    uow: UnitOfWork,
    contractor_id: PersonId,
    keys: Sequence[Key],
    on_their_way: Mapping[Key, _UnapprovedWork],
    agency: Agency,
) -> list[TrailView]:
    transactions = await queries.transactions_of(uow, contractor_id, keys)
    periods = {
        key: _widest([one.period for one in transactions.get(key, ())], on_their_way.get(key))
        for key in keys
        if key in transactions or key in on_their_way
    }
    orders = await queries.orders_of(uow, {key.work_order_id for key in periods})
    days = await queries.step_days(uow, periods.items(), agency)
    today = agency.today(uow.now)
    shown: list[TrailView] = []
    for key, period in periods.items():
        order, listed = orders[key.work_order_id], transactions.get(key, [])
        waiting = on_their_way.get(key)
        way = waiting.work if waiting else {}
        facts = Facts(
            currency=order.currency,
            pay_terms=order.pay_terms,
            to_approval=way.get(WorkStatus.TO_APPROVAL, NO_WORK),
            returned=way.get(WorkStatus.RETURNED, NO_WORK),
            submitted=days.get((key, WorkChange.SUBMITTED), NEVER),
            not_final=way.get(WorkStatus.APPROVAL_GIVEN, NO_WORK),
            final_at=waiting.final_at if waiting else None,
            given=_days_of(waiting.given if waiting else (), agency),
            approved=_approved_on(key, days) or _created(listed, agency),
            transactions=[one.priced for one in listed],
        )
        shown.append(
            TrailView(
                key=key,
                period=period,
                order=order,
                trail=trail_of(facts, today),
                transactions=listed,
                agency=agency,
            )
        )
    return shown


def _widest(priced: Collection[Period], unapproved: _UnapprovedWork | None) -> Period:
    """A week and a month can begin on the same day, where the pay period of the order changed."""
    found = [*priced, unapproved.period] if unapproved else list(priced)
    return max(found, key=lambda period: period.end)


def _approved_on(key: Key, days: Mapping[tuple[Key, WorkChange], Days]) -> Days | None:
    """When work of this trail was approved for good: at once, or when undo times were over."""
    found = [days.get((key, what)) for what in (WorkChange.APPROVED, WorkChange.APPROVAL_FINAL)]
    known = [one for one in found if one is not None]
    return sum_of_days(known) if known else None


def _created(listed: Sequence[TransactionRow], agency: Agency) -> Days:
    """Where the approval itself was not heard: the days on which it was priced."""
    return _days_of([one.created_at for one in listed], agency)


def _days_of(moments: Sequence[datetime], agency: Agency) -> Days:
    found = [agency.today(moment) for moment in moments]
    return Days(first=min(found, default=None), last=max(found, default=None))
