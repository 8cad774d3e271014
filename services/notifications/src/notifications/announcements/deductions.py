"""E-mails to a contractor about pay that is taken back: how much, why, and from what it is taken.

A transaction below zero: work that was paid went back or was corrected, and a later payment is so
much less; or it was not paid yet, and the payment for it is.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from uuid import UUID

from contracts.events.payments import (
    TransactionCreated,
    TransactionHeld,
    TransactionReleased,
    TransactionScheduled,
    TransactionState,
    WorkLine,
)
from contracts.events.timesheets import ArticleKind
from contracts.money import Money
from notifications.announcements.draft import Draft
from notifications.announcements.pay_facts import transaction_facts, when_fact
from notifications.directory.model import Agency, Person, Transaction
from notifications.directory.told import transaction_of
from notifications.emails import paths
from notifications.emails.message import Kind, Line, Message
from notifications.emails.values import Amount, Day, Hours, Phrase, TemplateValue, text

LINES_SHOWN = 7


def taken_back(
    because_of: UUID, event: TransactionCreated, agency: Agency, contractor: Person
) -> Draft:
    """What was taken back of which work, and why, in the words of who did.

    What corrects work that the bank is not ordered to pay does not wait for release: the payment
    for that work is less.
    """
    transaction, known = event.transaction, transaction_of(event)
    is_paid = transaction.state is TransactionState.PENDING_RELEASE
    amount = Amount(money=-transaction.net)
    lines = tuple(_lines(transaction.lines, transaction.net.currency))
    message = Message(
        kind=Kind.PAY_TAKEN_BACK,
        brand=agency.brand,
        recipient_name=contractor.name,
        variant="" if is_paid else "unpaid",
        values={"amount": amount, "project": text(known.project_name)},
        figure=Amount(money=transaction.net),
        quote=event.reason or None,
        facts=transaction_facts(known, transaction.number),
        lines=lines[:LINES_SHOWN],
        more_lines=max(0, len(lines) - LINES_SHOWN),
        path=paths.contractor_transaction(known.transaction_id),
    )
    return Draft(because_of=because_of, recipient=contractor, message=message)


def changed(
    because_of: UUID,
    event: TransactionScheduled | TransactionReleased,
    agency: Agency,
    contractor: Person,
    transaction: Transaction,
) -> Draft | None:
    """Staff let it be deducted. None for what else changes: it goes with what it corrects, of which
    that is told.
    """
    if not isinstance(event, TransactionReleased) or event.cause != "staff":
        return None
    amount = Amount(money=-event.net)
    message = Message(
        kind=Kind.PAYMENT_RELEASED,
        brand=agency.brand,
        recipient_name=contractor.name,
        variant="deduction",
        values={"amount": amount, "project": text(transaction.project_name)},
        figure=Amount(money=event.net),
        facts=transaction_facts(transaction, event.number),
        path=paths.contractor_transaction(transaction.transaction_id),
    )
    return Draft(because_of=because_of, recipient=contractor, message=message)


def held(
    because_of: UUID,
    event: TransactionHeld,
    agency: Agency,
    contractor: Person,
    transaction: Transaction,
) -> Draft:
    """It is not deducted for now, with the agency's own words why."""
    amount = Amount(money=-event.net)
    message = Message(
        kind=Kind.PAYMENT_ON_HOLD,
        brand=agency.brand,
        recipient_name=contractor.name,
        variant="deduction",
        values={"amount": amount, "project": text(transaction.project_name)},
        figure=Amount(money=event.net),
        quote=event.reason,
        facts=(
            when_fact(Phrase(key="on_hold")),
            *transaction_facts(transaction, event.number),
        ),
        path=paths.contractor_transaction(transaction.transaction_id),
    )
    return Draft(because_of=because_of, recipient=contractor, message=message)


def _lines(lines: Iterable[WorkLine], currency: str) -> Iterable[Line]:
    """How much less of an article on which day: where other work took its place, the difference."""
    less: dict[tuple[date, ArticleKind], Fraction] = defaultdict(Fraction)
    for line in lines:
        less[line.work_on, line.article] -= line.exact
    articles = list(ArticleKind)
    for (day, article), size in sorted(
        less.items(), key=lambda one: (one[0][0], articles.index(one[0][1]))
    ):
        if size > 0:
            value: TemplateValue = (
                Hours.of(size) if article.is_time else Amount(money=Money.of(size, currency))
            )
            yield Line(label=Day(on=day), detail=Phrase(key=f"article_{article}"), value=value)
