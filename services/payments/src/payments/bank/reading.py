"""Reading what a bank sends: pain.002, camt.053 and camt.054 of ISO 20022, from outside.

Nothing of a file is believed before its schema has it, no entity is opened and nothing is fetched.
What is wrong is said with its element and line.
"""

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache

from chassis.fields import EARLIEST_DAY, LATEST_DAY, MAX_AMOUNT_MINOR, unprintable
from contracts.currencies import MINOR_DIGITS
from contracts.money import Money, minor_digits
from payments.bank.parsing import BankFileError, parse, wrong
from payments.bank.xml import Element, etree


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentStatus:
    """What a status report says of one payment, or of all of a file: `status` is such as RJCT."""

    line: int
    end_to_end_id: str = ""
    status: str
    reason_code: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusReport:
    """pain.002: `of_all` holds for each payment of the file that is not listed."""

    line: int
    original_message_id: str
    of_all: PaymentStatus | None
    payments: tuple[PaymentStatus, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Remittance:
    """What a payer says by a reference that was made for it: of whom, and how much of the money."""

    reference: str
    amount: Money | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryDetail:
    """A part of an entry, or all of it: what moved, and what it was for.

    `bank_reference` is what the bank knows this part by; empty where its entry has one of its own.
    """

    line: int
    amount: Money
    is_debit: bool
    bank_reference: str = ""
    end_to_end_id: str = ""
    original_message_id: str = ""
    is_return: bool = False
    reason_code: str = ""
    reason: str = ""
    party: str = ""
    text: str = ""
    remittances: tuple[Remittance, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A booked entry of an account.

    `reference` is what the bank knows it by, the same in each file that tells of it: its own, or
    that of its only part; empty where it gives none. What is told as a sum is its own one detail.
    """

    line: int
    booked_on: date
    amount: Money
    is_debit: bool
    reference: str
    has_details: bool
    details: tuple[EntryDetail, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountReport:
    """camt.053 or camt.054: what was booked on an account, which is an IBAN or a number."""

    line: int
    account: str
    currency: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BankMessage:
    """A file of a bank: `kind` is such as pain.002.001.03."""

    kind: str
    message_id: str
    statuses: tuple[StatusReport, ...] = ()
    accounts: tuple[AccountReport, ...] = ()

    def line_of(self, day: date) -> int | None:
        """Of the first entry that was booked on a day."""
        entries = (entry for account in self.accounts for entry in account.entries)
        return next((entry.line for entry in entries if entry.booked_on == day), None)


def read(content: bytes) -> BankMessage:
    """The file. Raises BankFileError, which names element and line."""
    kind, root = parse(content, _READERS)
    return _READERS[kind](root, kind)


# One file -----------------------------------------------------------------------------------------


def _status_report(root: Element, kind: str) -> BankMessage:
    report = _one(root, "CstmrPmtStsRpt")
    group = _one(report, "OrgnlGrpInfAndSts")
    blocks = list(_all(report, "OrgnlPmtInfAndSts"))
    payments = [_status(one, "TxSts") for block in blocks for one in _all(block, "TxInfAndSts")]
    said_of_all = [_status(group, "GrpSts"), *(_status(block, "PmtInfSts") for block in blocks)]
    of_all = next((one for one in reversed(said_of_all) if one.status), None)
    return BankMessage(
        kind=kind,
        message_id=_text(report, "GrpHdr/MsgId"),
        statuses=(
            StatusReport(
                line=group.sourceline,
                original_message_id=_text(group, "OrgnlMsgId"),
                of_all=of_all,
                payments=tuple(payments),
            ),
        ),
    )


def _status(element: Element, name: str) -> PaymentStatus:
    code, words = _reason(element, "StsRsnInf")
    return PaymentStatus(
        line=element.sourceline,
        end_to_end_id=_text(element, "OrgnlEndToEndId"),
        status=_text(element, name),
        reason_code=code,
        reason=words,
    )


def _statement(root: Element, kind: str) -> BankMessage:
    return _account_reports(root, kind, "BkToCstmrStmt", "Stmt")


def _notification(root: Element, kind: str) -> BankMessage:
    return _account_reports(root, kind, "BkToCstmrDbtCdtNtfctn", "Ntfctn")


def _account_reports(root: Element, kind: str, message: str, report: str) -> BankMessage:
    found = _one(root, message)
    return BankMessage(
        kind=kind,
        message_id=_text(found, "GrpHdr/MsgId"),
        accounts=tuple(_account(one) for one in _all(found, report)),
    )


def _account(report: Element) -> AccountReport:
    return AccountReport(
        line=report.sourceline,
        account=_text(report, "Acct/Id/IBAN") or _text(report, "Acct/Id/Othr/Id"),
        currency=_text(report, "Acct/Ccy"),
        entries=tuple(
            _entry(one)
            for one in _all(report, "Ntry")
            # What is only pending moves nothing: the bank says it again once it is booked.
            if (_text(one, "Sts/Cd") or _text(one, "Sts")) == "BOOK"
        ),
    )


def _entry(entry: Element) -> Entry:
    details = [one for block in _all(entry, "NtryDtls") for one in _all(block, "TxDtls")]
    is_one = len(details) < 2
    reference = _text(entry, "AcctSvcrRef")
    if is_one and not reference:
        reference = _text(entry, "NtryDtls/TxDtls/Refs/AcctSvcrRef")
    return Entry(
        line=entry.sourceline,
        booked_on=_booked_on(entry),
        amount=_money(_one(entry, "Amt")),
        is_debit=_text(entry, "CdtDbtInd") == "DBIT",
        reference=reference,
        has_details=bool(details),
        details=tuple(_detail(one, entry, is_all=is_one) for one in details or [entry]),
    )


def _booked_on(entry: Element) -> date:
    said = _text(entry, "BookgDt/Dt") or _text(entry, "BookgDt/DtTm") or _text(entry, "ValDt/Dt")
    try:
        day = date.fromisoformat(said[:10])
    except ValueError:
        raise wrong(entry.sourceline, "Ntry: has no day on which it was booked") from None
    if not EARLIEST_DAY <= day <= LATEST_DAY:
        outside = f"Ntry: booked on {day}, not between {EARLIEST_DAY} and {LATEST_DAY}"
        raise wrong(entry.sourceline, outside)
    return day


def _detail(detail: Element, entry: Element, *, is_all: bool) -> EntryDetail:
    """What is not said of a part is said of the entry. `is_all`: it is the whole of it."""
    code, words = _reason(detail, "RtrInf")
    said, own = ("", _text(entry, "AcctSvcrRef")) if is_all else (_text(detail, "CdtDbtInd"), "")
    is_debit = (said or _text(entry, "CdtDbtInd")) == "DBIT"
    reverses = _text(entry, "RvslInd") in {"true", "1"}
    batch = _text(entry, "NtryDtls/Btch/MsgId") or _text(entry, "NtryDtls/Btch/PmtInfId")
    party = "Cdtr" if is_debit else "Dbtr"
    return EntryDetail(
        line=detail.sourceline,
        amount=_money(_one(entry, "Amt") if is_all else _amount_of(detail, entry)),
        is_debit=is_debit,
        bank_reference="" if own else _text(detail, "Refs/AcctSvcrRef"),
        end_to_end_id=_text(detail, "Refs/EndToEndId"),
        original_message_id=_text(detail, "Refs/PmtInfId") or _text(detail, "Refs/MsgId") or batch,
        is_return=bool(code or words) or reverses,
        reason_code=code,
        reason=words,
        party=_text(detail, f"RltdPties/{party}/Nm") or _text(detail, f"RltdPties/{party}/Pty/Nm"),
        text=_remittance_text(detail),
        remittances=tuple(_remittances(detail)),
    )


def _remittance_text(detail: Element) -> str:
    """What a person reads of what it was for."""
    texts = [_line(one) for one in _all(detail, "RmtInf/Ustrd")]
    texts = texts or [one.reference for one in _remittances(detail)]
    return " ".join(texts)[:MAX_TEXT]


def _remittances(detail: Element) -> Iterator[Remittance]:
    for one in _all(detail, "RmtInf/Strd"):
        if reference := _text(one, "CdtrRefInf/Ref"):
            yield Remittance(reference=reference, amount=_remitted(one))


def _remitted(remittance: Element) -> Money | None:
    """What of the money is for this reference; payers write it, so it may be anything."""
    found = _find(remittance, "RfrdDocAmt/RmtdAmt")
    try:
        return _money(found) if found is not None else None
    except BankFileError:
        return None


def _amount_of(detail: Element, entry: Element) -> Element:
    """Of the part itself, in whichever place this version has it; else of the whole entry.

    What was ordered in another currency is not what was booked.
    """
    whole = _one(entry, "Amt")
    for path in ("Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/InstdAmt/Amt"):
        found = _find(detail, path)
        if found is not None and found.get("Ccy") == whole.get("Ccy"):
            return found
    return whole


def _money(amount: Element) -> Money:
    currency = str(amount.get("Ccy"))
    if currency not in MINOR_DIGITS:
        raise wrong(amount.sourceline, f"Amt: {currency} is no currency")
    try:
        minor = Decimal(amount.text).scaleb(minor_digits(currency))
    except InvalidOperation:
        raise wrong(amount.sourceline, "Amt: is no amount") from None
    if minor != int(minor):
        raise wrong(amount.sourceline, f"Amt: has more decimals than {currency}")
    if minor > MAX_AMOUNT_MINOR:
        raise wrong(amount.sourceline, "Amt: is more than there is")
    return Money(amount_minor=int(minor), currency=currency)


def _reason(element: Element, name: str) -> tuple[str, str]:
    """A code, and the bank's own words, one line of them."""
    for info in _all(element, name):
        code = _text(info, "Rsn/Cd")[:MAX_CODE]
        words = " ".join(_line(one) for one in _all(info, "AddtlInf"))
        words = words or _text(info, "Rsn/Prtry")
        if code or words:
            return code, words[:MAX_WORDS]
    return "", ""


MAX_CODE = 4
"""Of ISO 20022's codes. The schema of one version is not here, so nothing else holds it to that."""
MAX_WORDS = 140
"""So much of the bank's own words is kept."""
MAX_TEXT = 500
"""So much of what a payer wrote is kept."""


# Elements -----------------------------------------------------------------------------------------


def _path(element: Element, path: str) -> str:
    # All of a file is in the namespace of its root, which is one of ours.
    return _path_in(element.tag[: element.tag.index("}") + 1], path)


@cache
def _path_in(namespace: str, path: str) -> str:
    return "/".join(f"{namespace}{step}" for step in path.split("/"))


def _find(element: Element, path: str) -> Element | None:
    return element.find(_path(element, path))


def _one(element: Element, path: str) -> Element:
    found = _find(element, path)
    if found is None:
        inside = etree.QName(element).localname
        raise wrong(element.sourceline, f"{inside}: has no {path}")
    return found


def _all(element: Element, path: str) -> Iterator[Element]:
    return iter(element.findall(_path(element, path)))


def _text(element: Element, path: str) -> str:
    found = _find(element, path)
    return _line(found) if found is not None else ""


def _line(element: Element) -> str:
    """One line of what it says, without what cannot be printed or seen: whoever pays writes it."""
    text = str(element.text or "").strip()
    if (text.isascii() and text.isprintable()) or not unprintable(text):
        return text
    # An invisible character stands within a word, another between two.
    kept = (
        character
        if not unprintable(character)
        else ("" if unicodedata.category(character) == "Cf" else " ")
        for character in unicodedata.normalize("NFC", text)
    )
    line = " ".join("".join(kept).split())
    return line if not unprintable(line) else _without_marks(line)


def _without_marks(text: str) -> str:
    """Of letters with more accents than any script has."""
    return "".join(one for one in text if unicodedata.category(one) not in {"Mn", "Me"})


_READERS: Mapping[str, Callable[[Element, str], BankMessage]] = {
    "pain.002.001.03": _status_report,
    "pain.002.001.10": _status_report,
    "camt.053.001.02": _statement,
    "camt.053.001.08": _statement,
    "camt.054.001.02": _notification,
    "camt.054.001.08": _notification,
}
