"""What can be asked of entries: the input of `timesheets.work.transitions`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from contracts.access import Portal
from contracts.ids import EntryId, EventId, InvoiceId, PersonId, ProjectId
from timesheets.approvals.model import Approval
from timesheets.work.model import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Submit:
    """A contractor hands in drafts and returned work, all of it as one submission."""

    submission_id: UUID
    by: PersonId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Approve:
    """A contact approves, or staff on their behalf; it is final when the approval says.

    `places`: in whose place, of each project where it is not in the own right. `by_email`: by the
    link of an e-mail.
    """

    approval: Approval
    places: Mapping[ProjectId, PersonId] = field(default_factory=dict[ProjectId, PersonId])
    by_email: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """Whoever may approve takes approvals back that are not final, their own or others'."""

    by: PersonId
    at: datetime
    on_behalf: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Finalise:
    """The undo time of an approval is over for these of its entries that were not taken back."""

    approval: Approval
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """A contact sends work back that waits for approval, or staff on their behalf.

    `places` and `by_email` as of an approval.
    """

    reason: str
    by: PersonId
    at: datetime
    on_behalf: bool
    places: Mapping[ProjectId, PersonId] = field(default_factory=dict[ProjectId, PersonId])
    by_email: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw:
    """A contractor takes back a draft or returned work; `version`: if it still is that."""

    by: PersonId
    at: datetime
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A contractor changes a draft or returned work; `version` is the one that was read."""

    work: Work
    version: int
    by: PersonId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Correct:
    """Staff correct work that was handed in; `version` is the one that was read."""

    work: Work
    version: int
    reason: str
    by: PersonId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PutOnInvoice:
    """Payments issued an invoice of approved work, and said so by `event_id`.

    `versions`: at which each entry is billed; none was told before that was kept.
    """

    invoice_id: InvoiceId
    event_id: EventId
    versions: Mapping[EntryId, int] = field(default_factory=dict[EntryId, int])


@dataclass(frozen=True, slots=True, kw_only=True)
class SendBack:
    """Payments reversed the transaction that priced these versions of approved work.

    `taken_back`: another transaction takes back what that one pays.
    """

    priced_versions: Mapping[EntryId, int]
    transaction_number: str
    taken_back: bool
    reason: str
    by: PersonId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """Somebody comments on an entry. `opened`: the agency lets all comments reach contractors."""

    comment_id: UUID
    text: str
    by: PersonId
    portal: Portal
    at: datetime
    opened: bool


ApprovalCommand = Approve | Undo | Finalise
Command = Submit | ApprovalCommand | Return | Withdraw | Change | Correct | PutOnInvoice | SendBack
