"""E-mails about the bank account that a contractor's pay goes to (B6)."""

from uuid import UUID

from contracts.events.identity import BankAccountChanged
from notifications.announcements.draft import Draft
from notifications.directory.model import Agency, Person
from notifications.emails import paths
from notifications.emails.message import Fact, Kind, Message
from notifications.emails.values import Moment, text


def bank_account_changed(
    because_of: UUID, event: BankAccountChanged, agency: Agency, person: Person
) -> Draft:
    """Tells where pay goes now and where it went, by the last characters, should it have been
    somebody else."""
    facts = (
        Fact(label="account_before", value=text(event.ending_before))
        if event.ending_before
        else None,
        Fact(label="account", value=text(event.ending)),
        Fact(label="account_holder", value=text(event.holder)),
        Fact(label="usable_from", value=Moment(at=event.usable_from, zone=agency.time_zone)),
        Fact(label="changed_at", value=Moment(at=event.changed_at, zone=agency.time_zone)),
    )
    message = Message(
        kind=Kind.BANK_ACCOUNT_CHANGED,
        brand=agency.brand,
        recipient_name=person.name,
        variant=_variant(event),
        values={"ending": text(event.ending), "before": text(event.ending_before)},
        facts=tuple(fact for fact in facts if fact is not None),
        path=paths.contractor_bank_account(),
    )
    return Draft(because_of=because_of, recipient=person, message=message)


def _variant(event: BankAccountChanged) -> str:
    if not event.ending_before:
        return "first"
    return "" if event.usable_from > event.changed_at else "at_once"
