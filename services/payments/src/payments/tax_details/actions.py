"""What a person told that bears on their taxes: seeing it, and keeping what they tell anew."""

from datetime import date

from chassis.errors import NotFoundError, NotYetError
from chassis.uow import UnitOfWork
from contracts.access import Permission
from contracts.ids import PersonId
from payments.directory import repository as directory
from payments.numbers.repository import lock_books
from payments.tax_details import repository
from payments.taxes.details import TaxDetails, TaxDetailsHistory


async def details_of(uow: UnitOfWork, person_id: PersonId) -> TaxDetailsHistory:
    """What a contractor of the agency told. Raises NotFoundError."""
    try:
        await directory.contractors_of(uow, [person_id])
    except NotYetError:
        raise NotFoundError("contractor", person_id) from None
    told = await repository.of_people(uow, [person_id])
    return told.get(person_id, TaxDetailsHistory())


async def change(
    uow: UnitOfWork, person_id: PersonId, valid_from: date, details: TaxDetails
) -> TaxDetailsHistory:
    """Staff keep what a contractor told: it holds for what is paid from that day on.

    What was reckoned before stays as it is; the next pay of a period makes the whole of it right.
    Raises NotFoundError.
    """
    uow.actor.require(Permission.PEOPLE_MANAGE)
    await lock_books(uow)
    await details_of(uow, person_id)
    await repository.add(uow, person_id, valid_from, details)
    return await details_of(uow, person_id)
