"""What payments takes to be printed, documents prints."""

from datetime import date

import pytest

from contracts.events.statements import StatedMovement
from contracts.money import Money
from documents.rendering.extent import MAX_PAGES, pages_of
from documents.rendering.inputs import StatementOfAccountInput
from documents.rendering.labels.statements import statement_labels
from documents.rendering.statement_samples import statement_of_account
from payments.printing.model import MAX_LINES, MAX_TEXT_CHARACTERS
from payments.statements.model import MovementKind
from payments.statements.words import words_of


def of_lines(lines: int, characters: int) -> StatementOfAccountInput:
    """A statement of so many movements, with so many characters of reference in all."""
    sample = statement_of_account()
    (account,) = sample.subject.currencies
    zero = Money.zero(account.currency)
    moved = StatedMovement(
        booked_on=date(2026, 11, 2),
        cause="receipt",
        reference="x" * (characters // lines),
        amount=zero,
        balance=zero,
    )
    printed = account.model_copy(update={"open_invoices": (), "movements": (moved,) * lines})
    subject = sample.subject.model_copy(update={"currencies": (printed,)})
    return sample.model_copy(update={"subject": subject})


@pytest.mark.requirement("B12")
def test_the_longest_statement_that_is_taken_is_printed() -> None:
    assert pages_of(of_lines(MAX_LINES, MAX_TEXT_CHARACTERS)) <= MAX_PAGES
    # Without a bound on its texts it would be taken, and fail where it is printed.
    assert pages_of(of_lines(MAX_LINES, MAX_LINES * 200)) > MAX_PAGES


@pytest.mark.requirement("B12")
@pytest.mark.parametrize("language", ["en", "fr", "nb"])
def test_what_moves_an_account_is_called_the_same_on_paper_and_in_the_workbook(
    language: str,
) -> None:
    paper, workbook = statement_labels(language).cause, words_of(language).causes
    assert {kind: paper[kind] for kind in MovementKind} == workbook
