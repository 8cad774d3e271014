"""What anybody who has a document may learn of it. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from documents.signing.model import State


class Kind(StrEnum):
    """What a document is. `offer_original`: as it was sent, before the pages for signatures."""

    OFFER = "offer"
    OFFER_ORIGINAL = "offer_original"
    PAYSTUB = "paystub"
    CONTRACTOR_INVOICE = "contractor_invoice"
    CUSTOMER_INVOICE = "customer_invoice"
    CREDIT_NOTE = "credit_note"
    PAYMENT_STATEMENT = "payment_statement"
    PAYMENT_REPORT = "payment_report"
    STATEMENT_OF_ACCOUNT = "statement_of_account"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who signed, by the name that they had then."""

    name: str
    signed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiableOffer:
    """An offer that is asked about, and which of its files: `position` signatures are in it."""

    number: str
    title: str
    state: State
    sent_at: datetime
    expires_at: datetime
    closed_at: datetime | None
    signers: int
    position: int
    newest: int
    level: str | None
    signatures: tuple[Signature, ...]

    def state_at(self, now: datetime) -> State:
        """Its state; one whose time is over has expired, whether or not it is closed yet."""
        return State.EXPIRED if self.state.is_open and now >= self.expires_at else self.state
