"""What the charges of transactions are reckoned from, loaded."""

from collections.abc import Collection
from datetime import date

from chassis.uow import UnitOfWork
from contracts.ids import PersonId
from payments.directory.model import Agency
from payments.periods import Period
from payments.tax_answers.actions import assessor_of
from payments.tax_details import repository as details
from payments.transactions.charges import repository as charges
from payments.transactions.pricing import PayAssessor


async def charging_of(
    uow: UnitOfWork,
    agency: Agency,
    contractor_ids: Collection[PersonId],
    periods: Collection[Period],
    today: date,
) -> PayAssessor:
    """For pay of these people for these pay periods. Lock the books first."""
    return PayAssessor(
        assessor=await assessor_of(uow, agency),
        histories=await charges.pay_histories(uow, contractor_ids, periods, today),
        details=await details.of_people(uow, contractor_ids),
    )
