"""What stands out in a plan: whoever approves it looks at these twice.

The account was changed and cools off, so that pay goes to the one of before; two people are paid to
one account; somebody gets more than three times what they usually do.

And what stands out of an approval, to everybody else who runs pay runs: the proposer invited the
approver, or gave them the right to approve, and not long before.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median

from chassis.uow import UnitOfWork
from contracts.events.pay_runs import PayRunApprovalStoodOut
from contracts.ids import PersonId
from contracts.money import Money
from payments.bank_accounts import repository as bank_accounts
from payments.bank_accounts.model import BankAccount
from payments.directory.model import StaffGrant
from payments.payments import repository as payments
from payments.payruns.model import Plan, PlannedPayment
from payments.payruns.repository import Approval

TIMES_THE_USUAL = 3
LAST_PAYMENTS = 6
"""The usual is the median of so many, of at least two."""
NEW_APPROVER_DAYS = 31
"""So long an approver whom the proposer brought in stands out: at least one run of any rhythm."""


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


def approval_standouts(grants: Iterable[StaffGrant], approval: Approval) -> tuple[StaffGrant, ...]:
    """By what the proposer brought the approver in not long before the approval; mostly nothing."""
    proposer = approval.pay_run.proposed_by
    since = approval.at - timedelta(days=NEW_APPROVER_DAYS)
    return tuple(
        one
        for one in grants
        if (one.person_id, one.granted_by) == (approval.by, proposer)
        and since < one.granted_at <= approval.at
    )


def stood_out(approval: Approval, found: Sequence[StaffGrant]) -> PayRunApprovalStoodOut:
    """What is said of an approval that stands out, by the last of what makes it so."""
    pay_run, last = approval.pay_run, found[-1]
    return PayRunApprovalStoodOut(
        pay_run_id=pay_run.pay_run_id,
        number=pay_run.number,
        pay_on=pay_run.pay_on,
        proposed_by=pay_run.proposed_by,
        proposed_by_name=pay_run.proposed_by_name,
        approved_by=approval.by,
        approved_by_name=approval.by_name,
        approved_at=approval.at,
        grant=last.kind,
        granted_at=last.granted_at,
    )
