"""An agency: a tenant, and the terms that its people accept."""

from dataclasses import dataclass, replace
from typing import Self

from chassis.errors import NotFoundError
from contracts.events.identity import Agency


class UnknownAgencyError(NotFoundError):
    """There is no agency of this name"""

    def __init__(self, slug: str) -> None:
        super().__init__("agency", slug)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """A version of the terms of use and the privacy policy, as people see and accept it."""

    version: str
    terms_of_use: str
    privacy_policy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenant:
    """An agency as identity keeps it: what everybody knows of it, and the terms in force."""

    agency: Agency
    terms_version: str

    def with_agency(self, agency: Agency) -> Self:
        """The tenant, once something about the agency has changed."""
        return replace(self, agency=agency)
