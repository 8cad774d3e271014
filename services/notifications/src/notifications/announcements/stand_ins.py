"""E-mails about standing in for an approver (B3)."""

from uuid import UUID

from contracts.events.identity import StandInEnded, StandInNamed
from notifications.announcements.draft import Draft
from notifications.directory.model import Agency, Person
from notifications.directory.told import person_of
from notifications.emails import paths
from notifications.emails.message import Fact, Kind, Message
from notifications.emails.values import Period, TemplateValue, text

_BY_AGENCY, _TO_APPROVER = "by_agency", "for_approver"
"""Variants of the texts."""


def named(because_of: UUID, event: StandInNamed, agency: Agency, stand_in: Person) -> list[Draft]:
    """To the one who stands in, and to the approver where it was not their own doing.

    For whom, and on which days; what waits by then is theirs, too.
    """
    approver, values = _said(event, stand_in)
    period = Fact(label="period", value=values["period"])
    in_place_of = Fact(label="in_place_of", value=values["approver"])
    message = Message(
        kind=Kind.STAND_IN_NAMED,
        brand=agency.brand,
        recipient_name="",
        values=values,
        facts=(in_place_of, period),
        path="",
    )
    told = [Draft.to(because_of, message, stand_in, paths.customer_work())]
    if event.named_by != approver.person_id:
        stood_in_by = Fact(label="stand_in", value=values["stand_in"])
        of_them = {"variant": _TO_APPROVER, "facts": (stood_in_by, period)}
        message = message.model_copy(update=of_them)
        told.append(Draft.to(because_of, message, approver, paths.customer_stand_ins()))
    return told


def ended(because_of: UUID, event: StandInEnded, agency: Agency, stand_in: Person) -> list[Draft]:
    """To the same people: who ended it before its last day was over."""
    approver, values = _said(event, stand_in)
    by_approver = event.ended_by == approver.person_id
    message = Message(
        kind=Kind.STAND_IN_ENDED,
        brand=agency.brand,
        recipient_name="",
        variant="" if by_approver else _BY_AGENCY,
        values=values,
        facts=(Fact(label="period", value=values["period"]),),
        path="",
    )
    path = paths.customer_stand_ins()
    told = [Draft.to(because_of, message, stand_in, path)]
    if not by_approver:
        message = message.model_copy(update={"variant": _TO_APPROVER})
        told.append(Draft.to(because_of, message, approver, path))
    return told


def _said(
    event: StandInNamed | StandInEnded, stand_in: Person
) -> tuple[Person, dict[str, TemplateValue]]:
    """The approver, and what texts name."""
    approver = person_of(event.person)
    days = Period(from_on=event.stand_in.from_on, to_on=event.stand_in.until_on)
    return approver, {
        "approver": text(approver.name),
        "stand_in": text(stand_in.name),
        "period": days,
    }
