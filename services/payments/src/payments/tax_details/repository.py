"""SQL of what people told that bears on their taxes."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from pydantic import TypeAdapter

from chassis.ids import new_id
from chassis.uow import UnitOfWork
from contracts.ids import PersonId
from payments.taxes.details import TaxDetails, TaxDetailsHistory

_DETAILS: TypeAdapter[TaxDetails] = TypeAdapter(TaxDetails)


async def of_people(
    uow: UnitOfWork, person_ids: Collection[PersonId]
) -> dict[PersonId, TaxDetailsHistory]:
    """What each of these told; who told nothing is not in it."""
    rows = await uow.fetch(
        """
        SELECT DISTINCT ON (person_id, valid_from) person_id, valid_from, details FROM tax_details
        WHERE agency_id = $1 AND person_id = ANY($2)
        ORDER BY person_id, valid_from, changed_at DESC, details_id DESC
        """,
        uow.agency_id,
        list(person_ids),
    )
    told: dict[PersonId, list[tuple[date, TaxDetails]]] = defaultdict(list)
    for row in rows:
        details = _DETAILS.validate_python(row["details"])
        told[PersonId(row["person_id"])].append((row["valid_from"], details))
    return {person_id: TaxDetailsHistory(its) for person_id, its in told.items()}


async def add(uow: UnitOfWork, person_id: PersonId, valid_from: date, details: TaxDetails) -> None:
    """Keep what holds for a person from a day on."""
    await uow.execute(
        """
        INSERT INTO tax_details (agency_id, details_id, person_id, valid_from, details, changed_by,
            changed_by_name, changed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """,
        uow.agency_id,
        new_id(),
        person_id,
        valid_from,
        _DETAILS.dump_python(details, mode="json"),
        uow.actor.person,
        uow.actor.name,
        uow.now,
    )
