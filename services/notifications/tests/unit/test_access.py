"""Every kind of e-mail is about something that a permission shows, or names nothing."""

import pytest

from chassis.actor import Actor
from contracts.access import Permission, Portal
from contracts.ids import PersonId
from contracts.reach import Subject
from notifications.announcements.cast import an_id
from notifications.announcements.draft import Draft
from notifications.announcements.samples import all_kinds
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


@pytest.mark.parametrize("draft", all_kinds(), ids=lambda draft: draft.message.kind)
def test_what_a_contact_is_told_says_whom_it_concerns(draft: Draft) -> None:
    """Or a project that is taken away would not keep it from being sent."""
    subject = SUBJECT_OF.get(draft.message.kind)
    is_guarded = subject in {
        Subject.APPROVALS,
        Subject.INVOICES,
        Subject.OFFERS,
        Subject.INQUIRIES,
    }
    if draft.recipient.portal is Portal.CUSTOMER and is_guarded:
        assert draft.about is not None
        assert draft.about.company_id is not None
