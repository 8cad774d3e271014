"""Quebec's withholding by TP-1015.F part 2.1.1, in fractions, with brackets added up one by one.

Nothing of the product: no constant K, but the tax of each bracket, which K says in whole dollars
(so a result may differ by what K was rounded by: less than a dollar a year).
"""

from fractions import Fraction

YEARS = {
    2025: ([53255, 106495, 129590], 18571, 1420, Fraction(64, 1000)),
    2026: ([54345, 108680, 132245], 18952, 1450, Fraction(63, 1000)),
}
RATES = [Fraction(14, 100), Fraction(19, 100), Fraction(24, 100), Fraction(2575, 10000)]


def annual_tax(
    year: int,
    gross: Fraction,
    periods: int,
    claim: Fraction | None,
    pension: Fraction,
    second_pension: Fraction,
) -> Fraction:
    """Y, unrounded; amounts in dollars."""
    thresholds, basic, most, rate = YEARS[year]
    worker = min(gross * 6 / 100, Fraction(most, periods))
    additional = pension * Fraction(1, 100) / rate + second_pension
    income = max((gross - worker - additional) * periods, Fraction(0))
    edges = [0, *thresholds, None]
    tax = Fraction(0)
    for share, low, high in zip(RATES, edges, edges[1:], strict=False):
        top = income if high is None else min(income, high)
        tax += share * max(top - (low or 0), Fraction(0))
    return max(tax - Fraction(14, 100) * (basic if claim is None else claim), Fraction(0))
