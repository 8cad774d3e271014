"""Closing the books of a month, and the proof that they are right."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from chassis.uow import UnitOfWork
from contracts.access import Permission
from contracts.money import Money
from payments.directory import repository as directory
from payments.ledger import repository
from payments.ledger.model import Closing
from payments.numbers.repository import lock_books


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What every account comes to, by currency, and the accounts that are off.

    The books are right where each sum is nothing and no account is off: its kept balance is the sum
    of its postings.
    """

    sums: Sequence[Money]
    off: Sequence[str]

    @property
    def holds(self) -> bool:
        """Whether the books are right."""
        return not self.off and not any(one.amount_minor for one in self.sums)


async def close(uow: UnitOfWork, through: date) -> Closing:
    """Close the books through the last day of a month: for who runs both of their sides.

    Whoever books at this moment is waited for. Raises what `Books.close` does.
    """
    uow.actor.require(Permission.INVOICES_MANAGE)
    uow.actor.require(Permission.PAY_RUNS_RUN)
    await lock_books(uow)
    agency = await directory.agency_in_use(uow)
    closing = Closing(
        closed_through=through,
        closed_by=uow.actor.person,
        closed_by_name=uow.actor.name,
        closed_at=uow.now,
    )
    books = await repository.books_of(uow)
    await repository.add_closing(uow, books.close(closing, agency.today(uow.now)))
    return closing


async def prove(uow: UnitOfWork) -> Proof:
    """Add up all accounts, and compare each kept balance with its postings."""
    uow.actor.require(Permission.TRANSACTIONS_VIEW)
    sums: dict[str, int] = defaultdict(int)
    for one in await repository.balances(uow):
        sums[one.balance.currency] += one.balance.amount_minor
    return Proof(
        sums=[Money(amount_minor=minor, currency=of) for of, minor in sorted(sums.items())],
        off=await repository.drift(uow),
    )
