"""HTTP shapes of drafts."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints, field_validator
from pydantic_core import PydanticCustomError

from chassis.fields import Body, Flag, LineOf, Note, Version
from contracts.date_moves import DateMove
from contracts.events.payments import Charge, InvoiceIssued, InvoiceLine
from contracts.ids import CompanyId, PersonId, ProjectId
from contracts.money import Money
from contracts.parties import BillTo
from payments.invoices.drafts.model import (
    MAX_FIRST_LINES,
    DraftChange,
    InvoiceDraft,
    InvoicingRule,
    LineOrder,
    line_id_of,
)
from payments.invoices.schemas import IssuedInvoice

BuyerReference = Annotated[str, LineOf(max_length=100)]
DraftFingerprint = Annotated[str, StringConstraints(strict=True, pattern=r"^[0-9a-f]{64}$")]


class InvoicingRuleRequest(Body):
    """`drafts_first`: the company's invoices are looked at before they are issued."""

    drafts_first: Flag


class InvoicingRuleDetails(BaseModel):
    """The rule of a company, and who set it; nobody where the agency never did."""

    company_id: CompanyId
    drafts_first: bool
    changed_by: PersonId | None
    changed_by_name: str
    changed_at: datetime | None

    @classmethod
    def of(cls, rule: InvoicingRule) -> Self:
        """From the rule."""
        return cls.model_validate(rule, from_attributes=True)


class InvoiceDraftRequest(Body):
    """What the invoice will say besides; `version`: of the draft that was seen.

    `note` and `buyer_reference` are printed on it. Its lines stand by `order`, and those of
    `first_lines` before all others, in the order in which they are named.
    """

    note: Note
    buyer_reference: BuyerReference
    order: LineOrder
    first_lines: list[UUID] = Field(default_factory=list[UUID], max_length=MAX_FIRST_LINES)
    version: Version

    @field_validator("first_lines")
    @classmethod
    def _each_once(cls, first_lines: list[UUID]) -> list[UUID]:
        if len(set(first_lines)) != len(first_lines):
            raise PydanticCustomError("first_lines", "names a line twice")
        return first_lines


class InvoiceDraftIssueRequest(Body):
    """Issue what was looked at: the draft's `version` and `fingerprint` as they were shown then."""

    version: Version
    fingerprint: DraftFingerprint


class InvoiceDraftSummary(BaseModel):
    """What waits for an invoice, with its amounts as of today.

    Without a period it is all that would be invoiced with the approval. `entries`: how many priced
    entries and corrections of them. `invoices`: more than one where it is too much for one.
    `waits_since`: a day at the agency. It cannot be issued while it is not above zero.
    """

    draft_id: str
    company_id: CompanyId
    company_name: str
    project_id: ProjectId | None
    project_name: str | None
    period_start: date | None
    period_end: date | None
    entries: int
    lines: int
    invoices: int
    subtotal: Money
    taxes: Money
    total: Money
    waits_since: date
    can_be_issued: bool
    version: int

    @classmethod
    def of(cls, draft: InvoiceDraft) -> Self:
        """From what waits."""
        group = draft.group
        return cls(
            draft_id=draft.draft_id,
            company_id=group.company_id,
            company_name=draft.company.name,
            project_id=group.project_id,
            project_name=draft.project_name,
            period_start=group.period.start if group.period else None,
            period_end=group.period.end if group.period else None,
            entries=len(draft.lines),
            lines=sum(len(one.lines) for one in draft.invoices),
            invoices=len(draft.invoices),
            subtotal=draft.subtotal,
            taxes=draft.taxes,
            total=draft.total,
            waits_since=draft.waits_since,
            can_be_issued=draft.can_be_issued,
            version=draft.change.version,
        )


class DraftedLine(InvoiceLine):
    """A line as it will be printed; `line_id` stays while its work order, article and rate do."""

    line_id: UUID

    @classmethod
    def of(cls, line: InvoiceLine) -> Self:
        """From the line."""
        return cls(line_id=line_id_of(line), **dict(line))


class DraftedInvoice(BaseModel):
    """An invoice as it would be issued today."""

    lines: Sequence[DraftedLine]
    subtotal: Money
    taxes: Sequence[Charge]
    total: Money
    issued_on: date
    due_on: date
    due_moved: DateMove | None
    bill_to: BillTo | None

    @classmethod
    def of(cls, invoice: InvoiceIssued) -> Self:
        """From what would be said of it."""
        return cls(
            lines=[DraftedLine.of(line) for line in invoice.lines],
            subtotal=invoice.subtotal,
            taxes=invoice.taxes,
            total=invoice.total,
            issued_on=invoice.issued_on,
            due_on=invoice.due_on,
            due_moved=invoice.due_moved,
            bill_to=invoice.bill_to,
        )


class InvoiceDraftDetails(InvoiceDraftSummary):
    """A draft: its invoices as they would be issued today, and what staff made of it.

    Issuing names `version` and `fingerprint`: what is issued is just what was shown with them.
    """

    note: str
    buyer_reference: str
    order: LineOrder
    first_lines: Sequence[UUID]
    changed_by: PersonId | None
    changed_by_name: str
    changed_at: datetime | None
    fingerprint: str
    drafted: Sequence[DraftedInvoice]

    @classmethod
    def of(cls, draft: InvoiceDraft) -> Self:
        """From what waits."""
        # What was issued before of the same group is no change of this draft.
        change = DraftChange() if draft.change.invoice_ids else draft.change
        return cls.model_validate(
            {
                **dict(InvoiceDraftSummary.of(draft)),
                "note": change.note,
                "buyer_reference": change.buyer_reference,
                "order": change.order,
                "first_lines": change.first_lines,
                "changed_by": change.changed_by,
                "changed_by_name": change.changed_by_name,
                "changed_at": change.changed_at,
                "fingerprint": draft.fingerprint,
                "drafted": [DraftedInvoice.of(one) for one in draft.invoices],
            }
        )


class IssuedDraft(BaseModel):
    """What a draft was issued as."""

    invoices: Sequence[IssuedInvoice]

    @classmethod
    def of(cls, issued: Sequence[InvoiceIssued]) -> Self:
        """From what was said of them."""
        return cls(invoices=[IssuedInvoice.of(one) for one in issued])
