"""E-mails about pay runs, to staff: an approval that stands out."""

from collections.abc import Iterable
from uuid import UUID

from contracts.access import Permission
from contracts.events.pay_runs import PayRunApprovalStoodOut, StaffGrantKind
from notifications.announcements.draft import Draft
from notifications.directory.model import Agency, Person, staff_with
from notifications.emails import paths
from notifications.emails.message import Fact, Kind, Message
from notifications.emails.values import Day, Moment, text


def approval_stood_out(
    because_of: UUID, event: PayRunApprovalStoodOut, agency: Agency, staff: Iterable[Person]
) -> list[Draft]:
    """To the others who can approve it: the approver was brought in by who proposed it."""
    message = Message(
        kind=Kind.APPROVAL_STOOD_OUT,
        brand=agency.brand,
        recipient_name="",
        variant="right" if event.grant is StaffGrantKind.RIGHT_GIVEN else "",
        values={
            "number": text(event.number),
            "proposer": text(event.proposed_by_name),
            "approver": text(event.approved_by_name),
            "date": Day(on=agency.day_of(event.granted_at)),
        },
        facts=(
            Fact(label="proposed_by", value=text(event.proposed_by_name)),
            Fact(label="approved_by", value=text(event.approved_by_name)),
            Fact(label="approved_at", value=Moment(at=event.approved_at, zone=agency.time_zone)),
            Fact(label="pay_on", value=Day(on=event.pay_on)),
        ),
        path="",
    )
    return [
        Draft.to(because_of, message, person, paths.agency_news())
        for person in staff_with(staff, Permission.PAY_RUNS_RUN)
        if person.person_id not in {event.proposed_by, event.approved_by}
    ]
