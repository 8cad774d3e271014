"""The list's JSON, written straight from rows, says what its model would."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest
from asyncpg.pgproto import pgproto

from chassis.ids import new_id
from chassis.paging import Page
from contracts.events.identity import ContractorKind
from contracts.events.payments import TransactionState
from contracts.events.timesheets import PayTerms
from payments.transactions import queries
from payments.transactions.schemas import TransactionSummary, page_of

DAY = date(2026, 4, 10)


def an_id() -> Any:
    """As asyncpg gives it: of a class of its own."""
    return pgproto.UUID(str(new_id()))


def a_row(**changes: object) -> Mapping[str, Any]:
    ids = ("transaction_id", "work_order_id", "project_id", "company_id", "contractor_id")
    return {
        **{name: an_id() for name in ids},
        "number": "T-2026-0017",
        "work_order_code": "WO-7",
        "work_order_title": 'Elektriker "natt" \\ Å',
        "project_name": "Bybanen",
        "company_name": "Fjellheim \u2028 AS",
        "contractor_name": "Ingrid Solberg",
        "contractor_kind": ContractorKind.TEMP.value,
        "period_start": date(2026, 3, 1),
        "period_end": date(2026, 3, 31),
        "currency": "NOK",
        "gross_minor": 2**53 + 1,
        "deductions_minor": 0,
        "taxes_minor": 33,
        "net_minor": -5,
        "pay_terms": PayTerms.SCHEDULED.value,
        "state": TransactionState.SCHEDULED.value,
        "scheduled_on": DAY,
        "held_because": None,
        "deductions_unsettled": False,
        "returned_payment_id": None,
        "payment_id": None,
        "ordered_for": None,
        "paid_on": None,
        "created_on": DAY,
        "created_at": datetime(2026, 4, 1, 12, 30, tzinfo=UTC),
        **changes,
    }


@pytest.mark.parametrize("state", TransactionState)
@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"scheduled_on": None},
        {"ordered_for": date(2026, 4, 9)},
        {"held_because": "Which bank?", "payment_id": an_id(), "paid_on": DAY},
        {"returned_payment_id": an_id()},
    ],
    ids=["nothing_else", "no_day", "ordered", "all_there", "returned"],
)
def test_a_row_is_written_as_the_model_writes_it(
    state: TransactionState, changes: Mapping[str, object]
) -> None:
    row = a_row(state=state.value, **changes)

    written = page_of([row, row], "further")

    summary = TransactionSummary.of(queries.listed(row))
    modelled = Page[TransactionSummary](items=[summary, summary], next_cursor="further")
    assert json.loads(written) == modelled.model_dump(mode="json")


def test_what_is_no_field_of_a_transaction_is_refused() -> None:
    with pytest.raises(TypeError, match="not JSON serializable: set"):
        page_of([a_row(number={"T-1"})], None)
