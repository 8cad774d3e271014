"""Norwegian VAT (merverdiavgift, MVA) on work that a Norwegian seller invoices in Norway."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import cast

from payments.taxes.editions import edition_of
from payments.taxes.missing import MissingRule, NoRuleError

_OUTSIDE = frozenset({"NO-21", "NO-22"})
"""Svalbard and Jan Mayen are outside the VAT area (merverdiavgiftsloven § 1-2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VatRate:
    """What a seller charges. `percent` is None where the law forbids charging any."""

    percent: Decimal | None
    edition: str
    source: str


def vat_rate(*, registered: bool | None, buyer_region: str, on: date) -> VatRate:
    """The rate of staffing and other services at the ordinary rate.

    `registered`: whether the seller is in the VAT register (Merverdiavgiftsregisteret); who is not
    may not invoice VAT. `buyer_region`: ISO 3166-2, empty where not known. `on`: day of the
    invoice. Raises NoRuleError where it is not known whether the seller is registered, for buyers
    outside the VAT area, and for unknown years.
    """
    edition = edition_of("no", "vat", on)
    if registered is None:
        raise NoRuleError(MissingRule.SALES_TAX, "NO", on, "vat_registration")
    if not registered:
        return VatRate(percent=None, edition=edition.code, source=edition.sources["not_registered"])
    if buyer_region in _OUTSIDE:
        raise NoRuleError(MissingRule.SALES_TAX, buyer_region, on, "mva")
    percent = Decimal(cast("str", edition.values["ordinary_percent"]))
    return VatRate(percent=percent, edition=edition.code, source=edition.sources["ordinary"])
