"""Income tax of Canada, made and looked into with a line each."""

from datetime import date
from decimal import Decimal

from payments.taxes.canada.contributions import PeriodContributions
from payments.taxes.canada.income_tax import IncomeTax, income_tax
from payments.taxes.canada.td1 import Td1

JANUARY_2025, JULY_2025 = date(2025, 1, 1), date(2025, 7, 1)
JANUARY_2026, JULY_2026 = date(2026, 1, 1), date(2026, 7, 1)
EDITIONS = (JANUARY_2025, JULY_2025, JANUARY_2026, JULY_2026)
PROVINCES = ("AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "SK", "YT")


def contributions(
    pension: str = "0", insurance: str = "0", second: str = "0", parental: str = "0"
) -> PeriodContributions:
    return PeriodContributions(
        pension=Decimal(pension),
        second_pension=Decimal(second),
        insurance=Decimal(insurance),
        parental=Decimal(parental),
    )


def a_tax(
    gross: str,
    province: str = "ON",
    *,
    on: date = JANUARY_2026,
    periods_a_year: int = 52,
    paid: PeriodContributions | None = None,
    before: PeriodContributions | None = None,
    td1: Td1 | None = None,
    trace: bool = False,
) -> IncomeTax:
    return income_tax(
        gross=Decimal(gross),
        periods_a_year=periods_a_year,
        province=province,
        td1=td1 or Td1(),
        contributions=paid or contributions(),
        on=on,
        year_to_date=before or contributions(),
        trace=trace,
    )


def factors(tax: IncomeTax) -> dict[str, Decimal]:
    return {step.code: step.result for step in (*tax.steps, *tax.provincial_steps)}


def factor(
    code: str,
    annual_gross: str,
    province: str = "ON",
    *,
    on: date = JANUARY_2026,
    federal_claim: str | None = None,
    provincial_claim: str | None = None,
) -> Decimal:
    """A factor of a whole year paid at once, without contributions: A is the pay."""
    td1 = Td1(
        federal_claim=None if federal_claim is None else Decimal(federal_claim),
        provincial_claim=None if provincial_claim is None else Decimal(provincial_claim),
    )
    return factors(a_tax(annual_gross, province, on=on, periods_a_year=1, td1=td1, trace=True))[
        code
    ]
