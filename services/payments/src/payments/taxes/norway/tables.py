"""Withholding by Skatteetaten's tables (tabelltrekk), reckoned by the routine that makes them.

A table gives for each interval of pay what is withheld: the year's tax on the year's income that
the middle of the interval stands for, spread over the periods in which tax is withheld. Since 2025
no table ends: the routine also answers for pay above its printed rows.

Tables 8000-8400 have a deduction of as many thousand kroner as their last three digits say, tables
9010-9400 an addition. They count with holiday pay in place of a month's pay and withhold in 10.5
months of the year. The others are for special cases: 73xx to 77xx with the standard deduction of
foreign workers, 6xxx the same in Finnmark and Nord-Troms, 01xx for seafarers, 715x to 717x with
none of these.

Source: Skatteetaten, trekkrutine 2025 and 2026. All amounts are whole kroner.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from payments.taxes.missing import MissingRule, NoRuleError
from payments.taxes.norway.table_rules import (
    TableKind,
    TablePeriod,
    TableRules,
    WithholdingTable,
    hundredths,
    rounded,
    rules_of,
    share,
)
from payments.taxes.steps import Step

_PER_WHOLE = 10_000
_STANDARD = frozenset({TableKind.STANDARD, TableKind.FINNMARK, TableKind.SEAFARER})


@dataclass(frozen=True, slots=True, kw_only=True)
class TableAmount:
    """What a table withholds from a pay period, in whole kroner, and its steps when asked."""

    amount: Decimal
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Deductions:
    """What a year's income is lowered by before municipal and common tax."""

    minimum: int
    standard: int
    seafarers: int
    table: int
    personal: int

    @property
    def total(self) -> int:
        """All of them. Negative where a table's addition is larger than the others together."""
        return self.minimum + self.standard + self.seafarers + self.table + self.personal


@dataclass(frozen=True, slots=True, kw_only=True)
class YearsTax:
    """The taxes of the year that a row of a table stands for, each rounded to the krone."""

    deductions: Deductions
    general_income: int
    municipal: int
    common: int
    bracket: int
    contribution: int

    @property
    def total(self) -> int:
        """What is spread over the periods in which tax is withheld."""
        return self.municipal + self.common + self.bracket + self.contribution


def withheld(
    *, gross: Decimal, periods_a_year: int, table: str, on: date, trace: bool = False
) -> TableAmount:
    """What this table withholds from the pay of a period. `on` is the day of payment.

    Raises NoRuleError for a year, a table or a pay period that Skatteetaten has no table of.
    """
    rules = rules_of(on)
    if table not in rules.tables:
        raise NoRuleError(MissingRule.WITHHOLDING, "NO", on, f"table {table}")
    if periods_a_year not in rules.periods:
        raise NoRuleError(MissingRule.WITHHOLDING, "NO", on, f"{periods_a_year} periods a year")
    mine, period = rules.tables[table], rules.periods[periods_a_year]
    pay = max(0, int(gross))
    base = pay // period.step * period.step + period.step // 2
    income = rounded(base * hundredths(period.incomes(mine)), 100)
    tax = _tax_of_year(rules, mine, income)
    amount = min(pay, _of_period(tax, mine, period))
    if not trace:
        return TableAmount(amount=Decimal(amount))
    steps = (
        *_income_steps(rules, mine, period, gross, base, income),
        *_tax_steps(rules, mine, income, tax),
        *_period_steps(rules, mine, period, gross, tax, amount),
    )
    return TableAmount(amount=Decimal(amount), steps=steps)


def _of_period(tax: YearsTax, table: WithholdingTable, period: TablePeriod) -> int:
    """The year's tax spread over its withholdings; a seafarer's is rounded down."""
    spread = hundredths(period.withholdings(table))
    if table.kind is TableKind.SEAFARER:
        return tax.total * 100 // spread
    return rounded(tax.total * 100, spread)


def _tax_of_year(rules: TableRules, table: WithholdingTable, income: int) -> YearsTax:
    deductions = _deductions(rules, table, income)
    general = income - deductions.total
    return YearsTax(
        deductions=deductions,
        general_income=general,
        municipal=share(max(0, general), rules.municipal_percent),
        common=share(max(0, general), _common_percent(rules, table)),
        bracket=_bracket_tax(rules, income),
        contribution=_contribution(rules, table, income),
    )


def _common_percent(rules: TableRules, table: WithholdingTable) -> int:
    """Fellesskatt is lower in Finnmark and Nord-Troms."""
    if table.kind is TableKind.FINNMARK:
        return rules.common_percent_finnmark
    return rules.common_percent


def _deductions(rules: TableRules, table: WithholdingTable, income: int) -> Deductions:
    finnmark = table.kind is TableKind.FINNMARK
    seafarer = table.kind is TableKind.SEAFARER
    minimum = rules.minimum_deduction_seafarers if seafarer else rules.minimum_deduction
    return Deductions(
        minimum=minimum.of(income),
        standard=rules.standard_deduction.of(income) if table.kind in _STANDARD else 0,
        seafarers=rules.seafarers_deduction.of(income) if seafarer else 0,
        table=table.deduction,
        personal=rules.personal_deduction_finnmark if finnmark else rules.personal_deduction,
    )


def _bracket_tax(rules: TableRules, income: int) -> int:
    """Trinnskatt: each bracket's percentage of what lies in it, rounded once."""
    taxed, above = 0, income
    for threshold, percent in reversed(rules.bracket_tax):
        if above > threshold:
            taxed += (above - threshold) * percent
            above = threshold
    return rounded(taxed, _PER_WHOLE)


def _contribution(rules: TableRules, table: WithholdingTable, income: int) -> int:
    """Trygdeavgift: of all income, but at most a quarter of what exceeds its lower limit."""
    percent, free = table.contribution, rules.contribution_free_up_to
    if percent is None or income < free:
        return 0
    if income > _full_contribution_from(rules, percent):
        return share(income, percent)
    return share(income - free, rules.contribution_percent_of_excess)


def _full_contribution_from(rules: TableRules, percent: int) -> int:
    """The income where a quarter of the excess reaches the full contribution."""
    quarter = rules.contribution_percent_of_excess
    return rounded(rules.contribution_free_up_to * quarter, quarter - percent)


def _step(
    rules: TableRules, code: str, formula: str, result: int, inputs: dict[str, Decimal | int]
) -> Step:
    return Step(
        code=code,
        formula=formula,
        inputs={name: Decimal(value) for name, value in inputs.items()},
        result=Decimal(result),
        edition=rules.edition.code,
        source=rules.edition.sources["tables"],
    )


def _rate(percent: int) -> Decimal:
    """Hundredths of one percent as a fraction of one."""
    return Decimal(percent) / _PER_WHOLE


def _income_steps(
    rules: TableRules,
    table: WithholdingTable,
    period: TablePeriod,
    gross: Decimal,
    base: int,
    income: int,
) -> tuple[Step, ...]:
    step, incomes = period.step, period.incomes(table)
    return (
        _step(
            rules,
            "trekkgrunnlag",
            "floor(B / s) * s + s / 2",
            base,
            {"B": max(Decimal(0), gross), "s": step},
        ),
        _step(rules, "personinntekt", "round(G * n)", income, {"G": base, "n": incomes}),
    )


def _tax_steps(
    rules: TableRules, table: WithholdingTable, income: int, tax: YearsTax
) -> tuple[Step, ...]:
    lowered, general = tax.deductions, max(0, tax.general_income)
    brackets: dict[str, Decimal | int] = {"P": income}
    for number, (threshold, percent) in enumerate(rules.bracket_tax, start=1):
        brackets |= {f"T{number}": threshold, f"r{number}": _rate(percent)}
    percent = table.contribution or 0
    contribution: dict[str, Decimal | int] = {
        "P": income,
        "t": _rate(percent),
        "L": rules.contribution_free_up_to,
        "H": _full_contribution_from(rules, percent),
        "q": _rate(rules.contribution_percent_of_excess if percent else 0),
    }
    return (
        _step(
            rules,
            "alminnelig_inntekt",
            "P - minstefradrag - standardfradrag - sjomannsfradrag - tabellfradrag - personfradrag",
            tax.general_income,
            {
                "P": income,
                "minstefradrag": lowered.minimum,
                "standardfradrag": lowered.standard,
                "sjomannsfradrag": lowered.seafarers,
                "tabellfradrag": lowered.table,
                "personfradrag": lowered.personal,
            },
        ),
        _step(
            rules,
            "kommuneskatt",
            "round(A * k)",
            tax.municipal,
            {"A": general, "k": _rate(rules.municipal_percent)},
        ),
        _step(
            rules,
            "fellesskatt",
            "round(A * f)",
            tax.common,
            {"A": general, "f": _rate(_common_percent(rules, table))},
        ),
        _step(
            rules,
            "trinnskatt",
            "round(sum of (min(P, T[i+1]) - T[i]) * r[i] where P > T[i])",
            tax.bracket,
            brackets,
        ),
        _step(
            rules,
            "trygdeavgift",
            "0 if P < L, round(P * t) if P > H, else round((P - L) * q)",
            tax.contribution,
            contribution,
        ),
    )


def _period_steps(
    rules: TableRules,
    table: WithholdingTable,
    period: TablePeriod,
    gross: Decimal,
    tax: YearsTax,
    amount: int,
) -> tuple[Step, ...]:
    formula = "floor" if table.kind is TableKind.SEAFARER else "round"
    return (
        _step(
            rules,
            "forskuddstrekk",
            f"min(floor(B), {formula}((K + F + T + A) / m))",
            amount,
            {
                "B": max(Decimal(0), gross),
                "K": tax.municipal,
                "F": tax.common,
                "T": tax.bracket,
                "A": tax.contribution,
                "m": period.withholdings(table),
            },
        ),
    )
