"""CRA T4127, Option 1, a second time: written from the guide, apart from the code of the service.

Exact fractions of a dollar; `cent` rounds where the guide's parentheses close. It reads the tables
of an edition and shares nothing else. Pay and claims are dollars, `paid` and `before` the four
contributions (pension, second pension, insurance, parental) of this pay and of the year before it.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction as F
from functools import cache
from importlib.resources import files
from math import floor
from typing import Any

ZERO = (F(0),) * 4


def cent(amount: F) -> F:
    return F(floor(amount * 100 + F(1, 2)), 100)


@cache
def tables(on: date) -> Mapping[str, Any]:
    for name in ("2026-07-01", "2026-01-01", "2025-07-01", "2025-01-01"):
        if on >= date.fromisoformat(name):
            path = files("payments.taxes").joinpath("values", "ca", f"income_tax-{name}.json")
            return json.loads(path.read_text(encoding="utf-8"))["values"]
    raise LookupError(on)


def ratio(of: Mapping[str, str]) -> F:
    return F(of["numerator"]) / F(of["denominator"])


def on_scale(scale: Sequence[Mapping[str, str]], a: F) -> F:
    row = [row for row in scale if F(row["start"]) <= a][-1]
    return cent(F(row["rate"]) * a) - F(row["constant"])


def basic(amount: str | Mapping[str, str], a: F) -> F:
    if isinstance(amount, str):
        return F(amount)
    top, low = F(amount["maximum"]), F(amount["minimum"])
    start, end = F(amount["start"]), F(amount["end"])
    into = min(max(a - start, F(0)), end - start) / (end - start)
    return cent(top - into * (top - low))


def annualized(year: F, before: F, after: F, most: F) -> F:
    return most if after >= most else min(most, max(year, before))


def ontario(own: Mapping[str, Any], a: F, t4: F) -> F:
    v1 = sum((max(F(0), cent(F(s["rate"]) * (t4 - F(s["above"])))) for s in own["surtax"]), F(0))
    v2 = F(0)
    for low, high, extra, most in (
        (20_000, 36_000, F("0.06"), 300),
        (36_000, 48_000, F("0.06"), 450),
        (48_000, 72_000, F("0.25"), 600),
        (72_000, 200_000, F("0.25"), 750),
        (200_000, None, F("0.25"), 900),
    ):
        if a > low and (high is None or a <= high):
            v2 = min(F(most), (most - 150 if most > 300 else 0) + cent(extra * (a - low)))
    s = max(F(0), min(t4 + v1, 2 * F(own["tax_reduction"]) - (t4 + v1)))
    return t4 + v1 + v2 - s


def british_columbia(own: Mapping[str, Any], a: F, t4: F) -> F:
    rule = own["income_reduction"]
    over = max(F(0), a - F(rule["start"]))
    s = F(rule["amount"]) - cent(over * F(rule["rate"])) if a <= F(rule["end"]) else F(0)
    return t4 - min(t4, max(F(0), s))


def withheld(
    on: date,
    province: str,
    periods: int,
    gross: F,
    paid: Sequence[F],
    claims: tuple[F | None, F | None] = (None, None),
    before: Sequence[F] = ZERO,
    extra: F = F(0),
) -> tuple[F, F]:
    """Federal and provincial tax of the pay period."""
    t = tables(on)
    plan = t["qpp" if province == "QC" else "cpp"]
    f5 = cent(paid[0] * ratio(plan["additional_share"])) + paid[1]
    a = max(F(0), periods * (gross - f5))
    share = ratio(plan["base_share"])
    counted = [
        annualized(
            cent(periods * paid[0] * share),
            cent(before[0] * share),
            cent((before[0] + paid[0]) * share),
            F(plan["base_maximum"]),
        ),
        annualized(periods * paid[2], before[2], before[2] + paid[2], F(plan["insurance_maximum"])),
    ]
    if province == "QC":
        year = cent(periods * gross * F(plan["parental_rate"])) if paid[3] else F(0)
        most = F(plan["parental_maximum"])
        counted.append(annualized(year, before[3], before[3] + paid[3], most))
    worked = min(periods * gross, F(t["federal"]["employment_amount"]))

    low = F(t["federal"]["scale"][0]["rate"])
    tc = basic(t["federal"]["basic_amount"], a) if claims[0] is None else claims[0]
    k2 = sum((cent(low * one) for one in counted), F(0))
    t3 = on_scale(t["federal"]["scale"], a) - cent(low * tc) - k2 - cent(low * worked)
    t3 = max(F(0), t3)
    t1 = t3 - cent(F("0.165") * t3) if province == "QC" else t3
    federal = cent(t1 / periods) + extra
    if province == "QC":
        return federal, F(0)

    own = t["provinces"][province]
    low = F(own["scale"][0]["rate"])
    tcp = basic(own["basic_amount"], a) if claims[1] is None else claims[1]
    k12 = cent(low * tcp) + sum((cent(low * one) for one in counted), F(0))
    k4 = cent(low * worked) if province == "YT" else F(0)
    k5 = F(0)
    if province == "AB" and "supplemental_credit" in own:
        rule = own["supplemental_credit"]
        k5 = max(F(0), cent((k12 - F(rule["above"])) * ratio(rule["share"])))
    t4 = max(F(0), on_scale(own["scale"], a) - k12 - k4 - k5)
    special = {"ON": ontario, "BC": british_columbia}.get(province)
    t2 = special(own, a, t4) if special else t4
    return federal, cent(t2 / periods)
