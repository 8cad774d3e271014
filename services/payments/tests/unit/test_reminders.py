"""When an invoice is reminded, and as what (A5, B21)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from chassis.ids import new_id
from contracts.events.payments import InvoiceDueSoon, InvoiceOverdue, ReminderName
from contracts.ids import CompanyId, InvoiceId, PersonId, ReceiptId
from payments.invoices.model import Invoice, Receipt
from payments.invoices.reminders.model import (
    NothingToRemindError,
    PauseDayError,
    ReminderRule,
    pause,
    remind,
)
from payments.invoices.reminders.schemas import Stages

from ..builders import cad

pytestmark = [pytest.mark.requirement("A5"), pytest.mark.requirement("B21")]

DUE = date(2026, 3, 31)
RULE = ReminderRule()
FIRST, SECOND, FINAL = ReminderName.FIRST, ReminderName.SECOND, ReminderName.FINAL

Announcement = tuple[int, str, ReminderName | None]

stages = st.lists(st.integers(1, 60), max_size=5, unique=True).map(sorted)


def an_invoice() -> Invoice:
    return Invoice(
        invoice_id=InvoiceId(new_id()),
        number="I-2026-000001",
        company_id=CompanyId(new_id()),
        project_id=None,
        project_ids=(),
        issued_on=date(2026, 3, 1),
        due_on=DUE,
        total=cad("452"),
        received=cad("0"),
    )


def a_receipt(amount: str) -> Receipt:
    return Receipt(
        receipt_id=ReceiptId(new_id()),
        invoice_id=InvoiceId(new_id()),
        amount=cad(amount),
        received_on=date(2026, 3, 9),
        reference="",
        recorded_by=PersonId(new_id()),
        recorded_by_name="Kim",
        recorded_at=datetime(2026, 3, 9, tzinfo=UTC),
    )


def run(
    invoice: Invoice, days: Iterable[int], rule: ReminderRule = RULE
) -> tuple[Invoice, list[Announcement]]:
    """What is said where the daily run runs on these days past the due date."""
    said: list[Announcement] = []
    for day in days:
        invoice, event = remind(invoice, DUE + timedelta(days=day), rule)
        if event is not None:
            name = event.reminder if isinstance(event, InvoiceOverdue) else None
            said.append((day, type(event).__name__, name))
    return invoice, said


def reminders(said: Sequence[Announcement]) -> list[tuple[int, ReminderName]]:
    return [(day, name) for day, _, name in said if name is not None]


def test_each_stage_is_said_on_its_day_and_once() -> None:
    _, said = run(an_invoice(), (day for day in range(-10, 60) for _ in range(2)))
    assert said == [
        (-3, "InvoiceDueSoon", None),
        (1, "InvoiceOverdue", FIRST),
        (14, "InvoiceOverdue", SECOND),
        (28, "InvoiceOverdue", FINAL),
    ]


@pytest.mark.parametrize(
    ("back_on", "right"), [(3, FIRST), (20, SECOND), (28, FINAL), (200, FINAL)]
)
def test_after_weeks_without_a_run_one_reminder_goes_out_the_one_that_is_right(
    back_on: int, right: ReminderName
) -> None:
    _, said = run(an_invoice(), [-10, back_on, back_on + 1])
    assert said == [(back_on, "InvoiceOverdue", right)]


@given(stages, st.lists(st.integers(-5, 80), max_size=30).map(sorted))
def test_whenever_the_run_runs_no_stage_is_said_twice_and_never_one_before_its_day(
    days: list[int], runs: list[int]
) -> None:
    rule = ReminderRule(stages=tuple(days))
    _, said = run(an_invoice(), runs, rule)
    names = [rule.name_of(place) for place in range(len(days))]
    places = [names.index(name) for _, name in reminders(said)]
    assert places == sorted(set(places))
    for (day, name), _ in zip(reminders(said), places, strict=True):
        place = names.index(name)
        assert days[place] <= day
        # The right one of that day: no later stage had come.
        assert place + 1 == len(days) or days[place + 1] > day
    late = [day for day in runs if day > 0]
    assert [day for day, kind, _ in said if kind == "InvoiceOverdue"][:1] == late[:1]


@pytest.mark.parametrize(
    ("count", "names"),
    [
        (1, "first"),
        (2, "first final"),
        (3, "first second final"),
        (5, "first second third fourth final"),
    ],
)
def test_the_last_of_several_is_the_final_notice(count: int, names: str) -> None:
    rule = ReminderRule(stages=tuple(range(1, count + 1)))
    assert " ".join(rule.name_of(place) for place in range(count)) == names


def test_an_agency_without_stages_reminds_of_nothing_and_the_invoice_is_overdue_all_the_same() -> (
    None
):
    _, said = run(an_invoice(), range(-10, 60), ReminderRule(stages=()))
    assert said == [(-3, "InvoiceDueSoon", None), (1, "InvoiceOverdue", None)]


def test_it_is_overdue_on_the_day_after_the_due_date_though_it_is_reminded_later() -> None:
    _, said = run(an_invoice(), range(60), ReminderRule(stages=(7,)))
    assert said == [
        (0, "InvoiceDueSoon", None),
        (1, "InvoiceOverdue", None),
        (7, "InvoiceOverdue", FIRST),
    ]


def test_a_stage_that_is_set_to_an_earlier_day_is_not_said_for_that() -> None:
    reminded, _ = run(an_invoice(), range(20))
    _, said = run(reminded, range(20, 40), ReminderRule(stages=(10, 12, 14)))
    assert said == []


def test_of_what_came_in_in_part_the_reminder_tells_what_is_left() -> None:
    part, _ = an_invoice().receive(a_receipt("400"), date(2026, 3, 9))
    _, event = remind(part, DUE + timedelta(days=14), RULE)
    assert isinstance(event, InvoiceOverdue)
    assert (event.open_amount, event.reminder) == (cad("52"), SECOND)


def test_nothing_is_said_once_all_that_is_due_came_in_was_credited_or_written_off() -> None:
    invoice = an_invoice()
    settled = (
        invoice.receive(a_receipt("452"), date(2026, 3, 9))[0],
        invoice.credit(cad("452"), date(2026, 3, 9))[0],
        replace(invoice, written_off_minor=452_00, paid_on=DUE),
        invoice.hold_back(cad("52"), DUE).receive(a_receipt("400"), date(2026, 3, 9))[0],
    )
    for one in settled:
        assert run(one, range(-10, 60))[1] == []


def test_what_is_due_again_starts_anew_on_the_day_on_which_its_dispute_ends() -> None:
    reminded, _ = run(an_invoice(), range(30))
    held = reminded.hold_back(cad("452"), DUE + timedelta(days=30))
    assert run(held, range(30, 50))[1] == []
    again = held.hold_back(cad("0"), DUE + timedelta(days=50))
    assert run(again, range(50, 90))[1] == [
        (50, "InvoiceOverdue", None),
        (51, "InvoiceOverdue", FIRST),
        (64, "InvoiceOverdue", SECOND),
        (78, "InvoiceOverdue", FINAL),
    ]


def test_what_was_agreed_and_is_credited_makes_nothing_due_again() -> None:
    reminded, _ = run(an_invoice().hold_back(cad("52"), DUE), range(10))
    credited, _ = reminded.credit(cad("52"), DUE)
    after = credited.hold_back(cad("0"), DUE + timedelta(days=10), was_due=reminded.due_amount)
    assert after.due_amount == reminded.due_amount == cad("400")
    assert run(after, range(10, 20))[1] == [(14, "InvoiceOverdue", SECOND)]


def test_while_it_is_paused_nobody_is_reminded_and_then_of_what_is_right_by_then() -> None:
    paused = pause(an_invoice(), DUE + timedelta(days=20), DUE - timedelta(days=10))
    _, said = run(paused, range(-10, 60))
    assert said == [
        (1, "InvoiceOverdue", None),
        (20, "InvoiceOverdue", SECOND),
        (28, "InvoiceOverdue", FINAL),
    ]


def test_a_pause_until_today_ends_one() -> None:
    paused = pause(an_invoice(), DUE + timedelta(days=20), DUE)
    ended = pause(paused, DUE + timedelta(days=1), DUE + timedelta(days=1))
    assert reminders(run(ended, [1])[1]) == [(1, FIRST)]


def test_a_pause_is_refused_for_a_day_that_has_passed_and_where_nothing_is_open() -> None:
    with pytest.raises(PauseDayError) as refused:
        pause(an_invoice(), DUE, DUE + timedelta(days=1))
    assert [error.field for error in refused.value.errors] == ["until_on"]
    paid, _ = an_invoice().receive(a_receipt("452"), date(2026, 3, 9))
    with pytest.raises(NothingToRemindError):
        pause(paid, DUE, DUE)


@pytest.mark.requirement("X8")
@pytest.mark.parametrize(
    "wrong", [[0], [366], [1, 1], [14, 1], [1, 2, 3, 4, 5, 6], ["1"], [1.5], [True], None]
)
def test_stages_are_few_whole_days_and_rise(wrong: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Stages).validate_python(wrong)


def test_that_it_is_due_soon_is_said_once_and_not_after_the_day() -> None:
    _, event = remind(an_invoice(), DUE, RULE)
    assert isinstance(event, InvoiceDueSoon)
    assert run(an_invoice(), [5])[1] == [(5, "InvoiceOverdue", FIRST)]
