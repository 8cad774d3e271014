"""How a tax or deduction follows from a rule, a base, and what the year already brought."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from contracts.events.payments import Charge
from contracts.events.timesheets import PayPeriod
from contracts.money import Money
from payments.periods import Period


class Party(StrEnum):
    """On whose side a rule applies."""

    TEMP = "temp"
    INCORPORATED = "incorporated"
    CUSTOMER = "customer"


class Effect(StrEnum):
    """A deduction is withheld and lowers the net; a tax is added and raises it."""

    DEDUCTION = "deduction"
    TAX = "tax"


class Base(StrEnum):
    """What a rule is computed on. Earnings are work without expenses."""

    EARNINGS = "earnings"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A tax or deduction. Amounts are in major units of `currency`; percent is of the base.

    `exempt` is what of each pay period's base is free; `above_per_year` is the base in the
    calendar year from which on the rule applies; `max_per_year` caps the amount in it. `min` and
    `max` bound the amount of one transaction or invoice. A rule with no percent is `fixed`.
    `regions` empty means the whole country; `valid_to` is the last day.
    """

    code: str
    names: Mapping[str, str]
    country: str
    currency: str
    party: Party
    effect: Effect
    regions: frozenset[str] = frozenset()
    except_regions: frozenset[str] = frozenset()
    base: Base = Base.ALL
    percent: Decimal | None = None
    fixed: Decimal | None = None
    exempt: Mapping[PayPeriod, Decimal] = field(default_factory=dict[PayPeriod, Decimal])
    above_per_year: Decimal | None = None
    min: Decimal | None = None
    max: Decimal | None = None
    max_per_year: Decimal | None = None
    valid_from: date
    valid_to: date | None = None

    def applies(self, subject: "Subject") -> bool:
        """Whether it is a rule for this party, there, on that day, in that currency."""
        return (
            self.party is subject.party
            and self.country == subject.country
            and self.currency == subject.currency
            and (not self.regions or subject.region in self.regions)
            and subject.region not in self.except_regions
            and self.valid_from <= subject.on
            and (self.valid_to is None or subject.on <= self.valid_to)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Who and what is charged, and when."""

    party: Party
    country: str
    region: str
    currency: str
    on: date
    pay_period: PayPeriod | None = None
    period: Period | None = None


@dataclass(slots=True)
class StandingCharge:
    """What of a charge stands of a pay period, in minor units: its base, and what was free."""

    base_minor: int = 0
    amount_minor: int = 0
    exempt_minor: int = 0


@dataclass(slots=True)
class YearSoFar:
    """What a contractor's calendar year already brought, in minor units. Grows while pricing.

    `standing`: of each pay period whose work is known, by code; whichever year charged it.
    """

    earnings_minor: int = 0
    charged_minor: dict[str, int] = field(default_factory=dict[str, int])
    exempted_minor: dict[tuple[str, Period], int] = field(
        default_factory=dict[tuple[str, Period], int]
    )
    standing: dict[Period, dict[str, StandingCharge]] = field(
        default_factory=dict[Period, dict[str, StandingCharge]]
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ComputedCharge:
    """One charge of a transaction or an invoice, and how much of the base was exempt."""

    code: str
    effect: Effect
    names: Mapping[str, str]
    base: Money
    percent: Decimal | None
    amount: Money
    exempt: Money

    def taken_back(self) -> "ComputedCharge":
        """The opposite, to the minor unit."""
        return replace(self, base=-self.base, amount=-self.amount, exempt=-self.exempt)

    def as_charge(self) -> Charge:
        """As events and documents show it."""
        return Charge(
            code=self.code,
            names=dict(self.names),
            base=self.base,
            percent=self.percent,
            amount=self.amount,
            exempt=self.exempt if self.exempt.amount_minor else None,
        )


def charges(
    rules: Iterable[Rule], subject: Subject, *, gross: Money, earnings: Money, so_far: YearSoFar
) -> tuple[ComputedCharge, ...]:
    """Every charge that the rules make on these amounts.

    A charge of nothing is in it only when it used up an exemption, which later work must know.

    A correction with a negative base takes back its part of what was charged of the pay period, so
    that nothing of a charge is left once all of the work was taken back, in however many parts.
    Where no work of the period is known it is the plain percentage. `so_far` is moved on.
    """
    found: list[ComputedCharge] = []
    for rule in rules:
        if not rule.applies(subject):
            continue
        base = earnings if rule.base is Base.EARNINGS else gross
        charged = (
            _credit(rule, subject, base, so_far)
            if base.amount_minor < 0
            else _debit(rule, subject, base, so_far)
        )
        if charged is None:
            continue
        found.append(charged)
        so_far.charged_minor[rule.code] = (
            so_far.charged_minor.get(rule.code, 0) + charged.amount.amount_minor
        )
        if subject.period is not None and charged.exempt.amount_minor:
            key = (rule.code, subject.period)
            so_far.exempted_minor[key] = (
                so_far.exempted_minor.get(key, 0) + charged.exempt.amount_minor
            )
    so_far.earnings_minor += earnings.amount_minor
    if subject.period is not None:
        _stand(so_far.standing.setdefault(subject.period, {}), found)
    return tuple(found)


def _stand(standing: dict[str, StandingCharge], found: Iterable[ComputedCharge]) -> None:
    for one in found:
        mine = standing.setdefault(one.code, StandingCharge())
        mine.base_minor += one.base.amount_minor
        mine.amount_minor += one.amount.amount_minor
        mine.exempt_minor += one.exempt.amount_minor


def lacks_rules(rules: Iterable[Rule], subject: Subject, earnings: Money) -> bool:
    """Whether pay is taxed at its source and no rule says how: that is a question, not nothing.

    An employer withholds from whoever it employs. Where no rule for this country, region and
    currency is known, somebody has to say what is withheld.
    """
    if subject.party is not Party.TEMP or not earnings.amount_minor:
        return False
    return not any(rule.effect is Effect.DEDUCTION and rule.applies(subject) for rule in rules)


def of_effect(found: Sequence[ComputedCharge], effect: Effect) -> tuple[ComputedCharge, ...]:
    """Those that are deductions, or those that are taxes."""
    return tuple(charged for charged in found if charged.effect is effect)


def _credit(rule: Rule, subject: Subject, base: Money, so_far: YearSoFar) -> ComputedCharge | None:
    """What was free of the period, and below a threshold, is taken back last."""
    known = so_far.standing.get(subject.period) if subject.period is not None else None
    if known is not None:
        standing = known.get(rule.code, StandingCharge())
        taxed = max(0, min(-base.amount_minor, standing.base_minor))
        exempt = max(0, min(-base.amount_minor - taxed, standing.exempt_minor))
        share = Fraction(taxed, standing.base_minor) if taxed else Fraction(0)
        charged = replace_minor(base, standing.amount_minor)
        return _charged(
            rule,
            replace_minor(base, -taxed),
            replace_minor(base, -exempt),
            -Money.of(Fraction(charged.decimal) * share, base.currency),
        )
    if rule.percent is None:
        return None
    return _charged(rule, base, Money.zero(base.currency), _percent_of(rule.percent, base))


def _debit(rule: Rule, subject: Subject, base: Money, so_far: YearSoFar) -> ComputedCharge | None:
    exempt = _exempt(rule, subject, base, so_far)
    taxed = _above(rule, base - exempt, so_far)
    if rule.percent is not None:
        amount = _percent_of(rule.percent, taxed)
    else:
        amount = Money.of(rule.fixed or Decimal(0), base.currency)
    if not taxed.amount_minor:
        amount = Money.zero(base.currency)
    return _charged(rule, taxed, exempt, _limited(rule, amount, taxed, so_far))


def _charged(rule: Rule, base: Money, exempt: Money, amount: Money) -> ComputedCharge | None:
    if not amount.amount_minor and not exempt.amount_minor:
        return None
    return ComputedCharge(
        code=rule.code,
        effect=rule.effect,
        names=rule.names,
        base=base,
        percent=rule.percent,
        amount=amount,
        exempt=exempt,
    )


def _percent_of(percent: Decimal, base: Money) -> Money:
    return Money.of(base.decimal * percent / 100, base.currency)


def _exempt(rule: Rule, subject: Subject, base: Money, so_far: YearSoFar) -> Money:
    """What is left of the pay period's exemption, at most the base."""
    if subject.pay_period is None or subject.period is None:
        return Money.zero(base.currency)
    whole = Money.of(rule.exempt.get(subject.pay_period, Decimal(0)), base.currency)
    used = so_far.exempted_minor.get((rule.code, subject.period), 0)
    left = max(0, whole.amount_minor - used)
    return replace_minor(base, min(left, base.amount_minor))


def _above(rule: Rule, base: Money, so_far: YearSoFar) -> Money:
    """The part of the base that lies above the year's threshold."""
    if rule.above_per_year is None:
        return base
    threshold = Money.of(rule.above_per_year, base.currency).amount_minor
    below = max(0, threshold - so_far.earnings_minor)
    return replace_minor(base, max(0, base.amount_minor - below))


def _limited(rule: Rule, amount: Money, taxed: Money, so_far: YearSoFar) -> Money:
    minor = amount.amount_minor
    if rule.min is not None and taxed.amount_minor:
        minor = max(minor, Money.of(rule.min, amount.currency).amount_minor)
    if rule.max is not None:
        minor = min(minor, Money.of(rule.max, amount.currency).amount_minor)
    if rule.max_per_year is not None:
        cap = Money.of(rule.max_per_year, amount.currency).amount_minor
        minor = min(minor, max(0, cap - so_far.charged_minor.get(rule.code, 0)))
    if rule.effect is Effect.DEDUCTION:
        minor = min(minor, max(0, taxed.amount_minor))
    return replace_minor(amount, minor)


def replace_minor(money: Money, amount_minor: int) -> Money:
    """The same currency with another amount."""
    return Money(amount_minor=amount_minor, currency=money.currency)
