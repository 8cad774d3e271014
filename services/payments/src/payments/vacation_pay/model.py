"""How much an agency sets aside as vacation pay."""

from dataclasses import dataclass
from decimal import Decimal

from contracts.money import Money
from contracts.pay_statements import VacationPay
from payments.agency_rules.model import AgencyRule


@dataclass(frozen=True, slots=True, kw_only=True)
class VacationPayRule(AgencyRule):
    """So many percent of what employees earn is set aside; None: statements say nothing of it.

    What it has to be at least is employment law and differs by place, collective agreement and
    years of service: the agency enters it.
    """

    percent: Decimal | None = None

    def set_aside(self, earnings: Money) -> VacationPay | None:
        """Of what was earned, without expenses repaid: rounded once, and taken back alike."""
        if self.percent is None or not earnings.amount_minor:
            return None
        amount = Money.of(earnings.decimal * self.percent / 100, earnings.currency)
        return VacationPay(percent=self.percent, base=earnings, amount=amount)
