"""Reading a bank's files: what is said, and what is wrong with element and line."""

from collections.abc import Sequence
from datetime import date

import pytest

from chassis.ids import new_id
from contracts.events.identity import ContractorKind
from contracts.ids import AgencyId, PaymentId, PayRunId, PersonId
from contracts.money import Money
from payments.bank.model import end_to_end_id, message_id
from payments.bank.parsing import MAX_PARTS, BankFileError
from payments.bank.reading import read
from payments.bank_files.matching import Findings, KnownPayments, OwnAccount, as_answers, match
from payments.payments.model import Payment, PaymentState, Refusal
from payments.payruns.answers import Answer, Settlement

from ..bank_answers import (
    STATEMENT,
    BookedEntry,
    BookedPart,
    PaymentAnswer,
    QuotedReference,
    notification,
    status_report,
)
from ..builders import cad, nok

DAY = date(2026, 3, 12)
AGENCY = AgencyId(new_id())
RUN = PayRunId(new_id())
FILE = message_id(RUN, "CAD")
ACCOUNT = "1234567"
OURS = OwnAccount(account_id=new_id(), currency="CAD", numbers=frozenset({ACCOUNT}))


def a_payment(amount: Money | None = None, **facts: object) -> Payment:
    return Payment(
        payment_id=PaymentId(new_id()),
        number="P-2026-000001",
        pay_run_id=RUN,
        contractor_id=PersonId(new_id()),
        contractor_kind=ContractorKind.TEMP,
        paid_on=date(2026, 3, 11),
        method="bank_transfer",
        amount=amount or cad("12.34"),
        state=PaymentState(str(facts.get("state", "in_transit"))),
    )


def found(content: bytes, *payments: Payment, taken_back: Sequence[Payment] = ()) -> Findings:
    known = KnownPayments(
        payments=payments, accounts=[OURS], taken_back=[one.payment_id for one in taken_back]
    )
    return match(read(content), known, AGENCY)


def answers(
    content: bytes, *payments: Payment, taken_back: Sequence[Payment] = ()
) -> list[Answer | None]:
    said = as_answers(found(content, *payments, taken_back=taken_back)).get(RUN, {})
    return [said.get(one.payment_id) for one in payments]


@pytest.mark.requirement("B17")
@pytest.mark.parametrize("kind", ["pain.002.001.03", "pain.002.001.10"])
def test_a_status_report_says_of_each_payment_whether_it_was_taken_or_why_not(kind: str) -> None:
    one, other, third = [a_payment() for _ in range(3)]
    report = status_report(
        FILE,
        [
            PaymentAnswer(
                payment_id=one.payment_id, status="RJCT", code="AC04", words="Konto avsluttet"
            ),
            PaymentAnswer(payment_id=other.payment_id, status="ACSC"),
            PaymentAnswer(payment_id=third.payment_id, status="ACSP"),
        ],
        of_all="PART",
        kind=kind,
    )
    assert answers(report, one, other, third) == [
        Refusal(code="AC04", words="Konto avsluttet"),
        Settlement(on=one.paid_on),
        None,
    ]


def test_what_is_said_of_a_whole_file_is_of_each_payment_that_is_not_listed() -> None:
    one, other = a_payment(), a_payment()
    listed = [PaymentAnswer(payment_id=one.payment_id, status="RJCT", code="AC01")]
    report = status_report(FILE, listed, of_all="ACSC")
    assert answers(report, one, other) == [Refusal(code="AC01"), Settlement(on=other.paid_on)]
    assert answers(status_report(FILE, [], of_all="RJCT"), one) == [Refusal()]


@pytest.mark.requirement("B17")
@pytest.mark.parametrize(
    "kind", ["camt.053.001.02", "camt.053.001.08", "camt.054.001.02", "camt.054.001.08"]
)
def test_what_is_booked_on_the_account_was_taken_and_what_comes_back_came_back(kind: str) -> None:
    one, other = a_payment(), a_payment()
    booked = [
        BookedEntry(amount=one.amount, payment_id=one.payment_id, on=DAY),
        BookedEntry(
            amount=other.amount,
            payment_id=other.payment_id,
            is_debit=False,
            on=DAY,
            return_code="AC06",
        ),
        BookedEntry(
            amount=cad("99"), end_to_end="NOTPROVIDED", is_debit=False, on=DAY, text="KID 1"
        ),
    ]
    content = notification(ACCOUNT, "CAD", booked, kind)
    assert answers(content, one, other) == [Settlement(on=DAY), Refusal(code="AC06")]
    (unknown,) = found(content, one, other).unmatched
    assert (unknown.why, unknown.detail.text) == ("unknown", "KID 1")


def test_a_payment_of_another_amount_moves_nothing_and_waits_to_be_looked_at() -> None:
    one = a_payment()
    content = notification(
        ACCOUNT, "CAD", [BookedEntry(amount=cad("12.35"), payment_id=one.payment_id, on=DAY)]
    )
    assert answers(content, one) == [None]
    assert [each.why for each in found(content, one).unmatched] == ["amount_differs"]


def test_a_file_that_was_booked_in_one_sum_is_all_its_payments_or_all_but_the_refused() -> None:
    one, other, refused = a_payment(), a_payment(), a_payment(state="failed")

    def booked(amount: str) -> bytes:
        return notification(
            ACCOUNT, "CAD", [BookedEntry(amount=cad(amount), batch_of=FILE, on=DAY)]
        )

    assert answers(booked("24.68"), one, other, refused) == [
        Settlement(on=DAY),
        Settlement(on=DAY),
        None,
    ]
    assert answers(booked("37.02"), one, other, refused, taken_back=[refused]) == [
        Settlement(on=DAY),
        Settlement(on=DAY),
        None,
    ]
    assert answers(booked("37.02"), one, other, refused) == [None] * 3
    assert answers(booked("24.67"), one, other, refused) == [None] * 3


@pytest.mark.requirement("B17")
@pytest.mark.parametrize("is_debit", [True, False])
def test_money_that_moves_for_a_payment_that_was_refused_waits_to_be_looked_at(
    is_debit: bool,
) -> None:
    """Where the books have its money both ways already, it was told before."""
    refused = a_payment(state="failed")
    moved = BookedEntry(
        amount=refused.amount, payment_id=refused.payment_id, is_debit=is_debit, on=DAY
    )
    content = notification(ACCOUNT, "CAD", [moved])
    assert answers(content, refused) == [None]
    assert [one.why for one in found(content, refused).unmatched] == ["refused_before"]
    assert found(content, refused, taken_back=[refused]).unmatched == []


@pytest.mark.requirement("B17")
def test_what_is_known_or_overtaken_says_nothing_new() -> None:
    states = [a_payment(state=state) for state in ("in_transit", "settled", "failed")]
    taken = [BookedEntry(amount=one.amount, payment_id=one.payment_id, on=DAY) for one in states]
    assert answers(notification(ACCOUNT, "CAD", taken), *states) == [Settlement(on=DAY), None, None]
    refused = [
        PaymentAnswer(payment_id=one.payment_id, status="RJCT", code="AC04") for one in states
    ]
    assert answers(status_report(FILE, refused), *states) == [Refusal(code="AC04")] * 2 + [None]
    both = notification(
        ACCOUNT,
        "CAD",
        [
            BookedEntry(
                amount=cad("12.34"),
                payment_id=states[0].payment_id,
                on=DAY,
                is_debit=is_debit,
                return_code=code,
            )
            for is_debit, code in ((False, "AC04"), (True, ""), (False, "AC01"))
        ],
        STATEMENT,
    )
    assert answers(both, states[0]) == [Refusal(code="AC04")]


A_REPORT = status_report(FILE, [PaymentAnswer(payment_id=new_id(), status="RJCT", code="AC04")])
A_BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03">&c;</Document>"""


@pytest.mark.requirement("B17")
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (A_REPORT[: len(A_REPORT) // 2], ("line ", "is not XML")),
        (A_BOMB, ("line 1", "document type declaration")),
        (
            A_BOMB.replace(b'a "lol"', b'a SYSTEM "file:///etc/passwd"'),
            ("document type declaration",),
        ),
        (b"", ("is not XML",)),
        (b"id;amount 1;2", ("is not XML",)),
        (b"<html/>", ("line 1", "is none of camt.053.001.02")),
        (A_REPORT.replace(b"002.001.03", b"002.001.99"), ("is none of",)),
        (A_REPORT.replace(b"GrpHdr", b"GrpHead"), ("line 4", "GrpHead")),
        (A_REPORT.replace(b"<OrgnlMsgNmId>pain.001.001.03</OrgnlMsgNmId>", b""), ("line 5",)),
        (A_REPORT, ("line 5", "OrgnlMsgId", "is no file of a pay run here")),
    ],
)
def test_a_file_that_cannot_be_used_says_what_is_wrong_and_where(
    content: bytes, said: tuple[str, ...]
) -> None:
    with pytest.raises(BankFileError) as refused:
        found(content)
    reason = str(refused.value)
    assert {error.field for error in refused.value.errors} == {"file"}
    for part in said:
        assert part in reason


def test_a_payment_that_the_file_does_not_have_is_named_with_its_line() -> None:
    stranger = status_report(FILE, [PaymentAnswer(payment_id=new_id(), status="ACSC")])
    with pytest.raises(BankFileError, match="line 5: OrgnlEndToEndId"):
        found(stranger, a_payment())


@pytest.mark.parametrize(
    ("account", "currency", "amount", "said"),
    [
        ("7654321", "CAD", cad("1"), "Acct: is no account of this agency"),
        (ACCOUNT, "NOK", nok("1"), "Acct/Ccy: this account is in CAD"),
        (ACCOUNT, "CAD", nok("1"), "Amt: NOK on an account in CAD"),
    ],
)
def test_a_file_of_another_account_or_currency_is_refused_whole(
    account: str, currency: str, amount: Money, said: str
) -> None:
    one = a_payment()
    booked = [
        BookedEntry(amount=one.amount, payment_id=one.payment_id, on=DAY),
        BookedEntry(amount=amount, on=DAY, end_to_end="x"),
    ]
    with pytest.raises(BankFileError, match=said):
        found(notification(account, currency, booked), one)


def test_ids_in_files_are_of_no_other_payment_or_run() -> None:
    ident = new_id()
    assert end_to_end_id(ident) == ident.hex
    assert len(message_id(ident, "CAD")) == 35


@pytest.mark.requirement("B17")
def test_what_a_payer_writes_never_refuses_the_file_and_what_no_books_hold_does() -> None:
    odd = QuotedReference(reference="x" * 35, kind="KID", amount=cad("1.23"))
    booked = BookedEntry(amount=cad("2"), is_debit=False, on=DAY, quotes=(odd,))
    content = notification(ACCOUNT, "CAD", [booked])
    for wrong in (b'Ccy="CAD">1.234<', b'Ccy="XXX">1.23<'):
        changed = content.replace(b'<RmtdAmt Ccy="CAD">1.23<', b"<RmtdAmt " + wrong)
        assert changed != content
        (part,) = found(changed).unmatched
        assert [one.amount for one in part.detail.remittances] == [None]
    huge = content.replace(b'Ccy="CAD">2.00<', b'Ccy="CAD">' + b"9" * 17 + b"<")
    with pytest.raises(BankFileError, match="Amt: is more than there is"):
        found(huge)
    for day in (b"0001-01-01", b"1999-12-31", b"9999-12-31"):
        on_no_day = content.replace(f"<Dt>{DAY}</Dt>".encode(), b"<Dt>" + day + b"</Dt>")
        assert on_no_day != content
        with pytest.raises(BankFileError, match=f"Ntry: booked on {day.decode()}, not between"):
            found(on_no_day)


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("Konto gesperrt, bitte prüfen", "Konto gesperrt, bitte prüfen"),
        ("Account\nclosed\t\x7f today", "Account closed today"),
        ("pay\u00adment \u202e0001\ufeff", "payment 0001"),
        ("first\u2028second\u0085third", "first second third"),
        ("Zoe\u0308 " + "e" + "\u0301" * 40, "Zoë é"),
        ("\u200b\U000e0041", ""),
    ],
)
def test_what_others_write_is_one_line_that_shows_all_that_it_says(
    written: str, read_as: str
) -> None:
    one = a_payment()
    refused = PaymentAnswer(
        payment_id=one.payment_id, status="RJCT", code="AC04TOOLONG", words=written
    )
    for kind in ("pain.002.001.03", "pain.002.001.10"):
        report = status_report(FILE, [refused], kind=kind).replace(
            b"AC04TOOLONG", b"AC04" if kind.endswith("03") else b"AC04TOOLONG"
        )
        assert answers(report, one) == [Refusal(code="AC04", words=read_as)]
    credit = BookedEntry(amount=cad("2"), is_debit=False, on=DAY, text=written, end_to_end="X")
    (part,) = found(notification(ACCOUNT, "CAD", [credit])).unmatched
    assert part.detail.text == read_as


def test_a_refusal_repeats_no_more_of_a_file_than_shows_where_it_is_wrong() -> None:
    endless = A_REPORT.replace(b"GrpHdr", b"G" * 50_000)
    with pytest.raises(BankFileError) as refused:
        found(endless)
    assert all(len(error.reason) < 400 for error in refused.value.errors)
    assert "is not expected" in str(refused.value)


def test_a_file_with_more_than_any_pay_run_has_is_refused_with_its_line() -> None:
    one = BookedEntry(amount=cad("1"), is_debit=False, on=DAY)
    most = [one] * MAX_PARTS
    assert len(read(notification(ACCOUNT, "CAD", most)).accounts[0].entries) == MAX_PARTS
    with pytest.raises(BankFileError, match="line 5: Ntry: has more than 50,000 of these"):
        read(notification(ACCOUNT, "CAD", [*most, one]))
    part = BookedPart(amount=cad("1"))
    batch = BookedEntry(amount=cad("1"), on=DAY, parts=(part,) * (MAX_PARTS + 1))
    with pytest.raises(BankFileError, match="TxDtls: has more than 50,000 of these"):
        read(notification(ACCOUNT, "CAD", [batch]))
    answer = PaymentAnswer(payment_id=new_id(), status="ACSC")
    with pytest.raises(BankFileError, match="TxInfAndSts: has more than 50,000 of these"):
        read(status_report(FILE, [answer] * (MAX_PARTS + 1)))
