"""What a bank answers to a file: status reports and notifications, as a bank writes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID
from xml.sax.saxutils import escape

from contracts.money import Money
from payments.bank.model import end_to_end_id

STATUS = "pain.002.001.03"
NOTIFICATION = "camt.054.001.08"
STATEMENT = "camt.053.001.02"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentAnswer:
    """What a bank says of a payment: RJCT with a code, ACSC, or another status."""

    payment_id: UUID
    status: str
    code: str = ""
    words: str = ""


def status_report(
    message_id: str, said: Sequence[PaymentAnswer], *, of_all: str = "", kind: str = STATUS
) -> bytes:
    """pain.002 about a file."""
    group = f"<GrpSts>{of_all}</GrpSts>" if of_all else ""
    block = "".join(_transaction(one) for one in said)
    blocks = (
        f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>{message_id}</OrgnlPmtInfId>{block}</OrgnlPmtInfAndSts>"
        if said
        else ""
    )
    return _document(
        kind,
        "CstmrPmtStsRpt",
        f"<OrgnlGrpInfAndSts><OrgnlMsgId>{message_id}</OrgnlMsgId>"
        f"<OrgnlMsgNmId>pain.001.001.03</OrgnlMsgNmId>{group}</OrgnlGrpInfAndSts>{blocks}",
    )


def _transaction(one: PaymentAnswer) -> str:
    code = f"<Rsn><Cd>{one.code}</Cd></Rsn>" if one.code else ""
    words = f"<AddtlInf>{escape(one.words)}</AddtlInf>" if one.words else ""
    reason = f"<StsRsnInf>{code}{words}</StsRsnInf>" if code or words else ""
    return (
        f"<TxInfAndSts><OrgnlEndToEndId>{end_to_end_id(one.payment_id)}</OrgnlEndToEndId>"
        f"<TxSts>{one.status}</TxSts>{reason}</TxInfAndSts>"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedReference:
    """A structured reference as a bank passes it on: `kind` is SCOR, or the bank's own name."""

    reference: str
    kind: str = "SCOR"
    amount: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BookedPart:
    """One of several parts of an entry."""

    amount: Money
    reference: str = ""
    end_to_end: str = ""
    text: str = ""
    quotes: tuple[QuotedReference, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BookedEntry:
    """An entry: of a payment, or of whatever `end_to_end` names. A return has a code.

    `reference_inside` stands in its one part.
    """

    amount: Money
    payment_id: UUID | None = None
    end_to_end: str = ""
    is_debit: bool = True
    on: date
    reference: str = ""
    reference_inside: str = ""
    return_code: str = ""
    batch_of: str = ""
    text: str = ""
    quotes: tuple[QuotedReference, ...] = ()
    parts: tuple[BookedPart, ...] = ()
    reverses: bool = False


def notification(
    account: str, currency: str, booked: Sequence[BookedEntry], kind: str = NOTIFICATION
) -> bytes:
    """camt.053 or camt.054 of an account, which is an IBAN or a number."""
    ident = (
        f"<IBAN>{account}</IBAN>" if account[:2].isalpha() else f"<Othr><Id>{account}</Id></Othr>"
    )
    is_statement = kind.startswith("camt.053")
    balances = _balances(currency) if is_statement else ""
    entries = "".join(_entry(one, kind) for one in booked)
    report = "Stmt" if is_statement else "Ntfctn"
    return _document(
        kind,
        "BkToCstmrStmt" if is_statement else "BkToCstmrDbtCdtNtfctn",
        f"<{report}><Id>1</Id><CreDtTm>2026-03-12T08:00:00</CreDtTm>"
        f"<Acct><Id>{ident}</Id><Ccy>{currency}</Ccy></Acct>{balances}{entries}</{report}>",
    )


def _balances(currency: str) -> str:
    return "".join(
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy='{currency}'>0.00</Amt>"
        "<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-12</Dt></Dt></Bal>"
        for code in ("OPBD", "CLBD")
    )


def _entry(one: BookedEntry, kind: str) -> str:
    way = f"<CdtDbtInd>{'DBIT' if one.is_debit else 'CRDT'}</CdtDbtInd>"
    status = "<Sts>BOOK</Sts>" if kind.endswith(".02") else "<Sts><Cd>BOOK</Cd></Sts>"
    reverses = "<RvslInd>true</RvslInd>" if one.reverses else ""
    parts = "".join(_part(part, "", way, kind) for part in one.parts)
    if not parts:
        end_to_end = end_to_end_id(one.payment_id) if one.payment_id else one.end_to_end
        whole = BookedPart(
            amount=one.amount,
            reference=one.reference_inside,
            end_to_end=end_to_end,
            text=one.text,
            quotes=one.quotes,
        )
        if whole != BookedPart(amount=one.amount) or one.return_code:
            parts = _part(whole, one.return_code, way, kind)
    batch = f"<Btch><MsgId>{one.batch_of}</MsgId></Btch>" if one.batch_of else ""
    details = f"<NtryDtls>{batch}{parts}</NtryDtls>" if batch or parts else ""
    reference = f"<AcctSvcrRef>{one.reference}</AcctSvcrRef>" if one.reference else ""
    return (
        f"<Ntry>{_amount(one.amount)}{way}{reverses}{status}<BookgDt><Dt>{one.on}</Dt></BookgDt>"
        f"{reference}<BkTxCd><Prtry><Cd>PMNT</Cd></Prtry></BkTxCd>{details}</Ntry>"
    )


def _part(one: BookedPart, return_code: str, way: str, kind: str) -> str:
    amount = _amount(one.amount)
    own = (
        f"<AmtDtls><TxAmt>{amount}</TxAmt></AmtDtls>" if kind.endswith(".02") else f"{amount}{way}"
    )
    refs = f"<AcctSvcrRef>{one.reference}</AcctSvcrRef>" if one.reference else ""
    refs += f"<EndToEndId>{one.end_to_end}</EndToEndId>" if one.end_to_end else ""
    refs = f"<Refs>{refs}</Refs>" if refs else ""
    text = f"<Ustrd>{escape(one.text)}</Ustrd>" if one.text else ""
    quotes = "".join(_quoted(quote) for quote in one.quotes)
    remittance = f"<RmtInf>{text}{quotes}</RmtInf>" if text or quotes else ""
    back = f"<RtrInf><Rsn><Cd>{return_code}</Cd></Rsn></RtrInf>" if return_code else ""
    return f"<TxDtls>{refs}{own}{remittance}{back}</TxDtls>"


def _quoted(one: QuotedReference) -> str:
    kind = f"<Cd>{one.kind}</Cd>" if one.kind == "SCOR" else f"<Prtry>{one.kind}</Prtry>"
    amount = ""
    if one.amount is not None:
        inside = f'<RmtdAmt Ccy="{one.amount.currency}">{one.amount.decimal}</RmtdAmt>'
        amount = f"<RfrdDocAmt>{inside}</RfrdDocAmt>"
    return (
        f"<Strd>{amount}<CdtrRefInf><Tp><CdOrPrtry>{kind}</CdOrPrtry></Tp>"
        f"<Ref>{escape(one.reference)}</Ref></CdtrRefInf></Strd>"
    )


def _amount(amount: Money) -> str:
    return f'<Amt Ccy="{amount.currency}">{amount.decimal}</Amt>'


def _document(kind: str, message: str, body: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:{kind}">\n<{message}>\n'
        "<GrpHdr><MsgId>BANK-1</MsgId><CreDtTm>2026-03-12T08:00:00</CreDtTm></GrpHdr>\n"
        f"{body}\n</{message}>\n</Document>\n"
    ).encode()
