"""A file of work that is odd in every way that the service takes: it plays to its end."""

import csv
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from rich.console import Console

from portico_local.demo import workfile
from portico_local.demo.checks import check
from portico_local.demo.command import free_run
from portico_local.demo.story import Story
from portico_local.demo.timeline import Timeline
from portico_local.stack import Stack

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(300)]

# Agency, country, currency, an expense in it, and one that has too many digits for it.
AGENCIES = [
    ("\u00c6gir Vikar", "NO", "NOK", "120.50", "120.505"),
    ("\u5c71\u7530\u4eba\u6750", "JP", "JPY", "1200", "1200.5"),
    ("\u0627\u0644\u062e\u0644\u064a\u062c", "KW", "KWD", "12.345", "12.3456"),
]


def odd_file(path: Path, today: date) -> Path:
    """Work of last month and of this day, invoiced by the month; written as nobody expects."""
    last_month = today.replace(day=1) - timedelta(days=10)
    rows: list[dict[str, str]] = []
    for number, (agency, country, currency, expense, wrong) in enumerate(AGENCIES):
        common = {
            "agency": agency,
            "agency_country": country,
            "currency": currency,
            "company": f"Company {number}",
            "company_region": "",
            "invoicing": "company monthly",
            "project": f"Pier {number}",
            "contact": f"Maria Rossi <maria{number}@pier.example>",
            "contractor": f"Alma Berg <alma{number}@berg.example>",
            "kind": "temp",
            "pay_terms": "pay_when_paid" if number else "immediate",
            "work_order": f"W-{number}",
            "pay_rate": "30",
            "bill_rate": "45",
        }
        day = {"work_on": last_month.isoformat(), "article": "regular"}
        factors = {"article": "expense", "pay_rate": "1", "bill_rate": "1.1"}
        rows += [
            common | one
            for one in (
                {**day, "quantity": "7h30", "note": "first line\nsecond line"},
                {**day, "quantity": "\uff18", "note": "full width"},
                {**day, "quantity": "20", "note": "too long for the day"},
                {**day, "quantity": "\uff18", "note": "full width"},
                {**day, "quantity": "0.005", "note": "too short"},
                {**day, "quantity": "NaN", "note": "no number"},
                {**day, "work_on": last_month.strftime("%Y%m%d"), "quantity": "1"},
                {**day, **factors, "quantity": expense, "note": "taxi"},
                {**day, **factors, "quantity": wrong, "note": "too exact"},
                {**day, "work_on": today.isoformat(), "quantity": "0:20", "note": "today"},
            )
        ]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, workfile.COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


async def test_a_file_that_is_odd_in_every_way_plays_and_adds_up(
    stack: Stack, tmp_path: Path
) -> None:
    today = datetime.now(UTC).date()
    plans = workfile.read(odd_file(tmp_path / "odd.csv", today))
    assert [plan.slug for plan in plans] == ["aegir", "agency", "agency-2"]
    timeline = Timeline(Console(), quiet=False)
    async with AsyncExitStack() as closing:
        run = await free_run(stack, plans)
        story = Story(stack, workfile.in_run(plans, run), timeline, closing=closing)
        await story.play()
        await check(story)
    assert timeline.failed == []
    # Work of a month that goes on is approved and paid, and not on an invoice yet. On its last day
    # it is, and that may have come while the story was played.
    month_ends_on = (today.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    waiting = {int(month_ends_on > day) for day in (today, datetime.now(UTC).date())}
    for demo_agency in story.demo_agencies:
        assert len(demo_agency.sorted.bad) == 6
        assert len(demo_agency.good) - len(demo_agency.held["invoiced"]) in waiting
