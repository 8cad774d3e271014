"""The XML of a bank's file: what is wrong is said soon, with its line, and to its sender alone."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from chassis.ids import new_id
from payments.bank.parsing import MAX_BYTES, BankFileError
from payments.bank.reading import read

from ..bank_answers import PaymentAnswer, status_report

pytestmark = pytest.mark.requirement("B17")


def a_report(status: str, words: str = "Closed") -> bytes:
    one = PaymentAnswer(payment_id=new_id(), status=status, code="AC04", words=words)
    return status_report("FILE", [one] * 100)


def reasons(content: bytes) -> Sequence[str]:
    with pytest.raises(BankFileError) as refused:
        read(content)
    return [error.reason for error in refused.value.errors]


def test_who_sends_a_file_hears_of_no_other_that_is_read_at_the_same_time() -> None:
    files = {status: a_report(status) for status in ("AAAA", "BBBB")}

    def read_often(status: str) -> set[str]:
        said = {reason for _ in range(40) for reason in reasons(files[status])}
        return {each for each in files if any(each in reason for reason in said)}

    with ThreadPoolExecutor(len(files)) as threads:
        assert list(threads.map(read_often, files)) == [{"AAAA"}, {"BBBB"}]


def test_a_file_that_is_wrong_a_million_times_is_refused_soon() -> None:
    wrong = b"<AddtlInf/>" * 1_000_000
    content = a_report("RJCT").replace(b"<AddtlInf>Closed</AddtlInf>", wrong, 1)
    assert len(content) < MAX_BYTES
    begun = time.perf_counter()
    found = reasons(content)
    assert time.perf_counter() - begun < 10
    assert len(found) == 20
    assert all("AddtlInf" in reason for reason in found)


def test_each_fault_is_named_with_its_line_however_far_from_the_first() -> None:
    lines = a_report("RJCT").replace(b"><", b">\n<").split(b"\n")
    places = [place for place, line in enumerate(lines) if line == b"<TxSts>RJCT</TxSts>"]
    for place in (places[3], places[90]):
        lines[place] = b"<TxSts>NONE</TxSts>"
    found = reasons(b"\n".join(lines))
    assert [reason.partition(":")[0] for reason in found] == [
        f"line {places[3] + 1}",
        f"line {places[90] + 1}",
    ]
