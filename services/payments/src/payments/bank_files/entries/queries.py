"""SQL of the list of entries that are of no payment: what became of them, and what they may be."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from chassis.conditions import Conditions
from chassis.errors import NotFoundError
from chassis.uow import UnitOfWork
from contracts.ids import CompanyId, InvoiceId
from contracts.money import Money
from payments.bank_files.entries.model import BankEntry, BankEntryState, Resolution
from payments.bank_files.entries.repository import COLUMNS, entry_of, resolution_of
from payments.rows import Row

MAX_SUGGESTIONS = 5
"""Of invoices that an entry may be for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestedInvoice:
    """An open invoice that a credit may be for: of just this amount, or it names its number."""

    invoice_id: InvoiceId
    number: str
    company_id: CompanyId
    company_name: str
    due_on: date
    open_amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedEntry:
    """An entry as the list shows it. `invoice_ids`: those that it came in against."""

    entry: BankEntry
    resolution: Resolution | None
    invoice_ids: Sequence[InvoiceId]
    suggestions: Sequence[SuggestedInvoice] = ()

    @property
    def state(self) -> BankEntryState:
        """Whether somebody has to look at it."""
        return BankEntryState.WAITING if self.resolution is None else BankEntryState.RESOLVED


_SELECT = f"""
    SELECT {COLUMNS}, r.step, r.how, r.company_id, r.reason, r.resolved_by, r.resolved_by_name,
           r.resolved_at,
           array(SELECT c.invoice_id FROM receipts AS c
                 WHERE c.agency_id = e.agency_id AND c.bank_entry_id = e.entry_id
                 ORDER BY c.invoice_id) AS invoice_ids
    FROM unmatched_entries AS e
    LEFT JOIN entry_resolutions AS r ON r.agency_id = e.agency_id AND r.entry_id = e.entry_id
        AND NOT EXISTS (
            SELECT FROM entry_resolutions AS newer
            WHERE newer.agency_id = r.agency_id AND newer.entry_id = r.entry_id
              AND newer.step > r.step
        )
"""


async def page(
    uow: UnitOfWork, *, state: BankEntryState | None, after: tuple[date, UUID] | None, limit: int
) -> list[ListedEntry]:
    """Entries that are of no payment, the latest day first."""
    where = Conditions().add("e.agency_id = {}", uow.agency_id)
    if state is not None:
        where.add(f"r.entry_id IS {'' if state is BankEntryState.WAITING else 'NOT '}NULL")
    where.after("(e.booked_on, e.entry_id) < ({}::date, {}::uuid)", after)
    rows = await uow.fetch(
        f"{_SELECT} WHERE {where.sql} ORDER BY e.booked_on DESC, e.entry_id DESC LIMIT {limit:d}",
        *where.arguments,
    )
    return await _with_suggestions(uow, [_listed(row) for row in rows])


async def get(uow: UnitOfWork, entry_id: UUID) -> ListedEntry:
    """One of them. Raises NotFoundError."""
    row = await uow.fetchrow(
        f"{_SELECT} WHERE e.agency_id = $1 AND e.entry_id = $2", uow.agency_id, entry_id
    )
    if row is None:
        raise NotFoundError("entry of the bank", entry_id)
    (found,) = await _with_suggestions(uow, [_listed(row)])
    return found


def _listed(row: Row) -> ListedEntry:
    return ListedEntry(
        entry=entry_of(row),
        resolution=resolution_of(row) if row["how"] is not None else None,
        invoice_ids=[InvoiceId(one) for one in row["invoice_ids"]],
    )


async def _with_suggestions(uow: UnitOfWork, found: Sequence[ListedEntry]) -> list[ListedEntry]:
    credits_ = [one.entry for one in found if one.resolution is None and not one.entry.is_debit]
    rows = await uow.fetch(
        """
        SELECT e.entry_id, s.invoice_id, s.number, s.company_id, s.company_name, s.due_on,
               s.currency, s.open_minor
        FROM unnest($2::uuid[], $3::text[], $4::bigint[], $5::text[])
            AS e (entry_id, currency, amount_minor, said)
        CROSS JOIN LATERAL (
            SELECT i.invoice_id, i.number, i.company_id,
                   coalesce(i.bill_to->>'name', c.name) AS company_name, i.due_on, i.currency,
                   o.open_minor, o.is_named
            FROM invoices AS i
            JOIN companies AS c ON c.agency_id = i.agency_id AND c.company_id = i.company_id
            CROSS JOIN LATERAL (
                SELECT i.total_minor + i.charged_minor - i.credited_minor - i.received_minor
                           - i.written_off_minor AS open_minor,
                       position(lower(i.number) IN e.said) > 0 AS is_named
            ) AS o
            WHERE i.agency_id = $1 AND i.paid_on IS NULL AND i.currency = e.currency
              AND (o.open_minor = e.amount_minor OR o.is_named)
            ORDER BY o.is_named DESC, i.due_on, i.number LIMIT $6
        ) AS s
        ORDER BY s.is_named DESC, s.due_on, s.number
        """,
        uow.agency_id,
        [one.entry_id for one in credits_],
        [one.amount.currency for one in credits_],
        [one.amount.amount_minor for one in credits_],
        [f"{one.said} {one.party}".lower() for one in credits_],
        MAX_SUGGESTIONS,
    )
    suggested: dict[UUID, list[SuggestedInvoice]] = defaultdict(list)
    for row in rows:
        suggested[row["entry_id"]].append(_suggested(row))
    return [replace(one, suggestions=suggested[one.entry.entry_id]) for one in found]


def _suggested(row: Row) -> SuggestedInvoice:
    return SuggestedInvoice(
        invoice_id=InvoiceId(row["invoice_id"]),
        number=row["number"],
        company_id=CompanyId(row["company_id"]),
        company_name=row["company_name"],
        due_on=row["due_on"],
        open_amount=Money(amount_minor=row["open_minor"], currency=row["currency"]),
    )
