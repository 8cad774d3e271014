"""A file of the bank takes as many statements however many entries it has: the books are locked
while it is booked."""

import pytest

from ..at_size import Statements, nobody_waits_long
from ..bank_answers import NOTIFICATION, STATEMENT, BookedEntry, BookedPart, QuotedReference
from ..builders import cad
from ..clients_money import check_books, credit, listed, told
from ..conftest import AgencyAtWork
from .test_bank_files import TODAY, send, set_account

pytestmark = pytest.mark.requirement("B17")
MANY = 10_000


async def statements_of(statements: Statements, agency: AgencyAtWork, content: bytes) -> int:
    """How many statements a file takes."""
    statements.count.clear()
    await send(agency, content)
    return statements.count.total()


async def references_of(agency: AgencyAtWork, count: int) -> list[str]:
    """Of so many invoices of 100.00, each of which nobody has paid."""
    company = await agency.company()
    rows = await agency.rows(
        """INSERT INTO invoices (agency_id, invoice_id, number, company_id, project_ids, issued_on,
               due_on, period_start, period_end, currency, subtotal_minor, total_minor, lines,
               taxes)
           SELECT $1, gen_random_uuid(), 'I-2026-' || 100000 + n, $2, '{}', $3, $3, $3, $3, 'CAD',
                  10000, 10000, '[]', '[]'
           FROM generate_series(1, $4::integer) AS n RETURNING payment_reference""",
        agency.agency_id,
        company,
        TODAY,
        count,
    )
    return [row["payment_reference"] for row in rows]


def halves(references: list[str]) -> list[BookedEntry]:
    """Two credits of 50.00 for each of these."""
    return [
        credit(cad("50"), quotes=(QuotedReference(reference=one),), reference=f"{one}-{half}")
        for one in references
        for half in "AB"
    ]


async def test_credits_with_references_and_without(
    agency: AgencyAtWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    await set_account(agency)
    references = await references_of(agency, 44)
    statements = Statements(monkeypatch)
    few = await statements_of(statements, agency, told(*halves(references[:4])))
    many = await statements_of(statements, agency, told(*halves(references[4:])))
    assert many == few
    rows = await agency.rows("SELECT paid_on FROM invoices")
    assert [row["paid_on"] for row in rows] == [TODAY] * 44
    nobodys = [
        credit(cad("1"), text=f"Thanks {n}", reference=f"N{n}" if n % 2 else "") for n in range(44)
    ]
    few = await statements_of(statements, agency, told(*nobodys[:4]))
    assert await statements_of(statements, agency, told(*nobodys[4:])) == few
    # Told again it is less work.
    assert await statements_of(statements, agency, told(*halves(references), *nobodys)) < few
    await check_books(agency, 44 * 101_00)


@pytest.mark.parametrize("have_reference", [True, False])
async def test_details_that_come_after_their_sums(
    agency: AgencyAtWork, monkeypatch: pytest.MonkeyPatch, have_reference: bool
) -> None:
    await set_account(agency)
    references = await references_of(agency, 44)

    def entry(reference: str, *, in_parts: bool) -> BookedEntry:
        quotes = (QuotedReference(reference=reference),)
        part = BookedPart(amount=cad("50"), quotes=quotes)
        parts = (part, part) if in_parts else ()
        known_by = reference if have_reference else ""
        return credit(cad("100"), quotes=(), parts=parts, reference=known_by)

    await send(agency, told(*(entry(one, in_parts=False) for one in references), kind=STATEMENT))
    statements = Statements(monkeypatch)
    files = [
        told(*(entry(one, in_parts=True) for one in some), kind=NOTIFICATION)
        for some in (references[:4], references[4:])
    ]
    took = [await statements_of(statements, agency, file) for file in files]
    assert took[0] == took[1]
    assert await listed(agency) == []
    await check_books(agency, 44 * 100_00)


async def test_others_are_answered_while_a_large_file_is_booked(agency: AgencyAtWork) -> None:
    await set_account(agency)
    content = told(*halves(await references_of(agency, MANY // 2)))
    async with nobody_waits_long():
        done = await send(agency, content)
    assert (done["matched"], done["unmatched"]) == (MANY, 0)
    await check_books(agency, MANY * 50_00)
