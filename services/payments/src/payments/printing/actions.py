"""The use case of printing: who asks for a document takes a turn."""

from chassis.uow import UnitOfWork
from contracts.ids import DocumentId
from payments.printing import model, repository


async def take_turn(uow: UnitOfWork, document_id: DocumentId) -> bool:
    """Whether this document is new, and is one of the hour's of the person who asks for it.

    False: it was asked for before, by whomever, and is not to be printed again. Raises
    TooManyDocumentsError.
    """
    if await repository.is_printed(uow, document_id):
        return False
    person_id = uow.actor.person
    await repository.lock_turns(uow, person_id)
    asked = await repository.asked_since(
        uow, person_id, uow.now - model.HOUR, limit=model.MAX_AN_HOUR
    )
    model.require_turn(asked, uow.now)
    return await repository.add(uow, person_id, document_id)
