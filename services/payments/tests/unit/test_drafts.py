"""Drafts without a database: their ids, the order of lines, and what is other than it was seen."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.ids import new_id
from contracts.events.identity import InvoicePreferences
from contracts.events.payments import InvoiceIssued, InvoiceLine
from contracts.events.timesheets import ArticleKind
from contracts.ids import CompanyId, EntryId, InvoiceId, PersonId, ProjectId, WorkOrderId
from payments.banking_days.model import PlannedDay
from payments.directory.model import Company
from payments.invoices.drafts.model import (
    DraftChange,
    DraftPart,
    InvoiceDraft,
    LineOrder,
    UnknownDraftLineError,
    draft_id_of,
    group_of_draft,
    line_id_of,
)
from payments.invoices.issuing import InvoiceBundle, issue
from payments.invoices.model import BillableLine, Group
from payments.periods import Period

COMPANY, PROJECT = CompanyId(UUID(int=7)), ProjectId(UUID(int=8))
FEBRUARY = Period(date(2026, 2, 1), date(2026, 2, 28))
GROUP = Group(company_id=COMPANY, project_id=None, currency="CAD", period=FEBRUARY)


def a_line(
    person: str = "Tove", project: str = "Harbour", day: int = 10, rate: str = "60.00"
) -> BillableLine:
    return BillableLine(
        line_id=new_id(),
        entry_id=EntryId(new_id()),
        version=1,
        work_order_id=WorkOrderId(new_id()),
        work_order_title="Welder",
        project_id=PROJECT,
        project_name=project,
        company_id=COMPANY,
        contractor_id=PersonId(new_id()),
        contractor_name=person,
        work_on=date(2026, 2, day),
        article=ArticleKind.REGULAR,
        quantity=Decimal(1),
        minutes=60,
        rate=Decimal(rate),
        currency="CAD",
        priced_on=date(2026, 2, 20),
    )


def issued(lines: Sequence[BillableLine]) -> InvoiceIssued:
    return issue(
        InvoiceBundle(group=GROUP, lines=lines),
        invoice_id=InvoiceId(new_id()),
        number="",
        issued_on=date(2026, 3, 2),
        due=PlannedDay(date(2026, 4, 1), None),
        taxes=(),
        bill_to=None,
    )


def a_draft(*lines: BillableLine, change: DraftChange | None = None) -> InvoiceDraft:
    return InvoiceDraft(
        group=GROUP,
        company=Company(
            company_id=COMPANY,
            name="Acme",
            country="CA",
            region="ON",
            preferences=InvoicePreferences(),
        ),
        project_name=None,
        change=change or DraftChange(),
        lines=lines,
        invoices=[issued(lines)],
    )


@given(
    st.uuids(),
    st.none() | st.uuids(),
    st.sampled_from(["CAD", "NOK"]),
    st.none() | st.tuples(st.dates(max_value=date(2099, 12, 31)), st.integers(0, 31)),
)
def test_a_draft_is_known_by_what_it_is_of(
    company: UUID, project: UUID | None, currency: str, days: tuple[date, int] | None
) -> None:
    group = Group(
        company_id=CompanyId(company),
        project_id=ProjectId(project) if project else None,
        currency=currency,
        period=Period(days[0], days[0] + timedelta(days=days[1])) if days else None,
    )
    draft_id = draft_id_of(group)
    assert group_of_draft(draft_id) == group
    # As the edge lets it through.
    assert re.fullmatch(r"[0-9A-Za-z-]{1,64}", draft_id)
    assert group_of_draft(draft_id.upper()) is None


@pytest.mark.parametrize(
    "other",
    ["", "x", "é", "7" * 39, f"{COMPANY}", draft_id_of(GROUP)[:-1], draft_id_of(GROUP) + "a"],
)
def test_another_text_is_no_id_of_a_draft(other: str) -> None:
    assert group_of_draft(other) is None


def test_lines_stand_as_they_are_wanted() -> None:
    lines = (
        a_line("Ada", "Yard", 12),
        a_line("Berit", "Harbour", 10),
        a_line("ada", "Harbour", 11),
    )
    printed = issued(lines).lines

    def names(change: DraftChange) -> list[str]:
        return [line.contractor_name for line in change.ordered(printed)]

    assert names(DraftChange()) == [line.contractor_name for line in printed]
    assert names(DraftChange(order=LineOrder.DAY)) == ["Berit", "ada", "Ada"]
    assert names(DraftChange(order=LineOrder.PROJECT)) == ["ada", "Berit", "Ada"]
    by_person = names(DraftChange(order=LineOrder.PERSON))
    assert [name.lower() for name in by_person] == ["ada", "ada", "berit"]
    first = [line_id_of(line) for line in printed if line.contractor_name == "Ada"]
    chosen = DraftChange(order=LineOrder.DAY, first_lines=(*first, new_id()))
    assert names(chosen) == ["Ada", "Berit", "ada"]


@given(st.sampled_from(LineOrder), st.permutations(range(6)), st.integers(0, 6))
def test_whatever_the_order_each_line_is_there_once(
    order: LineOrder, places: list[int], count: int
) -> None:
    lines = [a_line(person, project) for person in ("A", "B", "C") for project in ("X", "Y")]
    printed = issued(lines).lines
    first = tuple(line_id_of(printed[place]) for place in places[:count])
    found = DraftChange(order=order, first_lines=first).ordered(printed)
    assert sorted(found, key=_id) == sorted(printed, key=_id)
    assert tuple(line_id_of(line) for line in found[:count]) == first


def _id(line: InvoiceLine) -> str:
    return str(line_id_of(line))


def test_a_rate_is_the_same_line_however_it_is_written() -> None:
    line = issued([a_line(rate="60")]).lines[0]
    same = line.model_copy(update={"rate": Decimal("60.0000")})
    other = line.model_copy(update={"rate": Decimal("60.5")})
    assert line_id_of(line) == line_id_of(same) != line_id_of(other)


def test_what_is_other_than_it_was_seen_is_named() -> None:
    line, more = a_line(), a_line()
    seen = a_draft(line)
    assert seen.differs_from(seen.change, seen.fingerprint) == []
    grown = a_draft(line, more)
    assert grown.differs_from(seen.change, seen.fingerprint) == [DraftPart.LINES]
    later = replace(
        seen, invoices=[seen.invoices[0].model_copy(update={"due_on": date(2026, 4, 2)})]
    )
    assert later.differs_from(seen.change, seen.fingerprint) == [DraftPart.DUE_ON]
    written = a_draft(line, change=DraftChange(version=2, note="Thanks", order=LineOrder.DAY))
    assert written.differs_from(seen.change, seen.fingerprint) == [DraftPart.NOTE, DraftPart.ORDER]
    # What was changed and changed back is what was seen.
    back = a_draft(line, change=DraftChange(version=3))
    assert back.differs_from(seen.change, seen.fingerprint) == []
    # Nobody has seen a version that never was.
    assert DraftPart.NOTE in seen.differs_from(None, seen.fingerprint)


def test_the_order_of_lines_is_no_other_work() -> None:
    lines = [a_line(), a_line()]
    one, other = a_draft(*lines), a_draft(*reversed(lines))
    assert one.fingerprint == other.fingerprint
    assert len(one.fingerprint) == 64


def test_a_line_that_the_draft_does_not_have_is_no_first_line() -> None:
    draft = a_draft(a_line())
    draft.require_lines([line_id_of(draft.invoices[0].lines[0])])
    with pytest.raises(UnknownDraftLineError):
        draft.require_lines([new_id()])


def test_a_draft_waits_since_its_period_ended_and_some_of_its_work_was_there() -> None:
    line = a_line()
    assert a_draft(line).waits_since == date(2026, 3, 1)
    late = replace(line, priced_on=date(2026, 3, 9))
    assert a_draft(late).waits_since == date(2026, 3, 9)
    at_once = replace(a_draft(late, line), group=GROUP._replace(period=None))
    assert at_once.waits_since == date(2026, 2, 20)
