"""The last look at an e-mail before it is sent: whose it is may have changed while it waited."""

from chassis.uow import UnitOfWork
from notifications.digest import actions as digest
from notifications.directory import queries
from notifications.directory import repository as directory
from notifications.emails.message import Kind
from notifications.emails.model import Email, State


async def as_it_is_theirs(uow: UnitOfWork, email: Email) -> Email | None:
    """The e-mail as its recipient may have it now; None: not at all any more.

    A company's own address is nobody's login.
    """
    known = await directory.people_by_id(uow, [email.recipient_id])
    person = known.get(email.recipient_id)
    if person is None:
        return email
    if await queries.no_longer_told(uow, person, {email.email_id: email.topic}):
        return None
    if email.kind is not Kind.DAILY_DIGEST:
        return email
    if email.state is State.WAITING:
        return await digest.renew(uow, email, person)
    # The mail server may have it as it is: it is sent again like that, or not at all.
    return email if await digest.is_all_theirs(uow, email, person) else None
