"""SQL of rules: each kind in its own table, to which rows are only added; the newest counts."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from chassis.ids import new_id
from chassis.uow import UnitOfWork
from contracts.ids import PersonId
from payments.agency_rules.model import AgencyRule

R = TypeVar("R", bound=AgencyRule)


@dataclass(frozen=True, slots=True)
class RuleTable:
    """Where the rules of a kind are. `value` is the column of what they say."""

    name: str
    value: str
    key: str = "rule_id"


async def change(uow: UnitOfWork, table: RuleTable, rule: R, value: object) -> R:
    """Who acts in this unit sets it: it counts from now on. Returns it with that."""
    changed = replace(
        rule, changed_by=uow.actor.person, changed_by_name=uow.actor.name, changed_at=uow.now
    )
    await uow.execute(
        f"""
        INSERT INTO {table.name} (agency_id, {table.key}, {table.value}, changed_by,
            changed_by_name, changed_at)
        VALUES ($1, $2, $3, $4, $5, $6)
        """,
        uow.agency_id,
        new_id(),
        value,
        changed.changed_by,
        changed.changed_by_name,
        changed.changed_at,
    )
    return changed


async def newest(uow: UnitOfWork, table: RuleTable, rule_of: Callable[[Any], R]) -> R | None:
    """The rule of the agency, made of what its row says; None: it never set one."""
    row = await uow.fetchrow(
        f"""
        SELECT {table.value}, changed_by, changed_by_name, changed_at FROM {table.name}
        WHERE agency_id = $1 ORDER BY changed_at DESC, {table.key} DESC LIMIT 1
        """,
        uow.agency_id,
    )
    if row is None:
        return None
    return replace(
        rule_of(row[table.value]),
        changed_by=PersonId(row["changed_by"]),
        changed_by_name=row["changed_by_name"],
        changed_at=row["changed_at"],
    )
