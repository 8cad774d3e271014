"""SQL of interest: the agency's rule, and what was due of an invoice on which days."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from chassis.uow import UnitOfWork
from contracts.ids import InvoiceId
from contracts.money import Money
from payments.agency_rules import repository as agency_rules
from payments.agency_rules.repository import RuleTable
from payments.held_back import disputed_part, held_back
from payments.invoices.interest.model import DueSince, InterestRule
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
# on which that ended; an agreed correction until it is credited.
_DUE = """
    WITH changes AS (
        SELECT received_on AS day, amount_minor AS received, 0 AS credited, 0 AS written_off,
               0 AS disputed, 0 AS agreed
        FROM receipts WHERE agency_id = $1 AND invoice_id = $2
        UNION ALL
        SELECT credited_on, 0, total_minor, 0, 0, 0
        FROM credit_notes WHERE agency_id = $1 AND invoice_id = $2
        UNION ALL
        SELECT written_off_on, 0, 0, amount_minor, 0, 0
        FROM write_offs WHERE agency_id = $1 AND invoice_id = $2
        UNION ALL
        SELECT (opened_at AT TIME ZONE $3)::date, 0, 0, 0, amount_minor, 0
        FROM invoice_disputes WHERE agency_id = $1 AND invoice_id = $2
        UNION ALL
        SELECT (ended_at AT TIME ZONE $3)::date, 0, 0, 0, -amount_minor, coalesce(agreed_minor, 0)
        FROM invoice_disputes
        WHERE agency_id = $1 AND invoice_id = $2 AND ended_at IS NOT NULL
        UNION ALL
        SELECT issued_on, 0, 0, 0, 0, 0 FROM invoices WHERE agency_id = $1 AND invoice_id = $2
    ), days AS (
        SELECT day, sum(sum(received)) OVER past AS received,
               sum(sum(credited)) OVER past AS credited,
               sum(sum(written_off)) OVER past AS written_off,
               sum(sum(disputed)) OVER past AS disputed, sum(sum(agreed)) OVER past AS agreed
        FROM changes GROUP BY day WINDOW past AS (ORDER BY day)
    )
    SELECT d.day, d.received::bigint, d.credited::bigint, d.written_off::bigint,
           d.disputed::bigint, d.agreed::bigint, i.currency, i.total_minor, i.subtotal_minor
    FROM days AS d CROSS JOIN invoices AS i
    WHERE i.agency_id = $1 AND i.invoice_id = $2 ORDER BY d.day
"""


async def due_of(uow: UnitOfWork, invoice_id: InvoiceId, time_zone: str) -> Sequence[DueSince]:
    """What was due of an invoice since which day, from its issue on."""
    rows = await uow.fetch(_DUE, uow.agency_id, invoice_id, time_zone)
    return [_due(row, row["day"]) for row in rows]


def _due(row: Row, on: date) -> DueSince:
    def money(amount_minor: int) -> Money:
        return Money(amount_minor=amount_minor, currency=row["currency"])

    credited, total = money(row["credited"]), money(row["total_minor"])
    open_amount = total - credited - money(row["received"]) - money(row["written_off"])
    held = held_back(
        disputed=money(row["disputed"]),
        agreed=money(row["agreed"]),
        credited=credited,
        subtotal=money(row["subtotal_minor"]),
        total=total,
    )
    return DueSince(on=on, amount=open_amount - disputed_part(open_amount, held))


def _rule_of(percents: Mapping[str, str]) -> InterestRule:
    return InterestRule(
        percents={currency: Decimal(percent) for currency, percent in percents.items()}
    )
