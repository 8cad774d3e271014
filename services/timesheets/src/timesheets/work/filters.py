"""What a list of logged work, or an approval of all that it shows, can be narrowed by."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from pydantic import ConfigDict, Field

from chassis.conditions import Conditions
from chassis.fields import Body, Day
from contracts.events.timesheets import ArticleKind
from contracts.ids import EntryId, InvoiceId, PersonId, ProjectId, WorkOrderId
from timesheets.work.model import Status


class WorkFilter(Body):
    """Dates are inclusive; what is left out does not narrow."""

    model_config = ConfigDict(populate_by_name=True)

    from_on: Day | None = Field(default=None, validation_alias="from")
    to_on: Day | None = Field(default=None, validation_alias="to")
    status: list[Status] = Field(default_factory=list[Status], max_length=len(Status))
    article: list[ArticleKind] = Field(
        default_factory=list[ArticleKind], max_length=len(ArticleKind)
    )
    project_id: ProjectId | None = None
    work_order_id: WorkOrderId | None = None
    contractor_id: PersonId | None = None
    invoice_id: InvoiceId | None = None

    def narrow(self, where: Conditions) -> Conditions:
        """Add it to `where`, which speaks of entries as `e`.

        Withdrawn work is shown only to those who ask for it by its status.
        """
        where.given("e.work_on >= {}", self.from_on)
        where.given("e.work_on <= {}", self.to_on)
        where.given("e.project_id = {}", self.project_id)
        where.given("e.work_order_id = {}", self.work_order_id)
        where.given("e.contractor_id = {}", self.contractor_id)
        where.given("e.invoice_id = {}", self.invoice_id)
        if self.article:
            where.add("e.article = ANY({}::text[])", list(self.article))
        if self.status:
            where.add("e.status = ANY({}::text[])", list(self.status))
        else:
            where.add("e.status <> 'withdrawn'")
        return where


@dataclass(frozen=True, slots=True)
class FilterSelection:
    """All that a filter shows, but for the entries that were left out by hand."""

    filter: WorkFilter
    without: tuple[EntryId, ...] = ()


@dataclass(frozen=True, slots=True)
class EntrySelection:
    """Single entries, each at the version that was seen; None: whatever it is by now."""

    versions: Mapping[EntryId, int | None]

    @classmethod
    def any_version(cls, entry_ids: Iterable[EntryId]) -> "EntrySelection":
        """Entries of one's own, which nobody else changes."""
        return cls(dict.fromkeys(entry_ids))


@dataclass(frozen=True, slots=True)
class ApprovalSelection:
    """All that was approved at once and can still be taken back."""

    approval_id: UUID


Selection = FilterSelection | EntrySelection | ApprovalSelection


def narrow_to(selection: Selection, where: Conditions) -> Conditions:
    """Add to `where`, which speaks of entries as `e`, that they are selected."""
    if isinstance(selection, EntrySelection):
        return where.add("e.entry_id = ANY({}::uuid[])", list(selection.versions))
    if isinstance(selection, ApprovalSelection):
        return where.add("e.approval_id = {}", selection.approval_id)
    selection.filter.narrow(where)
    if selection.without:
        where.add("e.entry_id <> ALL({}::uuid[])", list(selection.without))
    return where
