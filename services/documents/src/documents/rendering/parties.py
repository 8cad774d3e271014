"""Who sells and buys, under which numbers, and to which account: the lines of an invoice."""

import re
from collections.abc import Collection

from contracts.bank_details import CanadianDetails, IbanDetails, NorwegianDetails
from contracts.events.identity import Agency
from contracts.parties import BillTo, Party
from contracts.registrations import ReceivingAccount, Registration, RegistrationKind
from documents.rendering.formats import Formats
from documents.rendering.labels.parties import PartyLabels
from presentation.formats import NO_BREAK_SPACE

Row = tuple[str, str]

_BUSINESS_OF = {
    RegistrationKind.NORWEGIAN_ORGANISATION: RegistrationKind.NORWEGIAN_ORGANISATION,
    RegistrationKind.NORWEGIAN_VAT: RegistrationKind.NORWEGIAN_ORGANISATION,
    RegistrationKind.CANADIAN_BUSINESS: RegistrationKind.CANADIAN_BUSINESS,
    RegistrationKind.CANADIAN_GST_HST: RegistrationKind.CANADIAN_BUSINESS,
}
"""The register of the business whose number these begin with."""

_BUSINESS_DIGITS = 9
"""Of such a number, in Norway and in Canada."""


def party_lines(party: Party, p: PartyLabels, f: Formats, *, seen_from: str) -> list[str]:
    """Name, address and numbers of an agency, or of a contractor's company."""
    lines = [party.legal_name, *f.address(party.address, seen_from=seen_from)]
    lines += _numbers(party.registrations, p)
    if party.is_in_business_register:
        lines.append(p.business_register)
    if party.is_vat_registered is False:
        lines.append(p.not_registered.get(party.address.country, p.not_registered[""]))
    return lines


def buyer_lines(buyer: BillTo, p: PartyLabels, f: Formats, *, seen_from: str) -> list[str]:
    """Name, address and numbers of a company that is billed."""
    lines = [buyer.name, *f.address(buyer.address, seen_from=seen_from)]
    if buyer.registrations:
        return lines + _numbers(buyer.registrations, p)
    if buyer.organisation_number:
        # Typed before registers were told apart: as somebody wrote it.
        kind = RegistrationKind.CANADIAN_BUSINESS
        if buyer.address.country == "NO":
            kind = RegistrationKind.NORWEGIAN_ORGANISATION
        lines.append(f"{p.registers[kind]} {buyer.organisation_number}")
    return lines


def employer_of(agency: Agency) -> Party | None:
    """An agency as an employer: by the number of its business, not those of its taxes on sales.

    None where no number was entered.
    """
    numbers = dict.fromkeys(
        Registration(kind=_BUSINESS_OF[one.kind], number=one.number[:_BUSINESS_DIGITS])
        for one in agency.legal.registrations
        if one.kind in _BUSINESS_OF
    )
    if not numbers:
        return None
    return Party(legal_name=agency.legal_name, address=agency.address, registrations=tuple(numbers))


def foot_of(party: Party, p: PartyLabels) -> str:
    """Name and numbers in one line, for the foot of each page."""
    parts = [party.legal_name, *_numbers(party.registrations, p)]
    if party.is_in_business_register:
        parts.append(p.business_register)
    return " · ".join(parts)


def account_rows(account: ReceivingAccount, legal_name: str, p: PartyLabels) -> list[Row]:
    """The account that money is paid to, as people of its country write it."""
    rows = [(p.holder, account.holder or legal_name)]
    match account.details:
        case IbanDetails(iban=iban):
            rows.append(("IBAN", _in_fours(iban)))
        case NorwegianDetails(account_number=number):
            rows.append((p.account, NO_BREAK_SPACE.join((number[:4], number[4:6], number[6:]))))
        case CanadianDetails(institution=bank, transit=transit, account_number=number):
            rows.append((p.institution, f"{bank} · {transit} · {number}"))
    if account.bic:
        rows.append(("BIC", account.bic))
    if account.bank_name:
        rows.append((p.bank, account.bank_name))
    return rows


def _numbers(registrations: Collection[Registration], p: PartyLabels) -> list[str]:
    """Each number after the name of its register.

    The VAT number of a Norwegian company is its organisation number, and stands for both.
    """
    kinds = {one.kind for one in registrations}
    has_vat = RegistrationKind.NORWEGIAN_VAT in kinds
    return [
        f"{one.name or p.registers[one.kind]} {_written(one)}".replace(" ", NO_BREAK_SPACE)
        for one in registrations
        if not (has_vat and one.kind is RegistrationKind.NORWEGIAN_ORGANISATION)
    ]


def _written(registration: Registration) -> str:
    """The number in the groups in which its country writes it."""
    number = registration.number
    match registration.kind:
        case RegistrationKind.NORWEGIAN_ORGANISATION:
            return _in_groups(number, 3)
        case RegistrationKind.NORWEGIAN_VAT:
            return f"{_in_groups(number, 3)} MVA"
        case RegistrationKind.CANADIAN_BUSINESS:
            return f"{number[:5]} {number[5:]}"
        case RegistrationKind.CANADIAN_GST_HST:
            return f"{number[:5]} {number[5:9]} {number[9:]}"
        case RegistrationKind.QUEBEC_QST:
            return f"{number[:10]} {number[10:]}"
        case _:
            return number


def _in_groups(number: str, size: int) -> str:
    return " ".join(re.findall(f".{{1,{size}}}", number))


def _in_fours(iban: str) -> str:
    return _in_groups(iban, 4).replace(" ", NO_BREAK_SPACE)
