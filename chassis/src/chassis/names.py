"""What things are called: names by id, from whichever tables of a service have them."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from chassis.uow import UnitOfWork


@dataclass(frozen=True, slots=True)
class NamedTable:
    """A table whose rows have an agency, an id and a name. `name`: the SQL that gives it."""

    table: str
    id_column: str
    name: str = "name"


async def names_in(
    uow: UnitOfWork, tables: Iterable[NamedTable], ids: Iterable[UUID]
) -> dict[UUID, str]:
    """The names of those of these ids that stand in one of the tables."""
    selects = (
        f"SELECT {one.id_column} AS id, {one.name} AS name FROM {one.table}"
        f" WHERE agency_id = $1 AND {one.id_column} = ANY($2)"
        for one in tables
    )
    rows = await uow.fetch(" UNION ALL ".join(selects), uow.agency_id, list(ids))
    return {row["id"]: row["name"] for row in rows}
