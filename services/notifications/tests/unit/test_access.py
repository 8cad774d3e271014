"""Every kind of e-mail is about something that a permission shows, or names nothing."""

import pytest

from chassis.actor import Actor
from contracts.access import Permission, Portal
from contracts.ids import PersonId
from notifications.announcements.cast import an_id
from notifications.emails.access import SUBJECT_OF, subject_is_shown
from notifications.emails.message import SECURITY, Kind


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in SECURITY])
def test_what_a_kind_is_about_is_said(kind: Kind) -> None:
    assert (kind in SUBJECT_OF) == (kind is not Kind.DAILY_DIGEST)


@pytest.mark.parametrize("kind", SUBJECT_OF)
def test_staff_who_may_only_look_after_the_records_read_no_subject(kind: Kind) -> None:
    staff = Actor(
        name="staff",
        person_id=PersonId(an_id(1)),
        portal=Portal.AGENCY,
        permissions=frozenset({Permission.AUDIT_VIEW, Permission.PEOPLE_MANAGE}),
    )
    assert not subject_is_shown(staff, kind)
