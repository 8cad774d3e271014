"""CRA T4127, Option 1, a second time: written from the guide, apart from the code of the service.

Exact fractions of a dollar; `cent` rounds where the guide's parentheses close. It reads the tables
of an edition and shares nothing else. Pay and claims are dollars, `paid` and `before` the four
contributions (pension, second pension, insurance, parental) of this pay and of the year before it.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cache
from importlib.resources import files
from math import floor
from typing import Any

ZERO = (Fraction(0),) * 4


def cent(amount: Fraction) -> Fraction:
    return Fraction(floor(amount * 100 + Fraction(1, 2)), 100)


@cache
def tables(on: date) -> Mapping[str, Any]:
    for name in ("2026-07-01", "2026-01-01", "2025-07-01", "2025-01-01"):
        if on >= date.fromisoformat(name):
            path = files("payments.taxes").joinpath("values", "ca", f"income_tax-{name}.json")
            return json.loads(path.read_text(encoding="utf-8"))["values"]
    raise LookupError(on)


def ratio(of: Mapping[str, str]) -> Fraction:
    return Fraction(of["numerator"]) / Fraction(of["denominator"])


def on_scale(scale: Sequence[Mapping[str, str]], a: Fraction) -> Fraction:
    row = [row for row in scale if Fraction(row["start"]) <= a][-1]
    return cent(Fraction(row["rate"]) * a) - Fraction(row["constant"])


def basic(amount: str | Mapping[str, str], a: Fraction) -> Fraction:
    if isinstance(amount, str):
        return Fraction(amount)
    top, low = Fraction(amount["maximum"]), Fraction(amount["minimum"])
    start, end = Fraction(amount["start"]), Fraction(amount["end"])
    into = min(max(a - start, Fraction(0)), end - start) / (end - start)
    return cent(top - into * (top - low))


def annualized(year: Fraction, before: Fraction, after: Fraction, most: Fraction) -> Fraction:
    return most if after >= most else min(most, max(year, before))


def ontario(own: Mapping[str, Any], a: Fraction, t4: Fraction) -> Fraction:
    v1 = sum(
        (
            max(Fraction(0), cent(Fraction(s["rate"]) * (t4 - Fraction(s["above"]))))
            for s in own["surtax"]
        ),
        Fraction(0),
    )
    v2 = Fraction(0)
    for low, high, extra, most in (
        (20_000, 36_000, Fraction("0.06"), 300),
        (36_000, 48_000, Fraction("0.06"), 450),
        (48_000, 72_000, Fraction("0.25"), 600),
        (72_000, 200_000, Fraction("0.25"), 750),
        (200_000, None, Fraction("0.25"), 900),
    ):
        if a > low and (high is None or a <= high):
            v2 = min(Fraction(most), (most - 150 if most > 300 else 0) + cent(extra * (a - low)))
    s = max(Fraction(0), min(t4 + v1, 2 * Fraction(own["tax_reduction"]) - (t4 + v1)))
    return t4 + v1 + v2 - s


def british_columbia(own: Mapping[str, Any], a: Fraction, t4: Fraction) -> Fraction:
    rule = own["income_reduction"]
    over = max(Fraction(0), a - Fraction(rule["start"]))
    s = (
        Fraction(rule["amount"]) - cent(over * Fraction(rule["rate"]))
        if a <= Fraction(rule["end"])
        else Fraction(0)
    )
    return t4 - min(t4, max(Fraction(0), s))


def withheld(  # noqa: PLR0917 - one for each thing that the law asks
    on: date,
    province: str,
    periods: int,
    gross: Fraction,
    paid: Sequence[Fraction],
    claims: tuple[Fraction | None, Fraction | None] = (None, None),
    before: Sequence[Fraction] = ZERO,
    extra: Fraction = Fraction(0),
    months: int = 12,
) -> tuple[Fraction, Fraction]:
    """Federal and provincial tax of the pay period."""
    t = tables(on)
    plan = t["qpp" if province == "QC" else "cpp"]
    f5 = cent(paid[0] * ratio(plan["additional_share"])) + paid[1]
    a = max(Fraction(0), periods * (gross - f5))
    share = ratio(plan["base_share"])
    counted = [
        annualized(
            cent(periods * paid[0] * share),
            cent(before[0] * share),
            cent((before[0] + paid[0]) * share),
            cent(Fraction(plan["base_maximum"]) * months / 12),
        ),
        annualized(
            periods * paid[2], before[2], before[2] + paid[2], Fraction(plan["insurance_maximum"])
        ),
    ]
    if province == "QC":
        year = cent(periods * gross * Fraction(plan["parental_rate"])) if paid[3] else Fraction(0)
        most = Fraction(plan["parental_maximum"])
        counted.append(annualized(year, before[3], before[3] + paid[3], most))
    worked = min(periods * gross, Fraction(t["federal"]["employment_amount"]))

    low = Fraction(t["federal"]["scale"][0]["rate"])
    tc = basic(t["federal"]["basic_amount"], a) if claims[0] is None else claims[0]
    k2 = sum((cent(low * one) for one in counted), Fraction(0))
    t3 = on_scale(t["federal"]["scale"], a) - cent(low * tc) - k2 - cent(low * worked)
    t3 = max(Fraction(0), t3)
    t1 = t3 - cent(Fraction("0.165") * t3) if province == "QC" else t3
    federal = cent(t1 / periods) + extra
    if province == "QC":
        return federal, Fraction(0)

    own = t["provinces"][province]
    low = Fraction(own["scale"][0]["rate"])
    tcp = basic(own["basic_amount"], a) if claims[1] is None else claims[1]
    k12 = cent(low * tcp) + sum((cent(low * one) for one in counted), Fraction(0))
    k4 = cent(low * worked) if province == "YT" else Fraction(0)
    k5 = Fraction(0)
    if province == "AB" and "supplemental_credit" in own:
        rule = own["supplemental_credit"]
        k5 = max(Fraction(0), cent((k12 - Fraction(rule["above"])) * ratio(rule["share"])))
    t4 = max(Fraction(0), on_scale(own["scale"], a) - k12 - k4 - k5)
    special = {"ON": ontario, "BC": british_columbia}.get(province)
    t2 = special(own, a, t4) if special else t4
    return federal, cent(t2 / periods)
