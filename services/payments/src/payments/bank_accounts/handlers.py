"""What identity says of bank accounts, kept as it came."""

from collections.abc import Sequence

from chassis.consumer import Handlers, Received
from chassis.uow import UnitOfWork
from contracts.events.identity import BankAccountChanged
from payments.bank_accounts import repository

handlers = Handlers()


@handlers.on(BankAccountChanged)
async def keep_bank_accounts(
    uow: UnitOfWork, events: Sequence[Received[BankAccountChanged]]
) -> None:
    """Every account that contractors named."""
    await repository.keep(uow, [event.body for event in events])
