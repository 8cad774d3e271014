"""The list's JSON, written straight from rows, says what its model would."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from asyncpg.pgproto import pgproto

from chassis.ids import new_id
from chassis.paging import Page, page_as_json
from contracts.events.timesheets import ArticleKind
from contracts.ids import PersonId
from timesheets.work.model import Status
from timesheets.work.queries import row_fields
from timesheets.work.schemas import AskedApprover, WorkRow

NOON = datetime(2026, 4, 10, 12, tzinfo=UTC)
SOMEBODY = AskedApprover(
    name="Kari Nordmann", person_id=PersonId(new_id()), stands_in_for="Per Vikar"
)


def an_id() -> Any:
    """As asyncpg gives it: of a class of its own."""
    return pgproto.UUID(str(new_id()))


def a_row(**changes: object) -> dict[str, Any]:
    ids = ("entry_id", "work_order_id", "project_id", "company_id", "contractor_id")
    return {
        **{name: an_id() for name in ids},
        "version": 2,
        "status": Status.TO_APPROVAL.value,
        "work_on": date(2026, 4, 9),
        "article": ArticleKind.REGULAR.value,
        "quantity": Decimal("7.333333"),
        "minutes": 440,
        "note": 'Gate 4 \u2028 \\ "north"',
        "work_order_code": "WO-7",
        "work_order_title": "Elektriker Å",
        "project_name": "Bybanen",
        "company_name": "",
        "contractor_name": "Ingrid Solberg",
        "unit": "hour",
        "currency": "NOK",
        "return_reason": None,
        "submitted_at": NOON,
        "approved_at": None,
        "approved_by_name": None,
        "approved_for_name": None,
        "approval_id": None,
        "final_at": None,
        "invoice_id": None,
        "invoice_number": None,
        "comment_count": 0,
        "put_to": None,
        **changes,
    }


@pytest.mark.parametrize("asked", [None, SOMEBODY, AskedApprover(name="Kim", is_staff=True)])
@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"article": "expense", "quantity": Decimal("1E+3"), "minutes": None, "unit": "currency"},
        {"quantity": Decimal("0.50"), "return_reason": "Which gate?", "comment_count": 3},
        {
            "status": Status.APPROVED.value,
            "approved_at": NOON.replace(microsecond=120),
            "approved_by_name": "Maria Rossi",
            "approval_id": an_id(),
            "final_at": NOON.replace(microsecond=120_000),
            "invoice_id": an_id(),
            "invoice_number": "I-2026-000003",
        },
    ],
    ids=["hours", "expense", "returned", "approved"],
)
def test_a_row_is_written_as_the_model_writes_it(
    changes: dict[str, object], asked: AskedApprover | None
) -> None:
    row = a_row(**changes)

    written = page_as_json([row_fields(row, asked)], "further")

    modelled = WorkRow.model_validate({**row, "waits_for": asked})
    page = Page[WorkRow](items=[modelled], next_cursor="further")
    assert json.loads(written) == page.model_dump(mode="json")
