"""A correction of what is not ordered goes with what it corrects (decision 38)."""

from collections.abc import Sequence

from chassis.uow import UnitOfWork
from payments.transactions import repository
from payments.transactions.pricing import NewTransaction
from payments.work import repository as work


async def go_with(uow: UnitOfWork, new: Sequence[NewTransaction]) -> list[NewTransaction]:
    """New transactions, each as those have it that it corrects. Lock the books first.

    What it corrects can be among the new ones before it.
    """
    entries = {line.entry_id for one in new for line in one.lines if line.corrects}
    if not entries:
        return list(new)
    ordered = await work.ordered_pay(uow, entries)
    stands_in = await work.standing_in(uow, entries)
    found = await repository.lock(uow, set(stands_in.values()))
    known = {one.transaction_id: one for one in found}
    together: list[NewTransaction] = []
    for one in new:
        ident = one.transaction.transaction_id
        stands_in |= {(of.entry_id, of.version): ident for of in one.lines if not of.corrects}
        corrected = {stands_in.get((of.entry_id, of.version)) for of in one.lines if of.corrects}
        known[ident] = one.transaction
        mine = one.going_with([known[its] for its in corrected if its and its != ident], ordered)
        known[ident] = mine.transaction
        together.append(mine)
    return together
