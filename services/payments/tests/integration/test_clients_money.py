"""Clients' money by reference: each entry of the bank moves once, and the ledger is the bank."""

import asyncio
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from chassis.ids import new_id
from contracts.events.payments import InvoiceIssued, InvoicePaid, ReceiptRecorded
from payments.invoices.references import creditor_reference, kid

from ..bank_answers import (
    NOTIFICATION,
    STATEMENT,
    BookedPart,
    QuotedReference,
    notification,
)
from ..builders import an_entry, cad
from ..clients_money import (
    AT_ONCE,
    balance_of,
    check_books,
    credit,
    invoiced,
    listed,
    quoted,
    shown,
    told,
)
from ..conftest import AgencyAtWork
from .test_bank_files import TODAY, send, set_account

pytestmark = pytest.mark.requirement("B17")

KINDS = ["camt.053.001.02", "camt.053.001.08", "camt.054.001.02", "camt.054.001.08"]


@pytest.mark.parametrize("kind", KINDS)
async def test_a_credit_pays_the_invoice_whose_reference_it_names(
    agency: AgencyAtWork, kind: str
) -> None:
    await set_account(agency)
    invoice = await invoiced(agency)
    assert invoice.payment_reference == creditor_reference(invoice.number)
    written = f"{invoice.payment_reference[:4]} {invoice.payment_reference[4:]}".lower()
    quotes = (QuotedReference(reference=written, kind="KID"),)
    done = await send(agency, told(credit(invoice.total, quotes=quotes), kind=kind))
    assert (done["matched"], done["unmatched"]) == (1, 0)
    found = await shown(agency, invoice)
    assert (found["state"], found["open_amount"]["amount_minor"]) == ("paid", 0)
    (receipt,) = found["receipts"]
    assert (receipt["source"], receipt["recorded_by_name"]) == ("bank", "Ada Staff")
    assert (receipt["reference"], receipt["received_on"]) == (written, TODAY.isoformat())
    (entry,) = await listed(agency, "resolved")
    assert receipt["bank_entry_id"] == entry["entry_id"]
    assert (entry["file_id"], entry["why"]) == (done["file_id"], None)
    assert entry["resolution"]["how"] == "matched"
    assert entry["invoice_ids"] == [str(invoice.invoice_id)]
    assert len(await agency.said(InvoicePaid)) == 1
    await check_books(agency, invoice.total.amount_minor, invoice.company_id)
    assert (await agency.balances())[f"customer_receivable:{invoice.company_id}"] == 0


async def test_a_norwegian_invoice_is_paid_by_its_kid(an_agency_at_work: Any) -> None:
    agency: AgencyAtWork = await an_agency_at_work(country="NO")
    account = {"kind": "norwegian", "account_number": "86011117947"}
    await set_account(agency, {"name": "Nord", "country": "NO", "account": account}, "NOK")
    invoice = await invoiced(agency)
    assert invoice.payment_reference == kid(invoice.number)
    entry = credit(invoice.total, text=f"KID: {invoice.payment_reference}", quotes=())
    done = await send(agency, notification("86011117947", "NOK", [entry]))
    assert done["matched"] == 1
    assert (await shown(agency, invoice))["state"] == "paid"
    searched = await agency.get(
        f"/invoices?search={invoice.payment_reference[:6]} {invoice.payment_reference[6:]}",
        agency.staff(),
    )
    assert [one["payment_reference"] for one in searched["items"]] == [invoice.payment_reference]


async def test_a_part_leaves_the_rest_open_and_what_is_too_much_is_the_companys(
    agency: AgencyAtWork,
) -> None:
    await set_account(agency)
    invoice = await invoiced(agency)
    total = invoice.total.amount_minor
    await send(agency, told(credit(cad("100"), invoice)))
    assert (await shown(agency, invoice))["open_amount"]["amount_minor"] == total - 100_00
    await send(agency, told(credit(invoice.total, invoice)))
    assert (await shown(agency, invoice))["state"] == "paid"
    assert await balance_of(agency, invoice.company_id) == 100_00
    # Paid already: all of it is theirs.
    await send(agency, told(credit(cad("7"), invoice, reference="LATER")))
    assert await balance_of(agency, invoice.company_id) == 107_00
    assert len(await agency.said(InvoicePaid)) == 1
    await check_books(agency, total + 107_00, invoice.company_id)


async def test_an_entry_in_parts_pays_each_invoice_and_two_invoices_share_one_credit(
    agency: AgencyAtWork,
) -> None:
    await set_account(agency)
    first, second, third = [await invoiced(agency, hours) for hours in ("1", "2", "3")]
    parts = tuple(BookedPart(amount=one.total, quotes=quoted(one)) for one in (first, second))
    batch = credit(first.total + second.total, parts=parts, quotes=(), reference="OCR-1")
    done = await send(agency, told(batch, kind="camt.054.001.02"))
    assert (done["matched"], done["unmatched"]) == (2, 0)
    fourth = await invoiced(agency, "4", third.company_id)
    together = third.total + fourth.total
    quotes = quoted(third, fourth, amounts=(third.total, fourth.total))
    done = await send(agency, told(credit(together, quotes=quotes)))
    assert (done["matched"], done["unmatched"]) == (1, 0)
    for one in (first, second, third, fourth):
        assert (await shown(agency, one))["state"] == "paid"
    total = sum(one.total.amount_minor for one in (first, second, third, fourth))
    await check_books(agency, total, third.company_id)


async def test_details_take_the_place_of_their_sum_whichever_comes_first(
    an_agency_at_work: Any,
) -> None:
    for order in ((0, 1, 0), (1, 0, 1)):
        agency: AgencyAtWork = await an_agency_at_work()
        await set_account(agency)
        first, second = [await invoiced(agency, hours) for hours in ("1", "2")]
        parts = tuple(BookedPart(amount=one.total, quotes=quoted(one)) for one in (first, second))
        whole = credit(first.total + second.total, quotes=(), reference="OCR-1")
        split = credit(whole.amount, parts=parts, quotes=(), reference="OCR-1")
        files = (told(whole, kind=STATEMENT), told(split))
        for position in order:
            await send(agency, files[position])
        assert await listed(agency) == []
        for one in (first, second):
            assert (await shown(agency, one))["state"] == "paid"
        await check_books(agency, whole.amount.amount_minor, first.company_id)


async def test_a_sum_that_staff_dealt_with_is_not_told_again_by_its_details(
    agency: AgencyAtWork,
) -> None:
    await set_account(agency)
    invoice = await invoiced(agency)
    whole = credit(invoice.total, quotes=(), reference="OCR-1")
    await send(agency, told(whole, kind=STATEMENT))
    (entry,) = await listed(agency)
    body = {"invoice_id": str(invoice.invoice_id)}
    await agency.post(f"/bank-files/unmatched/{entry['entry_id']}/invoice", body)
    parts = (
        BookedPart(amount=cad("1"), quotes=quoted(invoice)),
        BookedPart(amount=invoice.total - cad("1"), quotes=quoted(invoice)),
    )
    split = credit(invoice.total, parts=parts, quotes=(), reference="OCR-1")
    done = await send(agency, told(split))
    assert (done["matched"], done["unmatched"]) == (0, 0)
    await check_books(agency, invoice.total.amount_minor, invoice.company_id)


async def test_whatever_leaves_a_doubt_waits_and_is_in_the_bank(agency: AgencyAtWork) -> None:
    await set_account(agency)
    first, second = [await invoiced(agency, hours) for hours in ("1", "2")]
    by_hand = {**first.total.model_dump(), "received_on": TODAY.isoformat()}
    await agency.post(f"/invoices/{first.invoice_id}/receipts", by_hand)
    order = await agency.work_order(preferences=AT_ONCE, currency="USD")
    await agency.approves(order, an_entry("1"))
    dollars = (await agency.said(InvoiceIssued))[-1]
    entries = {
        "unknown": credit(cad("1"), text="Thanks"),
        "unknown_reference": credit(cad("2"), quotes=(QuotedReference(reference="RF94X"),)),
        "several_references": credit(cad("3"), first, second),
        "currency_differs": credit(cad("4"), dollars),
        "recorded_by_hand": credit(first.total, first),
        "returned": credit(cad("6"), second, is_debit=True, reverses=True),
        "day_to_come": credit(cad("7"), second, on=TODAY + timedelta(days=2)),
        "parts_differ": credit(
            cad("8"), parts=(BookedPart(amount=cad("1")), BookedPart(amount=cad("2"))), quotes=()
        ),
    }
    done = await send(agency, told(*entries.values()))
    assert (done["matched"], done["unmatched"]) == (0, len(entries))
    assert sorted(one["why"] for one in await listed(agency)) == sorted(entries)
    came_in = sum(one.amount.amount_minor * (-1 if one.is_debit else 1) for one in entries.values())
    await check_books(agency, came_in + first.total.amount_minor, first.company_id)
    assert len(await agency.said(ReceiptRecorded)) == 1


async def test_the_same_file_at_once_pays_each_invoice_once(agency: AgencyAtWork) -> None:
    await set_account(agency)
    issued = [await invoiced(agency, hours) for hours in ("1", "2", "3")]
    content = told(*(credit(one.total, one) for one in issued), credit(cad("1"), text="Thanks"))
    done = await asyncio.gather(*(send(agency, content) for _ in range(4)))
    assert sorted(one["matched"] for one in done) == [0, 0, 0, 3]
    assert sorted(one["unmatched"] for one in done) == [0, 0, 0, 1]
    assert len(await agency.said(ReceiptRecorded)) == 3
    total = sum(one.total.amount_minor for one in issued)
    await check_books(agency, total + 1_00, *(one.company_id for one in issued))


async def test_the_database_gives_a_reference_by_the_same_rule(agency: AgencyAtWork) -> None:
    numbers = [
        f"{series}-{year}-{value:06d}"
        for series in "IA"
        for year in (2000, 2026, 2099)
        for value in (1, 97, 123_456, 999_999, 1_000_000, 987_654_321)
    ]
    rows = await agency.rows(
        """SELECT n AS number, payment_reference_of(n, 'NO') AS kid,
                  payment_reference_of(n, 'CA') AS creditor
           FROM unnest($1::text[]) AS n""",
        numbers,
    )
    assert [(row["kid"], row["creditor"]) for row in rows] == [
        (kid(number), creditor_reference(number)) for number in numbers
    ]
    invoice = await invoiced(agency)
    (kept,) = await agency.rows(
        """INSERT INTO invoices (agency_id, invoice_id, number, company_id, project_ids,
               issued_on, due_on, period_start, period_end, currency, subtotal_minor,
               total_minor, lines, taxes)
           VALUES ($1, $2, 'I-2026-900000', $3, '{}', $4, $4, $4, $4, 'CAD', 1, 1, '[]', '[]')
           RETURNING payment_reference""",
        agency.agency_id,
        new_id(),
        invoice.company_id,
        TODAY,
    )
    assert kept["payment_reference"] == creditor_reference("I-2026-900000")


@settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # to shrink takes minutes here
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 2**32))
async def test_however_the_files_come_the_books_are_the_same_in_the_end(
    an_agency_at_work: Any, seed: int
) -> None:
    agency: AgencyAtWork = await an_agency_at_work()
    await set_account(agency)
    company = await agency.company(AT_ONCE)
    first, second, third = [await invoiced(agency, hours, company) for hours in ("1", "2", "3")]
    parts = (
        BookedPart(amount=second.total, quotes=quoted(second)),
        BookedPart(amount=third.total, quotes=quoted(third)),
    )
    batch = second.total + third.total
    entries = [
        credit(cad("20"), first, reference="A"),
        credit(first.total, first, reference="B"),
        credit(cad("3"), second, reference="C"),
        credit(batch, reference="D", quotes=(), parts=parts),
        credit(cad("4"), text="Thanks", reference="E"),
        credit(cad("5"), text="No reference of the bank"),
        credit(cad("6"), is_debit=True, text="Fee", reference="F"),
    ]
    sums = [*entries[:3], credit(batch, reference="D", quotes=()), *entries[4:]]
    random = Random(seed)  # noqa: S311 - a shuffle
    files: list[bytes] = []
    for kind, told_ in ((NOTIFICATION, entries), (STATEMENT, sums), (STATEMENT, entries)):
        random.shuffle(told_)
        cut = random.randrange(len(told_))
        files += [told(*some, kind=kind) for some in (told_[:cut], told_[cut:]) if some]
    files += random.sample(files, 2)
    random.shuffle(files)
    for content in files:
        await send(agency, content)
    for one in (first, second, third):
        assert (await shown(agency, one))["state"] == "paid"
    assert await balance_of(agency, company) == 20_00 + 3_00
    assert sorted(one["amount"]["amount_minor"] for one in await listed(agency)) == [
        4_00,
        5_00,
        6_00,
    ]
    came_in = first.total.amount_minor + batch.amount_minor + 20_00 + 3_00 + 4_00 + 5_00 - 6_00
    await check_books(agency, came_in, company)
