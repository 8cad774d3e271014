"""A payment: money sent to one contractor in one currency."""

from dataclasses import dataclass
from datetime import date

from contracts.events.identity import ContractorKind
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
