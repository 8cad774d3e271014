"""What a copy of a week logs, and what it leaves out, as tables."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from contracts.events.timesheets import ArticleKind
from contracts.ids import CompanyId, PersonId, ProjectId, WorkOrderId
from timesheets.work.copying import CopyPlan, make_plan
from timesheets.work.model import Work
from timesheets.work_orders.model import OpenOrder

MONDAY = date(2026, 3, 2)
ANY = UUID(int=1)
ORDER, OTHER = WorkOrderId(UUID(int=2)), WorkOrderId(UUID(int=3))
LATER = datetime(2026, 3, 31, 12, tzinfo=UTC)


def an_order(order_id: WorkOrderId, **changes: Any) -> OpenOrder:
    terms: dict[str, Any] = {
        "work_order_id": order_id,
        "code": "WO",
        "project_id": ProjectId(ANY),
        "company_id": CompanyId(ANY),
        "contractor_id": PersonId(ANY),
        "starts_on": date(2026, 1, 1),
        "ends_on": None,
        "currency": "CAD",
        "articles": frozenset(ArticleKind),
        "time_zone": "America/Toronto",
    }
    return OpenOrder(**{**terms, **changes})


def work(day: int, quantity: str, article: str = "regular", **more: Any) -> Work:
    on = MONDAY + timedelta(days=day)
    return Work(work_on=on, article=ArticleKind(article), quantity=Decimal(quantity), **more)


def planned(
    source: list[tuple[WorkOrderId, Work]],
    target: list[tuple[WorkOrderId, Work]] | None = None,
    *,
    now: datetime = LATER,
    **terms: Any,
) -> CopyPlan:
    orders = {each: an_order(each, **terms) for each in (ORDER, OTHER)}
    return make_plan(source, target or [], orders, shift=timedelta(days=7), now=now)


def left_out(plan: CopyPlan) -> list[tuple[int, str]]:
    return [((each.work.work_on - MONDAY).days, each.code) for each in plan.left_out]


@pytest.mark.requirement("C13")
def test_hours_move_to_the_same_weekday_without_their_notes() -> None:
    plan = planned([(ORDER, work(1, "4", note="Pumps")), (ORDER, work(0, "7.50", note="Valves"))])
    assert [copied for _order, copied in plan.copied] == [
        work(7, "7.5").measured(),
        work(8, "4").measured(),
    ]
    assert plan.left_out == ()


@pytest.mark.requirement("C13")
def test_several_entries_of_a_cell_become_one() -> None:
    plan = planned([(ORDER, work(0, "3", note="a")), (ORDER, work(0, "4.5", note="b"))])
    assert [copied.quantity for _order, copied in plan.copied] == [Decimal("7.5")]


@pytest.mark.requirement("C13")
def test_a_cell_that_has_something_stays_as_it_is() -> None:
    source = [(ORDER, work(0, "8")), (OTHER, work(0, "2")), (ORDER, work(0, "1", "overtime"))]
    plan = planned(source, [(ORDER, work(7, "5"))])
    assert left_out(plan) == [(7, "already_logged")]
    assert {(order.work_order_id, each.article) for order, each in plan.copied} == {
        (OTHER, ArticleKind.REGULAR),
        (ORDER, ArticleKind.OVERTIME),
    }


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ({"ends_on": MONDAY + timedelta(days=6)}, "date_after_end"),
        ({"starts_on": MONDAY + timedelta(days=8)}, "date_before_start"),
        ({"closed": True}, "work_order_closed"),
        ({"articles": frozenset({ArticleKind.OVERTIME})}, "article_not_on_order"),
        ({"now": datetime(2026, 3, 8, 12, tzinfo=UTC)}, "date_in_future"),
    ],
)
def test_what_the_rules_refuse_is_left_out_with_the_reason(
    terms: dict[str, Any], code: str
) -> None:
    plan = planned([(ORDER, work(0, "8"))], **terms)
    assert plan.copied == ()
    assert left_out(plan) == [(7, code)]
    assert plan.left_out[0].reason


def test_a_copy_does_not_fill_a_day_over_24_hours() -> None:
    source = [(ORDER, work(0, "14")), (OTHER, work(0, "9"))]
    plan = planned(source, [(ORDER, work(7, "4", "overtime"))])
    assert [each.quantity for _order, each in plan.copied] == [Decimal(14)]
    assert left_out(plan) == [(7, "day_over_24_hours")]


def test_an_expense_is_of_its_day() -> None:
    assert left_out(planned([(ORDER, work(0, "99", "expense"))])) == [(7, "expense")]
