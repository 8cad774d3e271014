"""The workbook of a statement says of each invoice and each movement just what the page says."""

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from contracts.events.identity import InvoicePreferences
from payments.statements.model import Age, MovementKind
from payments.statements.words import words_of

from ..builders import cad
from ..conftest import AgencyAtWork
from .test_statement import Books, at, minor

pytestmark = pytest.mark.requirement("B12")

WORDS = words_of("en")


def cell_of(value: Any) -> Any:
    """What a cell says: days as the page has them, and exact numbers."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    return Decimal(str(value)) if isinstance(value, float) else value


def major(found: Any, name: str) -> Decimal:
    """An amount, in its currency's own unit."""
    return Decimal(minor(found, name)) / 100


def owed(movement: Any) -> tuple[Decimal | None, Decimal | None]:
    """What it charges, or credits."""
    amount = major(movement, "amount")
    return (amount, None) if amount > 0 else (None, -amount)


async def test_each_row_is_what_the_page_shows(agency: AgencyAtWork) -> None:
    books = Books(agency, await agency.company(InvoicePreferences()))
    issued = await books.invoice(at("2026-02-03"), "10.01")
    await books.dispute(at("2026-02-04"), issued)
    await books.receive(at("2026-02-09"), issued, cad("100.5"), date(2026, 2, 6))
    path = f"/companies/{books.company_id}/statement.xlsx?as_of=2026-04-20"
    answer = await agency.client.get(path, headers=agency.staff())
    (account,) = (await books.statement("2026-04-20"))["currencies"]
    _, open_sheet, moved_sheet = openpyxl.load_workbook(BytesIO(answer.content)).worksheets
    open_rows, moved_rows = (
        [tuple(map(cell_of, row)) for row in sheet.iter_rows(min_row=2, values_only=True)]
        for sheet in (open_sheet, moved_sheet)
    )
    (one,) = account["open_invoices"]
    assert one["days_overdue"] > 30
    assert minor(one, "disputed_amount") > 0
    assert open_rows == [
        (
            *(one[name] for name in ("number", "issued_on", "due_on", "days_overdue")),
            WORDS.ages[Age(one["age"])],
            *(
                major(one, name)
                for name in (
                    "total",
                    "credited",
                    "charged",
                    "received",
                    "open_amount",
                    "disputed_amount",
                )
            ),
            "CAD",
        )
    ]
    assert moved_rows[1:] == [
        (
            each["booked_on"],
            WORDS.causes[MovementKind(each["cause"])],
            each["number"],
            each["reference"] or None,
            each["received_on"],
            each["due_on"],
            *owed(each),
            major(each, "balance"),
            "CAD",
        )
        for each in account["movements"]
    ]
