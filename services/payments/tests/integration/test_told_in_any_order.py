"""Entries of the bank told in any order and form, while staff work the list off: each minor unit is
in the books once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from contracts.events.identity import ContractorKind
from contracts.events.payments import InvoiceIssued
from contracts.money import Money
from payments.bank.model import end_to_end_id

from ..bank_answers import BookedEntry, BookedPart
from ..builders import an_entry, cad
from ..clients_money import AT_ONCE, check_books, credit, invoiced, listed, quoted, shown, told
from ..conftest import AgencyAtWork
from .test_bank_files import TODAY, amount_of, send, set_account
from .test_bank_files import shown as shown_run

pytestmark = pytest.mark.requirement("B17")

KINDS = ("camt.053.001.02", "camt.053.001.08", "camt.054.001.02", "camt.054.001.08")
FORMS = ("sum", "some", "parts")


@dataclass(frozen=True)
class Batch:
    """An entry of the bank, which parts of it are payments and clients' money."""

    reference: str
    is_debit: bool
    parts: tuple[BookedPart, ...]

    @property
    def amount(self) -> Money:
        return Money.total((one.amount for one in self.parts), "CAD")

    @property
    def moved(self) -> int:
        return self.amount.amount_minor * (-1 if self.is_debit else 1)

    def as_told(self, form: str) -> BookedEntry:
        """As one sum, with all of its parts, or with the first of them and one that is wrong."""
        wrong = BookedPart(amount=cad("0.01"), text="Charges")
        parts = {"sum": (), "some": (self.parts[0], wrong), "parts": self.parts}[form]
        return credit(
            self.amount,
            is_debit=self.is_debit,
            quotes=(),
            parts=parts,
            reference=self.reference,
            on=TODAY,
        )


def of_payment(payment: Any) -> BookedPart:
    return BookedPart(
        amount=amount_of(payment), end_to_end=end_to_end_id(UUID(payment["payment_id"]))
    )


tellings = st.tuples(st.just("tell"), st.integers(0, 2), st.sampled_from(FORMS), st.integers(0, 3))
sayings = st.tuples(
    st.just("say"),
    st.integers(0, 9),
    st.sampled_from(("aside", "invoice", "balance", "by_hand")),
    st.integers(0, 1),
)


@settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # to shrink takes minutes here
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    steps=st.lists(st.one_of(tellings, sayings), min_size=6, max_size=14),
    have_reference=st.tuples(st.booleans(), st.booleans(), st.booleans()),
)
async def test_no_order_books_a_minor_unit_twice_or_loses_it(
    an_agency_at_work: Any,
    pay_day: str,
    steps: Sequence[tuple[str, int, str, int]],
    have_reference: tuple[bool, bool, bool],
) -> None:
    note(repr((steps, have_reference)))
    agency: AgencyAtWork = await an_agency_at_work()
    await set_account(agency)
    run = await _run(agency, pay_day)
    invoices = await _invoices(agency)
    entries = [
        one if has_one else replace(one, reference="")
        for one, has_one in zip(_entries(run, invoices[0]), have_reference, strict=True)
    ]
    at_the_bank = -sum(
        one["amount"]["amount_minor"] for one in run["payments"] if one["state"] == "settled"
    )
    told_: set[int] = set()
    by_people: set[str] = set()
    rest = [("tell", at, "parts", at) for at in range(3)] + [("say", 0, "aside", 0)] * 12
    for what, at, how, more in (*steps, *rest):
        if what == "tell":
            entry = entries[at]
            await send(agency, told(entry.as_told(how), kind=KINDS[more]))
            if at not in told_:
                told_.add(at)
                at_the_bank += entry.moved
        elif waits := await listed(agency):
            one = waits[at % len(waits)]
            if await _say(agency, one, how, invoices[1 + more % 2]):
                by_people.add(one["bank_reference"])
        await check_books(agency, at_the_bank, *(one.company_id for one in invoices))
    assert await listed(agency) == []
    assert (await agency.balances()).get("suspense", 0) == 0
    states = [one["state"] for one in (await shown_run(agency, run))["payments"]]
    assert sorted(states) == ["failed", "failed", "settled"]
    received = invoices[0].total - await _open(agency, invoices[0])
    if entries[0].reference not in by_people:
        assert received == cad("20")


async def test_details_take_their_payments_and_their_clients_money_out_of_what_was_set_aside(
    agency: AgencyAtWork, pay_day: str
) -> None:
    await set_account(agency)
    run = await _run(agency, pay_day)
    invoice = await invoiced(agency)
    batch = _entries(run, invoice)[0]
    back = batch.parts[0].amount
    at_the_bank = -sum(
        one["amount"]["amount_minor"] for one in run["payments"] if one["state"] == "settled"
    )
    await send(agency, told(batch.as_told("sum"), kind=KINDS[0]))
    (whole,) = await listed(agency)
    path = f"/bank-files/unmatched/{whole['entry_id']}"
    await agency.post(f"{path}/set-aside", {"reason": "A grant"})
    assert (await agency.balances())["other_bank_entries"] == batch.moved
    done = await send(agency, told(batch.as_told("parts")))
    assert (done["refused"], done["matched"], done["unmatched"]) == (1, 1, 0)
    assert (await agency.balances())["other_bank_entries"] == 3_00
    assert (await shown(agency, invoice))["receipts"][0]["amount"]["amount_minor"] == 20_00
    said = {
        one["amount"]["amount_minor"]: (one["resolution"]["how"], one["resolution"]["reason"])
        for one in await listed(agency, "resolved")
    }
    assert said == {
        batch.moved: ("told_in_parts", ""),
        20_00: ("matched", ""),
        3_00: ("set_aside", "A grant"),
    }
    await check_books(agency, at_the_bank + back.amount_minor + 23_00, invoice.company_id)


async def test_payments_are_taken_out_of_a_sum_that_was_put_on_an_invoice_and_staff_see_it(
    agency: AgencyAtWork, pay_day: str
) -> None:
    await set_account(agency)
    run = await _run(agency, pay_day)
    invoice = await invoiced(agency)
    batch = _entries(run, invoice)[0]
    await send(agency, told(batch.as_told("sum"), kind=KINDS[0]))
    (whole,) = await listed(agency)
    path = f"/bank-files/unmatched/{whole['entry_id']}"
    await agency.post(f"{path}/invoice", {"invoice_id": str(invoice.invoice_id)})
    for _ in range(2):
        await send(agency, told(batch.as_told("parts")))
    (waits,) = await listed(agency)
    back = batch.parts[0].amount.amount_minor
    assert (waits["why"], waits["is_debit"]) == ("of_payments", True)
    assert waits["amount"]["amount_minor"] == back
    assert (await agency.balances())["suspense"] == -back


async def _invoices(agency: AgencyAtWork) -> list[InvoiceIssued]:
    company = await agency.company(AT_ONCE)
    return [await invoiced(agency, hours, company) for hours in ("10", "20", "30")]


async def _run(agency: AgencyAtWork, pay_day: str) -> Any:
    """Three payments, of which staff say that two were taken."""
    for hours in ("1", "2", "3"):
        order = await agency.work_order(kind=ContractorKind.INCORPORATED)
        await agency.approves(order, an_entry(hours))
    run = await agency.orders(pay_day)
    path = f"/pay-runs/{run['pay_run_id']}"
    taken = [one["payment_id"] for one in run["payments"][:2]]
    await agency.post(f"{path}/confirmation", {"taken": taken})
    return await shown_run(agency, run)


def _entries(run: Any, invoice: InvoiceIssued) -> list[Batch]:
    """Payments that come back and one that is taken, with other money."""
    back = [one for one in run["payments"] if one["state"] == "settled"]
    (out,) = [one for one in run["payments"] if one["state"] == "in_transit"]
    clients = BookedPart(amount=cad("20"), quotes=quoted(invoice))
    gift = BookedPart(amount=cad("3"), text="Thanks")
    fee = BookedPart(amount=cad("4"), text="Fee")
    return [
        Batch("OCR", is_debit=False, parts=(of_payment(back[0]), clients, gift)),
        Batch("BACK", is_debit=False, parts=(of_payment(back[1]),)),
        Batch("OUT", is_debit=True, parts=(of_payment(out), fee)),
    ]


async def _say(agency: AgencyAtWork, entry: Any, how: str, invoice: InvoiceIssued) -> bool:
    """What staff say of an entry that waits; whether they gave it to a client."""
    path = f"/bank-files/unmatched/{entry['entry_id']}"
    company = {"company_id": str(invoice.company_id)}
    if how == "aside" or entry["is_debit"]:
        await agency.post(f"{path}/set-aside", {"reason": "Not ours"})
        return False
    if how == "invoice":
        await agency.post(f"{path}/invoice", {"invoice_id": str(invoice.invoice_id)})
    elif how == "balance":
        await agency.post(f"{path}/balance", company)
    else:
        by_hand = {**entry["amount"], "received_on": TODAY.isoformat(), "keep_excess": True}
        await agency.post(f"/invoices/{invoice.invoice_id}/receipts", by_hand)
        await agency.post(f"{path}/set-aside", {"reason": "Was there", "recorded_by_hand": True})
    return True


async def _open(agency: AgencyAtWork, invoice: InvoiceIssued) -> Money:
    return Money.model_validate((await shown(agency, invoice))["open_amount"])
