"""A draft: what waits for an invoice of a company whose invoices are looked at first. Pure.

It is a view of what waits, not a reservation: work that comes, goes or is corrected is in it, or
is not, from that moment on. Only what staff say of it is kept. So that an invoice is just what
somebody looked at, issuing names what was seen.
"""

import base64
import hashlib
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Self
from uuid import UUID

from chassis.errors import ConflictError, InvalidError
from chassis.ids import derived_id
from contracts.events.payments import InvoiceIssued, InvoiceLine
from contracts.events.timesheets import ArticleKind
from contracts.ids import CompanyId, InvoiceId, PersonId, ProjectId
from contracts.money import Money
from payments.agency_rules.model import AgencyRule
from payments.directory.model import Company
from payments.invoices.model import BillableLine, Group
from payments.periods import Period

MAX_FIRST_LINES = 200


class DraftChangedError(ConflictError):
    """The draft is not what you looked at any more"""


class DraftGoneError(ConflictError):
    """There is no such draft any more"""


class NothingToBillError(ConflictError):
    """What waits does not come to more than zero"""


class UnknownDraftLineError(InvalidError):
    """There is no such line in the draft"""


class LineOrder(StrEnum):
    """How the lines of an invoice stand: as work orders came, by first day, person or project."""

    WORK_ORDER = "work_order"
    DAY = "day"
    PERSON = "person"
    PROJECT = "project"


class DraftPart(StrEnum):
    """What of a draft can be other than it was seen. The first four are in its fingerprint."""

    LINES = "lines"
    TAXES = "taxes"
    DUE_ON = "due_on"
    COMPANY = "company"
    NOTE = "note"
    BUYER_REFERENCE = "buyer_reference"
    ORDER = "order"


class GoneReason(StrEnum):
    """Why there is no draft: it was issued, nothing waits, or the company's are issued at once."""

    ISSUED = "issued"
    NOTHING_WAITS = "nothing_waits"
    NOT_DRAFTED = "not_drafted"


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoicingRule(AgencyRule):
    """Whether a company's invoices are looked at before they are issued."""

    company_id: CompanyId
    drafts_first: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftChange:
    """What staff made of a draft; at version 1 nobody did anything.

    `first_lines` come first, in this order; the rest follows by `order`. `invoice_ids`: this
    version says only that what was there before was issued as these.
    """

    version: int = 1
    note: str = ""
    buyer_reference: str = ""
    order: LineOrder = LineOrder.WORK_ORDER
    first_lines: tuple[UUID, ...] = ()
    invoice_ids: tuple[InvoiceId, ...] = ()
    changed_by: PersonId | None = None
    changed_by_name: str = ""
    changed_at: datetime | None = None

    @property
    def has_chosen_order(self) -> bool:
        """Whether somebody chose how the lines stand."""
        return self.order is not LineOrder.WORK_ORDER or bool(self.first_lines)

    def ordered(self, lines: Sequence[InvoiceLine]) -> tuple[InvoiceLine, ...]:
        """The lines of an invoice as they stand on it."""
        if not self.has_chosen_order:
            return tuple(lines)
        place = {line_id: place for place, line_id in enumerate(self.first_lines)}
        by_choice = sorted(lines, key=_KEYS[self.order]) if self.order in _KEYS else lines
        return tuple(sorted(by_choice, key=lambda line: place.get(line_id_of(line), len(place))))

    def differs_from(self, seen: Self | None) -> list[DraftPart]:
        """What is other than it was seen; all of it where nobody could have seen that."""
        if seen is None:
            return [DraftPart.NOTE, DraftPart.BUYER_REFERENCE, DraftPart.ORDER]
        pairs = {
            DraftPart.NOTE: (self.note, seen.note),
            DraftPart.BUYER_REFERENCE: (self.buyer_reference, seen.buyer_reference),
            DraftPart.ORDER: ((self.order, self.first_lines), (seen.order, seen.first_lines)),
        }
        return [part for part, (now, then) in pairs.items() if now != then]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyDrafts:
    """Whose invoices are looked at first, and what staff made of drafts, by their ids."""

    companies: frozenset[CompanyId]
    changes: dict[str, DraftChange]


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceDraft:
    """What waits for an invoice, and what it would be if it were issued now.

    `invoices` have no numbers; more than one where there is too much work for one. `lines` is the
    work that they cover.
    """

    group: Group
    company: Company
    project_name: str | None
    change: DraftChange
    lines: Sequence[BillableLine]
    invoices: Sequence[InvoiceIssued]

    @property
    def draft_id(self) -> str:
        """By what it is known: see `draft_id_of`."""
        return draft_id_of(self.group)

    @property
    def subtotal(self) -> Money:
        """Before taxes."""
        return Money.total((one.subtotal for one in self.invoices), self.group.currency)

    @property
    def taxes(self) -> Money:
        """All of them."""
        taxes = (tax.amount for one in self.invoices for tax in one.taxes)
        return Money.total(taxes, self.group.currency)

    @property
    def total(self) -> Money:
        """With taxes."""
        return Money.total((one.total for one in self.invoices), self.group.currency)

    @property
    def can_be_issued(self) -> bool:
        """Whether something comes to more than zero: corrections wait for work to be set off."""
        return any(one.subtotal.amount_minor > 0 for one in self.invoices)

    @property
    def waits_since(self) -> date:
        """Since which day at the agency: its period had ended, and some of its work was there."""
        priced = min(line.priced_on for line in self.lines if line.priced_on is not None)
        period = self.group.period
        return priced if period is None else max(priced, period.end + timedelta(days=1))

    @property
    def fingerprint(self) -> str:
        """Of all that is printed but what staff say of it: 16 hexadecimal digits for each part."""
        return "".join(_digest(found) for found in self._parts().values())

    def differs_from(
        self, seen: DraftChange | None, seen_fingerprint: str | None = None
    ) -> list[DraftPart]:
        """What is other than it was seen; without a fingerprint, of what staff say of it."""
        differs = self.change.differs_from(seen)
        if seen_fingerprint is None:
            return differs
        for place, (part, found) in enumerate(self._parts().items()):
            if seen_fingerprint[16 * place : 16 * (place + 1)] != _digest(found):
                differs.append(part)
        return sorted(differs, key=list(DraftPart).index)

    def require_lines(self, line_ids: Sequence[UUID]) -> None:
        """Refuse what is no line of it. One that was put first and whose work has left since may
        come back: whoever saves what they read names it again. Raises UnknownDraftLineError."""
        known = {line_id_of(line) for one in self.invoices for line in one.lines}
        known.update(self.change.first_lines)
        for line_id in line_ids:
            if line_id not in known:
                raise UnknownDraftLineError(str(line_id), field="first_lines")

    def _parts(self) -> dict[DraftPart, list[object]]:
        printed = [line.model_dump(mode="json") for one in self.invoices for line in one.lines]
        return {
            DraftPart.LINES: [
                sorted(str(line.line_id) for line in self.lines),
                sorted(json.dumps(line, sort_keys=True) for line in printed),
            ],
            DraftPart.TAXES: [
                [tax.model_dump(mode="json") for tax in one.taxes] for one in self.invoices
            ],
            DraftPart.DUE_ON: [one.due_on.isoformat() for one in self.invoices],
            DraftPart.COMPANY: [
                one.bill_to and one.bill_to.model_dump(mode="json") for one in self.invoices
            ],
        }


def _digest(found: object) -> str:
    return hashlib.sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()[:16]


def line_id_of(line: InvoiceLine) -> UUID:
    """By what a line of an invoice is known before it is issued: what it sums up."""
    rate = format(line.rate.normalize(), "f")
    return derived_id("invoice line", line.work_order_id, line.article, rate)


_Key = tuple[str, ...]


def _in_detail(line: InvoiceLine) -> _Key:
    article = list(ArticleKind).index(line.article)
    days = (line.from_on.isoformat(), line.to_on.isoformat())
    return (*days, line.work_order_title.casefold(), str(line.work_order_id), str(article))


def _by_day(line: InvoiceLine) -> _Key:
    days, names = _in_detail(line), (line.project_name, line.contractor_name)
    return (*days[:2], *(name.casefold() for name in names), *days[2:])


def _by_person(line: InvoiceLine) -> _Key:
    return (line.contractor_name.casefold(), str(line.contractor_id), *_in_detail(line))


def _by_project(line: InvoiceLine) -> _Key:
    return (line.project_name.casefold(), line.contractor_name.casefold(), *_in_detail(line))


_KEYS: dict[LineOrder, Callable[[InvoiceLine], _Key]] = {
    LineOrder.DAY: _by_day,
    LineOrder.PERSON: _by_person,
    LineOrder.PROJECT: _by_project,
}

_UUID_BYTES, _CURRENCY_BYTES, _START_BYTES, _DAYS_BYTES = 16, 3, 3, 2
MAX_DRAFT_ID_LENGTH = 64


def draft_id_of(group: Group) -> str:
    """Company, currency, period and project, packed and written in base 32.

    A draft has no row that could give it an id, and is found by what it is of.
    """
    period = group.period
    start = period.start.toordinal() if period else 0
    days = (period.end - period.start).days if period else 0
    packed = (
        group.company_id.bytes
        + group.currency.encode("ascii")
        + start.to_bytes(_START_BYTES)
        + days.to_bytes(_DAYS_BYTES)
        + (group.project_id.bytes if group.project_id else b"")
    )
    return base64.b32encode(packed).decode("ascii").rstrip("=").lower()


def group_of_draft(draft_id: str) -> Group | None:
    """What a draft is of; None where this is no id of one."""
    try:
        packed = io.BytesIO(base64.b32decode(draft_id.upper() + "=" * (-len(draft_id) % 8)))
        company_id = CompanyId(UUID(bytes=packed.read(_UUID_BYTES)))
        currency = packed.read(_CURRENCY_BYTES).decode("ascii")
        start = int.from_bytes(packed.read(_START_BYTES))
        days = timedelta(days=int.from_bytes(packed.read(_DAYS_BYTES)))
        first = date.fromordinal(start) if start else None
        project = packed.read()
        group = Group(
            company_id=company_id,
            project_id=ProjectId(UUID(bytes=project)) if project else None,
            currency=currency,
            period=Period(first, first + days) if first else None,
        )
    except (ValueError, OverflowError):
        return None
    return group if draft_id_of(group) == draft_id else None
