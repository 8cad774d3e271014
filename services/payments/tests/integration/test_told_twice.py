"""Payments of ours that two entries of the bank tell of: one of them moves it, and the other is in
the books and waits. The ledger's bank is what the bank booked, in whichever order it is told."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from contracts.money import Money
from payments.bank.model import end_to_end_id

from ..bank_answers import BookedEntry, BookedPart
from ..builders import cad
from ..clients_money import balance_of, check_books, credit, invoiced, listed, quoted, told
from ..clients_money import shown as invoice_shown
from ..conftest import AgencyAtWork
from .test_bank_files import (
    TODAY,
    amount_of,
    booked,
    message_of,
    ordered,
    send,
    set_account,
    shown,
)

pytestmark = pytest.mark.requirement("B17")

KINDS = ("camt.053.001.02", "camt.053.001.08", "camt.054.001.02", "camt.054.001.08")


async def at_the_bank(agency: AgencyAtWork, pay_day: str, people: int = 1) -> Any:
    await set_account(agency)
    return await ordered(agency, pay_day, people)


async def states(agency: AgencyAtWork, run: Any) -> list[str]:
    return [one["state"] for one in (await shown(agency, run))["payments"]]


async def waits(agency: AgencyAtWork) -> list[tuple[str, bool, int]]:
    return sorted(
        (one["why"], one["is_debit"], one["amount"]["amount_minor"]) for one in await listed(agency)
    )


async def test_a_payment_that_is_debited_under_two_references_is_in_the_books_twice(
    agency: AgencyAtWork, pay_day: str
) -> None:
    run = await at_the_bank(agency, pay_day)
    (payment,) = run["payments"]
    minor = amount_of(payment).amount_minor
    first, second = booked(payment, reference="D1"), booked(payment, reference="D2")
    for entries, kind in (([first], 3), ([first], 0), ([first, second], 1), ([second], 3)):
        await send(agency, told(*entries, kind=KINDS[kind]))
    assert await waits(agency) == [("debited_twice", True, minor)]
    await check_books(agency, -2 * minor)
    # It may be either of both that comes back.
    back = booked(payment, reference="C1", is_debit=False, return_code="AC04")
    assert (await send(agency, told(back)))["refused"] == 0
    assert await states(agency, run) == ["settled"]
    assert await waits(agency) == [("debited_twice", True, minor), ("returned", False, minor)]
    await check_books(agency, -minor)


async def test_a_payment_that_comes_back_under_two_references_comes_back_once(
    agency: AgencyAtWork, pay_day: str
) -> None:
    run = await at_the_bank(agency, pay_day)
    (payment,) = run["payments"]
    minor = amount_of(payment).amount_minor
    await send(agency, told(booked(payment, reference="D1")))
    back = [
        booked(payment, reference=reference, is_debit=False, return_code="AC04")
        for reference in ("C1", "C2", "C1")
    ]
    for one in back:
        await send(agency, told(one))
    assert await states(agency, run) == ["failed"]
    assert await waits(agency) == [("returned_twice", False, minor)]
    await check_books(agency, minor)


async def test_without_a_reference_a_payment_is_debited_twice_on_two_days_or_in_one_statement(
    agency: AgencyAtWork, pay_day: str
) -> None:
    run = await at_the_bank(agency, pay_day)
    (payment,) = run["payments"]
    minor = amount_of(payment).amount_minor
    one = booked(payment)
    for entries in ([one], [one], [booked(payment, reference="D1")]):
        await send(agency, told(*entries))
        await check_books(agency, -minor)
    for _ in range(2):
        await send(agency, told(one, one, kind=KINDS[0]))
    assert await waits(agency) == [("debited_twice", True, minor)]
    await check_books(agency, -2 * minor)
    await send(agency, told(booked(payment, on=TODAY + timedelta(days=1))))
    assert await waits(agency) == [("debited_twice", True, minor)] * 2
    await check_books(agency, -3 * minor)


async def test_a_payment_that_stands_twice_in_one_entry_is_debited_twice(
    agency: AgencyAtWork, pay_day: str
) -> None:
    run = await at_the_bank(agency, pay_day)
    (payment,) = run["payments"]
    amount = amount_of(payment)
    part = BookedPart(amount=amount, end_to_end=_called(payment))
    batch = booked(payment, amount=amount + amount, parts=(part, part), reference="D1")
    for _ in range(2):
        await send(agency, told(batch))
    assert await waits(agency) == [("debited_twice", True, amount.amount_minor)]
    await check_books(agency, -2 * amount.amount_minor)


@pytest.mark.parametrize("kind", KINDS)
async def test_a_reference_inside_of_the_only_part_of_an_entry_is_the_entrys(
    agency: AgencyAtWork, kind: str
) -> None:
    await set_account(agency)
    invoice = await invoiced(agency)
    for inside, entry in (("A", ""), ("B", ""), ("C", "A"), ("", "B")):
        facts = {"reference_inside": inside, "reference": entry}
        await send(agency, told(credit(invoice.total, invoice, **facts), kind=kind))
    await check_books(agency, 2 * invoice.total.amount_minor, invoice.company_id)


async def test_what_the_bank_takes_back_of_a_batch_is_known_by_the_reference_of_its_part(
    agency: AgencyAtWork,
) -> None:
    await set_account(agency)
    first, second = [await invoiced(agency) for _ in range(2)]
    parts = tuple(
        BookedPart(amount=one.total, reference=reference, quotes=quoted(one))
        for one, reference in ((first, "P1"), (second, "P2"))
    )
    batch = credit(first.total + second.total, parts=parts, quotes=(), reference="B1")
    await send(agency, told(batch))
    back = credit(second.total, quotes=(), is_debit=True, return_code="AC04", reference_inside="P2")
    await send(agency, told(back))
    assert await listed(agency) == []
    found = [(await invoice_shown(agency, one))["state"] for one in (first, second)]
    assert found == ["paid", "not_due"]
    await check_books(agency, first.total.amount_minor, first.company_id, second.company_id)


async def test_two_credits_of_one_name_under_two_references_are_two(agency: AgencyAtWork) -> None:
    """Whoever pays chooses the name, and pays two instalments by one."""
    await set_account(agency)
    invoice = await invoiced(agency)
    for reference in ("A", "B", "A"):
        await send(
            agency, told(credit(invoice.total, invoice, reference=reference, end_to_end="E"))
        )
    assert await balance_of(agency, invoice.company_id) == invoice.total.amount_minor
    await check_books(agency, 2 * invoice.total.amount_minor, invoice.company_id)


async def test_a_whole_batch_that_is_taken_back_moves_each_of_its_payments_once(
    agency: AgencyAtWork, pay_day: str
) -> None:
    run = await at_the_bank(agency, pay_day, 3)
    total = Money.total((amount_of(one) for one in run["payments"]), "CAD")
    out = BookedEntry(amount=total, batch_of=message_of(run), on=TODAY, reference="D1")
    back = BookedEntry(
        amount=total,
        batch_of=message_of(run),
        on=TODAY,
        reference="C1",
        is_debit=False,
        reverses=True,
    )
    assert (await send(agency, told(out)))["taken"] == 3
    assert (await send(agency, told(back)))["refused"] == 3
    for kind in KINDS:
        done = await send(agency, told(out, back, kind=kind))
        assert (done["taken"], done["refused"], done["unmatched"]) == (0, 0, 0)
    assert await states(agency, run) == ["failed"] * 3
    await check_books(agency, 0)


async def test_a_part_of_a_batch_that_is_taken_back_in_one_sum_waits(
    agency: AgencyAtWork, pay_day: str
) -> None:
    run = await at_the_bank(agency, pay_day, 3)
    total = Money.total((amount_of(one) for one in run["payments"]), "CAD")
    facts: dict[str, Any] = {"batch_of": message_of(run), "on": TODAY}
    await send(agency, told(BookedEntry(amount=total, reference="D1", **facts)))
    part = total - cad("0.01")
    back = BookedEntry(amount=part, reference="C1", is_debit=False, reverses=True, **facts)
    await send(agency, told(back))
    assert await states(agency, run) == ["settled"] * 3
    assert await waits(agency) == [("returned", False, part.amount_minor)]
    await check_books(agency, -1)


async def test_a_batch_that_is_debited_after_its_payments_waits_whole(
    agency: AgencyAtWork, pay_day: str
) -> None:
    run = await at_the_bank(agency, pay_day, 2)
    total = Money.total((amount_of(one) for one in run["payments"]), "CAD")
    for n, one in enumerate(run["payments"]):
        await send(agency, told(booked(one, reference=f"D{n}")))
    batch = BookedEntry(amount=total, batch_of=message_of(run), on=TODAY, reference="B1")
    parts = tuple(
        BookedPart(amount=amount_of(one), end_to_end=_called(one)) for one in run["payments"]
    )
    in_parts = BookedEntry(amount=total, on=TODAY, reference="B1", parts=parts)
    await send(agency, told(batch))
    assert await waits(agency) == [("debited_twice", True, total.amount_minor)]
    await check_books(agency, -2 * total.amount_minor)
    await send(agency, told(in_parts))
    assert [why for why, _, _ in await waits(agency)] == ["debited_twice"] * 2
    await check_books(agency, -2 * total.amount_minor)


tellings = st.tuples(
    st.integers(0, 2),  # which payment; the last is of the batch
    st.booleans(),  # a debit
    st.sampled_from(["1", "2"]),  # the bank's reference
    st.integers(0, 3),  # the kind of file
)


@settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # to shrink takes minutes here
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(tellings, min_size=4, max_size=14), seed=st.integers(0, 2**32))
async def test_the_ledgers_bank_is_the_sum_of_the_distinct_entries(
    an_agency_at_work: Any, pay_day: str, steps: Sequence[tuple[int, bool, str, int]], seed: int
) -> None:
    """Each payment's own debit is told in the end, since what came back has left before."""
    note(repr(steps))
    agency: AgencyAtWork = await an_agency_at_work()
    run = await at_the_bank(agency, pay_day, 2)
    one, other = run["payments"]
    total = Money.total((amount_of(each) for each in run["payments"]), "CAD")

    def entry(which: int, is_debit: bool, reference: str) -> BookedEntry:
        facts: dict[str, Any] = {
            "is_debit": is_debit,
            "on": TODAY,
            "return_code": "" if is_debit else "AC04",
            "reference": f"{which}{is_debit}{reference}",
        }
        if which == 2:
            parts = tuple(
                BookedPart(amount=amount_of(each), end_to_end=_called(each))
                for each in run["payments"]
            )
            return BookedEntry(amount=total, parts=parts, **facts)
        payment = (one, other)[which]
        return booked(payment, **facts)

    distinct: dict[tuple[int, bool, str], int] = {}
    rest = [(which, True, "1", 3) for which in (0, 1)]
    Random(seed).shuffle(rest)  # noqa: S311 - a shuffle
    for which, is_debit, reference, kind in (*steps, *rest):
        told_ = entry(which, is_debit, reference)
        await send(agency, told(told_, kind=KINDS[kind]))
        sign = -1 if is_debit else 1
        distinct[which, is_debit, reference] = sign * told_.amount.amount_minor
    await check_books(agency, sum(distinct.values()))


def _called(payment: Any) -> str:
    return end_to_end_id(UUID(payment["payment_id"]))
