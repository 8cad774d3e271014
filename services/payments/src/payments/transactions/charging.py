"""What the charges of transactions are reckoned from, loaded."""

from collections.abc import Collection
from datetime import date

from chassis.uow import UnitOfWork
from contracts.ids import PersonId
from payments.directory.model import Agency
from payments.periods import Period
from payments.taxes.answers import repository as answers
from payments.taxes.charging import Assessor
from payments.taxes.details import repository as details
from payments.transactions import repository
from payments.transactions.pricing import Charging


async def charging_of(
    uow: UnitOfWork,
    agency: Agency,
    contractor_ids: Collection[PersonId],
    periods: Collection[Period],
    today: date,
) -> Charging:
    """For pay of these people for these pay periods. Lock the books first."""
    return Charging(
        assessor=Assessor(country=agency.country, answers=await answers.all_of(uow)),
        histories=await repository.pay_histories(uow, contractor_ids, periods, today),
        details=await details.of_people(uow, contractor_ids),
    )
