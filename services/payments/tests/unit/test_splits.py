"""Work pays and is billed the same into whatever parts it is split (B14).

A run of the suite tries some thousands; `SPLITS=100000 ./portico test
services/payments/tests/unit/test_splits.py` is the long run. What fails says its seed.
"""

import os
import random
from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

import pytest

from contracts.events.timesheets import Entry
from payments.directory.model import WorkOrderVersion
from payments.invoices.credit_notes.model import CreditedParts, take_off
from payments.work.model import price_approved, share_out, take_back

from ..builders import a_work_order, an_entry, articles, known
from .test_credit_notes import a_line, billed, off

SPLITS = int(os.environ.get("SPLITS", "2000"))
pytestmark = [pytest.mark.requirement("B14"), pytest.mark.timeout(300 + SPLITS // 100)]

RATES = ("61.37", "33.333", "600", "0.01", "47.775", "99.99")
PERCENTS = ("25", "13", "14.975", "0.5")


def minor_of(exact: Fraction) -> int:
    """Half away from zero, of an amount in major units that is not below zero."""
    doubled = 200 * exact
    return (doubled.numerator + doubled.denominator) // (2 * doubled.denominator)


def parts_of(chosen: random.Random) -> list[int]:
    """Minutes, in so many parts: thirds and sixths of an hour among them."""
    count = chosen.randint(1, 9)
    return [chosen.choice((20, 10, 5, chosen.randint(1, 1440))) for _ in range(count)]


def in_heaps(chosen: random.Random, count: int) -> list[list[int]]:
    """The numbers up to `count` in some order, in heaps."""
    order = chosen.sample(range(count), count)
    heaps: list[list[int]] = [[]]
    for number in order:
        if heaps[-1] and chosen.random() < 0.5:
            heaps.append([])
        heaps[-1].append(number)
    return heaps


def test_a_transaction_pays_what_its_work_comes_to_in_whatever_days_it_is_split() -> None:
    seed = random.SystemRandom().getrandbits(32)
    orders = {rate: known(a_work_order(rates=articles(rate))) for rate in RATES}
    for number in range(SPLITS):
        chosen = random.Random(f"{seed} {number}")  # noqa: S311 - a play, not a secret
        rate, parts = chosen.choice(RATES), parts_of(chosen)
        entries = [
            an_entry(work_on=date(2026, 2, 1) + timedelta(days=day), minutes=minutes)
            for day, minutes in enumerate(parts)
        ]
        paid = pay_of(entries, orders[rate])
        whole = minor_of(Fraction(sum(parts), 60) * Fraction(rate))
        assert sum(paid) == whole, f"seed {seed}, split {number}"


def pay_of(entries: Sequence[Entry], order: WorkOrderVersion) -> list[int]:
    """What each line pays; taking all of it back pays the opposite, line by line."""
    lines = share_out(price_approved(entries, order, {}))
    backs = share_out([take_back(line) for line in reversed(lines)])
    assert [-back.pay.amount_minor for back in reversed(backs)] == [
        line.pay.amount_minor for line in lines
    ]
    return [line.pay.amount_minor for line in lines]


def test_an_invoice_is_credited_to_nothing_in_whatever_notes_it_is_split() -> None:
    seed = random.SystemRandom().getrandbits(32)
    for number in range(SPLITS):
        chosen = random.Random(f"{seed} {number}")  # noqa: S311 - a play, not a secret
        rate, percent, parts = chosen.choice(RATES), chosen.choice(PERCENTS), parts_of(chosen)
        lines = [a_line(minutes, rate) for minutes in parts]
        invoice = billed(lines, percent)
        subtotal = minor_of(Fraction(sum(parts), 60) * Fraction(rate))
        tax = minor_of(Fraction(subtotal, 100) * Fraction(percent) / 100)
        which = f"seed {seed}, split {number}"
        assert invoice.subtotal.amount_minor == subtotal, which
        earlier: list[CreditedParts] = []
        standing = list(lines)
        for heap in in_heaps(chosen, len(lines)):
            backs = [off(lines[index]) for index in heap]
            earlier.append(take_off(standing, backs, invoice, earlier))
            standing += backs
        assert sum(note.subtotal.amount_minor for note in earlier) == subtotal, which
        assert sum(note.total.amount_minor for note in earlier) == subtotal + tax, which
