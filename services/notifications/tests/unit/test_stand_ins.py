"""E-mails about standing in, as each language says who ended it and for whom (B3)."""

from datetime import date

import pytest

from contracts.events.identity import StandIn, StandInEnded
from contracts.ids import PersonId
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
from notifications.emails.rendering import put_into_words

pytestmark = [pytest.mark.requirement("B3"), pytest.mark.requirement("X1")]


def said(language: str, ended_by: PersonId) -> list[tuple[str, str]]:
    """Subject and text of each e-mail about an end by this person."""
    event = StandInEnded(
        person=described(PRINCIPAL),
        stand_in=StandIn(
            stand_in_id=an_id(60),
            person_id=CONTACT.person_id,
            from_on=date(2026, 4, 20),
            until_on=date(2026, 4, 30),
        ),
        ended_by=ended_by,
    )
    drafts = stand_ins.ended(CAUSE, event, AGENCY, CONTACT)
    # Who may see no work by themselves would find nothing at the page of work any more.
    assert {draft.message.path for draft in drafts} == {"/customer/stand-ins"}
    contents = [put_into_words(draft.message, language) for draft in drafts]
    return [(one.subject, " ".join(one.paragraphs)) for one in contents]


@pytest.mark.parametrize(
    ("language", "subject", "who_ended_it"),
    [
        ("en", "You’re no longer standing in for Nils Hagen: ", "{} ended this"),
        ("fr", "Vous ne remplacez plus Nils Hagen\u00a0: ", "{} a mis fin au remplacement"),
        ("nb", "Du er ikke lenger stedfortreder for Nils Hagen: ", "{} har avsluttet ordningen"),
    ],
)
def test_the_stand_in_reads_who_ended_it(language: str, subject: str, who_ended_it: str) -> None:
    for ended_by, name in ((PRINCIPAL, "Nils Hagen"), (STAFF, "Maple Staffing")):
        about, text = said(language, ended_by.person_id)[0]
        assert about.startswith(subject)
        assert "20" in about
        assert "30" in about
        assert text.startswith(who_ended_it.format(name))
        # Whoever ended it, whose place it was is said.
        assert "Nils Hagen" in text


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("en", "Anna Berg is no longer standing in for you: "),
        ("fr", "Anna Berg ne vous remplace plus\u00a0: "),
        ("nb", "Anna Berg er ikke lenger stedfortreder for deg: "),
    ],
)
def test_the_approver_is_told_of_what_staff_did_alone(language: str, subject: str) -> None:
    assert len(said(language, PRINCIPAL.person_id)) == 1
    _, (about, text) = said(language, STAFF.person_id)
    assert about.startswith(subject)
    assert text.startswith("Maple Staffing")
