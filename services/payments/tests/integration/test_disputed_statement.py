"""What of a statement of account is disputed, as of its day."""

from datetime import date
from decimal import Decimal

import pytest

from contracts.events.identity import InvoicePreferences

from ..books import Books, at, check_sums, minor
from ..builders import cad
from ..conftest import AgencyAtWork

pytestmark = [pytest.mark.requirement("B12"), pytest.mark.requirement("B9")]


@pytest.fixture
async def books(agency: AgencyAtWork) -> Books:
    return Books(agency, await agency.company(InvoicePreferences()))


async def test_what_was_disputed_on_a_day_is_marked_as_of_that_day(books: Books) -> None:
    issued = await books.invoice(at("2026-02-03"))
    total = issued.total.amount_minor
    (dispute,) = await books.dispute(at("2026-02-10", "23:30"), issued)
    await books.agree(at("2026-02-20", "23:30"), issued, dispute, issued.subtotal.amount_minor // 4)
    # The evening of a day in Toronto is the next day in Greenwich.
    for day, expected in (
        ("2026-02-09", 0),
        ("2026-02-10", total),
        ("2026-02-19", total),
        ("2026-02-20", total // 4),
        ("2026-04-01", total // 4),
    ):
        statement = await books.statement(day)
        check_sums(statement)
        (account,) = statement["currencies"]
        (one,) = account["open_invoices"]
        assert minor(one, "open_amount") == total
        assert (minor(one, "disputed_amount"), minor(account, "disputed")) == (expected, expected)
    # What came in was for the rest first; what is open is never less than what is disputed of it.
    await books.receive(
        at("2026-03-02"), issued, cad(str(Decimal(total - 1_000) / 100)), date(2026, 3, 2)
    )
    (account,) = (await books.statement("2026-03-02"))["currencies"]
    assert minor(account, "closing") == minor(account, "disputed") == 1_000
    (printed,) = (await books.printed("2026-03-02")).currencies
    (one,) = printed.open_invoices
    assert one.disputed_amount == cad("10")


async def test_a_dispute_that_was_withdrawn_or_stands_holds_nothing_back_from_that_day_on(
    books: Books,
) -> None:
    issued = await books.invoice(at("2026-02-03"))
    (dispute,) = await books.dispute(at("2026-02-10"), issued)
    await books.withdraw(at("2026-02-12"), issued, dispute)
    for day, expected in (("2026-02-11", issued.total.amount_minor), ("2026-02-12", 0)):
        (account,) = (await books.statement(day))["currencies"]
        assert minor(account, "disputed") == expected
    (printed,) = (await books.printed("2026-02-12")).currencies
    assert [one.disputed_amount for one in printed.open_invoices] == [None]
