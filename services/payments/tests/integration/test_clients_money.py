"""Clients' money by reference: each entry of the bank moves once, and the ledger is the bank."""

import asyncio
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from chassis.ids import new_id
from contracts.access import Permission
from contracts.events.identity import InvoiceCadence, InvoicePreferences
from contracts.events.payments import InvoiceIssued, InvoicePaid, ReceiptRecorded
from contracts.ids import CompanyId
from contracts.money import Money
from payments.daily import check_ledger
from payments.invoices.references import creditor_reference, kid

from ..bank_answers import (
    NOTIFICATION,
    STATEMENT,
    BookedEntry,
    BookedPart,
    QuotedReference,
    notification,
)
from ..builders import an_entry, cad
from ..conftest import AgencyAtWork
from .test_bank_files import NUMBER, TODAY, send, set_account

pytestmark = pytest.mark.requirement("B17")

AT_ONCE = InvoicePreferences(cadence=InvoiceCadence.IMMEDIATE)
KINDS = ["camt.053.001.02", "camt.053.001.08", "camt.054.001.02", "camt.054.001.08"]


async def invoiced(
    agency: AgencyAtWork, hours: str = "10", company_id: CompanyId | None = None
) -> InvoiceIssued:
    order = await agency.work_order(preferences=AT_ONCE, company_id=company_id)
    await agency.approves(order, an_entry(hours))
    return (await agency.said(InvoiceIssued))[-1]


def quoted(*invoices: InvoiceIssued, amounts: tuple[Money | None, ...] = ()) -> Any:
    return tuple(
        QuotedReference(reference=one.payment_reference, amount=amount)
        for one, amount in zip(invoices, amounts or [None] * len(invoices), strict=True)
    )


def credit(amount: Money, *invoices: InvoiceIssued, **more: Any) -> BookedEntry:
    given_: dict[str, Any] = {"is_debit": False, "on": TODAY, "quotes": quoted(*invoices)}
    return BookedEntry(amount=amount, **(given_ | more))


def told(*booked: BookedEntry, kind: str = NOTIFICATION) -> bytes:
    return notification(NUMBER, "CAD", booked, kind)


async def shown(agency: AgencyAtWork, invoice: InvoiceIssued) -> Any:
    return await agency.get(f"/invoices/{invoice.invoice_id}", agency.staff())


async def listed(agency: AgencyAtWork, state: str = "waiting") -> list[Any]:
    page = await agency.get(f"/bank-files/unmatched?state={state}", agency.staff())
    return page["items"]


async def balance_of(agency: AgencyAtWork, company_id: CompanyId) -> int:
    found = await agency.get(f"/companies/{company_id}/balance", agency.staff())
    return sum(one["amount_minor"] for one in found["balances"])


async def check_books(agency: AgencyAtWork, bank_minor: int, *companies: CompanyId) -> None:
    """The ledger's bank is the bank's, what waits is in suspense, and every statement foots."""
    answer = await agency.get("/ledger/balances", agency.staff())
    balances = {
        one["account"]: one["balance"]["amount_minor"]
        for one in answer["items"]
        if one["balance"]["currency"] == "CAD"
    }
    assert -balances.get("bank", 0) == bank_minor
    waiting = sum(
        one["amount"]["amount_minor"] * (-1 if one["is_debit"] else 1)
        for one in await listed(agency)
    )
    assert balances.get("suspense", 0) == waiting
    for company_id in companies:
        statement = await agency.get(f"/companies/{company_id}/statement", agency.staff())
        assert [one["difference"]["amount_minor"] for one in statement["currencies"]] in ([], [0])
    assert await check_ledger(agency.runtime, []) == 0


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


async def waiting(agency: AgencyAtWork, *booked: BookedEntry) -> list[str]:
    """The paths of entries that wait, the largest first."""
    await send(agency, told(*booked))
    found = sorted(await listed(agency), key=lambda one: -one["amount"]["amount_minor"])
    return [f"/bank-files/unmatched/{one['entry_id']}" for one in found]


async def test_staff_put_an_entry_on_an_invoice_and_the_rest_on_the_balance(
    agency: AgencyAtWork,
) -> None:
    await set_account(agency)
    invoice = await invoiced(agency)
    (path,) = await waiting(agency, credit(cad("500"), text="Thanks"))
    body = {"invoice_id": str(invoice.invoice_id), "amount_minor": 300_00}
    done = await agency.post(f"{path}/invoice", body)
    assert (done["state"], done["resolution"]["how"]) == ("resolved", "invoice")
    assert done["resolution"]["resolved_by_name"] == "Ada Staff"
    assert done["resolution"]["company_id"] == str(invoice.company_id)
    open_minor = (await shown(agency, invoice))["open_amount"]["amount_minor"]
    assert open_minor == invoice.total.amount_minor - 300_00
    assert await balance_of(agency, invoice.company_id) == 200_00
    again = await agency.post(f"{path}/invoice", body, status=409)
    assert again["code"] == "entry_resolved"
    # What is a balance pays an invoice as any other.
    await agency.post(f"/invoices/{invoice.invoice_id}/receipts/balance", {})
    assert await balance_of(agency, invoice.company_id) == 0
    await check_books(agency, 500_00, invoice.company_id)


async def test_staff_put_an_entry_on_a_balance_or_set_it_aside(agency: AgencyAtWork) -> None:
    await set_account(agency)
    invoice = await invoiced(agency)
    company = invoice.company_id
    own = await waiting(
        agency,
        credit(cad("500")),
        credit(cad("400")),
        credit(cad("300")),
        credit(cad("12.50"), is_debit=True, text="Fee"),
    )
    await agency.post(f"{own[0]}/balance", {"company_id": str(company)})
    await agency.post(f"{own[1]}/set-aside", {"reason": "A loan of the owner"})
    body = {**cad("300").model_dump(), "received_on": TODAY.isoformat()}
    await agency.post(f"/invoices/{invoice.invoice_id}/receipts", body)
    before = {"reason": "Recorded on Friday", "recorded_by_hand": True}
    await agency.post(f"{own[2]}/set-aside", before)
    debit = await agency.post(f"{own[3]}/balance", {"company_id": str(company)}, status=409)
    assert debit["code"] == "debit_entry"
    await agency.post(f"{own[3]}/set-aside", {"reason": "Fee"})
    for path in own:
        for what, body in (
            ("balance", {"company_id": str(company)}),
            ("invoice", {"invoice_id": str(invoice.invoice_id)}),
            ("set-aside", {"reason": "Again"}),
        ):
            refused = await agency.post(f"{path}/{what}", body, status=409)
            assert refused["code"] == "entry_resolved"
    outcomes = {
        one["amount"]["amount_minor"]: (one["resolution"]["how"], one["resolution"]["reason"])
        for one in await listed(agency, "resolved")
    }
    assert outcomes == {
        500_00: ("balance", ""),
        400_00: ("set_aside", "A loan of the owner"),
        300_00: ("recorded_by_hand", "Recorded on Friday"),
        12_50: ("set_aside", "Fee"),
    }
    assert await balance_of(agency, company) == 500_00
    assert (await agency.balances())["other_bank_entries"] == 400_00 - 12_50
    await check_books(agency, 500_00 + 400_00 + 300_00 - 12_50, company)


async def test_what_cannot_be_said_of_an_entry_is_refused_and_it_waits_on(
    agency: AgencyAtWork, an_agency_at_work: Any
) -> None:
    await set_account(agency)
    invoice = await invoiced(agency)
    (path,) = await waiting(agency, credit(cad("5")))
    ours = {"invoice_id": str(invoice.invoice_id)}
    for what, body, code in (
        ("invoice", {**ours, "amount_minor": 5_01}, "receipt_amount"),
        ("invoice", {"invoice_id": str(new_id())}, "unknown_invoice"),
        ("balance", {"company_id": str(new_id())}, "unknown_company"),
        ("invoice", {**ours, "amount_minor": 0}, "invalid"),
        ("invoice", {**ours, "amount_minor": 10**19}, "invalid"),
        ("set-aside", {"reason": "   "}, "invalid"),
    ):
        refused = await agency.post(f"{path}/{what}", body, status=422)
        assert (refused["code"], len(refused["errors"])) == (code, 1)
    for who in (agency.staff([Permission.PAY_RUNS_RUN]), agency.contact(invoice.company_id)):
        for what, body in (("invoice", ours), ("set-aside", {"reason": "x"})):
            await agency.post(f"{path}/{what}", body, who, status=403)
    nobodys = f"/bank-files/unmatched/{new_id()}"
    await agency.post(f"{nobodys}/invoice", ours, status=404)
    other: AgencyAtWork = await an_agency_at_work()
    await agency.post(f"{path}/set-aside", {"reason": "x"}, other.staff(), status=404)
    assert [one["state"] for one in await listed(agency)] == ["waiting"]
    await check_books(agency, 5_00, invoice.company_id)


async def test_a_credit_that_waits_comes_with_the_invoices_that_it_may_be_for(
    agency: AgencyAtWork,
) -> None:
    await set_account(agency)
    company = await agency.company(AT_ONCE)
    issued = [await invoiced(agency, "1", company) for _ in range(6)]
    larger = await invoiced(agency, "2", company)
    await send(
        agency,
        told(
            credit(issued[0].total),
            credit(cad("1"), text=f"Faktura {larger.number.lower()}"),
            credit(cad("2"), text="Thanks"),
            credit(issued[0].total, is_debit=True),
        ),
    )
    found = {
        (one["amount"]["amount_minor"], one["is_debit"]): one["suggestions"]
        for one in await listed(agency)
    }
    same = issued[0].total.amount_minor
    assert len(found[same, False]) == 5
    assert {one["number"] for one in found[same, False]} <= {one.number for one in issued}
    assert [one["invoice_id"] for one in found[1_00, False]] == [str(larger.invoice_id)]
    assert found[2_00, False] == found[same, True] == []


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


async def test_files_are_listed_with_what_they_changed_and_a_repeat_says_so(
    agency: AgencyAtWork,
) -> None:
    await set_account(agency)
    invoice = await invoiced(agency)
    content = told(
        credit(invoice.total, invoice), credit(cad("1")), credit(cad("3"), is_debit=True)
    )
    first = await send(agency, content)
    second = await send(agency, content)
    assert (first["repeats"], second["repeats"]) == (None, first["file_id"])
    page = await agency.get("/bank-files?limit=1", agency.staff())
    assert [one["file_id"] for one in page["items"]] == [second["file_id"]]
    rest = await agency.get(f"/bank-files?cursor={page['next_cursor']}", agency.staff())
    (file,) = rest["items"]
    assert file["file_id"] == first["file_id"]
    assert (file["kind"], file["message_id"]) == (NOTIFICATION, "BANK-1")
    assert (file["matched"], file["unmatched"], file["taken"], file["refused"]) == (1, 2, 0, 0)
    assert file["received_by_name"] == "Ada Staff"
    (account,) = file["accounts"]
    assert account["ending"] == NUMBER[-4:]
    assert account["credited"]["amount_minor"] == invoice.total.amount_minor + 1_00
    assert account["debited"]["amount_minor"] == 3_00
    nobody = agency.staff([Permission.INVOICES_VIEW])
    await agency.get("/bank-files", nobody, status=403)
    await send(agency, content[:-40], 422)
    assert len((await agency.get("/bank-files", agency.staff()))["items"]) == 2


async def test_money_of_a_closed_month_counts_for_the_first_open_day(
    agency: AgencyAtWork,
) -> None:
    await set_account(agency)
    company = await agency.company()
    first = TODAY.replace(day=1)
    last = first - timedelta(days=1)
    await agency.post("/ledger/closings", {"closed_through": last.isoformat()})
    (path,) = await waiting(agency, credit(cad("5"), on=last))
    await agency.post(f"{path}/balance", {"company_id": str(company)})
    (row,) = await agency.rows("SELECT received_on FROM deposits")
    assert row["received_on"] == first
    await check_books(agency, 5_00, company)


async def test_an_entry_of_before_is_booked_when_somebody_says_what_it_is(
    agency: AgencyAtWork,
) -> None:
    entry_id = new_id()
    async with agency.runtime.unit_of_work(agency.agency_id) as uow:
        await uow.execute(
            """INSERT INTO unmatched_entries (agency_id, entry_id, file_kind, file_message_id,
                   booked_on, is_debit, amount_minor, currency, bank_reference, end_to_end_id,
                   party, said, why, read_at)
               VALUES ($1, $2, 'camt.054.001.08', 'OLD', $3, false, 500, 'CAD', '', '', '', '',
                   'unknown', now())""",
            agency.agency_id,
            entry_id,
            date(2026, 1, 5),
        )
    path = f"/bank-files/unmatched/{entry_id}"
    await agency.post(f"{path}/set-aside", {"reason": "A refund of taxes"})
    await check_books(agency, 5_00)


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
