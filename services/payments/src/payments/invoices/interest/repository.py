"""SQL of interest: the agency's rule, what was due of an invoice on which days, and what of that
was charged."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from chassis.uow import UnitOfWork
from contracts.ids import InvoiceId
from contracts.money import Money
from payments.agency_rules import repository as agency_rules
from payments.agency_rules.repository import RuleTable
from payments.invoices.interest.model import (
    DueSince,
    InterestRule,
    InterestSpan,
    InvoiceAmounts,
    due_since,
)
from payments.rows import Row

_RULES = RuleTable("interest_rules", "percents")


async def change_rule(uow: UnitOfWork, rule: InterestRule) -> InterestRule:
    """Who acts sets it: it counts from now on."""
    return await agency_rules.change(
        uow, _RULES, rule, {currency: str(percent) for currency, percent in rule.percents.items()}
    )


async def rule(uow: UnitOfWork) -> InterestRule:
    """The rule of the agency."""
    return await agency_rules.newest(uow, _RULES, _rule_of) or InterestRule()


# $3 is the agency's time zone. What was disputed counts from the day on which it was until the one
# on which that ended. What is disputed now counts from the start: nobody is charged for it until
# that ends. So does an agreed correction, until it is credited: it was never owed.
_AMOUNTS = """
    WITH changes (day, received, credited, written_off, charged, disputed, agreed) AS (
        SELECT received_on, amount_minor, 0, 0, 0, 0, 0
        FROM receipts WHERE agency_id = $1 AND invoice_id = $2
        UNION ALL
        SELECT credited_on, 0, total_minor, 0, 0, 0, 0
        FROM credit_notes WHERE agency_id = $1 AND invoice_id = $2
        UNION ALL
        SELECT written_off_on, 0, 0, amount_minor, 0, 0, 0
        FROM write_offs WHERE agency_id = $1 AND invoice_id = $2
        UNION ALL
        SELECT charged_on, 0, 0, 0, amount_minor, 0, 0
        FROM late_charges WHERE agency_id = $1 AND invoice_id = $2
        UNION ALL
        SELECT w.waived_on, 0, 0, 0, -c.amount_minor, 0, 0
        FROM late_charges AS c JOIN waivers AS w USING (agency_id, charge_id)
        WHERE c.agency_id = $1 AND c.invoice_id = $2
        UNION ALL
        SELECT CASE WHEN d.ended_at IS NULL THEN i.issued_on
                    ELSE (d.opened_at AT TIME ZONE $3)::date END, 0, 0, 0, 0, d.amount_minor, 0
        FROM invoice_disputes AS d JOIN invoices AS i USING (agency_id, invoice_id)
        WHERE d.agency_id = $1 AND d.invoice_id = $2
        UNION ALL
        SELECT (ended_at AT TIME ZONE $3)::date, 0, 0, 0, 0, -amount_minor, 0
        FROM invoice_disputes
        WHERE agency_id = $1 AND invoice_id = $2 AND ended_at IS NOT NULL
        UNION ALL
        SELECT i.issued_on, 0, 0, 0, 0, 0, d.agreed_minor
        FROM invoice_disputes AS d JOIN invoices AS i USING (agency_id, invoice_id)
        WHERE d.agency_id = $1 AND d.invoice_id = $2 AND d.agreed_minor IS NOT NULL
        UNION ALL
        SELECT issued_on, 0, 0, 0, 0, 0, 0 FROM invoices WHERE agency_id = $1 AND invoice_id = $2
    ), days AS (
        SELECT day, sum(sum(received)) OVER past AS received,
               sum(sum(credited)) OVER past AS credited,
               sum(sum(written_off)) OVER past AS written_off,
               sum(sum(charged)) OVER past AS charged,
               sum(sum(disputed)) OVER past AS disputed, sum(sum(agreed)) OVER past AS agreed
        FROM changes GROUP BY day WINDOW past AS (ORDER BY day)
    )
    SELECT d.day, d.received::bigint, d.credited::bigint, d.written_off::bigint,
           d.charged::bigint, d.disputed::bigint, d.agreed::bigint, i.currency, i.total_minor,
           i.subtotal_minor
    FROM days AS d CROSS JOIN invoices AS i
    WHERE i.agency_id = $1 AND i.invoice_id = $2 ORDER BY d.day
"""


async def due_of(uow: UnitOfWork, invoice_id: InvoiceId, time_zone: str) -> Sequence[DueSince]:
    """What was due of an invoice since which day, from its issue on."""
    rows = await uow.fetch(_AMOUNTS, uow.agency_id, invoice_id, time_zone)
    return due_since(
        [_amounts(row) for row in rows],
        total=_money(rows[0], "total_minor"),
        subtotal=_money(rows[0], "subtotal_minor"),
    )


async def charged_spans(uow: UnitOfWork, invoice_id: InvoiceId) -> list[InterestSpan]:
    """The days of an invoice for which interest was charged, oldest first."""
    rows = await uow.fetch(
        """
        SELECT c.from_on, c.until_on, c.percent, c.amount_minor, c.currency,
               w.charge_id IS NOT NULL AS is_waived
        FROM late_charges AS c
        LEFT JOIN waivers AS w ON w.agency_id = c.agency_id AND w.charge_id = c.charge_id
        WHERE c.agency_id = $1 AND c.invoice_id = $2 AND c.kind = 'interest'
        ORDER BY c.until_on
        """,
        uow.agency_id,
        invoice_id,
    )
    return [
        InterestSpan(
            from_on=row["from_on"],
            until_on=row["until_on"],
            percent=row["percent"],
            amount=_money(row, "amount_minor"),
            is_waived=row["is_waived"],
        )
        for row in rows
    ]


def _amounts(row: Row) -> InvoiceAmounts:
    return InvoiceAmounts(
        on=row["day"],
        received=_money(row, "received"),
        credited=_money(row, "credited"),
        written_off=_money(row, "written_off"),
        charged=_money(row, "charged"),
        disputed=_money(row, "disputed"),
        agreed=_money(row, "agreed"),
    )


def _money(row: Row, name: str) -> Money:
    return Money(amount_minor=row[name], currency=row["currency"])


def _rule_of(percents: Mapping[str, str]) -> InterestRule:
    return InterestRule(
        percents={currency: Decimal(percent) for currency, percent in percents.items()}
    )
