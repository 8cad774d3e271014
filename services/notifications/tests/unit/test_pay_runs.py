"""What staff are told of an approval that stands out, in each language."""

from dataclasses import replace

import pytest

from contracts.access import Permission, Portal
from contracts.events.identity import PersonStatus
from contracts.events.pay_runs import StaffGrantKind
from contracts.ids import PersonId
from notifications.announcements.cast import AGENCY, CAUSE, STAFF, an_id
from notifications.announcements.pay_runs import approval_stood_out
from notifications.announcements.samples_of_pay_runs import PAYROLL, stood_out
from notifications.directory.model import Person
from notifications.emails.access import is_still_theirs
from notifications.emails.message import SECURITY, Kind
from notifications.emails.rendering import put_into_words
from notifications.preferences.model import kinds_of

pytestmark = pytest.mark.requirement("A4")

INVITED = stood_out(StaffGrantKind.INVITED)
KIND = Kind.APPROVAL_STOOD_OUT


def another(person: Person, number: int) -> Person:
    return replace(person, person_id=PersonId(an_id(number)))


def test_the_others_who_run_pay_runs_are_told_and_neither_of_the_two() -> None:
    staff = [
        PAYROLL,
        replace(PAYROLL, person_id=INVITED.proposed_by),
        replace(PAYROLL, person_id=INVITED.approved_by),
        replace(another(PAYROLL, 90), status=PersonStatus.DEACTIVATED),
        another(STAFF, 91),
    ]
    drafts = approval_stood_out(CAUSE, INVITED, AGENCY, staff)
    assert [draft.recipient for draft in drafts] == [PAYROLL]


@pytest.mark.parametrize(
    ("language", "invited", "given"),
    [
        ("en", "invited Nils Hagen", "gave Nils Hagen the right"),
        ("fr", "avait invité Nils Hagen", "avait donné à Nils Hagen le droit"),
        ("nb", "inviterte Nils Hagen", "ga Nils Hagen tilgang"),
    ],
)
def test_it_says_who_approved_and_how_the_proposer_brought_them_in(
    language: str, invited: str, given: str
) -> None:
    for grant, how in ((StaffGrantKind.INVITED, invited), (StaffGrantKind.RIGHT_GIVEN, given)):
        (draft,) = approval_stood_out(CAUSE, stood_out(grant), AGENCY, [PAYROLL])
        words = put_into_words(draft.message, language)
        (paragraph,) = words.paragraphs
        assert how in paragraph
        assert "Ada Fontaine" in paragraph
        assert "R-2026-000007" in words.subject
        assert [fact.value for fact in words.facts][:2] == ["Ada Fontaine", "Nils Hagen"]


def test_it_always_comes_and_to_staff_alone() -> None:
    assert KIND in SECURITY
    assert [portal for portal in Portal if KIND in kinds_of(portal)] == [Portal.AGENCY]


def test_it_is_read_by_who_runs_pay_runs_and_nobody_else() -> None:
    assert is_still_theirs(PAYROLL, KIND, None)
    assert not is_still_theirs(
        replace(PAYROLL, permissions=frozenset({Permission.TRANSACTIONS_VIEW})), KIND, None
    )
