"""What a contractor is told of the own bank account, in each language (B6)."""

import pytest

from contracts.access import Portal
from notifications.announcements.bank_accounts import bank_account_changed
from notifications.announcements.cast import AGENCY, AT, CAUSE, CONTRACTOR, UNTIL
from notifications.announcements.samples_of_bank_accounts import changed
from notifications.emails.message import SECURITY, Kind
from notifications.emails.rendering import put_into_words
from notifications.preferences.model import kinds_of

pytestmark = pytest.mark.requirement("B6")


@pytest.mark.parametrize(
    ("language", "until_then", "if_it_was_not_you"),
    [
        ("en", "Until then", "If this wasn’t you"),
        ("fr", "D’ici là", "Si ce n’était pas vous"),
        ("nb", "Fram til da", "Hvis det ikke var deg"),
    ],
)
def test_a_change_is_told_with_both_endings_and_when_it_holds(
    language: str, until_then: str, if_it_was_not_you: str
) -> None:
    draft = bank_account_changed(CAUSE, changed(usable_from=UNTIL), AGENCY, CONTRACTOR)
    assert draft.recipient == CONTRACTOR
    words = put_into_words(draft.message, language)
    (paragraph,) = words.paragraphs
    assert "4417" in paragraph
    assert "9021" in paragraph
    assert until_then in paragraph
    assert any("2026" in fact.value and "8" in fact.value for fact in words.facts)
    assert words.note is not None
    assert if_it_was_not_you in words.note


@pytest.mark.parametrize("language", ["en", "fr", "nb"])
def test_the_first_account_and_a_change_at_once_say_nothing_of_a_wait(language: str) -> None:
    first = bank_account_changed(CAUSE, changed(ending_before=""), AGENCY, CONTRACTOR)
    at_once = bank_account_changed(CAUSE, changed(usable_from=AT), AGENCY, CONTRACTOR)
    waits = bank_account_changed(CAUSE, changed(usable_from=UNTIL), AGENCY, CONTRACTOR)
    said = [put_into_words(one.message, language).paragraphs for one in (first, at_once, waits)]
    assert len(set(said)) == 3
    for paragraphs in said[:2]:
        assert "9021" not in "".join(paragraphs)


def test_it_always_comes_and_to_contractors_alone() -> None:
    kind = Kind.BANK_ACCOUNT_CHANGED
    assert kind in SECURITY
    assert [portal for portal in Portal if kind in kinds_of(portal)] == [Portal.CONTRACTOR]
