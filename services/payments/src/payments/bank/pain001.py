"""pain.001, the customer's credit transfer by ISO 20022, in the versions that banks take.

A file that its schema refuses, or that says anything in letters that banks do not take, does not
leave this module.
"""

import re
from enum import StrEnum

from contracts.bank_details import CanadianDetails, IbanDetails
from contracts.money import Money, minor_digits
from payments.bank.letters import in_bank_letters
from payments.bank.model import MAX_NAME, MAX_TEXT, Credit, Debtor, Details, Order
from payments.bank.xml import Element, etree
from payments.bank.xsd import schema_of


class Pain001(StrEnum):
    """The versions."""

    V03 = "pain.001.001.03"
    V09 = "pain.001.001.09"

    @property
    def bic(self) -> str:
        """How this version calls the BIC of a bank."""
        return "BIC" if self is Pain001.V03 else "BICFI"

    def takes(self, bic: str) -> bool:
        """Whether its schema takes this BIC: ISO 9362 has become wider since the older one."""
        return _BICS[self].fullmatch(bic) is not None


_BICS = {
    Pain001.V03: re.compile(r"[A-Z]{6}[A-Z2-9][A-NP-Z0-9](?:[A-Z0-9]{3})?"),
    Pain001.V09: re.compile(r"[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?"),
}


def write(order: Order, version: Pain001) -> bytes:
    """The file, valid by its schema; the same order is the same bytes."""
    root = etree.Element("Document", nsmap={None: f"urn:iso:std:iso:20022:tech:xsd:{version}"})
    message = _sub(root, "CstmrCdtTrfInitn")
    _header(message, order)
    _payments(message, order, version)
    # Elements are made without their name space, which is much faster; it is said at the root.
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    schema_of(version).assertValid(etree.fromstring(written))
    return written


def _header(message: Element, order: Order) -> None:
    header = _sub(message, "GrpHdr")
    _sub(header, "MsgId", order.message_id)
    _sub(header, "CreDtTm", f"{order.created_at:%Y-%m-%dT%H:%M:%S}")
    _sub(header, "NbOfTxs", str(len(order.credits_)))
    _sub(header, "CtrlSum", _amount(order.total))
    _sub(_sub(header, "InitgPty"), "Nm", in_bank_letters(order.debtor.name, MAX_NAME))


def _payments(message: Element, order: Order, version: Pain001) -> None:
    is_sepa = order.currency == "EUR"
    block = _sub(message, "PmtInf")
    _sub(block, "PmtInfId", order.message_id)
    _sub(block, "PmtMtd", "TRF")
    _sub(block, "BtchBookg", "false")
    _sub(block, "NbOfTxs", str(len(order.credits_)))
    _sub(block, "CtrlSum", _amount(order.total))
    if is_sepa:
        _sub(_sub(_sub(block, "PmtTpInf"), "SvcLvl"), "Cd", "SEPA")
    day = _sub(block, "ReqdExctnDt")
    if version is Pain001.V03:
        day.text = order.pay_on.isoformat()
    else:
        _sub(day, "Dt", order.pay_on.isoformat())
    _debtor(block, order.debtor, order.currency, version)
    _sub(block, "ChrgBr", "SLEV" if is_sepa else "SHAR")
    for one in order.credits_:
        _credit(block, one, version)


def _debtor(block: Element, debtor: Debtor, currency: str, version: Pain001) -> None:
    who = _sub(block, "Dbtr")
    _sub(who, "Nm", in_bank_letters(debtor.name, MAX_NAME))
    _sub(_sub(who, "PstlAdr"), "Ctry", debtor.country)
    account = _account(block, "DbtrAcct", debtor.details)
    _sub(account, "Ccy", currency)
    _agent(block, "DbtrAgt", debtor.details, version)


def _credit(block: Element, credit: Credit, version: Pain001) -> None:
    transfer = _sub(block, "CdtTrfTxInf")
    ids = _sub(transfer, "PmtId")
    _sub(ids, "InstrId", credit.number)
    _sub(ids, "EndToEndId", credit.end_to_end_id)
    amount = _sub(_sub(transfer, "Amt"), "InstdAmt", _amount(credit.amount))
    amount.set("Ccy", credit.amount.currency)
    if not isinstance(credit.details, IbanDetails) or version.takes(credit.details.bic):
        _agent(transfer, "CdtrAgt", credit.details, version)
    who = _sub(transfer, "Cdtr")
    _sub(who, "Nm", in_bank_letters(credit.name, MAX_NAME))
    _sub(_sub(who, "PstlAdr"), "Ctry", credit.country)
    _account(transfer, "CdtrAcct", credit.details)
    _sub(_sub(transfer, "RmtInf"), "Ustrd", in_bank_letters(credit.number, MAX_TEXT))


def _agent(parent: Element, name: str, details: Details, version: Pain001) -> None:
    """A bank: by its BIC, by its number in the clearing of Canada, or by its account alone.

    An IBAN says which bank it is: a BIC that this version does not take is left out.
    """
    bank = _sub(_sub(parent, name), "FinInstnId")
    if isinstance(details, IbanDetails) and version.takes(details.bic):
        _sub(bank, version.bic, details.bic)
    elif isinstance(details, CanadianDetails):
        clearing = _sub(bank, "ClrSysMmbId")
        _sub(_sub(clearing, "ClrSysId"), "Cd", "CACPA")
        _sub(clearing, "MmbId", f"0{details.institution}{details.transit}")
    else:
        _sub(_sub(bank, "Othr"), "Id", "NOTPROVIDED")


def _account(parent: Element, name: str, details: Details) -> Element:
    account = _sub(parent, name)
    ident = _sub(account, "Id")
    if isinstance(details, IbanDetails):
        _sub(ident, "IBAN", details.iban)
        return account
    other = _sub(ident, "Othr")
    _sub(other, "Id", details.account_number)
    _sub(_sub(other, "SchmeNm"), "Cd", "BBAN")
    return account


def _amount(money: Money) -> str:
    return f"{money.decimal:.{minor_digits(money.currency)}f}"


def _sub(parent: Element, name: str, text: str | None = None) -> Element:
    made = etree.SubElement(parent, name)
    if text is not None:
        made.text = text
    return made
