"""How much of what was paid too much is set off with a payment, and what is carried on.

Pure. A payment's amount is the nets of its transactions and what it carries: above zero where more
would have had to be set off than the floor lets, below zero where it sets off what was carried
before. The sum of what a contractor's payments carry is what is still to set off.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from contracts.ids import PersonId
from contracts.money import Money
from payments.agency_rules.model import AgencyRule


@dataclass(frozen=True, slots=True, kw_only=True)
class SetOffRule(AgencyRule):
    """The floor of an agency: at least so many percent of what somebody earned is paid out.

    At 0, by itself, a payment waits while there is more to set off than it comes to.
    """

    at_least_percent: int = 0

    def floor_minor(self, earned_minor: int) -> int:
        """What is paid out at least; a part of a minor unit is the contractor's."""
        return -(-self.at_least_percent * earned_minor // 100)


class SetOffPart(NamedTuple):
    """What a payment comes to, and what of it is carried."""

    amount: Money
    carried_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SetOff:
    """The rule, and what is still to set off, in minor units by contractor and currency.

    Below zero is owed to the contractor: a payment that carried something came back from the bank.
    """

    rule: SetOffRule = field(default_factory=SetOffRule)
    outstanding: Mapping[tuple[PersonId, str], int] = field(
        default_factory=dict[tuple[PersonId, str], int]
    )

    def of(
        self, contractor_id: PersonId, currency: str, *, net_minor: int, earned_minor: int
    ) -> SetOffPart:
        """The payment of transactions: `net_minor` is all of them, `earned_minor` those above zero.

        Not above zero where nothing is left to pay.
        """
        all_set_off = net_minor - self.outstanding.get((contractor_id, currency), 0)
        amount = max(all_set_off, self.rule.floor_minor(earned_minor) or all_set_off)
        return SetOffPart(Money(amount_minor=amount, currency=currency), amount - net_minor)

    def still_of(self, contractor_id: PersonId) -> list[Money]:
        """What somebody was paid too much that is still to set off, by currency."""
        return [
            Money(amount_minor=minor, currency=currency)
            for (person, currency), minor in sorted(self.outstanding.items())
            if person == contractor_id and minor > 0
        ]


NOTHING_TO_SET_OFF = SetOff()
