"""Whose money a credit is: never a guess, all of it once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.ids import new_id
from contracts.ids import AgencyId, CompanyId, InvoiceId
from contracts.money import Money
from payments.bank.reading import read
from payments.bank_files.entries.allocation import (
    ReferredInvoice,
    Share,
    numbers_named,
    shares_of,
)
from payments.bank_files.entries.model import EntryInFile
from payments.bank_files.entries.recognition import KnownReadings, recognise
from payments.bank_files.matching import (
    Findings,
    KnownPayments,
    OwnAccount,
    UnmatchedPart,
    UnmatchedReason,
    match,
)
from payments.invoices.references import creditor_reference, kid

from ..bank_answers import (
    NOTIFICATION,
    STATEMENT,
    BookedEntry,
    BookedPart,
    QuotedReference,
    notification,
)
from ..builders import cad, nok

pytestmark = pytest.mark.requirement("B17")

DAY = date(2026, 3, 12)
ACCOUNT = "1234567"
KINDS = ["camt.053.001.02", "camt.053.001.08", "camt.054.001.02", "camt.054.001.08"]
ONE, OTHER = "I-2026-000123", "I-2026-000124"
COMPANY = CompanyId(new_id())
INVOICES = {
    number: ReferredInvoice(invoice_id=InvoiceId(new_id()), company_id=COMPANY, currency="CAD")
    for number in (ONE, OTHER)
}
AGENCY = AgencyId(new_id())
OURS = OwnAccount(account_id=new_id(), currency="CAD", numbers=frozenset({ACCOUNT}))


def found(booked: Sequence[BookedEntry], kind: str = NOTIFICATION) -> Findings:
    message = read(notification(ACCOUNT, "CAD", booked, kind))
    return match(message, KnownPayments(payments=(), accounts=[OURS]), AGENCY)


def credited(amount: str, *quotes: QuotedReference, **more: Any) -> UnmatchedPart:
    entry = BookedEntry(amount=cad(amount), is_debit=False, on=DAY, quotes=quotes)
    (part,) = found([replace(entry, **more)]).unmatched
    return part


def quoted(number: str, amount: Money | None = None, kind: str = "SCOR") -> QuotedReference:
    return QuotedReference(reference=creditor_reference(number), kind=kind, amount=amount)


def shares(
    part: UnmatchedPart, currency: str = "CAD", by_hand: Sequence[int] = ()
) -> tuple[Share, ...] | UnmatchedReason:
    known = {
        number: replace(one, currency=currency, by_hand=frozenset(by_hand))
        for number, one in INVOICES.items()
    }
    return shares_of(part, known, DAY)


def share(number: str, amount: str) -> Share:
    return Share(invoice_id=INVOICES[number].invoice_id, amount=cad(amount))


@pytest.mark.parametrize("kind", KINDS)
def test_a_structured_reference_names_its_invoice_in_each_kind_of_file(kind: str) -> None:
    reference = QuotedReference(reference="rf94 i202 6000 123", kind="KID")
    booked = BookedEntry(amount=cad("10"), is_debit=False, on=DAY, quotes=(reference,))
    (part,) = found([booked], kind).unmatched
    assert numbers_named([part]) == {ONE}
    assert shares(part) == (share(ONE, "10"),)


def test_a_text_with_one_reference_of_ours_names_it_and_with_two_none() -> None:
    text = f"Thanks for {ONE}: {creditor_reference(ONE)}"
    assert shares(credited("10", text=text)) == (share(ONE, "10"),)
    both = f"{creditor_reference(ONE)} {creditor_reference(OTHER)}"
    assert shares(credited("10", text=both)) is UnmatchedReason.SEVERAL_REFERENCES
    foreign = f"{creditor_reference(ONE)} {creditor_reference('I-2026-000999')}"
    assert shares(credited("10", text=foreign)) == (share(ONE, "10"),)
    assert shares(credited("10", text=f"Invoice {ONE}")) is UnmatchedReason.UNKNOWN


@pytest.mark.parametrize(
    ("text", "pays"),
    [
        (f"Faktura 123 KID {kid(ONE)}", True),
        (f"faktura 123 kid {kid(ONE)[:6]} {kid(ONE)[6:]} takk", True),
        (f"Faktura 12 {kid(ONE)} 4", True),
        (f"rf94 i202 6000 123 takk, {ONE}", True),
        ("Betaling rf94i2026000123.", True),
        ("Faktura 123 KID 000123", False),
        (f"Faktura {kid(ONE)}7", False),
        (f"Faktura 9{kid(ONE)}", False),
        ("RF95 I202 6000 123", False),
        (f"{kid(ONE)[:-1]} 0", False),
    ],
)
def test_a_reference_is_found_as_people_write_it_and_no_other_is_taken_for_it(
    text: str, pays: bool
) -> None:
    expected = (share(ONE, "10"),) if pays else UnmatchedReason.UNKNOWN
    assert shares(credited("10", text=text)) == expected
    # As a structured reference it is what the payer meant by it, and all of that is no reference.
    in_full = QuotedReference(reference=text[:35], kind="KID")
    assert shares(credited("10", in_full)) is UnmatchedReason.UNKNOWN_REFERENCE


def test_two_invoices_are_paid_by_what_the_payer_says_is_for_each() -> None:
    part = credited("30", quoted(ONE, cad("10")), quoted(OTHER, cad("20")))
    assert shares(part) == (share(ONE, "10"), share(OTHER, "20"))
    again = credited("30", quoted(ONE, cad("10")), quoted(ONE, cad("5")), quoted(OTHER, cad("15")))
    assert shares(again) == (share(ONE, "15"), share(OTHER, "15"))
    for wrong in (
        (quoted(ONE), quoted(OTHER)),
        (quoted(ONE, cad("10")), quoted(OTHER, cad("19.99"))),
        (quoted(ONE, cad("30")), quoted(OTHER)),
        (quoted(ONE, cad("30")), quoted(OTHER, cad("0"))),
        (quoted(ONE, nok("10")), quoted(OTHER, cad("20"))),
    ):
        assert shares(credited("30", *wrong)) is UnmatchedReason.SEVERAL_REFERENCES


def test_whatever_leaves_a_doubt_waits() -> None:
    reasons = UnmatchedReason
    unknown = quoted("I-2026-000999")
    slip = QuotedReference(reference="RF95I2026000123")
    assert shares(credited("1", unknown)) is reasons.UNKNOWN_REFERENCE
    assert shares(credited("1", slip)) is reasons.UNKNOWN_REFERENCE
    assert shares(credited("1", quoted(ONE), unknown)) is reasons.UNKNOWN_REFERENCE
    assert shares(credited("1", quoted(ONE)), currency="USD") is reasons.CURRENCY_DIFFERS
    assert shares(credited("1", quoted(ONE)), by_hand=[1_00]) is reasons.RECORDED_BY_HAND
    assert shares(credited("1", quoted(ONE)), by_hand=[1_01]) == (share(ONE, "1"),)
    late = credited("1", quoted(ONE), on=DAY + timedelta(days=2))
    assert shares(late) is reasons.DAY_TO_COME
    assert shares(credited("1", quoted(ONE), reverses=True)) is reasons.RETURNED
    assert shares(credited("1", quoted(ONE), return_code="AC04")) is reasons.RETURNED
    assert shares(credited("1", quoted(ONE), is_debit=True)) is reasons.UNKNOWN
    assert shares(credited("1", quoted(ONE), is_debit=True, reverses=True)) is reasons.RETURNED


AMOUNTS = st.lists(st.integers(1, 10**6), min_size=2, max_size=5)


@given(AMOUNTS, st.integers(-5, 5), st.sampled_from([STATEMENT, NOTIFICATION]))
def test_the_parts_of_an_entry_are_all_of_its_money_once(
    minors: list[int], off: int, kind: str
) -> None:
    total = max(1, sum(minors) + off)
    entry = BookedEntry(
        amount=Money(amount_minor=total, currency="CAD"),
        is_debit=False,
        on=DAY,
        parts=tuple(
            BookedPart(amount=Money(amount_minor=one, currency="CAD"), quotes=(quoted(ONE),))
            for one in minors
        ),
    )
    parts = found([entry], kind).unmatched
    assert sum(part.detail.amount.amount_minor for part in parts) == total
    adds_up = total == sum(minors)
    assert len(parts) == (len(minors) if adds_up else 1)
    expected = UnmatchedReason.UNKNOWN if adds_up else UnmatchedReason.PARTS_DIFFER
    assert {part.why for part in parts} == {expected}


NOTHING = KnownReadings(with_reference={}, without=(), of_before=frozenset())


def readings(booked: Sequence[BookedEntry], kind: str = NOTIFICATION) -> Sequence[EntryInFile]:
    return recognise(AGENCY, found(booked, kind).entries, NOTHING).entries


def ids(read_: Sequence[EntryInFile]) -> set[object]:
    return {ident for one in read_ for ident, _ in one.parts}


def test_an_entry_is_the_same_in_every_file_that_tells_of_it() -> None:
    entry = BookedEntry(
        amount=cad("10"), is_debit=False, on=DAY, reference="B1", quotes=(quoted(ONE),)
    )
    plain = replace(entry, reference="")
    for one in (entry, plain):
        (here,), (there,) = readings([one], NOTIFICATION), readings([one], STATEMENT)
        assert here.reading_id == there.reading_id
        assert ids([here]) == ids([there])
    others = [
        replace(entry, reference="B2"),
        replace(entry, amount=cad("10.01")),
        replace(entry, on=DAY + timedelta(days=1)),
        replace(entry, is_debit=True),
    ]
    assert len(ids(readings([entry, *others]))) == 5
    # Alike in one file, they are as many as there are.
    for one in (entry, plain):
        assert len(ids(readings([one, one, one]))) == 3
        assert ids(readings([one])) < ids(readings([one, one]))


def test_a_sum_and_its_details_are_of_one_entry() -> None:
    parts = (BookedPart(amount=cad("4"), text="a"), BookedPart(amount=cad("6"), text="b"))
    whole = BookedEntry(amount=cad("10"), is_debit=False, on=DAY, reference="B1")
    (one,), (other,) = readings([whole]), readings([replace(whole, parts=parts)])
    assert one.reading_id == other.reading_id is not None
    assert (one.read.in_parts, other.read.in_parts) == (False, True)
    assert not ids([one]) & ids([other])


def test_an_entry_without_a_reference_is_of_one_account_however_a_bank_writes_that() -> None:
    """Whichever way the agency entered it first."""
    iban = OwnAccount(
        account_id=new_id(),
        currency="CAD",
        numbers=frozenset({"NO9386011117947", "86011117947"}),
    )
    number = OwnAccount(account_id=new_id(), currency="CAD", numbers=frozenset({"86011117947"}))
    entry = BookedEntry(amount=cad("10"), is_debit=False, on=DAY)
    for accounts in ([OURS, iban, number], [OURS, number, iban]):
        known = KnownPayments(payments=(), accounts=accounts)
        told = [
            match(read(notification(account, "CAD", [entry])), known, AGENCY).entries[0].known_by
            for account in ("NO9386011117947", "86011117947", ACCOUNT)
        ]
        assert told[0] == told[1] != told[2]
