"""Registered numbers as people type them: normalised, and checked by their own check digits. Pure.

Norway: nine digits by modulus 11 (Brønnøysundregistrene); the VAT number is the same with MVA.
Canada: business number by Luhn, and its GST/HST account RT and four digits (CRA). Quebec: ten
digits by modulus 11, TQ and four digits (Revenu Québec). The European Union: as VIES takes them.
"""

import re
from collections.abc import Callable, Collection
from typing import Annotated

from pydantic import Field
from stdnum.ca import bn
from stdnum.eu import vat as eu_vat
from stdnum.exceptions import ValidationError
from stdnum.no import mva, orgnr

from chassis.errors import FieldError, InvalidError
from chassis.fields import Body, LineOf
from contracts.registrations import VAT_KINDS, Registration, RegistrationKind

MAX_REGISTRATIONS = 10

_QST = re.compile(r"([0-9]{10})TQ[0-9]{4}")
_QST_WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2)
_MODULUS = 11


class RegistrationBody(Body):
    """A registered number. `name` is that of the register, for `other` alone: EIN, ABN."""

    kind: RegistrationKind
    number: Annotated[str, LineOf(min_length=1, max_length=40)]
    name: Annotated[str, LineOf(max_length=30)] = ""


Registrations = Annotated[list[RegistrationBody], Field(max_length=MAX_REGISTRATIONS)]


class _WrongNumberError(Exception):
    """The text is the reason."""


def read(typed: Collection[RegistrationBody]) -> tuple[tuple[Registration, ...], list[FieldError]]:
    """The numbers as they are kept, in the order of their kinds; and what is wrong with them."""
    found: dict[tuple[RegistrationKind, str], Registration] = {}
    errors: list[FieldError] = []
    for index, one in enumerate(typed):
        at = f"registrations.{index}.number"
        if (one.kind, one.name) in found:
            errors.append(FieldError(at, "there is another number of this register"))
            continue
        if bool(one.name) != (one.kind is RegistrationKind.OTHER):
            errors.append(
                FieldError(f"registrations.{index}.name", "goes with `other`, and it alone")
            )
            continue
        try:
            number = _canonical(one.kind, one.number)
        except _WrongNumberError as error:
            errors.append(FieldError(at, str(error)))
            continue
        found[one.kind, one.name] = Registration(kind=one.kind, number=number, name=one.name)
    errors += _disagreements(found.values())
    order = list(RegistrationKind)
    return tuple(sorted(found.values(), key=lambda one: (order.index(one.kind), one.name))), errors


def registrations_of(typed: Collection[RegistrationBody]) -> tuple[Registration, ...]:
    """The numbers as they are kept. Raises InvalidError that names each that is none."""
    found, errors = read(typed)
    if errors:
        raise InvalidError.of(errors)
    return found


def contradiction(
    registrations: Collection[Registration], *, is_vat_registered: bool | None
) -> list[FieldError]:
    """What is wrong with saying so beside these numbers."""
    has_number = any(one.kind in VAT_KINDS for one in registrations)
    if is_vat_registered and not has_number:
        return [
            FieldError("registrations", "needs the number under which VAT or the like is charged")
        ]
    if is_vat_registered is False and has_number:
        return [FieldError("is_vat_registered", "is false, but there is a number of that register")]
    return []


def _canonical(kind: RegistrationKind, text: str) -> str:
    """The number without blanks. Raises _WrongNumberError."""
    match kind:
        case RegistrationKind.NORWEGIAN_ORGANISATION:
            return _checked(orgnr.validate, text, "is no Norwegian organisation number")
        case RegistrationKind.NORWEGIAN_VAT:
            return _norwegian_vat(text)
        case RegistrationKind.CANADIAN_BUSINESS:
            return _checked(bn.validate, text, "is no Canadian business number")[:9]
        case RegistrationKind.CANADIAN_GST_HST:
            return _gst_hst(text)
        case RegistrationKind.QUEBEC_QST:
            return _qst(text)
        case RegistrationKind.EUROPEAN_VAT | RegistrationKind.OTHER:
            return _other(kind, text)


def _norwegian_vat(text: str) -> str:
    """The nine digits, with MVA after them or without."""
    whole = mva.compact(text)
    number = whole if whole.endswith("MVA") else f"{whole}MVA"
    return _checked(mva.validate, number, "is no Norwegian VAT number").removesuffix("MVA")


def _gst_hst(text: str) -> str:
    number = _checked(bn.validate, text.upper(), "is no GST/HST number")
    if number[9:11] != "RT":
        raise _WrongNumberError("is no GST/HST number: it ends with RT and four digits")
    return number


def _other(kind: RegistrationKind, text: str) -> str:
    if kind is RegistrationKind.OTHER:
        return text
    return _checked(eu_vat.validate, text, "is no VAT number of the European Union")


def _checked(validate: Callable[[str], str], text: str, reason: str) -> str:
    try:
        return validate(text)
    except ValidationError:
        raise _WrongNumberError(f"{reason}; compare it with the register's") from None


def _qst(text: str) -> str:
    """Weights 4 3 2 7 6 5 4 3 2: with the tenth digit the sum is a multiple of eleven, or one more
    where the check digit would be ten."""
    number = re.sub(r"[ -]", "", text).upper()
    shape = _QST.fullmatch(number)
    if shape is None:
        raise _WrongNumberError("is no QST number: ten digits, TQ and four digits")
    digits = [int(digit) for digit in shape[1]]
    total = sum(w * d for w, d in zip(_QST_WEIGHTS, digits[:9], strict=True))
    if (_MODULUS - total % _MODULUS) % 10 != digits[9]:
        raise _WrongNumberError("is no QST number; compare it with the register's")
    return number


def _disagreements(found: Collection[Registration]) -> list[FieldError]:
    """Norway's two numbers and Canada's two are of the same nine digits."""
    numbers = {one.kind: one.number for one in found}
    pairs = (
        (RegistrationKind.NORWEGIAN_ORGANISATION, RegistrationKind.NORWEGIAN_VAT),
        (RegistrationKind.CANADIAN_BUSINESS, RegistrationKind.CANADIAN_GST_HST),
    )
    return [
        FieldError("registrations", f"{first} and {second} are not of the same company")
        for first, second in pairs
        if first in numbers and second in numbers and numbers[first] != numbers[second][:9]
    ]
