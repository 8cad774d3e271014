"""Entries to which the bank gives no reference: each is in the books once, in whichever form and
order files tell of it, and what was read before descriptions were kept is known as well."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from chassis.ids import derived_id
from contracts.events.payments import InvoiceIssued
from contracts.money import Money
from payments.bank.model import end_to_end_id
from payments.ledger import repository as ledger
from payments.ledger.model import of_bank_entry

from ..bank_answers import BookedEntry, BookedPart
from ..builders import cad
from ..clients_money import AT_ONCE, check_books, credit, invoiced, listed, quoted, shown, told
from ..conftest import AgencyAtWork
from .test_bank_files import TODAY, amount_of, booked, message_of, ordered, send, set_account
from .test_bank_files import shown as shown_run

pytestmark = pytest.mark.requirement("B17")

KINDS = ("camt.053.001.02", "camt.053.001.08", "camt.054.001.02", "camt.054.001.08")


def a_sum(amount: Money, **more: Any) -> BookedEntry:
    return credit(amount, quotes=(), **more)


async def alike(agency: AgencyAtWork, count: int = 2) -> list[InvoiceIssued]:
    """Invoices of one amount, each of a client of its own."""
    await set_account(agency)
    return [await invoiced(agency) for _ in range(count)]


async def states(agency: AgencyAtWork, invoices: Sequence[InvoiceIssued]) -> list[str]:
    return [(await shown(agency, one))["state"] for one in invoices]


async def waits(agency: AgencyAtWork) -> list[tuple[str, bool, int]]:
    return sorted(
        (one["why"], one["is_debit"], one["amount"]["amount_minor"]) for one in await listed(agency)
    )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("in_parts", [False, True])
async def test_a_sum_and_its_details_are_one_entry_whichever_is_told_first(
    an_agency_at_work: Any, kind: str, in_parts: bool
) -> None:
    for details_first in (False, True):
        agency: AgencyAtWork = await an_agency_at_work()
        await set_account(agency)
        company = await agency.company(AT_ONCE)
        issued = [await invoiced(agency, hours, company) for hours in ("1", "2")]
        if in_parts:
            parts = tuple(BookedPart(amount=one.total, quotes=quoted(one)) for one in issued)
            details = a_sum(issued[0].total + issued[1].total, parts=parts)
        else:
            issued = issued[:1]
            details = credit(issued[0].total, *issued)
        files = [told(a_sum(details.amount), kind=KINDS[0]), told(details, kind=kind)]
        for n, content in enumerate((*(files[::-1] if details_first else files), *files)):
            done = await send(agency, content)
            await check_books(agency, details.amount.amount_minor, company)
            assert done["known"] == (n > 0)
        assert await listed(agency) == []
        assert await states(agency, issued) == ["paid"] * len(issued)


async def test_two_that_are_alike_are_two_and_each_finds_its_details(agency: AgencyAtWork) -> None:
    first, second = await alike(agency)
    total = 2 * first.total.amount_minor
    sums = [a_sum(first.total)] * 2
    details = [credit(one.total, one) for one in (first, second)]
    await send(agency, told(*sums, kind=KINDS[0]))
    for some in ([details[1]], [details[0]], details, details[::-1], [sums[0], details[0]], sums):
        done = await send(agency, told(*some))
        assert (done["known"], done["unmatched"]) == (len(some), 0)
        await check_books(agency, total, first.company_id, second.company_id)
    assert await listed(agency) == []
    assert await states(agency, [first, second]) == ["paid"] * 2
    # Three of them in one file are one more.
    assert (await send(agency, told(*sums, details[0])))["unmatched"] == 1
    await check_books(agency, total + first.total.amount_minor, first.company_id)


tellings = st.tuples(
    st.sampled_from(["both", "turned", "first", "second"]),
    st.booleans(),  # the first with its details
    st.booleans(),  # the second
    st.integers(0, 3),  # the kind of file
)


@settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # to shrink takes minutes here
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(tellings, min_size=3, max_size=10))
async def test_of_two_that_are_alike_no_order_takes_one_for_the_other(
    an_agency_at_work: Any, steps: Sequence[tuple[str, bool, bool, int]]
) -> None:
    """Once a file has told of both."""
    note(repr(steps))
    agency: AgencyAtWork = await an_agency_at_work()
    issued = await alike(agency)
    total = issued[0].total
    rest = [("first", True, False, 0), ("second", False, True, 0), ("both", False, False, 0)]
    for n, (which, *with_details, kind) in enumerate((*steps, *rest)):
        first, second = (
            credit(total, one) if details else a_sum(total)
            for one, details in zip(issued, with_details, strict=True)
        )
        entries = {"first": [first], "second": [second], "turned": [second, first]}
        both = [first, second]
        await send(agency, told(*(entries.get(which, both) if n else both), kind=KINDS[kind]))
        await check_books(agency, 2 * total.amount_minor, *(one.company_id for one in issued))
    assert await listed(agency) == []
    assert await states(agency, issued) == ["paid"] * 2


async def test_a_second_one_alike_counts_once_a_file_tells_of_both_and_until_then_it_is_known(
    agency: AgencyAtWork,
) -> None:
    await set_account(agency)
    gift = credit(cad("3"), text="Thanks")
    first = await send(agency, told(gift))
    second = await send(agency, told(gift))
    assert [(one["unmatched"], one["known"]) for one in (first, second)] == [(1, 0), (0, 1)]
    await check_books(agency, 3_00)
    both = await send(agency, told(gift, gift, kind=KINDS[0]))
    assert (both["unmatched"], both["known"]) == (1, 1)
    await check_books(agency, 6_00)


async def test_what_somebody_gave_to_a_client_leaves_a_doubt_about_what_is_alike(
    an_agency_at_work: Any,
) -> None:
    for first_told in range(2):
        agency: AgencyAtWork = await an_agency_at_work()
        issued = await alike(agency)
        total = issued[0].total
        await send(agency, told(a_sum(total), a_sum(total), kind=KINDS[0]))
        entry = (await listed(agency))[0]
        invoice = {"invoice_id": str(issued[0].invoice_id)}
        await agency.post(f"/bank-files/unmatched/{entry['entry_id']}/invoice", invoice)
        for at in (first_told, 1 - first_told):
            await send(agency, told(credit(total, issued[at])))
            await check_books(agency, 2 * total.amount_minor, *(one.company_id for one in issued))
        # Of one of both details nobody knows whether it was that of the sum which was given.
        assert await waits(agency) == [("alike", False, total.amount_minor)]
        assert await states(agency, issued) == ["paid", "not_due"]


# Of a sum that names nothing it cannot be known that it is of payments told one by one.
@pytest.mark.parametrize(
    "forms", [("of_run", "parts", "one_by_one"), ("sum", "of_run", "parts")], ids=" ".join
)
async def test_a_sum_of_a_run_and_its_payments_count_once_as_parts_and_one_by_one(
    an_agency_at_work: Any, pay_day: str, forms: tuple[str, ...]
) -> None:
    for order in permutations(forms):
        agency: AgencyAtWork = await an_agency_at_work()
        await set_account(agency)
        run = await ordered(agency, pay_day, 2)
        total = Money.total((amount_of(one) for one in run["payments"]), "CAD")
        parts = tuple(
            BookedPart(amount=amount_of(one), end_to_end=_called(one)) for one in run["payments"]
        )
        batch = BookedEntry(amount=total, on=TODAY)
        told_as = {
            "sum": [batch],
            "of_run": [BookedEntry(amount=total, on=TODAY, batch_of=message_of(run))],
            "parts": [BookedEntry(amount=total, on=TODAY, parts=parts)],
            "one_by_one": [booked(one) for one in run["payments"]],
        }
        for n, form in enumerate((*order, *order)):
            await send(agency, told(*told_as[form], kind=KINDS[n % 4]))
            await check_books(agency, -total.amount_minor)
        assert await listed(agency) == []
        payments = (await shown_run(agency, run))["payments"]
        assert [one["state"] for one in payments] == ["settled"] * 2


@pytest.mark.parametrize("batch_first", [False, True])
async def test_a_payment_in_two_entries_of_one_statement_is_debited_twice_whatever_was_known(
    an_agency_at_work: Any, pay_day: str, batch_first: bool
) -> None:
    for _ in range(4):  # which of both entries is the first goes by chance
        agency: AgencyAtWork = await an_agency_at_work()
        await set_account(agency)
        run = await ordered(agency, pay_day, 1)
        (payment,) = run["payments"]
        minor = amount_of(payment).amount_minor
        ours = BookedPart(amount=amount_of(payment), end_to_end=_called(payment))
        parts = (ours, BookedPart(amount=cad("4"), text="Fee"))
        batch = BookedEntry(amount=ours.amount + cad("4"), on=TODAY, parts=parts)
        entries = [batch, booked(payment)] if batch_first else [booked(payment), batch]
        await send(agency, told(entries[0]))
        for some in (entries, entries[::-1], entries[:1], entries[1:], entries):
            await send(agency, told(*some, kind=KINDS[0]))
            await check_books(agency, -2 * minor - 4_00)
        assert await waits(agency) == [("debited_twice", True, minor), ("unknown", True, 4_00)]


async def test_a_payment_is_the_same_however_a_bank_describes_it(
    agency: AgencyAtWork, pay_day: str
) -> None:
    await set_account(agency)
    run = await ordered(agency, pay_day, 1)
    (payment,) = run["payments"]
    fee = BookedPart(amount=cad("4"), text="Fee")
    ours = BookedPart(amount=amount_of(payment), end_to_end=_called(payment))
    for text, some in (("Pay", (ours, fee)), ("", (fee, ours)), ("Salary", (ours, fee))):
        parts = tuple(replace(one, text=text) if one == ours else one for one in some)
        entry = BookedEntry(amount=amount_of(payment) + fee.amount, on=TODAY, parts=parts)
        await send(agency, told(entry))
        assert await waits(agency) == [("unknown", True, 4_00)]
    await check_books(agency, -amount_of(payment).amount_minor - 4_00)


async def test_a_sum_that_was_put_elsewhere_has_what_its_details_tell_again(
    an_agency_at_work: Any, pay_day: str
) -> None:
    for _ in range(6):  # which of both entries is the first goes by chance
        agency: AgencyAtWork = await an_agency_at_work()
        await set_account(agency)
        run = await ordered(agency, pay_day, 1)
        (payment,) = run["payments"]
        amount = amount_of(payment)
        await send(agency, told(booked(payment, reference="D1")))
        company = {"company_id": str(await agency.company())}
        parts = (
            BookedPart(amount=amount, end_to_end=_called(payment)),
            BookedPart(amount=cad("3")),
        )
        batch = a_sum(amount + cad("3"), parts=parts)
        await send(agency, told(a_sum(batch.amount)))
        (whole,) = await listed(agency)
        await agency.post(f"/bank-files/unmatched/{whole['entry_id']}/balance", company)
        back = booked(payment, is_debit=False, return_code="AC04")
        for _ in range(2):
            await send(agency, told(batch, back, kind=KINDS[0]))
            await check_books(agency, amount.amount_minor + 3_00)


async def test_payments_that_details_tell_are_taken_out_of_a_sum_that_was_put_elsewhere(
    agency: AgencyAtWork, pay_day: str
) -> None:
    await set_account(agency)
    run = await ordered(agency, pay_day, 1)
    (payment,) = run["payments"]
    await send(agency, told(booked(payment, reference="D1")))
    invoice = await invoiced(agency)
    amount = amount_of(payment)
    back = booked(payment, is_debit=False, return_code="AC04")
    await send(agency, told(a_sum(amount), kind=KINDS[0]))
    (whole,) = await listed(agency)
    body = {"invoice_id": str(invoice.invoice_id)}
    await agency.post(f"/bank-files/unmatched/{whole['entry_id']}/invoice", body)
    for _ in range(2):
        await send(agency, told(back))
    assert await waits(agency) == [("of_payments", True, amount.amount_minor)]
    await check_books(agency, 0, invoice.company_id)


async def of_before(agency: AgencyAtWork, amount: Money, *said: str, nth: int = 1) -> UUID:
    """A credit as it was read and booked before descriptions were kept."""
    facts = (TODAY, False, amount.amount_minor, amount.currency, *said)
    entry_id = derived_id("bank entry", agency.agency_id, *facts, nth)
    async with agency.runtime.unit_of_work(agency.agency_id) as uow:
        await uow.execute(
            """INSERT INTO unmatched_entries (agency_id, entry_id, file_kind, file_message_id,
                   booked_on, is_debit, amount_minor, currency, bank_reference, end_to_end_id,
                   party, said, why, read_at)
               VALUES ($1, $2, 'camt.054.001.08', 'OLD', $3, false, $4, $5, '', $6, $7, $8,
                   'unknown', now())""",
            agency.agency_id,
            entry_id,
            TODAY,
            amount.amount_minor,
            amount.currency,
            *said,
        )
        await ledger.post(uow, of_bank_entry(entry_id, amount))
    return entry_id


async def test_sums_that_were_read_before_give_way_to_their_details(agency: AgencyAtWork) -> None:
    first, second = await alike(agency)
    for nth in (1, 2):
        await of_before(agency, first.total, "", "", "", nth=nth)
    total = 2 * first.total.amount_minor
    sums = [a_sum(first.total)] * 2
    files = [told(*sums), told(credit(first.total, first)), told(*sums)]
    files += [told(credit(first.total, second)), told(*sums)]
    for content in files:
        done = await send(agency, content)
        assert done["unmatched"] == 0
        await check_books(agency, total, first.company_id, second.company_id)
    assert await listed(agency) == []
    assert await states(agency, [first, second]) == ["paid"] * 2
    await send(agency, told(*sums, *sums[:1]))
    await check_books(agency, total + first.total.amount_minor, first.company_id)


async def test_details_that_were_read_before_are_known_and_so_is_their_sum_then(
    agency: AgencyAtWork,
) -> None:
    await set_account(agency)
    await of_before(agency, cad("3"), "", "", "Thanks")
    await of_before(agency, cad("4"), "E2E", "", "More")
    gift = credit(cad("3"), text="Thanks")
    parts = (
        BookedPart(amount=cad("3"), text="Thanks"),
        BookedPart(amount=cad("4"), end_to_end="E2E", text="More"),
    )
    batch = a_sum(cad("7"), parts=parts)
    for entry in (batch, a_sum(cad("7")), batch, gift, a_sum(cad("3")), gift):
        done = await send(agency, told(entry))
        assert (done["unmatched"], done["known"]) == (0, 1)
        await check_books(agency, 7_00)
    assert (await send(agency, told(gift, gift)))["unmatched"] == 1
    await check_books(agency, 10_00)


async def test_what_was_read_before_the_reference_of_its_part_was_is_known_with_it(
    agency: AgencyAtWork,
) -> None:
    await set_account(agency)
    await of_before(agency, cad("3"), "", "", "Thanks")
    inside = credit(cad("3"), text="Thanks", reference_inside="A1")
    for _ in range(2):
        done = await send(agency, told(inside))
        assert (done["unmatched"], done["known"]) == (0, 1)
    await check_books(agency, 3_00)
    # Its reference is another's.
    await send(agency, told(credit(cad("3"), text="Thanks", reference="A2")))
    await check_books(agency, 6_00)


def _called(payment: Any) -> str:
    return end_to_end_id(UUID(payment["payment_id"]))
