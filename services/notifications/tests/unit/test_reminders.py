"""What a reminder says: which one it is, what is to pay, and of which moment it tells (X1, B21)."""

from datetime import UTC, datetime

import pytest

from contracts.events.payments import ReminderName
from notifications.announcements import invoices
from notifications.announcements.cast import CAUSE, cad
from notifications.announcements.samples_of_reminders import CONTEXT, INVOICE, overdue
from notifications.emails.catalogue import LANGUAGES
from notifications.emails.rendering import put_into_words
from notifications.emails.values import Moment

pytestmark = [pytest.mark.requirement("X1"), pytest.mark.requirement("B21")]


def subject(name: ReminderName, language: str, *, disputed: bool = False) -> str:
    event = overdue(name, cad("1356.00") if disputed else None)
    (draft,) = invoices.reminded(CAUSE, event, INVOICE, CONTEXT)
    return put_into_words(draft.message, language).subject


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("disputed", [False, True])
def test_each_reminder_says_which_it_is(language: str, disputed: bool) -> None:
    subjects = {subject(name, language, disputed=disputed) for name in ReminderName}
    assert len(subjects) == len(ReminderName)
    assert all(INVOICE.number in one for one in subjects)


def test_they_read_as_one_would_say_them() -> None:
    assert subject(ReminderName.FIRST, "en") == "Invoice I-2026-000077 was due on April 30, 2026"
    second = subject(ReminderName.SECOND, "en")
    assert second == "Second reminder: invoice I-2026-000077 was due on April 30, 2026"
    final = subject(ReminderName.FINAL, "nb", disputed=True)
    assert final.startswith("Siste purring: faktura I-2026-000077 forfalt 30. april 2026")
    assert subject(ReminderName.FINAL, "fr").startswith("Dernier rappel\xa0: la facture")


@pytest.mark.parametrize("name", ReminderName)
def test_what_is_disputed_is_left_out_whichever_reminder_it_is(name: ReminderName) -> None:
    (draft,) = invoices.reminded(CAUSE, overdue(name, cad("1356.00")), INVOICE, CONTEXT)
    words = put_into_words(draft.message, "en")
    assert "disputing" in " ".join(words.paragraphs)
    assert "19,458.60" in words.figure


def test_nobody_is_written_to_where_no_reminder_is_due() -> None:
    assert invoices.reminded(CAUSE, overdue(None), INVOICE, CONTEXT) == []


def test_it_tells_of_one_moment_the_last_that_it_was_given() -> None:
    (draft,) = invoices.reminded(CAUSE, overdue(ReminderName.FIRST), INVOICE, CONTEXT)
    assert draft.message.as_of is None
    first, last = (datetime(2026, 5, day, 13, 5, tzinfo=UTC) for day in (15, 17))
    message = draft.message
    for moment in (first, last):
        message = message.telling_of(Moment(at=moment, zone="America/Toronto"))
    assert message.as_of == last
    rows = [row.value for row in put_into_words(message, "en").facts if row.label == "As of"]
    assert len(rows) == 1
    assert "May 17, 2026" in rows[0]
