"""Issuing self-billed invoices with the transactions that they are of. The books are locked."""

from collections.abc import Mapping, Sequence

from chassis.uow import UnitOfWork
from contracts.ids import PersonId, TransactionId
from contracts.parties import SelfBilledInvoice
from payments.directory.model import Agency, Contractor
from payments.transactions.pricing import NewTransaction
from payments.transactions.self_billing import repository
from payments.transactions.self_billing.model import IssuedBefore, agreement_of, self_billed


async def issue(
    uow: UnitOfWork,
    new: Sequence[NewTransaction],
    contractors: Mapping[PersonId, Contractor],
    agency: Agency,
) -> dict[TransactionId, SelfBilledInvoice]:
    """Those of new transactions that are invoices, each with the next number of its series.

    The transactions are written already. What takes back names the invoices that it takes back.
    """
    issued: dict[TransactionId, SelfBilledInvoice] = {}
    today = agency.today(uow.now)
    for one in new:
        mine = one.transaction
        contractor = contractors[mine.contractor_id]
        agreement = agreement_of(contractor, agency, charges_tax=bool(mine.taxes.amount_minor))
        if agreement is None:
            continue
        before: dict[repository.Version, IssuedBefore] = {}
        if mine.net.amount_minor < 0:
            corrected = {(line.entry_id, line.version) for line in one.lines if line.corrects}
            before = await repository.issued_for(uow, corrected)
        invoice = self_billed(
            await repository.next_number(uow, agreement.number_prefix),
            agreement,
            contractor,
            agency,
            mine.net.currency,
            takes_back=set(before.values()),
        )
        await repository.add(uow, {mine.transaction_id: invoice}, today)
        issued[mine.transaction_id] = invoice
    return issued
