"""The last look at an e-mail before it is sent: whose it is may have changed while it waited, and
what it says may not be so any more."""

from dataclasses import replace

from chassis.uow import UnitOfWork
from contracts.ids import CompanyId
from notifications.digest import actions as digest
from notifications.directory import queries
from notifications.directory import repository as directory
from notifications.emails import repository as emails
from notifications.emails.message import REMINDERS, Kind
from notifications.emails.model import Email, State
from notifications.emails.values import Moment


async def as_it_is_now(uow: UnitOfWork, email: Email) -> Email | None:
    """The e-mail as its recipient may have it now; None: not at all any more.

    A reminder tells of this moment. What the mail server may have is sent again as it was.
    """
    if email.withdrawn_because is not None:
        return None
    theirs = await _as_it_is_theirs(uow, email)
    if theirs is None or theirs.kind not in REMINDERS or theirs.state is not State.WAITING:
        return theirs
    agency = await directory.agency_of(uow)
    message = theirs.message.telling_of(Moment(at=uow.now, zone=agency.time_zone))
    told = replace(theirs, message=message)
    await emails.save_message(uow, told)
    return told


async def _as_it_is_theirs(uow: UnitOfWork, email: Email) -> Email | None:
    known = await directory.people_by_id(uow, [email.recipient_id])
    person = known.get(email.recipient_id)
    if person is None:
        return await _as_the_mailbox_is(uow, email)
    if await queries.no_longer_told(uow, person, {email.email_id: email.topic}):
        return None
    if email.kind is not Kind.DAILY_DIGEST:
        return email
    if email.state is State.WAITING:
        return await digest.renew(uow, email, person)
    # The mail server may have it as it is: it is sent again like that, or not at all.
    return email if await digest.is_all_theirs(uow, email, person) else None


async def _as_the_mailbox_is(uow: UnitOfWork, email: Email) -> Email | None:
    """To a company's own address, which is nobody's login.

    An invoice goes where it was issued to (decision 29), what comes after it where the company has
    its invoices sent by now.
    """
    if email.kind not in _AFTER_AN_INVOICE:
        return email
    company_id = CompanyId(email.recipient_id)
    mailbox = (await directory.billing_mailboxes(uow, [company_id])).get(company_id)
    if mailbox is not None and mailbox.email == email.address:
        return email
    if mailbox is None or email.state is not State.WAITING:
        return None
    moved = replace(email, address=mailbox.email)
    await emails.save_address(uow, moved)
    return moved


_AFTER_AN_INVOICE = REMINDERS | {
    Kind.INVOICE_CREDITED,
    Kind.RECEIPT_REVERSED,
    Kind.INTEREST_CHARGED,
    Kind.CHARGE_WAIVED,
}
