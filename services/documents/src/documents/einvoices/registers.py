"""From registered numbers to what EN 16931 and Peppol call them."""

from collections.abc import Sequence

from contracts.registrations import Registration, RegistrationKind
from documents.einvoices.model import Identifier

_NORWEGIAN_SCHEME = "0192"
_NORWEGIAN = (RegistrationKind.NORWEGIAN_ORGANISATION, RegistrationKind.NORWEGIAN_VAT)

# Peppol's "Electronic Address Scheme" (EAS), release of May 2026: VAT numbers of countries, and
# registers that an agency or a company can have a number of under the register's name.
_VAT_SCHEMES = {
    "AT": "9914", "BE": "9925", "BG": "9926", "CY": "9928", "CZ": "9929", "DE": "9930",
    "EE": "9931", "EL": "9933", "ES": "9920", "FR": "9957", "GB": "9932", "GR": "9933",
    "HR": "9934", "HU": "9910", "IE": "9935", "IT": "0211", "LT": "9937", "LU": "9938",
    "LV": "9939", "MT": "9943", "NL": "9944", "PL": "9945", "PT": "9946", "RO": "9947",
    "SI": "9949", "SK": "9950",
}  # fmt: skip
_NAMED_SCHEMES = {"DUNS": "0060", "GLN": "0088", "ABN": "0151", "EIN": "9959"}

_CANADIAN_BUSINESS_DIGITS = 9


def electronic_address(registrations: Sequence[Registration]) -> Identifier | None:
    """Where Peppol delivers to, by one of these numbers (BT-34, BT-49); None: by none of them.

    A number that was entered for that (GLN, DUNS) goes before what a country gives everybody.
    """
    found = [address for one in registrations if (address := _address(one)) is not None]
    named = set(_NAMED_SCHEMES.values())
    return next((one for one in found if one.scheme in named), next(iter(found), None))


def _address(one: Registration) -> Identifier | None:
    if one.kind in _NORWEGIAN:
        return Identifier(one.number, _NORWEGIAN_SCHEME)
    if one.kind is RegistrationKind.EUROPEAN_VAT and one.number[:2] in _VAT_SCHEMES:
        return Identifier(one.number, _VAT_SCHEMES[one.number[:2]])
    if one.kind is RegistrationKind.OTHER and one.name.upper() in _NAMED_SCHEMES:
        return Identifier(one.number, _NAMED_SCHEMES[one.name.upper()])
    return None


def legal_id(registrations: Sequence[Registration]) -> Identifier | None:
    """The number of the legal entity (BT-30, BT-47): Canada's has no scheme in ISO 6523."""
    norwegian = _number(registrations, *_NORWEGIAN)
    if norwegian:
        return Identifier(norwegian, _NORWEGIAN_SCHEME)
    business = _number(
        registrations, RegistrationKind.CANADIAN_BUSINESS, RegistrationKind.CANADIAN_GST_HST
    )
    if business:
        return Identifier(business[:_CANADIAN_BUSINESS_DIGITS])
    other = _number(registrations, RegistrationKind.OTHER)
    return Identifier(other) if other else None


def vat_number(registrations: Sequence[Registration]) -> str:
    """With the country in front of it (BT-31, BT-48): NO923609016MVA. Empty: there is none.

    Norway's by rule NO-R-001 of Peppol. Canada's numbers have no country in front and are none.
    """
    norwegian = _number(registrations, RegistrationKind.NORWEGIAN_VAT)
    if norwegian:
        return f"NO{norwegian}MVA"
    return _number(registrations, RegistrationKind.EUROPEAN_VAT)


def tax_number(registrations: Sequence[Registration]) -> str:
    """Of a seller whose tax is no VAT (BT-32): GST/HST, else QST. Empty: there is none."""
    return _number(registrations, RegistrationKind.CANADIAN_GST_HST) or _number(
        registrations, RegistrationKind.QUEBEC_QST
    )


def other_tax_number(registrations: Sequence[Registration]) -> str:
    """The QST number beside a GST number, for which there is no second place."""
    if not _number(registrations, RegistrationKind.CANADIAN_GST_HST):
        return ""
    return _number(registrations, RegistrationKind.QUEBEC_QST)


def _number(registrations: Sequence[Registration], *kinds: RegistrationKind) -> str:
    """The first number of the first of these kinds that there is one of."""
    return next((one.number for kind in kinds for one in registrations if one.kind is kind), "")
