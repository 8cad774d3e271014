"""Changes of bank accounts in: they tell the person whose pay goes elsewhere."""

from collections.abc import Sequence

from chassis.consumer import Handlers, Received
from chassis.uow import UnitOfWork
from contracts.events.identity import BankAccountChanged
from notifications.announcements import bank_accounts
from notifications.announcements.actions import announce, correlations
from notifications.directory import repository as directory
from notifications.directory.told import person_of

handlers = Handlers()


@handlers.on(BankAccountChanged)
async def warn_of_another_bank_account(
    uow: UnitOfWork, events: Sequence[Received[BankAccountChanged]]
) -> None:
    """To the person whose account it is."""
    agency = await directory.agency_of(uow)
    drafts = [
        bank_accounts.bank_account_changed(e.envelope.id, e.body, agency, person_of(e.body.person))
        for e in events
    ]
    await announce(uow, agency, correlations(e.envelope for e in events), drafts)
