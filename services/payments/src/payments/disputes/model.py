"""A dispute of one line of an invoice: (state, command) to state and events.

A contact disputes a line with a reason. Both sides write while it is open. The agency ends it: the
line stands, or a correction is agreed; the contact can withdraw it. While it is open the amount of
its line is not due; of an agreed correction, what was agreed is not due for good, since that is
never owed: the credit note will book it. The ledger is not touched by any of this.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from chassis.errors import ConflictError, InvalidError, TooManyRequestsError
from contracts.access import Portal
from contracts.base import Event
from contracts.events.disputes import (
    DisputeAnswered,
    DisputedLine,
    DisputeOutcome,
    DisputeResolved,
    DisputeWithdrawn,
    InvoiceLinesDisputed,
)
from contracts.events.payments import (
    InvoiceLine,
)
from contracts.ids import CompanyId, DisputeId, InvoiceId, PersonId, ProjectId
from contracts.money import Money
from payments.held_back import held_back
from payments.invoices.model import Invoice

MAX_MESSAGES = 200
"""Of a dispute: all of them are on its page."""
MAX_OF_LINE = 10
"""Disputes of one line, all but the last of them withdrawn: all are on the invoice's page, and each
was told to staff twice."""


class DisputeState(StrEnum):
    """Where a dispute stands."""

    OPEN = "open"
    STANDS = "stands"
    CORRECTION_AGREED = "correction_agreed"
    WITHDRAWN = "withdrawn"


class NothingLeftToDisputeError(ConflictError):
    """The invoice is paid in full: there is nothing left to dispute"""


class LineAlreadyDisputedError(ConflictError):
    """A dispute of this line is open or was resolved"""


class LineDisputedOftenError(ConflictError):
    """The line was disputed and withdrawn again as often as it can be"""


class DisputeEndedError(ConflictError):
    """The dispute has ended"""


class DisputeChangedError(ConflictError):
    """Somebody changed it meanwhile: look at it again"""


class DisputeFullError(ConflictError):
    """It has as many messages as it can have"""


class UnknownLineError(InvalidError):
    """The invoice has no such line"""


class LineNotChargedError(InvalidError):
    """The line takes off the invoice: there is nothing to dispute"""


class AgreedAmountError(InvalidError):
    """The amount is not valid for a correction of this line"""


class TooManyDisputesError(TooManyRequestsError):
    """You wrote many messages in a short time; wait before the next"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Who acts, from where, and when."""

    person_id: PersonId
    name: str
    portal: Portal
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What somebody wrote. `number`: the reason of a dispute is its message 1."""

    number: int
    written_by: PersonId
    written_by_name: str
    portal: Portal
    written_at: datetime
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeEnd:
    """How a dispute ended. `resolution`: what the agency says of it; None: it was withdrawn.

    `agreed`: what a correction takes off the line, before taxes.
    """

    ended_by: PersonId
    ended_by_name: str
    ended_at: datetime
    resolution: str | None = None
    agreed: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """A dispute of a line. `amount`: of the line, before taxes. `contact_ids`: who takes part."""

    dispute_id: DisputeId
    invoice_id: InvoiceId
    invoice_number: str
    company_id: CompanyId
    project_ids: tuple[ProjectId, ...]
    line_number: int
    work_order_title: str
    contractor_name: str
    amount: Money
    state: DisputeState
    reason: str
    opened_by: PersonId
    opened_by_name: str
    opened_at: datetime
    contact_ids: frozenset[PersonId]
    messages: int
    last_message_at: datetime
    last_message_portal: Portal
    ending: DisputeEnd | None
    version: int

    @property
    def held_back(self) -> Money:
        """What of the line is not due, before taxes."""
        if self.state is DisputeState.OPEN:
            return self.amount
        if self.state is DisputeState.CORRECTION_AGREED and self.ending and self.ending.agreed:
            return self.ending.agreed
        return Money.zero(self.amount.currency)

    @property
    def line(self) -> DisputedLine:
        """The line, as events name it."""
        return DisputedLine(
            dispute_id=self.dispute_id,
            line_number=self.line_number,
            work_order_title=self.work_order_title,
            contractor_name=self.contractor_name,
            amount=self.amount,
        )

    @property
    def said(self) -> dict[str, Any]:
        """What every event about it says."""
        return {
            "invoice_id": self.invoice_id,
            "company_id": self.company_id,
            "number": self.invoice_number,
            "project_ids": self.project_ids,
            "contact_ids": tuple(sorted(self.contact_ids)),
        }

    def require_open(self) -> None:
        """Raises DisputeEndedError with how it ended."""
        if self.state is not DisputeState.OPEN:
            raise DisputeEndedError(state=self.state.value, version=self.version)

    def require_version(self, seen: int) -> None:
        """Raises DisputeChangedError where somebody has seen an older state of it."""
        if seen != self.version:
            raise DisputeChangedError(state=self.state.value, version=self.version)

    def ended(self, state: DisputeState, ending: DisputeEnd) -> Self:
        """The same with how it ended."""
        return replace(self, state=state, ending=ending, version=self.version + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a command comes to. `message`: the one that it adds."""

    dispute: Dispute
    event: Event
    message: Message | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDisputes:
    """Disputes that were opened at once, with their first messages, and what is said of them."""

    disputes: tuple[Dispute, ...]
    event: InvoiceLinesDisputed

    @property
    def messages(self) -> tuple[Message, ...]:
        """The reason, as the first message of each."""
        return tuple(
            Message(
                number=1,
                written_by=one.opened_by,
                written_by_name=one.opened_by_name,
                portal=Portal.CUSTOMER,
                written_at=one.opened_at,
                text=one.reason,
            )
            for one in self.disputes
        )


def dispute_lines(
    invoice: Invoice,
    lines: Sequence[InvoiceLine],
    chosen: Iterable[tuple[int, DisputeId]],
    earlier: Iterable[Dispute],
    reason: str,
    by: Writer,
) -> NewDisputes:
    """A contact disputes lines, each by its number with the id of the new dispute.

    Raises NothingLeftToDisputeError, UnknownLineError, LineNotChargedError, and
    LineAlreadyDisputedError for a line of which a dispute is open or was resolved: what the agency
    has answered is not put off again; LineDisputedOftenError for one that was withdrawn ten times.
    """
    if invoice.paid_on is not None:
        raise NothingLeftToDisputeError(paid_on=invoice.paid_on.isoformat())
    earlier = list(earlier)
    taken = {one.line_number: one for one in earlier if one.state is not DisputeState.WITHDRAWN}
    times = Counter(one.line_number for one in earlier)
    opened: list[Dispute] = []
    for number, dispute_id in chosen:
        line = _charged_line(lines, number)
        if (other := taken.get(number)) is not None:
            raise LineAlreadyDisputedError(
                line_number=number, dispute_id=str(other.dispute_id), state=other.state.value
            )
        if times[number] >= MAX_OF_LINE:
            raise LineDisputedOftenError(f"at most {MAX_OF_LINE} times", line_number=number)
        opened.append(_opened(invoice, number, line, dispute_id, reason, by))
    event = InvoiceLinesDisputed(
        **opened[0].said,
        lines=tuple(one.line for one in opened),
        reason=reason,
        disputed_by=by.person_id,
    )
    return NewDisputes(disputes=tuple(opened), event=event)


def write(dispute: Dispute, text: str, by: Writer) -> Decision:
    """Add a message. Raises DisputeEndedError, DisputeFullError."""
    dispute.require_open()
    if dispute.messages >= MAX_MESSAGES:
        raise DisputeFullError(f"at most {MAX_MESSAGES}", most=MAX_MESSAGES)
    is_contact = by.portal is Portal.CUSTOMER
    # Two may write in the same moment, each having waited for the other.
    moment = max(by.at, dispute.last_message_at)
    after = replace(
        dispute,
        contact_ids=dispute.contact_ids | ({by.person_id} if is_contact else set[PersonId]()),
        messages=dispute.messages + 1,
        last_message_at=moment,
        last_message_portal=by.portal,
        version=dispute.version + 1,
    )
    message = Message(
        number=after.messages,
        written_by=by.person_id,
        written_by_name=by.name,
        portal=by.portal,
        written_at=moment,
        text=text,
    )
    event = DisputeAnswered(**after.said, line=after.line, text=text, answered_by=by.person_id)
    return Decision(dispute=after, event=event, message=message)


def let_stand(dispute: Dispute, resolution: str, by: Writer, *, seen: int) -> Decision:
    """The line stands: its amount is due again. Raises DisputeEndedError, DisputeChangedError."""
    return _resolved(dispute, DisputeState.STANDS, resolution, None, by, seen)


def agree_correction(
    dispute: Dispute, agreed: Money, resolution: str, by: Writer, *, seen: int
) -> Decision:
    """So much of the line, before taxes, will be taken off; what is left of it is due again.

    Raises DisputeEndedError, DisputeChangedError, AgreedAmountError.
    """
    if agreed.currency != dispute.amount.currency:
        raise AgreedAmountError(f"the line is in {dispute.amount.currency}", field="currency")
    if not 0 < agreed.amount_minor <= dispute.amount.amount_minor:
        raise AgreedAmountError(
            f"above zero and at most {dispute.amount}, which is the line", field="amount_minor"
        )
    return _resolved(dispute, DisputeState.CORRECTION_AGREED, resolution, agreed, by, seen)


def withdraw(dispute: Dispute, by: Writer, *, seen: int) -> Decision:
    """A contact takes it back: the line is due again, and can be disputed again.

    Raises DisputeEndedError, DisputeChangedError.
    """
    dispute.require_open()
    dispute.require_version(seen)
    after = dispute.ended(DisputeState.WITHDRAWN, _ending(by))
    event = DisputeWithdrawn(**after.said, line=after.line, withdrawn_by=by.person_id)
    return Decision(dispute=after, event=event)


def held_back_of(invoice: Invoice, subtotal: Money, disputes: Sequence[Dispute]) -> Money:
    """What of the invoice's total is not due, taxes included."""
    by_state = {
        state: Money.total(
            (one.held_back for one in disputes if one.state is state), invoice.total.currency
        )
        for state in (DisputeState.OPEN, DisputeState.CORRECTION_AGREED)
    }
    return held_back(
        disputed=by_state[DisputeState.OPEN],
        agreed=by_state[DisputeState.CORRECTION_AGREED],
        credited=invoice.credited,
        subtotal=subtotal,
        total=invoice.total,
    )


def _charged_line(lines: Sequence[InvoiceLine], number: int) -> InvoiceLine:
    if not 1 <= number <= len(lines):
        raise UnknownLineError(f"the invoice has {len(lines)} lines", field="lines")
    line = lines[number - 1]
    if line.amount.amount_minor <= 0:
        raise LineNotChargedError(f"line {number} takes off the invoice", field="lines")
    return line


def _opened(
    invoice: Invoice,
    number: int,
    line: InvoiceLine,
    dispute_id: DisputeId,
    reason: str,
    by: Writer,
) -> Dispute:
    return Dispute(
        dispute_id=dispute_id,
        invoice_id=invoice.invoice_id,
        invoice_number=invoice.number,
        company_id=invoice.company_id,
        project_ids=invoice.project_ids,
        line_number=number,
        work_order_title=line.work_order_title,
        contractor_name=line.contractor_name,
        amount=line.amount,
        state=DisputeState.OPEN,
        reason=reason,
        opened_by=by.person_id,
        opened_by_name=by.name,
        opened_at=by.at,
        contact_ids=frozenset({by.person_id}),
        messages=1,
        last_message_at=by.at,
        last_message_portal=Portal.CUSTOMER,
        ending=None,
        version=1,
    )


def _resolved(
    dispute: Dispute,
    state: DisputeState,
    resolution: str,
    agreed: Money | None,
    by: Writer,
    seen: int,
) -> Decision:
    dispute.require_open()
    dispute.require_version(seen)
    after = dispute.ended(state, _ending(by, resolution, agreed))
    event = DisputeResolved(
        **after.said,
        line=after.line,
        outcome=DisputeOutcome.STANDS if agreed is None else DisputeOutcome.CORRECTION,
        reason=resolution,
        agreed=agreed,
        resolved_by=by.person_id,
    )
    return Decision(dispute=after, event=event)


def _ending(by: Writer, resolution: str | None = None, agreed: Money | None = None) -> DisputeEnd:
    return DisputeEnd(
        ended_by=by.person_id,
        ended_by_name=by.name,
        ended_at=by.at,
        resolution=resolution,
        agreed=agreed,
    )
