"""No rule is not zero: where nothing says what is due, that is a question for somebody."""

from datetime import date
from enum import StrEnum


class MissingRule(StrEnum):
    """What is not known. Each has its sentence in every language, in `payments.taxes.names`."""

    WITHHOLDING = "withholding"
    """What is withheld from pay in this place or currency."""
    SALES_TAX = "sales_tax"
    """Which sales tax is due to this buyer, or by this supplier."""
    VALUES = "values"
    """The rule is known, but not its values of that day: the law of that year was not read yet."""


class NoRuleError(Exception):
    """Nothing says what is due: not zero, and not a guess.

    `place`: ISO 3166-1 code, with the 3166-2 subdivision after a hyphen where it decides; `on`:
    the day that decides; `subject`: code of the tax or contribution where just that one is unknown.
    """

    def __init__(self, missing: MissingRule, place: str, on: date, subject: str = "") -> None:
        super().__init__(f"no {missing.value} rule for {place} on {on}: {subject or 'all'}")
        self.missing = missing
        self.place = place
        self.on = on
        self.subject = subject
