"""HTTP shapes of what people told that bears on their taxes."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Self

from pydantic import BaseModel, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from chassis.fields import Body, Day, DecimalOf, Flag
from payments.taxes.canada.contributions import Coverage
from payments.taxes.canada.td1 import Td1
from payments.taxes.details import TaxDetails, TaxDetailsHistory
from payments.taxes.norway.employer_contribution import ContributionZone
from payments.taxes.norway.holiday_pay import HolidayTerms
from payments.taxes.norway.tax_card import CardKind, TaxCard

_Amount = Annotated[Decimal, DecimalOf(ge=0, le=10_000_000, decimals=2)]
_Percent = Annotated[Decimal, DecimalOf(ge=0, le=100, decimals=2)]
_TableNumber = Annotated[str, StringConstraints(strict=True, pattern=r"^[0-9]{4}$")]


class Td1Body(Body):
    """Form TD1, federal and of the province (in Quebec TP-1015.3). Dollars of a year."""

    federal_claim: _Amount | None = Field(
        default=None, description="Total claim amount; null: the basic personal amount"
    )
    provincial_claim: _Amount | None = Field(
        default=None, description="Total claim amount of the province; null: its basic amount"
    )
    additional_tax: _Amount = Field(
        default=Decimal(0), description="To be withheld of each pay period besides"
    )


class CoverageBody(Body):
    """What the person contributes to: false where they are exempt, by age or election."""

    pension: Flag = Field(default=True, description="CPP or QPP")
    insurance: Flag = Field(default=True, description="EI")
    parental: Flag = Field(default=True, description="QPIP")


class TaxCardBody(Body):
    """A Norwegian tax card, as Skatteetaten issued it."""

    kind: CardKind
    percent: _Percent | None = Field(default=None, description="Of a percent card")
    table: _TableNumber | None = Field(default=None, description="Of a table card, such as 8000")
    free_amount: _Amount | None = Field(
        default=None, description="Of a free card, in kroner a year"
    )

    @model_validator(mode="after")
    def _says_what_its_kind_needs(self) -> Self:
        needed = {
            CardKind.PERCENT: "percent",
            CardKind.TABLE: "table",
            CardKind.FREE: "free_amount",
        }.get(self.kind)
        if needed is not None and getattr(self, needed) is None:
            raise PydanticCustomError(
                "tax_card", "a card of this kind says its {needed}", {"needed": needed}
            )
        return self


class TaxDetailsRequest(Body):
    """What holds for a contractor from a day of payment on, until the next that is told."""

    valid_from: Day
    td1: Td1Body = Field(default_factory=Td1Body)
    coverage: CoverageBody = Field(default_factory=CoverageBody)
    card: TaxCardBody | None = Field(
        default=None, description="Norway; null: none, so half of the pay is withheld"
    )
    contribution_zone: ContributionZone | None = Field(
        default=None,
        description="Norway: of the municipality where most of the work is done; null: not known,"
        " so no contribution is booked",
    )
    holiday_terms: HolidayTerms = Field(
        default=HolidayTerms.LAW, description="Norway: by law alone, or with the agreed fifth week"
    )
    over_60: Flag = Field(
        default=False, description="Norway: turns 60 in the next year, or has before"
    )
    charges_sales_tax: Flag = Field(
        default=True,
        description="An incorporated contractor is registered for GST/HST, QST or MVA",
    )

    @property
    def details(self) -> TaxDetails:
        """What is told."""
        return TaxDetails(
            td1=Td1(**self.td1.model_dump()),
            coverage=Coverage(**self.coverage.model_dump()),
            card=None if self.card is None else TaxCard(**self.card.model_dump()),
            contribution_zone=self.contribution_zone,
            holiday_terms=self.holiday_terms,
            over_60=self.over_60,
            charges_sales_tax=self.charges_sales_tax,
        )


class ToldTaxDetails(BaseModel):
    """What holds from a day on."""

    valid_from: date
    td1: Td1
    coverage: Coverage
    card: TaxCard | None
    contribution_zone: ContributionZone | None
    holiday_terms: HolidayTerms
    over_60: bool
    charges_sales_tax: bool


class ContractorTaxDetails(BaseModel):
    """What a contractor told, oldest first; who told nothing counts as the law says."""

    told: Sequence[ToldTaxDetails]

    @classmethod
    def of(cls, history: TaxDetailsHistory) -> Self:
        """As it is known."""
        return cls(
            told=[
                ToldTaxDetails(
                    valid_from=valid_from,
                    td1=details.td1,
                    coverage=details.coverage,
                    card=details.card,
                    contribution_zone=details.contribution_zone,
                    holiday_terms=details.holiday_terms,
                    over_60=details.over_60,
                    charges_sales_tax=details.charges_sales_tax,
                )
                for valid_from, details in history.told
            ]
        )
