"""What is charged on pay and on invoices, or that nothing says what is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from contracts.money import Money
from payments.taxes.answers import Answer, AnswerKind, answer_to
from payments.taxes.canada.sales_taxes import PST
from payments.taxes.canada.sales_taxes import sales_taxes as canadian_sales_taxes
from payments.taxes.details import TaxDetailsHistory
from payments.taxes.editions import last_known_day
from payments.taxes.missing import MissingRule, NoRuleError
from payments.taxes.model import (
    Assessment,
    ComputedCharge,
    Effect,
    Party,
    PayHistory,
    StandingCharge,
    Subject,
    on_day,
)
from payments.taxes.names import names_of
from payments.taxes.norway.vat import vat_rate
from payments.taxes.pay import Pay
from payments.taxes.withholding import withheld


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessor:
    """Reckons what is charged, at one agency. `answers`: what its staff said where no rule does.

    `region`: of the agency, who is the recipient of what incorporated contractors supply.
    """

    country: str
    region: str
    answers: Sequence[Answer] = ()

    def of_pay(
        self,
        subject: Subject,
        *,
        gross: Money,
        earnings: Money,
        history: PayHistory,
        details: TaxDetailsHistory,
    ) -> Assessment:
        """What is charged on a contractor's pay of a period. The history is moved on.

        What takes pay back is charged for the day on which it was paid: see PayHistory.day_of.
        """
        if subject.period is None:
            raise ValueError("pay is of a pay period")
        base = earnings if subject.party is Party.TEMP else gross
        subject = on_day(subject, history.day_of(subject.period, subject.on, base.amount_minor))
        found = Assessment(subject=subject)
        if base.amount_minor:
            found = self._assessed(subject, base, history, details)
        history.add(subject, base, found.charges)
        return found

    def of_nothing_new(
        self, subject: Subject, *, history: PayHistory, details: TaxDetailsHistory
    ) -> Assessment:
        """What a pay period of an employee is charged otherwise now than before, without new pay.

        Where nothing says what is due, what was charged stands.
        """
        nothing = Money.zero(subject.currency)
        found = self._assessed(subject, nothing, history, details)
        if found.missing is not None:
            return Assessment(subject=subject)
        history.add(subject, nothing, found.charges)
        return found

    def of_invoice(self, subject: Subject, subtotal: Money) -> tuple[ComputedCharge, ...]:
        """The taxes that the agency adds to an invoice: on all of it, expenses too.

        Raises NoRuleError.
        """
        try:
            return tuple(self._added(subject, subtotal))
        except NoRuleError as question:
            if self._answer(question) is AnswerKind.NOTHING_DUE:
                return ()
            raise

    def _assessed(
        self, subject: Subject, base: Money, history: PayHistory, details: TaxDetailsHistory
    ) -> Assessment:
        try:
            if subject.party is Party.TEMP:
                charges = self._withheld(subject, base, history, details)
            elif not details.on(subject.on).charges_sales_tax:
                charges = ()
            elif base.amount_minor < 0:
                charges = tuple(_given_back(subject, base, history))
            else:
                charges = tuple(self._added(subject, base))
        except NoRuleError as question:
            if self._answer(question) is AnswerKind.NOTHING_DUE:
                return Assessment(subject=subject)
            return Assessment(subject=subject, missing=question)
        return Assessment(subject=subject, charges=charges)

    def _withheld(
        self, subject: Subject, earnings: Money, history: PayHistory, details: TaxDetailsHistory
    ) -> tuple[ComputedCharge, ...]:
        assert subject.period is not None  # noqa: S101 - asked in `of_pay`
        pay = Pay(
            subject=subject,
            period=subject.period,
            earnings=earnings,
            history=history,
            details=details,
            values_on=self._values_on,
        )
        return withheld(pay, self.country)

    def _values_on(self, on: date) -> date:
        """The day whose values hold: the last that is known, where staff said that it holds on."""
        last = last_known_day(self.country.lower())
        if last is None or on <= last:
            return on
        question = NoRuleError(MissingRule.VALUES, self.country, on)
        if self._answer(question) is AnswerKind.CARRIED_OVER:
            return last
        raise question

    def _answer(self, question: NoRuleError) -> AnswerKind | None:
        found = answer_to(question, self.answers)
        return None if found is None else found.kind

    def _added(self, subject: Subject, base: Money) -> list[ComputedCharge]:
        """Each sales tax of the recipient's place: of the agency's country, in any currency."""
        if subject.country != self.country or subject.country not in _SALES_TAXES:
            raise NoRuleError(MissingRule.SALES_TAX, subject.place, subject.on)
        region = self.region if subject.party is Party.INCORPORATED else subject.region
        recipient = replace(subject, region=region, on=self._values_on(subject.on))
        taxes = _SALES_TAXES[subject.country]
        try:
            found = taxes(recipient, without_pst=False)
        except NoRuleError as question:
            asked = NoRuleError(question.missing, question.place, subject.on, question.subject)
            if question.subject != PST or self._answer(asked) is not AnswerKind.NOTHING_DUE:
                raise asked from question
            found = taxes(recipient, without_pst=True)
        return [
            _charge(code, base, percent, Money.of(base.decimal * percent / 100, base.currency))
            for code, percent in found
        ]


def _canadian(subject: Subject, *, without_pst: bool) -> list[tuple[str, Decimal]]:
    found = canadian_sales_taxes(province=subject.region, on=subject.on, without_pst=without_pst)
    return [(one.code, one.percent) for one in found]


def _norwegian(subject: Subject, *, without_pst: bool) -> list[tuple[str, Decimal]]:  # noqa: ARG001 - Norway has none
    rate = vat_rate(registered=True, buyer_region=subject.place, on=subject.on)
    return [] if rate.percent is None else [("mva", rate.percent)]


_SALES_TAXES = {"CA": _canadian, "NO": _norwegian}


def _given_back(subject: Subject, base: Money, history: PayHistory) -> list[ComputedCharge]:
    """What takes back work takes back its part of what was charged of its pay period.

    So nothing of a tax is left once all of the work was taken back, in however many parts.
    """
    assert subject.period is not None  # noqa: S101 - asked in `of_pay`
    paid = history.of_year(subject.on.year).get(subject.period)
    standing = paid.charged if paid is not None else {}
    return [_share_of(code, one, base) for code, one in standing.items() if one.base_minor > 0]


def _share_of(code: str, standing: StandingCharge, base: Money) -> ComputedCharge:
    taken = min(-base.amount_minor, standing.base_minor)
    charged = Money(amount_minor=standing.amount_minor, currency=base.currency)
    share = Fraction(taken, standing.base_minor)
    amount = -Money.of(Fraction(charged.decimal) * share, base.currency)
    taken_back = Money(amount_minor=-taken, currency=base.currency)
    return _charge(code, taken_back, standing.percent, amount)


def _charge(code: str, base: Money, percent: Decimal | None, amount: Money) -> ComputedCharge:
    return ComputedCharge(
        code=code,
        effect=Effect.TAX,
        names=names_of(code),
        base=base,
        percent=percent,
        amount=amount,
        exempt=Money.zero(base.currency),
    )
