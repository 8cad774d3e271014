"""HTTP shapes of disputes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import BaseModel, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from chassis.fields import Body, Comment, MoneyBody, Reason, Version, WholeNumber
from contracts.access import Portal
from contracts.events.disputes import (
    DisputeOutcome,
)
from contracts.ids import CompanyId, DisputeId, InvoiceId, PersonId
from contracts.money import Money
from payments.disputes.model import Dispute, DisputeState, Message
from payments.invoices.model import MAX_ENTRIES_PER_INVOICE

MAX_LINES_AT_ONCE = 50

LineNumber = Annotated[WholeNumber, Field(ge=1, le=MAX_ENTRIES_PER_INVOICE)]


class DisputeRequest(Body):
    """Lines of the invoice by their numbers (the first is 1), and why they are disputed."""

    lines: Annotated[list[LineNumber], Field(min_length=1, max_length=MAX_LINES_AT_ONCE)]
    reason: Reason

    @field_validator("lines")
    @classmethod
    def _each_once(cls, lines: list[int]) -> list[int]:
        if len(set(lines)) != len(lines):
            raise PydanticCustomError("lines", "names a line twice")
        return lines


class DisputeMessageRequest(Body):
    """A message of either side."""

    text: Comment


class WithdrawRequest(Body):
    """`version`: of the dispute that was seen."""

    version: Version


class AgreedAmount(MoneyBody):
    """What a correction takes off the line, before taxes."""


class ResolutionRequest(Body):
    """How it ends, and why. `agreed`: with a correction, what it takes off the line."""

    outcome: DisputeOutcome
    reason: Reason
    agreed: Annotated[AgreedAmount | None, Field(validate_default=True)] = None
    version: Version

    @field_validator("agreed")
    @classmethod
    def _agreed_with_a_correction(
        cls, agreed: AgreedAmount | None, info: ValidationInfo
    ) -> AgreedAmount | None:
        is_correction = info.data.get("outcome") is DisputeOutcome.CORRECTION
        if is_correction and agreed is None:
            raise PydanticCustomError("agreed", "a correction has an agreed amount")
        if agreed is not None and not is_correction:
            raise PydanticCustomError("agreed", "a line that stands has no agreed amount")
        return agreed


class DisputeSummary(BaseModel):
    """A dispute of a line. `amount` is the line, before taxes; `agreed` is a part of it.

    An agreed correction is not booked: it stays not due until a credit note books it.
    `waiting_for`: whose answer it waits for while it is open.
    """

    dispute_id: DisputeId
    invoice_id: InvoiceId
    invoice_number: str
    company_id: CompanyId
    line_number: int
    work_order_title: str
    contractor_name: str
    amount: Money
    state: DisputeState
    reason: str
    opened_by: PersonId
    opened_by_name: str
    opened_at: datetime
    messages: int
    last_message_at: datetime
    waiting_for: Portal | None
    ended_by_name: str | None
    ended_at: datetime | None
    resolution: str | None
    agreed: Money | None
    version: int

    @classmethod
    def of(cls, dispute: Dispute) -> Self:
        """From what was read."""
        return cls(**_summary(dispute))


class DisputeMessage(BaseModel):
    """What somebody wrote. The first is the reason."""

    number: int
    written_by: PersonId
    author_name: str
    author_portal: Portal
    written_at: datetime
    text: str


class DisputeDetails(DisputeSummary):
    """A dispute with all its messages."""

    conversation: list[DisputeMessage]

    @classmethod
    def detailed(cls, dispute: Dispute, messages: Sequence[Message]) -> Self:
        """From what was read."""
        return cls(
            **_summary(dispute),
            conversation=[
                DisputeMessage(
                    number=one.number,
                    written_by=one.written_by,
                    author_name=one.written_by_name,
                    author_portal=one.portal,
                    written_at=one.written_at,
                    text=one.text,
                )
                for one in messages
            ],
        )


class InvoiceDisputes(BaseModel):
    """Disputes of an invoice, by line."""

    items: list[DisputeSummary]


def _summary(dispute: Dispute) -> dict[str, Any]:
    ending = dispute.ending
    waiting_for = (
        Portal.AGENCY if dispute.last_message_portal is Portal.CUSTOMER else Portal.CUSTOMER
    )
    return {
        "dispute_id": dispute.dispute_id,
        "invoice_id": dispute.invoice_id,
        "invoice_number": dispute.invoice_number,
        "company_id": dispute.company_id,
        "line_number": dispute.line_number,
        "work_order_title": dispute.work_order_title,
        "contractor_name": dispute.contractor_name,
        "amount": dispute.amount,
        "state": dispute.state,
        "reason": dispute.reason,
        "opened_by": dispute.opened_by,
        "opened_by_name": dispute.opened_by_name,
        "opened_at": dispute.opened_at,
        "messages": dispute.messages,
        "last_message_at": dispute.last_message_at,
        "waiting_for": waiting_for if dispute.state is DisputeState.OPEN else None,
        "ended_by_name": ending and ending.ended_by_name,
        "ended_at": ending and ending.ended_at,
        "resolution": ending and ending.resolution,
        "agreed": ending and ending.agreed,
        "version": dispute.version,
    }
