"""Field types that identity alone has; those of all services are `chassis.fields`."""

import json
import unicodedata
from typing import Annotated, Any

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, StringConstraints

from chassis.fields import Body, CountryCode, LineOf
from contracts.events.identity import Address

# Rules are checked later and named; this only keeps a megabyte away from the hasher. NFKC can
# make up to 18 characters of one and some of many.
MAX_TYPED_PASSWORD = 1_024
MAX_WEBAUTHN_CHARACTERS = 65_536


def _email(text: str) -> str:
    """The address in its normal form. Whether it can be delivered to, its link will show."""
    try:
        # Test environment: `.test` is for trying things out, and there is nothing wrong with that.
        found = validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise ValueError(str(error)) from error
    return found.normalized


def printable(text: str) -> str:
    """One line of text. PostgreSQL cannot keep a NUL, and nobody is called a line feed."""
    if any(unicodedata.category(character) == "Cc" for character in text):
        raise ValueError("has a control character")
    return text


Slug = Annotated[str, StringConstraints(strict=True, max_length=63), AfterValidator(printable)]
# An organisation number as its country writes it; empty where it is not known.
Number = Annotated[str, LineOf(max_length=40)]
Email = Annotated[str, StringConstraints(strict=True, max_length=254), AfterValidator(_email)]
# An address, or an empty text for none.
OptionalEmail = Annotated[
    str,
    StringConstraints(strict=True, strip_whitespace=True, max_length=254),
    AfterValidator(lambda text: _email(text) if text else ""),
]
# What somebody typed to sign in: any text is an address that may not be known.
TypedEmail = Annotated[
    str, StringConstraints(strict=True, max_length=254), AfterValidator(printable)
]
TypedPassword = Annotated[str, StringConstraints(strict=True, max_length=MAX_TYPED_PASSWORD)]
ShownToken = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=128)]
# A one-time or recovery code with the spaces and dashes that people type.
TypedCode = Annotated[
    str, StringConstraints(strict=True, min_length=1, max_length=64), AfterValidator(printable)
]


def _small(answer: dict[str, Any]) -> dict[str, Any]:
    if len(json.dumps(answer)) > MAX_WEBAUTHN_CHARACTERS:
        raise ValueError(f"is longer than {MAX_WEBAUTHN_CHARACTERS} characters")
    return answer


# What an authenticator answered, as WebAuthn's JSON; what it says is looked at by the ceremony.
WebAuthnAnswer = Annotated[dict[str, Any], AfterValidator(_small)]


class StreetAddressBody(Body):
    """The address of somebody who is known already: what of it may change is looked at later.

    So region is what is known, though that is an old one that has no code yet.
    """

    street: Annotated[str, LineOf(max_length=200)] = ""
    postal_code: Annotated[str, LineOf(max_length=20)] = ""
    city: Annotated[str, LineOf(max_length=100)] = ""
    region: Annotated[str, LineOf(max_length=100)] = ""
    country: CountryCode

    @property
    def address(self) -> Address:
        """The address as it is kept."""
        return Address(**dict(self))
