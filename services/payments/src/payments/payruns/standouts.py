"""What stands out in a plan: whoever approves it looks at these twice.

The account was changed and cools off, so that pay goes to the one of before; two people are paid to
one account; somebody gets more than three times what they usually do.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from statistics import median

from chassis.uow import UnitOfWork
from contracts.ids import PersonId
from contracts.money import Money
from payments.bank_accounts import repository as bank_accounts
from payments.bank_accounts.model import BankAccount
from payments.payments import repository as payments
from payments.payruns.model import Plan, PlannedPayment

TIMES_THE_USUAL = 3
LAST_PAYMENTS = 6
"""The usual is the median of so many, of at least two."""


class StandoutName(StrEnum):
    """What can stand out of a payment."""

    ACCOUNT_COOLING_OFF = "account_cooling_off"
    ACCOUNT_OF_SEVERAL = "account_of_several"
    MORE_THAN_USUAL = "more_than_usual"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standout:
    """What stands out of a payment, with what makes it so."""

    what: StandoutName
    usable_from: datetime | None = None
    others: tuple[PersonId, ...] = ()
    usual: Money | None = None


Accounts = Mapping[PersonId, Sequence[BankAccount]]
"""All that people ever named, in order of time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownBefore:
    """What is known of payees beside the plan: their accounts, who else has these, their payments.

    `accounts` are all that somebody named, in order of time; `last_minor` is by contractor and
    currency.
    """

    accounts: Accounts
    shared_by: Mapping[str, Collection[PersonId]]
    last_minor: Mapping[tuple[PersonId, str], Sequence[int]]


Standouts = Mapping[tuple[PersonId, str], Sequence[Standout]]
"""By payee and currency, where something stands out."""


def standouts_of(payment: PlannedPayment, known: KnownBefore, at: datetime) -> list[Standout]:
    """What stands out of a payment at a moment."""
    person, currency = payment.contractor_id, payment.amount.currency
    found: list[Standout] = []
    named = known.accounts.get(person, ())
    if named and named[-1].usable_from > at:
        what = StandoutName.ACCOUNT_COOLING_OFF
        found.append(Standout(what=what, usable_from=named[-1].usable_from))
    if shared := known.shared_by.get(payment.goes_to):
        others = sorted(set(shared) - {person})
        found.append(Standout(what=StandoutName.ACCOUNT_OF_SEVERAL, others=tuple(others)))
    last = known.last_minor.get((person, currency), ())
    if len(last) > 1 and payment.amount.amount_minor > TIMES_THE_USUAL * median(last):
        usual = Money(amount_minor=int(median(last)), currency=currency)
        found.append(Standout(what=StandoutName.MORE_THAN_USUAL, usual=usual))
    return found


def people_of(found: Standouts) -> set[PersonId]:
    """Whom else these are about."""
    return {person for some in found.values() for one in some for person in one.others}


async def standouts(uow: UnitOfWork, plan: Plan, accounts: Accounts) -> Standouts:
    """What stands out of the payments of a plan. `accounts` are all that its payees ever named."""
    if not plan.payments:
        return {}
    people = {one.contractor_id for one in plan.payments}
    last: dict[tuple[PersonId, str], list[int]] = defaultdict(list)
    for person, amount in await payments.last_of(uow, people, LAST_PAYMENTS):
        last[person, amount.currency].append(amount.amount_minor)
    known = KnownBefore(
        accounts=accounts,
        shared_by=await bank_accounts.shared_by(
            uow, {one.goes_to for one in plan.payments if one.goes_to}
        ),
        last_minor=last,
    )
    found = {
        (one.contractor_id, one.amount.currency): standouts_of(one, known, uow.now)
        for one in plan.payments
    }
    return {key: some for key, some in found.items() if some}
