"""What is known of a person's taxes on a day. Nothing was told: what the law says of nobody's."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from payments.taxes.canada.contributions import Coverage
from payments.taxes.canada.td1 import Td1
from payments.taxes.norway.employer_contribution import ContributionZone
from payments.taxes.norway.holiday_pay import HolidayTerms
from payments.taxes.norway.tax_card import TaxCard


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxDetails:
    """What holds for a person from a day on, until the next.

    `card` None: there is none. `contribution_zone`: where most of the work is done (Norway); None:
    nobody said. `over_60`: turns 60 in the next year, or has before. `charges_sales_tax`: an
    incorporated contractor is registered for GST/HST or MVA, and so charges it.
    """

    td1: Td1 = field(default_factory=Td1)
    coverage: Coverage = field(default_factory=Coverage)
    card: TaxCard | None = None
    contribution_zone: ContributionZone | None = None
    holiday_terms: HolidayTerms = HolidayTerms.LAW
    over_60: bool = False
    charges_sales_tax: bool = True


@dataclass(frozen=True, slots=True)
class TaxDetailsHistory:
    """What was told, oldest first: from which day on, and what."""

    told: Sequence[tuple[date, TaxDetails]] = ()

    def on(self, day: date) -> TaxDetails:
        """What holds on a day."""
        found = TaxDetails()
        for valid_from, details in self.told:
            if valid_from <= day:
                found = details
        return found
