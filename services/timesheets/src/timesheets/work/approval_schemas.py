"""HTTP shapes of approving and returning: what is selected, what a preview shows of it."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from chassis.fields import Body, Reason, Version, WholeNumber
from contracts.ids import EntryId
from contracts.money import Money
from timesheets.work.bulk import MAX_ENTRIES, Outcome, SeenPreview
from timesheets.work.filters import (
    ApprovalSelection,
    EntrySelection,
    FilterSelection,
    Selection,
    WorkFilter,
)
from timesheets.work.schemas import BulkResult, MeasuredMinutes, ids_of


class SeenEntry(Body):
    """An entry at the version that was seen: if it is another by now, it is refused."""

    entry_id: EntryId
    version: Version


class SelectionBody(Body):
    """Single entries as they were seen, or all that a filter shows but for `except`."""

    model_config = ConfigDict(populate_by_name=True)

    entries: Annotated[list[SeenEntry], Field(min_length=1, max_length=MAX_ENTRIES)] | None = None
    filter: WorkFilter | None = None
    without: Annotated[list[EntryId], Field(max_length=MAX_ENTRIES)] = Field(
        default_factory=list[EntryId],
        alias="except",
        description="Of all that the filter shows, those that were unticked",
    )

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        self.check_that_one_is_given()
        if self.entries is not None and self.without:
            raise ValueError("except goes with a filter")
        named = {(one.entry_id, one.version) for one in self.entries or ()}
        if len({entry_id for entry_id, _ in named}) < len(named):
            raise ValueError("entries name one at two versions")
        return self

    def check_that_one_is_given(self) -> None:
        """One way to select, and no other. Raises ValueError."""
        if (self.entries is None) == (self.filter is None):
            raise ValueError("give entries or filter")

    def selection(self) -> Selection:
        """What it selects."""
        if self.entries is not None:
            return EntrySelection({one.entry_id: one.version for one in self.entries})
        return FilterSelection(self.filter or WorkFilter(), tuple(self.without))


class ShownSelectionBody(SelectionBody):
    """A selection, and what its preview said. A filter goes with both; entries may."""

    expected_count: Annotated[WholeNumber, Field(ge=0, le=2**31 - 1)] | None = Field(
        default=None, description="How many the preview showed: another number by now is refused"
    )
    fingerprint: (
        Annotated[str, StringConstraints(strict=True, pattern=r"^[0-9a-f]{64}$")] | None
    ) = Field(
        default=None,
        description="What the preview answered: if any of it changed since then, it is refused",
    )

    @model_validator(mode="after")
    def _all_of_a_filter_was_shown(self) -> Self:
        if self.filter is not None and None in (self.expected_count, self.fingerprint):
            raise ValueError("a filter goes with expected_count and fingerprint of its preview")
        return self

    def shown(self) -> SeenPreview:
        """What the person saw of it."""
        return SeenPreview(self.expected_count, self.fingerprint)


class ApproveRequest(ShownSelectionBody):
    """What to approve."""


class ReturnRequest(ShownSelectionBody):
    """What to return, and what is wrong with it."""

    reason: Reason


class UndoSelectionBody(SelectionBody):
    """Which approvals to take back, wholly or in part.

    Of what is selected only that counts which is approved and not final. `approval_id` selects all
    that was approved at once, as the approval answered and each entry says.
    """

    approval_id: UUID | None = None

    def check_that_one_is_given(self) -> None:
        """One way to select, and no other. Raises ValueError."""
        if [self.entries, self.filter, self.approval_id].count(None) != 2:
            raise ValueError("give entries, filter or approval_id")
        if self.approval_id is not None and self.without:
            raise ValueError("except goes with a filter")

    def selection(self) -> Selection:
        """What it selects."""
        if self.approval_id is not None:
            return ApprovalSelection(self.approval_id)
        return super().selection()


class UndoRequest(UndoSelectionBody, ShownSelectionBody):
    """What to take back. A filter goes with what its preview answered, as for an approval."""


class RemarkKind(StrEnum):
    """What stands out about an entry."""

    LONG_DAY = "long_day"
    WEEKEND = "weekend"
    DOUBLED_DAY = "doubled_day"
    RATE_CHANGED = "rate_changed"


class Remark(BaseModel):
    """Entries that stand out for one reason: how many, and the first of them.

    long_day: more than the work order's time on a day. doubled_day: the same article twice on one
    day of a work order. rate_changed: what the customer pays changed after the work was written;
    only for those who see amounts.
    """

    kind: RemarkKind
    count: int
    entry_ids: list[EntryId] = Field(description="At most 100, by day")


class SelectionTotals(BaseModel):
    """What a command on a selection would cover."""

    count: int
    fingerprint: str = Field(description="To send with the command: it stands for what was shown")
    hours: Decimal
    minutes: MeasuredMinutes
    contractors: int
    first_on: date | None
    last_on: date | None


class UndoPreview(SelectionTotals):
    """What taking approvals back would cover. `final_at`: when the first of it is final."""

    final_at: datetime | None


class ApprovalPreview(SelectionTotals):
    """What approving a selection would cover.

    `amounts` is what the customer will be billed before tax, by currency: rounded once for each
    work order, article and rate, as the lines of an invoice are. None: this person may not see
    money.
    """

    amounts: list[Money] | None
    stands_out: list[Remark]


class ApprovalResult(BulkResult):
    """Which entries are approved now, and which could not be.

    Until `final_at` all of them can be taken back by `approval_id`. Both are None where nothing can
    be: nothing was approved, or the agency has no undo time.
    """

    approved: list[EntryId]
    approval_id: UUID | None
    final_at: datetime | None

    @classmethod
    def of(cls, outcome: Outcome) -> Self:
        """From the outcome."""
        approval = outcome.approval
        if approval is not None and approval.is_final_at_once:
            approval = None
        return cls(
            approved=ids_of(outcome),
            refused=list(outcome.refused),
            approval_id=approval and approval.approval_id,
            final_at=approval and approval.final_at,
        )


class UndoResult(BulkResult):
    """Which entries wait for approval again, and of which the approval stays."""

    undone: list[EntryId]

    @classmethod
    def of(cls, outcome: Outcome) -> Self:
        """From the outcome."""
        return cls(undone=ids_of(outcome), refused=list(outcome.refused))


class ReturnResult(BulkResult):
    """Which entries went back to their contractors, and which could not."""

    returned: list[EntryId]

    @classmethod
    def of(cls, outcome: Outcome) -> Self:
        """From the outcome."""
        return cls(returned=ids_of(outcome), refused=list(outcome.refused))
