"""SQL of drafts: of which companies invoices are looked at first, and what staff made of drafts."""

from collections.abc import Collection, Sequence

from chassis.ids import new_id
from chassis.uow import UnitOfWork
from contracts.ids import CompanyId, InvoiceId, PersonId
from payments.invoices.drafts.model import AgencyDrafts, DraftChange, InvoicingRule, LineOrder
from payments.rows import Row

_COLUMNS = """draft_id, version, note, buyer_reference, line_order, first_lines, invoice_ids,
    changed_by, changed_by_name, changed_at"""


async def change_rule(uow: UnitOfWork, company_id: CompanyId, *, drafts_first: bool) -> None:
    """Who acts sets it: it counts from now on."""
    await uow.execute(
        """
        INSERT INTO invoicing_rules (agency_id, rule_id, company_id, drafts_first, changed_by,
            changed_by_name, changed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """,
        uow.agency_id,
        new_id(),
        company_id,
        drafts_first,
        uow.actor.person,
        uow.actor.name,
        uow.now,
    )


async def rule_of(uow: UnitOfWork, company_id: CompanyId) -> InvoicingRule:
    """The rule of a company."""
    row = await uow.fetchrow(
        """
        SELECT drafts_first, changed_by, changed_by_name, changed_at FROM invoicing_rules
        WHERE agency_id = $1 AND company_id = $2 ORDER BY changed_at DESC, rule_id DESC LIMIT 1
        """,
        uow.agency_id,
        company_id,
    )
    if row is None:
        return InvoicingRule(company_id=company_id)
    return InvoicingRule(
        company_id=company_id,
        drafts_first=row["drafts_first"],
        changed_by=PersonId(row["changed_by"]),
        changed_by_name=row["changed_by_name"],
        changed_at=row["changed_at"],
    )


async def companies_with_drafts_first(uow: UnitOfWork) -> frozenset[CompanyId]:
    """The agency's companies whose invoices are looked at first. Lock the books to keep it so."""
    rows = await uow.fetch(
        """
        SELECT company_id FROM (
            SELECT DISTINCT ON (company_id) company_id, drafts_first FROM invoicing_rules
            WHERE agency_id = $1 ORDER BY company_id, changed_at DESC, rule_id DESC
        ) AS newest
        WHERE drafts_first
        """,
        uow.agency_id,
    )
    return frozenset(CompanyId(row["company_id"]) for row in rows)


async def of_agency(uow: UnitOfWork) -> AgencyDrafts:
    """What a run has to know of drafts, with what was changed and is not issued yet."""
    rows = await uow.fetch(
        f"""
        SELECT {_COLUMNS} FROM invoice_draft_changes AS c
        WHERE agency_id = $1 AND invoice_ids IS NULL AND NOT EXISTS (
            SELECT FROM invoice_draft_changes AS later
            WHERE later.agency_id = c.agency_id AND later.draft_id = c.draft_id
              AND later.version > c.version)
        """,
        uow.agency_id,
    )
    return AgencyDrafts(
        companies=await companies_with_drafts_first(uow),
        changes={row["draft_id"]: _change(row) for row in rows},
    )


async def changes_of(uow: UnitOfWork, draft_ids: Collection[str]) -> dict[str, DraftChange]:
    """What was made of drafts, as it stands; those that nobody changed are left out."""
    rows = await uow.fetch(
        f"""
        SELECT DISTINCT ON (draft_id) {_COLUMNS} FROM invoice_draft_changes
        WHERE agency_id = $1 AND draft_id = ANY($2) ORDER BY draft_id, version DESC
        """,
        uow.agency_id,
        list(draft_ids),
    )
    return {row["draft_id"]: _change(row) for row in rows}


async def change_at(uow: UnitOfWork, draft_id: str, version: int) -> DraftChange | None:
    """What was made of a draft at a version; None where there never was that version."""
    if version == 1:
        return DraftChange()
    row = await uow.fetchrow(
        f"""
        SELECT {_COLUMNS} FROM invoice_draft_changes
        WHERE agency_id = $1 AND draft_id = $2 AND version = $3
        """,
        uow.agency_id,
        draft_id,
        version,
    )
    return None if row is None else _change(row)


async def add_changes(uow: UnitOfWork, changes: Sequence[tuple[str, DraftChange]]) -> None:
    """Add versions of drafts, each the newest of its draft. Lock the books first."""
    await uow.executemany(
        """
        INSERT INTO invoice_draft_changes (agency_id, draft_id, version, note, buyer_reference,
            line_order, first_lines, invoice_ids, changed_by, changed_by_name, changed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        """,
        [
            (
                uow.agency_id,
                draft_id,
                one.version,
                one.note,
                one.buyer_reference,
                one.order,
                list(one.first_lines),
                list(one.invoice_ids) or None,
                one.changed_by,
                one.changed_by_name,
                one.changed_at,
            )
            for draft_id, one in changes
        ],
    )


async def numbers_of(uow: UnitOfWork, invoice_ids: Collection[InvoiceId]) -> list[str]:
    """The numbers of invoices, in their order."""
    rows = await uow.fetch(
        """
        SELECT number FROM invoices WHERE agency_id = $1 AND invoice_id = ANY($2) ORDER BY number
        """,
        uow.agency_id,
        list(invoice_ids),
    )
    return [row["number"] for row in rows]


def _change(row: Row) -> DraftChange:
    return DraftChange(
        version=row["version"],
        note=row["note"],
        buyer_reference=row["buyer_reference"],
        order=LineOrder(row["line_order"]),
        first_lines=tuple(row["first_lines"]),
        invoice_ids=tuple(InvoiceId(one) for one in row["invoice_ids"] or ()),
        changed_by=PersonId(row["changed_by"]) if row["changed_by"] else None,
        changed_by_name=row["changed_by_name"],
        changed_at=row["changed_at"],
    )
