"""The bank of the story: it reads what it is ordered to pay, and answers as banks do.

Some payments it refuses, the others it books; it says so in several files, in no order, and twice.
So it does with the money that clients pay in. What it has booked it keeps, to be compared with the
ledger.
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from xml.etree import ElementTree as ET

from contracts.money import minor_digits

_ISO = "urn:iso:std:iso:20022:tech:xsd:"
_REASONS = ("AC04", "AC01", "MS03")
# What is booked beside each file of payments, and is of none: its amount, way and words.
_OTHERS = (("250.00", "CRDT", "KID 0012"), ("12.50", "DBIT", "Fee"))


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderedPayment:
    """A payment of a file."""

    end_to_end_id: str
    amount: str
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a file orders, and from which account."""

    message_id: str
    account: str
    day: str
    payments: tuple[OrderedPayment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientCredit:
    """Money that a client pays in: by the reference of an invoice, or with some words.

    `is_taken_back`: what had come in so leaves again.
    """

    ident: str
    amount_minor: int
    currency: str
    reference: str = ""
    text: str = ""
    is_taken_back: bool = False

    @property
    def amount(self) -> str:
        """As a file writes it."""
        digits = minor_digits(self.currency)
        return f"{Decimal(self.amount_minor).scaleb(-digits):.{digits}f}"

    @property
    def way(self) -> str:
        """Whether it comes in or leaves, as a file says it."""
        return "DBIT" if self.is_taken_back else "CRDT"


@dataclass(slots=True, kw_only=True)
class PlayedBank:
    """A bank with a statement: what it has booked, in minor units by currency.

    `booked` is what it took of payments; `stands_at` all that came in, less all that went out.
    """

    dice: random.Random
    booked: dict[str, int] = field(default_factory=dict[str, int])
    stands_at: dict[str, int] = field(default_factory=dict[str, int])

    def answers(self, file: bytes, refuse: int) -> list[bytes]:
        """What it says to a file, of which it refuses so many payments."""
        order = read(file)
        refused, taken = order.payments[:refuse], order.payments[refuse:]
        for one in taken:
            minor = int(one.amount.replace(".", ""))
            self.booked[one.currency] = self.booked.get(one.currency, 0) + minor
            self._book(one.currency, -minor)
        if taken:
            for amount, way, _ in _OTHERS:
                minor = int(amount.replace(".", ""))
                self._book(order.payments[0].currency, minor if way == "CRDT" else -minor)
        half = len(taken) // 2
        files = [
            _status_report(order, refused, taken),
            *(_notification(order, some) for some in (taken[:half], taken[half:]) if some),
        ]
        # Once more, all of them: nobody at a bank knows whether a file was fetched.
        files *= 2
        self.dice.shuffle(files)
        return files

    def tells_of(self, account: str, day: str, credits_: Sequence[ClientCredit]) -> list[bytes]:
        """What it says of money that came in: in two kinds of files, shuffled, and twice."""
        for one in credits_:
            minor = one.amount_minor
            self._book(one.currency, -minor if one.is_taken_back else minor)
        shuffled = list(credits_)
        self.dice.shuffle(shuffled)
        half = len(shuffled) // 2
        told = "camt.054.001.08", "BkToCstmrDbtCdtNtfctn", "Ntfctn"
        files = [
            _told_of(account, day, some, told)
            for some in (shuffled[:half], shuffled[half:])
            if some
        ]
        files.append(_told_of(account, day, credits_, ("camt.053.001.08", "BkToCstmrStmt", "Stmt")))
        files *= 2
        self.dice.shuffle(files)
        return files

    def _book(self, currency: str, minor: int) -> None:
        self.stands_at[currency] = self.stands_at.get(currency, 0) + minor


def read(file: bytes) -> Order:
    """A file by pain.001.001.09."""
    names = {"": f"{_ISO}pain.001.001.09"}
    root = ET.fromstring(file)  # noqa: S314 - our own file
    block = _one(root, "CstmrCdtTrfInitn/PmtInf", names)
    account = block.find("DbtrAcct/Id/IBAN", names)
    if account is None:
        account = _one(block, "DbtrAcct/Id/Othr/Id", names)
    return Order(
        message_id=_text(root, "CstmrCdtTrfInitn/GrpHdr/MsgId", names),
        account=account.text or "",
        day=_text(block, "ReqdExctnDt/Dt", names),
        payments=tuple(
            OrderedPayment(
                end_to_end_id=_text(one, "PmtId/EndToEndId", names),
                amount=_text(one, "Amt/InstdAmt", names),
                currency=_one(one, "Amt/InstdAmt", names).get("Ccy", ""),
            )
            for one in block.findall("CdtTrfTxInf", names)
        ),
    )


def _one(element: ET.Element, path: str, names: dict[str, str]) -> ET.Element:
    found = element.find(path, names)
    if found is None:
        raise ValueError(f"the file has no {path}")
    return found


def _text(element: ET.Element, path: str, names: dict[str, str]) -> str:
    return _one(element, path, names).text or ""


def _status_report(
    order: Order, refused: Sequence[OrderedPayment], taken: Sequence[OrderedPayment]
) -> bytes:
    """Which it will not carry out, and why; the others are on their way."""
    said = [(one, _refusal(n)) for n, one in enumerate(refused)]
    said += [(one, "<TxSts>ACSP</TxSts>") for one in taken]
    block = "".join(
        f"<TxInfAndSts><OrgnlEndToEndId>{one.end_to_end_id}</OrgnlEndToEndId>{status}</TxInfAndSts>"
        for one, status in said
    )
    return _document(
        "pain.002.001.03",
        "CstmrPmtStsRpt",
        f"<OrgnlGrpInfAndSts><OrgnlMsgId>{order.message_id}</OrgnlMsgId>"
        "<OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId></OrgnlGrpInfAndSts>"
        f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>{order.message_id}</OrgnlPmtInfId>{block}"
        "</OrgnlPmtInfAndSts>",
    )


def _refusal(position: int) -> str:
    code = _REASONS[position % len(_REASONS)]
    return f"<TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>{code}</Cd></Rsn></StsRsnInf>"


def _notification(order: Order, taken: Iterable[OrderedPayment]) -> bytes:
    """What it has booked on the day that it was ordered for."""
    entries = _others(order) + "".join(
        f'<Ntry><Amt Ccy="{one.currency}">{one.amount}</Amt><CdtDbtInd>DBIT</CdtDbtInd>'
        f"<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{order.day}</Dt></BookgDt>"
        "<BkTxCd><Prtry><Cd>PMNT</Cd></Prtry></BkTxCd>"
        f"<NtryDtls><TxDtls><Refs><EndToEndId>{one.end_to_end_id}</EndToEndId></Refs>"
        f'<Amt Ccy="{one.currency}">{one.amount}</Amt><CdtDbtInd>DBIT</CdtDbtInd>'
        "</TxDtls></NtryDtls></Ntry>"
        for one in taken
    )
    ident = _written(order.account)
    return _document(
        "camt.054.001.08",
        "BkToCstmrDbtCdtNtfctn",
        f"<Ntfctn><Id>1</Id><Acct><Id>{ident}</Id></Acct>{entries}</Ntfctn>",
    )


def _others(order: Order) -> str:
    """What else was booked meanwhile, and is of no payment: a client's money, and a fee."""
    currency = order.payments[0].currency
    return "".join(
        f'<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{way}</CdtDbtInd>'
        f"<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{order.day}</Dt></BookgDt>"
        f"<AcctSvcrRef>{order.message_id[:20]}-{way}</AcctSvcrRef>"
        "<BkTxCd><Prtry><Cd>OTHR</Cd></Prtry></BkTxCd>"
        f"<NtryDtls><TxDtls><RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
        for amount, way, text in _OTHERS
    )


def _written(account: str) -> str:
    return (
        f"<IBAN>{account}</IBAN>" if account[:2].isalpha() else f"<Othr><Id>{account}</Id></Othr>"
    )


def _told_of(
    account: str, day: str, credits_: Iterable[ClientCredit], told: tuple[str, str, str]
) -> bytes:
    """A statement or a notification of what clients paid in. `told`: its kind and its elements."""
    kind, message, report = told
    entries = "".join(_credited(one, day) for one in credits_)
    balances = "".join(
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
        f'<Amt Ccy="{one.currency}">0</Amt><CdtDbtInd>CRDT</CdtDbtInd>'
        f"<Dt><Dt>{day}</Dt></Dt></Bal>"
        for one in list(credits_)[:1]
        for code in ("OPBD", "CLBD")
        if report == "Stmt"
    )
    body = f"<Id>1</Id><Acct><Id>{_written(account)}</Id></Acct>{balances}{entries}"
    return _document(kind, message, f"<{report}>{body}</{report}>")


def _credited(one: ClientCredit, day: str) -> str:
    amount = f'<Amt Ccy="{one.currency}">{one.amount}</Amt><CdtDbtInd>{one.way}</CdtDbtInd>'
    said = f"<Ustrd>{one.text}</Ustrd>"
    if one.reference:
        kind = "<Prtry>KID</Prtry>" if one.reference.isdigit() else "<Cd>SCOR</Cd>"
        said = (
            f"<Strd><CdtrRefInf><Tp><CdOrPrtry>{kind}</CdOrPrtry></Tp>"
            f"<Ref>{one.reference}</Ref></CdtrRefInf></Strd>"
        )
    return (
        f"<Ntry>{amount}<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{day}</Dt></BookgDt>"
        f"<AcctSvcrRef>{one.ident}</AcctSvcrRef><BkTxCd><Prtry><Cd>PMNT</Cd></Prtry></BkTxCd>"
        f"<NtryDtls><TxDtls>{amount}<RmtInf>{said}</RmtInf></TxDtls></NtryDtls></Ntry>"
    )


def _document(kind: str, message: str, body: str) -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Document xmlns="{_ISO}{kind}"><{message}>'
        "<GrpHdr><MsgId>PLAYED-BANK</MsgId><CreDtTm>2026-01-01T00:00:00</CreDtTm></GrpHdr>"
        f"{body}</{message}></Document>"
    ).encode()
