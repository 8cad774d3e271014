"""Facts that every e-mail about a transaction has."""

from notifications.directory.model import Transaction
from notifications.emails.message import Fact
from notifications.emails.values import Day, Period, TemplateValue, text


def when_fact(when: TemplateValue) -> Fact:
    """A day as the date of the payment; what it waits for instead is no date."""
    return Fact(label="date" if isinstance(when, Day) else "payment", value=when)


def transaction_facts(transaction: Transaction, number: str) -> tuple[Fact, ...]:
    """What it is for, and its number."""
    return (
        Fact(label="project", value=text(transaction.project_name)),
        Fact(label="client", value=text(transaction.company_name)),
        Fact(label="work_order", value=text(transaction.work_order_title)),
        Fact(
            label="period",
            value=Period(from_on=transaction.period_start, to_on=transaction.period_end),
        ),
        Fact(label="number", value=text(number)),
    )
