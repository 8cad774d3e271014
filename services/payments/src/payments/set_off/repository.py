"""SQL of what is set off: the agency's rule, and what payments carried."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from chassis.uow import UnitOfWork
from contracts.ids import PersonId
from contracts.money import Money
from payments.agency_rules import repository as agency_rules
from payments.agency_rules.repository import RuleTable
from payments.set_off.model import SetOff, SetOffRule


@dataclass(frozen=True, slots=True, kw_only=True)
class OutstandingAmount:
    """What is still to set off against somebody's payments."""

    contractor_id: PersonId
    contractor_name: str
    amount: Money


_RULES = RuleTable("set_off_rules", "at_least_percent")


async def change_rule(uow: UnitOfWork, rule: SetOffRule) -> SetOffRule:
    """Who acts sets it: it counts from now on."""
    return await agency_rules.change(uow, _RULES, rule, rule.at_least_percent)


async def rule(uow: UnitOfWork) -> SetOffRule:
    """The rule of the agency."""
    return (
        await agency_rules.newest(uow, _RULES, lambda percent: SetOffRule(at_least_percent=percent))
        or SetOffRule()
    )


async def of_contractors(uow: UnitOfWork, contractor_ids: Collection[PersonId]) -> SetOff:
    """The rule, and what is still to set off with these. Lock the books to keep it so."""
    rows = await uow.fetch(
        """
        SELECT contractor_id, currency, sum(carried_minor)::bigint AS minor FROM payments
        WHERE agency_id = $1 AND contractor_id = ANY($2)
          AND carried_minor <> 0 AND state <> 'failed'
        GROUP BY contractor_id, currency HAVING sum(carried_minor) <> 0
        """,
        uow.agency_id,
        list(contractor_ids),
    )
    return SetOff(
        rule=await rule(uow),
        outstanding={
            (PersonId(row["contractor_id"]), row["currency"]): row["minor"] for row in rows
        },
    )


async def outstanding(
    uow: UnitOfWork, *, after: tuple[str, UUID] | None, limit: int
) -> list[OutstandingAmount]:
    """What is still to set off, by currency and contractor."""
    rows = await uow.fetch(
        """
        SELECT p.contractor_id, c.name, p.currency, sum(p.carried_minor)::bigint AS minor
        FROM payments AS p
        JOIN contractors AS c ON c.agency_id = p.agency_id AND c.person_id = p.contractor_id
        WHERE p.agency_id = $1 AND p.carried_minor <> 0 AND p.state <> 'failed'
          AND ($2::text IS NULL OR (p.currency::text, p.contractor_id) > ($2, $3::uuid))
        GROUP BY p.contractor_id, c.name, p.currency HAVING sum(p.carried_minor) <> 0
        ORDER BY p.currency::text, p.contractor_id LIMIT $4
        """,
        uow.agency_id,
        after[0] if after else None,
        after[1] if after else None,
        limit,
    )
    return [
        OutstandingAmount(
            contractor_id=PersonId(row["contractor_id"]),
            contractor_name=row["name"],
            amount=Money(amount_minor=row["minor"], currency=row["currency"]),
        )
        for row in rows
    ]
