"""Canada's contributions written anew from T4127 chapters 6 and 7, for pay that is never corrected.

Period by period with what was deducted before it, as the guide says it; nothing of the product.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Year:
    """Maximums and rates; by plan: CPP or QPP. QPIP is the employee's, then the employer's."""

    earnings: Decimal
    pension: dict[str, tuple[Decimal, Decimal]]
    second: Decimal
    insurable: Decimal
    insurance: dict[str, Decimal]
    parental: list[tuple[Decimal, Decimal]]


T4127 = {
    2025: Year(
        Decimal(71300),
        {
            "CPP": (Decimal("4034.10"), Decimal("0.0595")),
            "QPP": (Decimal("4339.20"), Decimal("0.0640")),
        },
        Decimal(396),
        Decimal(65700),
        {"CPP": Decimal("0.0164"), "QPP": Decimal("0.0131")},
        [(Decimal("484.12"), Decimal("0.00494")), (Decimal("678.16"), Decimal("0.00692"))],
    ),
    2026: Year(
        Decimal(74600),
        {
            "CPP": (Decimal("4230.45"), Decimal("0.0595")),
            "QPP": (Decimal("4479.30"), Decimal("0.0630")),
        },
        Decimal(416),
        Decimal(68900),
        {"CPP": Decimal("0.0163"), "QPP": Decimal("0.0130")},
        [(Decimal("442.90"), Decimal("0.00430")), (Decimal("620.06"), Decimal("0.00602"))],
    ),
}


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


@dataclass
class YearToDate:
    """Year to date, by the guide's letters: D and DQ, D2, D1, PIYTD, and QPIP of both sides."""

    pension: dict[str, Decimal] = field(
        default_factory=lambda: {"CPP": Decimal(0), "QPP": Decimal(0)}
    )
    second: Decimal = Decimal(0)
    insurance: Decimal = Decimal(0)
    earnings: Decimal = Decimal(0)
    insured: dict[str, Decimal] = field(
        default_factory=lambda: {"CPP": Decimal(0), "QPP": Decimal(0)}
    )
    parental: list[Decimal] = field(default_factory=lambda: [Decimal(0), Decimal(0)])


def period(
    law: Year, pay: Decimal, periods: int, plan: str, months: int, ytd: YearToDate
) -> tuple[Decimal, ...]:
    """C, C2, EI, QPIP of the employee, QPIP of the employer; adds them to the year to date."""
    other = {"CPP": "QPP", "QPP": "CPP"}[plan]
    least = CENT if plan == "QPP" else Decimal(0)
    most, rate = law.pension[plan]
    exemption = (Decimal(3500) / periods).quantize(CENT, ROUND_DOWN)
    first = rate * (pay - exemption)
    first = max(cents(first), least) if first > 0 else Decimal(0)
    credit = ytd.pension[other] * (rate / law.pension[other][1])
    first = max(min(cents(most * months / 12 - (credit + ytd.pension[plan])), first), Decimal(0))
    above = max(ytd.earnings, law.earnings * months / 12)
    second = (ytd.earnings + pay - above) * Decimal("0.04")
    second = max(cents(second), least) if second > 0 else Decimal(0)
    second = max(min(cents(law.second * months / 12) - ytd.second, second), Decimal(0))
    room = law.insurable - sum(ytd.insured.values())
    premium = sum(amount * law.insurance[where] for where, amount in ytd.insured.items())
    maximum = cents(premium + room * law.insurance[plan])
    insurance = min(maximum - ytd.insurance, cents(pay * law.insurance[plan]))
    parental = [Decimal(0), Decimal(0)]
    if plan == "QPP" and pay:
        parental = [
            min(limit - so_far, max(cents(pay * share), CENT))
            for (limit, share), so_far in zip(law.parental, ytd.parental, strict=True)
        ]
    ytd.pension[plan] += first
    ytd.second += second
    ytd.insurance += insurance
    ytd.earnings += pay
    ytd.insured[plan] += min(pay, room)
    ytd.parental = [a + b for a, b in zip(ytd.parental, parental, strict=True)]
    return first, second, insurance, *parental


def year_of(
    year: int, pays: Sequence[tuple[Decimal, str]], periods: int, months: int = 12
) -> list[tuple[Decimal, ...]]:
    """Each period's, of pay and its plan in order."""
    ytd = YearToDate()
    return [period(T4127[year], pay, periods, plan, months, ytd) for pay, plan in pays]
