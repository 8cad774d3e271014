"""E-mails about standing in for an approver (B3)."""

from uuid import UUID

from contracts.events.identity import StandInNamed
from notifications.announcements.draft import Draft
from notifications.directory.model import Agency, Person
from notifications.emails import paths
from notifications.emails.message import Fact, Kind, Message
from notifications.emails.values import Period, text


def named(because_of: UUID, event: StandInNamed, agency: Agency, person: Person) -> Draft:
    """To the one who stands in: for whom, and on which days; what waits by then is theirs, too."""
    days = Period(from_on=event.stand_in.from_on, to_on=event.stand_in.until_on)
    message = Message(
        kind=Kind.STAND_IN_NAMED,
        brand=agency.brand,
        recipient_name=person.name,
        values={"approver": text(event.person.name), "period": days},
        facts=(
            Fact(label="in_place_of", value=text(event.person.name)),
            Fact(label="period", value=days),
        ),
        path=paths.customer_work(),
    )
    return Draft(because_of=because_of, recipient=person, message=message)
