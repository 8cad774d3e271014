"""Logged work: an entry and the steps that it can take.

Draft → To approval → Approved → Invoiced; Returned with a reason → To approval again. Approved work
whose transaction is reversed before it is invoiced is returned, too. A returned
entry that should never have been logged is withdrawn: it leaves every list, and stays readable.

For the agency's undo time an approval can be taken back: the entry is then what it was before it.
Only an approval that is final is priced and invoiced.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Self
from uuid import UUID

from chassis.errors import ConflictError
from contracts.events.timesheets import ArticleKind, Entry
from contracts.ids import CompanyId, EntryId, InvoiceId, PersonId, ProjectId, WorkOrderId
from contracts.quantities import MINUTES_PER_HOUR, hours_of, nearest_minutes


class Status(StrEnum):
    """Where an entry stands."""

    DRAFT = "draft"
    TO_APPROVAL = "to_approval"
    RETURNED = "returned"
    APPROVED = "approved"
    INVOICED = "invoiced"
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    """What can be done with an entry."""

    CHANGE = "change"
    WITHDRAW = "withdraw"
    SUBMIT = "submit"
    APPROVE = "approve"
    UNDO = "undo"
    FINALISE = "finalise"
    RETURN = "return"
    CORRECT = "correct"
    COMMENT = "comment"
    INVOICE = "invoice"


_NEXT: Mapping[tuple[Status, Step], Status] = MappingProxyType(
    {
        (Status.DRAFT, Step.CHANGE): Status.DRAFT,
        (Status.DRAFT, Step.WITHDRAW): Status.WITHDRAWN,
        (Status.DRAFT, Step.SUBMIT): Status.TO_APPROVAL,
        (Status.TO_APPROVAL, Step.APPROVE): Status.APPROVED,
        (Status.TO_APPROVAL, Step.RETURN): Status.RETURNED,
        (Status.TO_APPROVAL, Step.CORRECT): Status.TO_APPROVAL,
        (Status.RETURNED, Step.CHANGE): Status.RETURNED,
        (Status.RETURNED, Step.WITHDRAW): Status.WITHDRAWN,
        (Status.RETURNED, Step.SUBMIT): Status.TO_APPROVAL,
        (Status.RETURNED, Step.CORRECT): Status.RETURNED,
        (Status.APPROVED, Step.UNDO): Status.TO_APPROVAL,
        (Status.APPROVED, Step.FINALISE): Status.APPROVED,
        (Status.APPROVED, Step.INVOICE): Status.INVOICED,
        (Status.TO_APPROVAL, Step.COMMENT): Status.TO_APPROVAL,
        (Status.RETURNED, Step.COMMENT): Status.RETURNED,
        (Status.APPROVED, Step.COMMENT): Status.APPROVED,
        (Status.INVOICED, Step.COMMENT): Status.INVOICED,
    }
)


def starts_of(step: Step) -> tuple[Status, ...]:
    """Where an entry may stand to take `step`."""
    return tuple(status for status, possible in _NEXT if possible is step)


class StepRefusedError(ConflictError):
    """The entry cannot take this step from where it stands."""


class NotSubmittedError(StepRefusedError):
    """The work is a draft, it was not handed in yet."""


class AlreadySubmittedError(StepRefusedError):
    """The work was handed in already and waits for approval."""


class WorkReturnedError(StepRefusedError):
    """The work was returned to the contractor."""


class AlreadyApprovedError(StepRefusedError):
    """The work was approved already."""


class ApprovalFinalError(StepRefusedError):
    """The approval is final, it can no longer be taken back."""


class ApprovalNotFinalError(StepRefusedError):
    """The approval can still be taken back; nothing follows from it before it is final."""


class AlreadyInvoicedError(StepRefusedError):
    """The work was invoiced already."""


class WorkWithdrawnError(StepRefusedError):
    """The contractor withdrew the work."""


class OtherVersionError(ConflictError):
    """Somebody changed the entry since it was read."""


_REFUSALS: Mapping[Status, type[StepRefusedError]] = MappingProxyType(
    {
        Status.DRAFT: NotSubmittedError,
        Status.TO_APPROVAL: AlreadySubmittedError,
        Status.RETURNED: WorkReturnedError,
        Status.APPROVED: AlreadyApprovedError,
        Status.INVOICED: AlreadyInvoicedError,
        Status.WITHDRAWN: WorkWithdrawnError,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What was done: time in whole minutes, or an expense as an amount in the order's currency.

    `quantity` is in the article's unit; of time it is what `minutes` are in hours. Time has no
    minutes only as long as nobody has read its hours (see `measured`), or when it was logged before
    minutes were kept, in hours that are no whole minutes.
    """

    work_on: date
    article: ArticleKind
    quantity: Decimal
    minutes: int | None = None
    note: str = ""

    @property
    def minutes_of_day(self) -> Decimal:
        """The minutes that it takes of the contractor's day: an expense takes none."""
        if not self.article.is_time:
            return Decimal(0)
        if self.minutes is not None:
            return Decimal(self.minutes)
        return self.quantity * MINUTES_PER_HOUR

    def measured(self) -> Self:
        """The same work as it is kept: time in the whole minutes that its hours stand for.

        Hours of which that is not clear stay as they are: the rules refuse them.
        """
        if not self.article.is_time:
            return replace(self, minutes=None, quantity=_canonical(self.quantity))
        minutes = self.minutes
        if minutes is None:
            minutes = nearest_minutes(self.quantity)
        if not minutes:
            return replace(self, minutes=minutes, quantity=_canonical(self.quantity))
        return replace(self, minutes=minutes, quantity=hours_of(minutes))


def _canonical(quantity: Decimal) -> Decimal:
    """Without trailing zeros or an exponent: 7.50 becomes 7.5."""
    return Decimal(f"{quantity.normalize():f}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvisionalApproval:
    """An approval that can be taken back until `final_at`."""

    approval_id: UUID
    final_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedWork:
    """An entry at its current version, on the work order whose parties it carries.

    Each step that it can take is a method, which gives the entry as it is after it, or raises the
    StepRefusedError of where the entry stands. What a step of many entries says to others is
    decided in `timesheets.work.transitions`. `provisional`: it is approved, and not for good yet.
    `approved_for`: in whose place it was approved.
    """

    entry_id: EntryId
    work_order_id: WorkOrderId
    project_id: ProjectId
    company_id: CompanyId
    contractor_id: PersonId
    version: int
    status: Status
    work: Work
    written_by: PersonId
    written_at: datetime
    submitted_at: datetime | None = None
    return_reason: str | None = None
    approved_by: PersonId | None = None
    approved_at: datetime | None = None
    approved_for: PersonId | None = None
    provisional: ProvisionalApproval | None = None
    invoice_id: InvoiceId | None = None

    def allow(self, step: Step) -> Status:
        """Where `step` leads. Raises the StepRefusedError of where the entry stands."""
        following = _NEXT.get((self.status, step))
        if following is None:
            raise self._refusal(step)
        return following

    def check(self, step: Step, at: datetime) -> None:
        """It can take `step` at this moment. Raises StepRefusedError."""
        self.allow(step)
        if step is Step.UNDO and (self.provisional is None or self.provisional.final_at <= at):
            raise ApprovalFinalError(
                "the approval is final: it can no longer be taken back",
                state=self.status.value,
                entry_id=str(self.entry_id),
            )

    def take(self, step: Step) -> Self:
        """The entry after `step`, all else as it was. Raises StepRefusedError."""
        return replace(self, status=self.allow(step))

    def must_be_at(self, version: int) -> None:
        """Nobody changed it since `version` was read. Raises OtherVersionError."""
        if version != self.version:
            raise OtherVersionError(
                f"the entry is at version {self.version}, not {version}",
                state=self.status.value,
                version=self.version,
            )

    def rewrite(self, step: Step, work: Work, *, version: int, by: PersonId, at: datetime) -> Self:
        """The entry's next version, written by its contractor (CHANGE) or by staff (CORRECT).

        `version` is the one that the writer read. Raises StepRefusedError, OtherVersionError.
        """
        status = self.allow(step)
        self.must_be_at(version)
        return replace(
            self,
            status=status,
            version=self.version + 1,
            work=work,
            written_by=by,
            written_at=at,
        )

    def submit(self, at: datetime) -> Self:
        """Its contractor hands it in; why it was returned before is settled."""
        return replace(self, status=self.allow(Step.SUBMIT), submitted_at=at, return_reason=None)

    def approve(
        self,
        by: PersonId,
        at: datetime,
        *,
        in_place_of: PersonId | None = None,
        provisional: ProvisionalApproval | None = None,
    ) -> Self:
        """It will be priced and invoiced, once the approval is final."""
        return replace(
            self,
            status=self.allow(Step.APPROVE),
            approved_by=by,
            approved_at=at,
            approved_for=in_place_of,
            provisional=provisional,
        )

    def undo(self, at: datetime) -> Self:
        """The approval is taken back: what it left on the entry goes, all else stays.

        Raises StepRefusedError: ApprovalFinalError from the moment on at which it is final.
        """
        self.check(Step.UNDO, at)
        return replace(
            self,
            status=self.allow(Step.UNDO),
            approved_by=None,
            approved_at=None,
            approved_for=None,
            provisional=None,
        )

    def finalise(self, approval_id: UUID, at: datetime) -> Self:
        """The undo time of this approval is over. Raises StepRefusedError."""
        following = self.allow(Step.FINALISE)
        if self.provisional is None or self.provisional.approval_id != approval_id:
            raise ApprovalFinalError(state=self.status.value, entry_id=str(self.entry_id))
        if at < self.provisional.final_at:
            raise self._not_final()
        return replace(self, status=following, provisional=None)

    def return_for(self, reason: str) -> Self:
        """It goes back to its contractor, who can change it and hand it in again."""
        return replace(self, status=self.allow(Step.RETURN), return_reason=reason)

    def withdraw(self) -> Self:
        """Its contractor takes it back: it counts no more. See `leaves_no_trace`."""
        return self.take(Step.WITHDRAW)

    def put_on(self, invoice_id: InvoiceId) -> Self:
        """It stands on this invoice. Raises StepRefusedError."""
        if self.provisional is not None:
            raise self._not_final()
        return replace(self, status=self.allow(Step.INVOICE), invoice_id=invoice_id)

    def send_back(
        self, priced_version: int, reason: str, *, by: PersonId, at: datetime
    ) -> Self | None:
        """Approved work whose transaction was reversed goes back, also off an invoice.

        The same work at its next version: payments never prices `priced_version` again, however
        often it hears of that approval. None: it went back before. Raises StepRefusedError,
        OtherVersionError.
        """
        if self.version > priced_version:
            return None
        self.must_be_at(priced_version)
        if self.status not in {Status.APPROVED, Status.INVOICED}:
            raise self._refusal("send back")
        if self.provisional is not None:
            raise self._not_final()
        return replace(
            self,
            status=Status.RETURNED,
            version=self.version + 1,
            written_by=by,
            written_at=at,
            return_reason=reason,
            approved_by=None,
            approved_at=None,
            approved_for=None,
            invoice_id=None,
        )

    def _not_final(self) -> StepRefusedError:
        return ApprovalNotFinalError(state=self.status.value, entry_id=str(self.entry_id))

    def _refusal(self, step: str) -> StepRefusedError:
        return _REFUSALS[self.status](
            f"cannot {step} work that stands at {self.status}",
            state=self.status.value,
            entry_id=str(self.entry_id),
        )

    @property
    def was_submitted(self) -> bool:
        """Whether somebody other than the contractor may have read it: then versions are kept."""
        return self.submitted_at is not None

    @property
    def leaves_no_trace(self) -> bool:
        """A draft that was taken back: nobody but its contractor ever saw it, so it is removed."""
        return self.status is Status.WITHDRAWN and not self.was_submitted

    def as_entry(self) -> Entry:
        """What an event says of it."""
        return Entry(
            entry_id=self.entry_id,
            version=self.version,
            work_on=self.work.work_on,
            article=self.work.article,
            quantity=self.work.quantity,
            minutes=self.work.minutes,
            note=self.work.note,
        )


def sort_out(
    entries: Iterable[LoggedWork], step: Step, seen: Mapping[EntryId, int | None], at: datetime
) -> tuple[tuple[LoggedWork, ...], dict[EntryId, StepRefusedError | OtherVersionError]]:
    """Those that can take `step` now, as they stand before it, and why each other one cannot.

    `seen`: the version of each that was looked at; None: it does not matter.
    """
    allowed: list[LoggedWork] = []
    refused: dict[EntryId, StepRefusedError | OtherVersionError] = {}
    for entry in entries:
        try:
            entry.check(step, at)
            version = seen.get(entry.entry_id)
            if version is not None:
                entry.must_be_at(version)
        except (StepRefusedError, OtherVersionError) as error:
            refused[entry.entry_id] = error
        else:
            allowed.append(entry)
    return tuple(allowed), refused
