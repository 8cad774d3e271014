"""Field types of what comes in over HTTP and from files: cleaned, and bounded."""

import unicodedata
from typing import Annotated

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, StringConstraints

# Rules are checked later and named; this only keeps a megabyte away from the hasher. NFKC can
# make up to 18 characters of one and some of many.
MAX_TYPED_PASSWORD = 1_024


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


Slug = Annotated[str, StringConstraints(max_length=63), AfterValidator(printable)]
Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(printable),
]
# An organisation number as its country writes it; empty where it is not known.
Number = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=40), AfterValidator(printable)
]
Search = Annotated[str, StringConstraints(max_length=100), AfterValidator(printable)]
Email = Annotated[str, StringConstraints(max_length=254), AfterValidator(_email)]
# What somebody typed to sign in: any text is an address that may not be known.
TypedEmail = Annotated[str, StringConstraints(max_length=254), AfterValidator(printable)]
TypedPassword = Annotated[str, StringConstraints(max_length=MAX_TYPED_PASSWORD)]
ShownToken = Annotated[str, StringConstraints(min_length=1, max_length=128)]
# A one-time or recovery code with the spaces and dashes that people type.
TypedCode = Annotated[
    str, StringConstraints(min_length=1, max_length=64), AfterValidator(printable)
]
SupportedLanguage = Annotated[str, StringConstraints(pattern=r"^(en|fr|nb)$")]
