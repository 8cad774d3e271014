"""HTTP shapes of approving and returning: what is selected, what a preview shows of it."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from chassis.fields import Body, Reason, Version, WholeNumber
from contracts.ids import EntryId
from contracts.money import Money
from timesheets.work.bulk import MAX_ENTRIES, Outcome, SeenPreview
from timesheets.work.filters import EntrySelection, FilterSelection, Selection, WorkFilter
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
        if (self.entries is None) == (self.filter is None):
            raise ValueError("give entries or filter")
        if self.entries is not None and self.without:
            raise ValueError("except goes with a filter")
        named = {(one.entry_id, one.version) for one in self.entries or ()}
        if len({entry_id for entry_id, _ in named}) < len(named):
            raise ValueError("entries name one at two versions")
        return self

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


class ApprovalPreview(BaseModel):
    """What approving a selection would cover.

    `amounts` is what the customer will be billed before tax, by currency: rounded once for each
    work order, article and rate, as the lines of an invoice are. None: this person may not see
    money.
    """

    count: int
    fingerprint: str = Field(description="To send with the approval: it stands for what was shown")
    hours: Decimal
    minutes: MeasuredMinutes
    contractors: int
    first_on: date | None
    last_on: date | None
    amounts: list[Money] | None
    stands_out: list[Remark]


class ApprovalResult(BulkResult):
    """Which entries are approved now, and which could not be."""

    approved: list[EntryId]

    @classmethod
    def of(cls, outcome: Outcome) -> Self:
        """From the outcome."""
        return cls(approved=ids_of(outcome), refused=list(outcome.refused))


class ReturnResult(BulkResult):
    """Which entries went back to their contractors, and which could not."""

    returned: list[EntryId]

    @classmethod
    def of(cls, outcome: Outcome) -> Self:
        """From the outcome."""
        return cls(returned=ids_of(outcome), refused=list(outcome.refused))
