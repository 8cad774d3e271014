"""Business failures. A service subclasses them; the border turns them into answers.

The class gives the stable code (`AlreadyApprovedError` becomes `already_approved`), its docstring
the title, the text the detail, and keyword data stands in the problem document beside them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self


class DomainError(Exception):
    """The command cannot be carried out"""

    def __init__(self, detail: str = "", **data: object) -> None:
        super().__init__(detail or self.title())
        self.detail = detail or self.title()
        self.data = data

    @classmethod
    def code(cls) -> str:
        """The stable code: the class name in snake case without `Error`."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__.removesuffix("Error")).lower()

    @classmethod
    def title(cls) -> str:
        """The first line of the docstring."""
        return (cls.__doc__ or cls.__name__).strip().splitlines()[0].rstrip(".")


class UnauthenticatedError(DomainError):
    """Sign in first"""


class ForbiddenError(DomainError):
    """You may not do this"""


class NotFoundError(DomainError):
    """There is no such thing

    Also the answer for what exists and is not this person's: existence is not told either.
    """

    def __init__(self, kind: str, ident: object = "") -> None:
        super().__init__(f"no {kind} {ident}".strip(), kind=kind)


class ConflictError(DomainError):
    """The present state does not allow this"""


class TooManyRequestsError(DomainError):
    """Too many tries; wait before the next"""

    def __init__(self, retry_after_seconds: int, detail: str = "") -> None:
        super().__init__(detail, retry_after_seconds=retry_after_seconds)
        self.retry_after_seconds = retry_after_seconds


class UnavailableError(DomainError):
    """Something this needs is away; try again soon"""

    def __init__(self, detail: str = "", retry_after_seconds: int = 1) -> None:
        super().__init__(detail, retry_after_seconds=retry_after_seconds)
        self.retry_after_seconds = retry_after_seconds


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field. `field` is a dotted path into the body."""

    field: str
    reason: str


class InvalidError(DomainError):
    """The input is not valid"""

    def __init__(self, detail: str, *, field: str = "", errors: Sequence[FieldError] = ()) -> None:
        super().__init__(detail)
        self.errors = tuple(errors) or ((FieldError(field, detail),) if field else ())

    @classmethod
    def of(cls, errors: Sequence[FieldError]) -> Self:
        """Several fields at once."""
        return cls("; ".join(f"{e.field}: {e.reason}" for e in errors), errors=errors)


class NotYetError(Exception):
    """An event refers to what another topic has not brought yet.

    Order holds within a key, not between topics. The consumer sets the event and what follows it
    in its key aside, and tries again soon; after `not_yet_limit_seconds` it is a dead letter.
    """

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} is not known yet")
        self.what = what
