"""What the pay statement of a new transaction says beside its work and deductions."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from chassis.uow import UnitOfWork
from contracts.events.identity import ContractorKind
from payments.bank_accounts import repository as bank_accounts
from payments.bank_accounts.model import account_for
from payments.transactions.pricing import NewTransaction
from payments.vacation_pay.model import VacationPayRule
from payments.year_to_date import repository as year_to_date
from payments.year_to_date.model import StatementYear, year_of


async def complete(
    uow: UnitOfWork, new: Sequence[NewTransaction], today: date, vacation: VacationPayRule
) -> list[NewTransaction]:
    """The same, those of temps with the year to date, vacation pay and the account of their pay.

    In the order of their numbers: each counts in the sums of those after it. Lock the books first.
    """
    temps = {
        one.transaction.contractor_id
        for one in new
        if one.transaction.contractor_kind is ContractorKind.TEMP
    }
    if not temps:
        return list(new)
    years = await year_to_date.sums_of(uow, temps, today)
    accounts = await bank_accounts.of_contractors(uow, temps)
    completed: list[NewTransaction] = []
    for one in new:
        mine = one.transaction
        if mine.contractor_kind is not ContractorKind.TEMP:
            completed.append(one)
            continue
        key = StatementYear(
            mine.contractor_id, mine.net.currency, year_of(mine.scheduled_on, today)
        )
        set_aside = vacation.set_aside(one.earnings)
        sums = years[key]
        sums.add(
            gross=mine.gross,
            deductions=mine.deductions,
            taxes=mine.taxes,
            charged=one.assessment.charges,
            vacation_pay=set_aside,
        )
        account = account_for(accounts.get(mine.contractor_id, ()), uow.now)
        completed.append(
            replace(
                one,
                vacation_pay=set_aside,
                account_ending=account.ending if account else "",
                year_to_date=sums.to_date(key),
            )
        )
    return completed
