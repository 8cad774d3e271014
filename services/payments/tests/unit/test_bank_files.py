"""Files for the bank: valid by their schemas, the same each time, and as the standard says."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from contracts.bank_details import CanadianDetails, IbanDetails, NorwegianDetails
from contracts.money import Money
from payments.bank import cpa005, pain001
from payments.bank.cpa005 import RECORD_LENGTH, BankAgreementError, NotCanadianError
from payments.bank.model import Credit, Debtor, Details, Order, misfit
from payments.bank.pain001 import Pain001
from payments.bank.xml import etree

from ..builders import cad

IBAN = IbanDetails(iban="NO9386011117947", bic="DNBANOKK")
NORWEGIAN = NorwegianDetails(account_number="86011117947")
CANADIAN = CanadianDetails(institution="003", transit="00011", account_number="1234567")
OURS = Debtor(
    name="Maple Staffing Ltd.",
    country="CA",
    details=CanadianDetails(institution="010", transit="12345", account_number="7654321"),
    originator_id="MAPLE00001",
    short_name="Maple",
    data_centre="01020",
)


def a_credit(number: int, details: Details = CANADIAN, **facts: Any) -> Credit:
    given: dict[str, Any] = {
        "end_to_end_id": f"{number:032x}",
        "number": f"P-2026-{number:06}",
        "amount": cad("12.34"),
        "name": "Zoë Łukasz Müller",
        "country": "CA",
        "details": details,
    }
    return Credit(**(given | facts))


def an_order(*credits_: Credit, **facts: Any) -> Order:
    given: dict[str, Any] = {
        "message_id": "0" * 32 + "CAD",
        "creation_number": 7,
        "created_at": datetime(2026, 3, 10, 12, 30, tzinfo=UTC),
        "pay_on": date(2026, 3, 12),
        "currency": "CAD",
        "debtor": OURS,
        "credits_": credits_,
    }
    return Order(**(given | facts))


def texts(file: bytes, path: str) -> list[str]:
    found: list[str] = etree.fromstring(file).xpath(
        "/".join(f"*[local-name()='{step}']" for step in path.split("/")) + "/text()"
    )
    return found


ALL = an_order(
    a_credit(1),
    a_credit(2, IBAN, country="NO"),
    a_credit(3, IbanDetails(iban="NO9386011117947")),
    a_credit(4, NORWEGIAN, amount=cad("0.01")),
)


@pytest.mark.requirement("A4")
@pytest.mark.parametrize("version", Pain001)
def test_a_credit_transfer_is_valid_by_its_schema_and_the_same_each_time(version: Pain001) -> None:
    """That it is valid is asked by `write` itself, of the bytes that leave."""
    written = pain001.write(ALL, version)
    assert written == pain001.write(ALL, version)
    assert f'xmlns="urn:iso:std:iso:20022:tech:xsd:{version}"'.encode() in written
    assert texts(written, "CstmrCdtTrfInitn/GrpHdr/MsgId") == [ALL.message_id]
    assert texts(written, "CstmrCdtTrfInitn/GrpHdr/CtrlSum") == ["37.03"]
    assert texts(written, "CstmrCdtTrfInitn/GrpHdr/NbOfTxs") == ["4"]
    transfer = "CstmrCdtTrfInitn/PmtInf/CdtTrfTxInf"
    assert texts(written, f"{transfer}/PmtId/EndToEndId") == [f"{n:032x}" for n in range(1, 5)]
    assert set(texts(written, f"{transfer}/Cdtr/Nm")) == {"Zoe Lukasz Mueller"}
    assert texts(written, f"{transfer}/CdtrAgt/FinInstnId/ClrSysMmbId/MmbId") == ["000300011"]
    assert texts(written, f"{transfer}/CdtrAcct/Id/IBAN") == [IBAN.iban] * 2
    assert texts(written, f"{transfer}/CdtrAcct/Id/Othr/Id") == ["1234567", "86011117947"]


def test_a_transfer_in_euros_is_one_of_sepa() -> None:
    euros = Money(amount_minor=100, currency="EUR")
    order = an_order(a_credit(1, IBAN, amount=euros), currency="EUR")
    written = pain001.write(order, Pain001.V09)
    block = "CstmrCdtTrfInitn/PmtInf"
    assert texts(written, f"{block}/PmtTpInf/SvcLvl/Cd") == ["SEPA"]
    assert texts(written, f"{block}/ChrgBr") == ["SLEV"]


@pytest.mark.parametrize(
    ("bic", "named_by"),
    [
        ("DNBANOKK", {Pain001.V03, Pain001.V09}),
        ("DNBANOKKXXX", {Pain001.V03, Pain001.V09}),
        ("DNBANO2O", {Pain001.V09}),
        ("DN12NOKK", {Pain001.V09}),
        ("12345678", set()),
    ],
)
@pytest.mark.parametrize("version", Pain001)
def test_one_odd_bic_keeps_nobodys_payment_out_of_the_file(
    version: Pain001, bic: str, named_by: set[Pain001]
) -> None:
    odd = IbanDetails(iban="NO9386011117947", bic=bic)
    debtor = replace(OURS, details=odd)
    written = pain001.write(an_order(a_credit(1, IBAN), a_credit(2, odd), debtor=debtor), version)
    block = "CstmrCdtTrfInitn/PmtInf"
    named = [bic] if version in named_by else []
    transfer = f"{block}/CdtTrfTxInf"
    agent = f"{transfer}/CdtrAgt/FinInstnId/{version.bic}"
    assert texts(written, agent) == ["DNBANOKK", *named]
    assert texts(written, f"{transfer}/CdtrAcct/Id/IBAN") == [IBAN.iban] * 2
    assert texts(written, f"{block}/DbtrAgt/FinInstnId/{version.bic}") == named


def test_a_file_that_its_schema_refuses_is_not_written() -> None:
    with pytest.raises(etree.DocumentInvalid):
        pain001.write(an_order(a_credit(1), message_id="x" * 36), Pain001.V03)


def records(order: Order) -> list[str]:
    lines = cpa005.write(order).decode("ascii").split("\r\n")
    assert lines.pop() == ""
    assert {len(line) for line in lines} == {RECORD_LENGTH}
    return lines


@pytest.mark.requirement("A4")
def test_a_canadian_file_has_a_header_six_payments_a_record_and_a_trailer() -> None:
    header, first, second, trailer = records(an_order(*(a_credit(n) for n in range(1, 8))))
    assert header.rstrip() == f"A000000001MAPLE000010007026069{'01020'}{' ' * 20}CAD"
    assert first[:24] == "C000000002MAPLE000010007"
    assert second[:24] == "C000000003MAPLE000010007"
    assert len(second.rstrip()) == 24 + 240
    assert trailer.rstrip() == (
        "Z000000004MAPLE000010007" + "0" * 22 + "00000000008638" + "00000007" + "0" * 44
    )


def test_a_payment_of_a_canadian_file_is_240_characters_in_their_order() -> None:
    segment = records(an_order(a_credit(42)))[1][24:264]
    fields = (
        ("450", 3),
        ("0000001234", 10),
        ("026071", 6),
        ("000300011", 9),
        ("1234567     ", 12),
        ("0" * 22, 22),
        ("000", 3),
        ("Maple          ", 15),
        ("Zoe Lukasz Mueller            ", 30),
        ("Maple Staffing Ltd.           ", 30),
        ("MAPLE00001", 10),
        ("P-2026-000042      ", 19),
        ("001012345", 9),
        ("7654321     ", 12),
        (" " * 15, 15),
        (" " * 22, 22),
        ("  ", 2),
        ("0" * 11, 11),
    )
    for expected, length in fields:
        assert segment[:length] == expected
        segment = segment[length:]
    assert segment == ""


def test_the_largest_amount_that_is_ordered_keeps_each_field_in_its_place() -> None:
    """One more has no place: it is left out of the run before."""
    largest = cad("99999999.99")
    assert misfit(holder="Ada", kind="canadian", amount=largest) is None
    assert misfit(holder="Ada", kind="canadian", amount=largest + cad("0.01"))
    segment = records(an_order(a_credit(42, amount=largest)))[1][24:264]
    assert segment[3:19] == "9999999999026071"


@pytest.mark.parametrize(
    ("order", "error"),
    [
        (an_order(a_credit(1, IBAN)), NotCanadianError),
        (an_order(currency="NOK"), NotCanadianError),
        (an_order(a_credit(1), debtor=replace(OURS, details=IBAN)), NotCanadianError),
        (an_order(a_credit(1), debtor=replace(OURS, originator_id="")), BankAgreementError),
    ],
)
def test_a_canadian_file_is_between_canadian_accounts_by_an_agreement(
    order: Order, error: type[Exception]
) -> None:
    with pytest.raises(error):
        cpa005.write(order)


def test_the_numbers_of_canadian_files_begin_again_after_9999() -> None:
    assert records(an_order(a_credit(1), creation_number=9999))[0][20:24] == "9999"
    assert records(an_order(a_credit(1), creation_number=10_000))[0][20:24] == "0001"
