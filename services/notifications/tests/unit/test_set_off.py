"""What a payment sets off stands with what it covers, so that its lines come to its amount."""

from datetime import date

import pytest

from chassis.ids import new_id
from contracts.ids import EventId
from contracts.money import Money
from notifications.announcements import pay
from notifications.announcements.cast import AGENCY, CONTRACTOR
from notifications.announcements.samples_of_pay import a_payment
from notifications.emails.rendering import put_into_words


@pytest.mark.parametrize(
    ("minor", "language", "label", "value"),
    [
        (-200_00, "en", "Set off for what was paid too much before", "-CAD\u00a0200.00"),
        (200_00, "nb", "Motregnes i de neste utbetalingene dine", "200,00\u00a0CAD"),
    ],
)
def test_the_lines_of_a_payment_come_to_its_amount_with_what_it_sets_off(
    minor: int, language: str, label: str, value: str
) -> None:
    carried = Money(amount_minor=minor, currency="CAD")
    event = a_payment()
    event = event.model_copy(update={"carried": carried, "amount": event.amount + carried})
    words = put_into_words(
        pay.paid(EventId(new_id()), event, date(2026, 4, 10), AGENCY, CONTRACTOR).message, language
    )
    assert len(words.lines) == 3
    assert (words.lines[-1].label, words.lines[-1].value) == (label, value)
