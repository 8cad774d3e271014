"""Samples about standing in: named and ended, by the approver and by staff."""

from collections.abc import Sequence
from datetime import date

from contracts.events.identity import StandIn, StandInEnded, StandInNamed
from notifications.announcements import stand_ins
from notifications.announcements.cast import (
    AGENCY,
    CAUSE,
    CONTACT,
    PRINCIPAL,
    STAFF,
    an_id,
    described,
)
from notifications.announcements.draft import Draft


def samples() -> Sequence[Draft]:
    """To the one who stands in, and to the approver of what staff did."""
    approver = described(PRINCIPAL)
    stand_in = StandIn(
        stand_in_id=an_id(60),
        person_id=CONTACT.person_id,
        from_on=date(2026, 4, 20),
        until_on=date(2026, 4, 30),
    )
    return tuple(
        draft
        for by in (PRINCIPAL.person_id, STAFF.person_id)
        for draft in (
            *stand_ins.named(
                CAUSE,
                StandInNamed(person=approver, stand_in=stand_in, named_by=by),
                AGENCY,
                CONTACT,
            ),
            *stand_ins.ended(
                CAUSE,
                StandInEnded(person=approver, stand_in=stand_in, ended_by=by),
                AGENCY,
                CONTACT,
            ),
        )
    )
