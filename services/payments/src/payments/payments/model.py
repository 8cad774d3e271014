"""A payment: money sent to one contractor in one currency."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from contracts.events.identity import ContractorKind
from contracts.events.payments import PaidTransaction, PaymentMade
from contracts.ids import PaymentId, PayRunId, PersonId
from contracts.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """What was sent, when and how."""

    payment_id: PaymentId
    number: str
    pay_run_id: PayRunId
    contractor_id: PersonId
    contractor_kind: ContractorKind
    paid_on: date
    method: str
    amount: Money

    def made(self, transactions: Iterable[PaidTransaction]) -> PaymentMade:
        """What is said of it, with the transactions that it covers."""
        return PaymentMade(
            payment_id=self.payment_id,
            number=self.number,
            pay_run_id=self.pay_run_id,
            contractor_id=self.contractor_id,
            contractor_kind=self.contractor_kind,
            paid_on=self.paid_on,
            method=self.method,
            amount=self.amount,
            transactions=tuple(transactions),
        )
