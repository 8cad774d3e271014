"""Account numbers as people type them: normalised, and checked by their own check digits. Pure.

An IBAN by ISO 13616 (schwifty: length and structure of its country, its check digits and those of
the country's own number). A Norwegian number by modulus 11. A Canadian account has no check digits:
institution, transit and account are held to the lengths of Payments Canada's standard 005.
"""

import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum

from schwifty import BIC, IBAN
from schwifty.exceptions import (
    InvalidBBANChecksum,
    InvalidChecksumDigits,
    InvalidCountryCode,
    InvalidLength,
    SchwiftyException,
)
from stdnum.exceptions import ValidationError
from stdnum.no import kontonr

from chassis.errors import FieldError, InvalidError
from contracts.bank_details import (
    BankDetails,
    CanadianDetails,
    IbanDetails,
    NorwegianDetails,
)
from contracts.events.identity import BankAccountKind

NORWEGIAN_DIGITS = 11
INSTITUTION_DIGITS = 3
TRANSIT_DIGITS = 5
CANADIAN_DIGITS = range(7, 13)

# What people put between the groups of a number.
_BETWEEN = str.maketrans("", "", " .-\u00a0\u2007\u2009\u202f\u2010\u2011\u2013\t")
# Where banks have BICs of the country that they belong to, and IBANs of another one.
_SAME_BANKS = {
    "FR": frozenset(["BL", "GF", "GP", "MF", "MQ", "NC", "PF", "PM", "RE", "TF", "WF", "YT", "MC"]),
    "GB": frozenset({"GG", "IM", "JE"}),
    "FI": frozenset({"AX"}),
}


class AccountFlaw(StrEnum):
    """What is wrong with a field of an account."""

    MISSING = "missing"
    NOT_OF_KIND = "not_of_kind"
    WRONG_CHARACTERS = "wrong_characters"
    WRONG_LENGTH = "wrong_length"
    UNKNOWN_COUNTRY = "unknown_country"
    WRONG_CHECK_DIGITS = "wrong_check_digits"
    NO_ACCOUNT = "no_account"
    WRONG_BIC = "wrong_bic"
    BIC_OF_ANOTHER_COUNTRY = "bic_of_another_country"


FLAW_TEXTS = {
    AccountFlaw.MISSING: "is needed for this kind of account",
    AccountFlaw.NOT_OF_KIND: "is not part of this kind of account",
    AccountFlaw.WRONG_CHARACTERS: "has characters that such a number does not have",
    AccountFlaw.WRONG_LENGTH: "is too long or too short",
    AccountFlaw.UNKNOWN_COUNTRY: "begins with no country that has IBANs",
    AccountFlaw.WRONG_CHECK_DIGITS: "has wrong check digits; compare it with your bank's",
    AccountFlaw.NO_ACCOUNT: "is no account of a bank",
    AccountFlaw.WRONG_BIC: "is no BIC",
    AccountFlaw.BIC_OF_ANOTHER_COUNTRY: "is of another country than the account",
}


class BankAccountRefusedError(InvalidError):
    """This is not the number of an account"""

    def __init__(self, flaws: dict[str, AccountFlaw]) -> None:
        errors = [FieldError(name, FLAW_TEXTS[flaw]) for name, flaw in flaws.items()]
        super().__init__("; ".join(f"{one.field} {one.reason}" for one in errors), errors=errors)
        self.data = {"flaws": {name: flaw.value for name, flaw in flaws.items()}}


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedAccount:
    """What was typed; the fields that the kind does not have are empty."""

    kind: BankAccountKind
    iban: str = field(default="", repr=False)
    bic: str = ""
    account_number: str = field(default="", repr=False)
    institution: str = ""
    transit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountNumber:
    """A number that can be one. `canonical` is the same however the same account is named."""

    country: str
    details: BankDetails
    canonical: str = field(repr=False)
    ending: str
    bank_code: str
    bic: str


def read(typed: TypedAccount) -> AccountNumber:
    """The account that was typed. Raises BankAccountRefusedError."""
    match typed.kind:
        case BankAccountKind.IBAN:
            _require_fields(typed, needed=("iban",), allowed=("bic",))
            return _iban(_normalised(typed.iban), _normalised(typed.bic))
        case BankAccountKind.NORWEGIAN:
            _require_fields(typed, needed=("account_number",))
            return _norwegian(_normalised(typed.account_number))
        case BankAccountKind.CANADIAN:
            _require_fields(typed, needed=("institution", "transit", "account_number"))
            return _canadian(
                institution=_normalised(typed.institution),
                transit=_normalised(typed.transit),
                account_number=_normalised(typed.account_number),
            )


def _require_fields(
    typed: TypedAccount, *, needed: tuple[str, ...], allowed: tuple[str, ...] = ()
) -> None:
    flaws: dict[str, AccountFlaw] = {}
    for name in ("iban", "bic", "institution", "transit", "account_number"):
        given = bool(_normalised(getattr(typed, name)))
        if name in needed and not given:
            flaws[name] = AccountFlaw.MISSING
        elif given and name not in needed and name not in allowed:
            flaws[name] = AccountFlaw.NOT_OF_KIND
    if flaws:
        raise BankAccountRefusedError(flaws)


def _normalised(text: str) -> str:
    """Without what stands between groups, in capitals, and full-width digits as digits."""
    return unicodedata.normalize("NFKC", text).translate(_BETWEEN).upper()


def _iban(text: str, bic: str) -> AccountNumber:
    if not (text.isascii() and text.isalnum()):
        raise BankAccountRefusedError({"iban": AccountFlaw.WRONG_CHARACTERS})
    try:
        iban = IBAN(text, validate_bban=True)
    except SchwiftyException as error:
        raise BankAccountRefusedError({"iban": _flaw(error)}) from None
    if bic:
        _require_bic(bic, iban.country_code)
    return AccountNumber(
        country=iban.country_code,
        details=IbanDetails(iban=iban.compact, bic=bic or _bic_of(iban)),
        canonical=iban.compact,
        ending=iban.compact[-4:],
        bank_code=iban.bank_code,
        bic=bic or _bic_of(iban),
    )


def _flaw(error: SchwiftyException) -> AccountFlaw:
    match error:
        case InvalidCountryCode():
            return AccountFlaw.UNKNOWN_COUNTRY
        case InvalidLength():
            return AccountFlaw.WRONG_LENGTH
        case InvalidChecksumDigits() | InvalidBBANChecksum():
            return AccountFlaw.WRONG_CHECK_DIGITS
        case _:
            return AccountFlaw.WRONG_CHARACTERS


def _require_bic(text: str, country: str) -> None:
    try:
        of_bank = BIC(text).country_code
    except SchwiftyException:
        raise BankAccountRefusedError({"bic": AccountFlaw.WRONG_BIC}) from None
    if of_bank != country and of_bank not in _SAME_BANKS.get(country, ()):
        raise BankAccountRefusedError({"bic": AccountFlaw.BIC_OF_ANOTHER_COUNTRY})


def _bic_of(iban: IBAN) -> str:
    return str(iban.bic) if iban.bic is not None else ""


def _norwegian(text: str) -> AccountNumber:
    if not (text.isascii() and text.isdigit()):
        raise BankAccountRefusedError({"account_number": AccountFlaw.WRONG_CHARACTERS})
    if len(text) != NORWEGIAN_DIGITS:
        raise BankAccountRefusedError({"account_number": AccountFlaw.WRONG_LENGTH})
    if not int(text):
        raise BankAccountRefusedError({"account_number": AccountFlaw.NO_ACCOUNT})
    try:
        kontonr.validate(text)
        iban = IBAN(kontonr.to_iban(text))
    except (ValidationError, SchwiftyException):
        raise BankAccountRefusedError({"account_number": AccountFlaw.WRONG_CHECK_DIGITS}) from None
    return AccountNumber(
        country="NO",
        details=NorwegianDetails(account_number=text),
        # The IBAN of the same account is the same account.
        canonical=iban.compact,
        ending=text[-4:],
        bank_code=text[:4],
        bic=_bic_of(iban),
    )


def _canadian(*, institution: str, transit: str, account_number: str) -> AccountNumber:
    parts = {
        "institution": (institution, range(INSTITUTION_DIGITS, INSTITUTION_DIGITS + 1)),
        "transit": (transit, range(TRANSIT_DIGITS, TRANSIT_DIGITS + 1)),
        "account_number": (account_number, CANADIAN_DIGITS),
    }
    flaws: dict[str, AccountFlaw] = {}
    for name, (text, lengths) in parts.items():
        if not (text.isascii() and text.isdigit()):
            flaws[name] = AccountFlaw.WRONG_CHARACTERS
        elif len(text) not in lengths:
            flaws[name] = AccountFlaw.WRONG_LENGTH
        elif not int(text):
            flaws[name] = AccountFlaw.NO_ACCOUNT
    if flaws:
        raise BankAccountRefusedError(flaws)
    return AccountNumber(
        country="CA",
        details=CanadianDetails(
            institution=institution, transit=transit, account_number=account_number
        ),
        # Banks write the same account with leading zeros and without.
        canonical=f"CA/{institution}/{transit}/{account_number.lstrip('0')}",
        ending=account_number[-4:],
        bank_code=institution,
        bic="",
    )
