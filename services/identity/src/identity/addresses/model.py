"""What an old address says of its country and region, in codes."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from chassis.places import NEEDS_A_REGION, country_meant, is_country, region_meant, regions_of


class AddressOwner(StrEnum):
    """Whose an address is."""

    AGENCY = "agency"
    COMPANY = "company"
    PERSON = "person"


class UnclearAddress(StrEnum):
    """Why an address has no codes, as the cause of a task names it."""

    NO_REGION = "NoRegionError"
    UNKNOWN_REGION = "UnknownRegionError"
    UNKNOWN_COUNTRY = "UnknownCountryError"


@dataclass(frozen=True, slots=True, kw_only=True)
class OldAddress:
    """An address as it was written, whatever that was; of a person it is the contractor's."""

    owner: AddressOwner
    owner_id: UUID
    country: str
    region: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceCodes:
    """A country by ISO 3166-1 and its region by ISO 3166-2, empty where it needs none."""

    country: str
    region: str


def codes_of(country: str, region: str) -> PlaceCodes | UnclearAddress:
    """The codes that were meant; nothing is guessed where it could be another place."""
    code = country if is_country(country) else country_meant(country)
    if code is None:
        return UnclearAddress.UNKNOWN_COUNTRY
    if not region.strip():
        if code in NEEDS_A_REGION:
            return UnclearAddress.NO_REGION
        return PlaceCodes(country=code, region="")
    meant = region if region in regions_of(code) else region_meant(code, region)
    if meant is None:
        return UnclearAddress.UNKNOWN_REGION
    return PlaceCodes(country=code, region=meant)
