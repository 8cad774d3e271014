"""What is told when somebody's ways to sign in changed, or may be in other hands."""

from datetime import datetime
from uuid import UUID

import pytest

from contracts.events import identity
from notifications.announcements import access
from notifications.announcements.cast import AGENCY, CONTACT, STAFF
from notifications.emails.message import Kind
from notifications.emails.rendering import put_into_words

EVENT = UUID("01960000-0000-7000-8000-00000000beef")
AT = datetime.fromisoformat("2026-04-01T12:00:00Z")


@pytest.mark.requirement("X7")
@pytest.mark.parametrize(
    ("language", "said"), [("en", "removed"), ("fr", "a retiré"), ("nb", "fjernet")]
)
def test_who_lost_the_second_factors_by_staff_is_told_in_the_own_language(
    language: str, said: str
) -> None:
    person = identity.Person(
        person_id=CONTACT.person_id,
        agency_id=AGENCY.agency_id,
        portal=CONTACT.portal,
        status=identity.PersonStatus.ACTIVE,
        email=CONTACT.email,
        name=CONTACT.name,
        language=CONTACT.language,
        permissions=(),
    )
    event = identity.SecondFactorsReset(person=person, reset_by=STAFF.person_id, reset_at=AT)
    draft = access.second_factors_reset(EVENT, event, AGENCY, CONTACT)
    assert draft.recipient == CONTACT
    assert draft.message.kind is Kind.SECURITY_CHANGED
    words = put_into_words(draft.message, language)
    assert any(said in fact.value for fact in words.facts)
    assert any("2026" in fact.value for fact in words.facts)


@pytest.mark.requirement("X7")
@pytest.mark.parametrize(
    ("language", "refused", "to_do"),
    [
        ("en", "We refused a passkey", "Remove that passkey"),
        ("fr", "Nous avons refusé une clé d’accès", "Supprimez cette clé d’accès"),
        ("nb", "Vi avviste en passnøkkel", "Fjern passnøkkelen"),
    ],
)
def test_whose_passkey_may_have_been_copied_is_told_what_to_do(
    language: str, refused: str, to_do: str
) -> None:
    """Nothing of theirs was changed, so that is not what it says."""
    person = identity.Person(
        person_id=CONTACT.person_id,
        agency_id=AGENCY.agency_id,
        portal=CONTACT.portal,
        status=identity.PersonStatus.ACTIVE,
        email=CONTACT.email,
        name=CONTACT.name,
        language=CONTACT.language,
        permissions=(),
    )
    event = identity.PasskeySuspected(person=person, passkey_name="Work laptop", refused_at=AT)
    words = put_into_words(
        access.passkey_suspected(EVENT, event, AGENCY, CONTACT).message, language
    )
    assert words.heading == refused
    assert words.subject.startswith(refused)
    assert any(paragraph.startswith(to_do) for paragraph in words.paragraphs)
    assert any("Work laptop" in fact.value for fact in words.facts)
