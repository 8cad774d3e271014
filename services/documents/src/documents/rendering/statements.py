"""What stands where on a statement of account."""

from collections.abc import Iterator

from contracts.events.statements import StatedAccount, StatementRequested
from contracts.money import Money
from documents.rendering.columns import widths
from documents.rendering.formats import Formats
from documents.rendering.inputs import StatementOfAccountInput
from documents.rendering.labels import Labels
from documents.rendering.labels.statements import statement_labels


def statement_context(
    document: StatementOfAccountInput, t: Labels, f: Formats
) -> dict[str, object]:
    """What the template of statements asks for."""
    subject = document.subject
    title, day = t.titles[document.kind], f.day(subject.as_of)
    return {
        # A statement is known by its day.
        "number": day,
        "foot": f"{title} {day}",
        "description": f"{title} {day} \u2013 {document.counterpart.name}",
        "s": statement_labels(document.language),
        "day": day,
        "closing": [f.money(one.closing) for one in subject.currencies],
        "opening": [f.money(one.opening) for one in subject.currencies],
        "accounts": subject.currencies,
        "disputed": [_disputed(one, f) for one in subject.currencies],
        "widths": widths({"c-money": map(f.amount, _amounts(subject))}),
    }


def _disputed(account: StatedAccount, f: Formats) -> str:
    """What of the open invoices is not due; nothing is said of nothing."""
    amounts = [one.disputed_amount for one in account.open_invoices if one.disputed_amount]
    return f.amount(Money.total(amounts, account.currency)) if amounts else ""


def _amounts(subject: StatementRequested) -> Iterator[Money]:
    for account in subject.currencies:
        yield from (account.opening, account.charged, -account.credited, account.closing)
        for one in account.open_invoices:
            yield from (one.total, one.open_amount)
        for moved in account.movements:
            yield from (moved.amount, moved.balance)
