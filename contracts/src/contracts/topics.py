"""Every topic, declared once: who owns it, what keys it, how wide it is, how long it keeps.

`deploy/kafka` creates them from here, `./portico topics` prints them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from contracts.base import Event
from contracts.events import (
    disputes,
    documents,
    identity,
    late_charges,
    notifications,
    pay_runs,
    payments,
    reports,
    statements,
    timesheets,
    trail,
)

_WEEK_HOURS = 7 * 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A topic. Its owner alone writes it; `key` names the entity whose events stay in order."""

    name: str
    owner: str
    key: str
    events: tuple[type[Event], ...]
    partitions: int = 6
    retention_hours: int = _WEEK_HOURS


TOPICS: tuple[Topic, ...] = (
    Topic(name="identity.agencies.v1", owner="identity", key="agency", events=identity.AGENCIES),
    Topic(name="identity.people.v1", owner="identity", key="person", events=identity.PEOPLE),
    Topic(name="identity.companies.v1", owner="identity", key="company", events=identity.COMPANIES),
    Topic(
        name="timesheets.projects.v1",
        owner="timesheets",
        key="project",
        events=timesheets.PROJECTS,
    ),
    Topic(
        name="timesheets.work_orders.v1",
        owner="timesheets",
        key="work order",
        events=timesheets.WORK_ORDERS,
    ),
    Topic(name="timesheets.work.v1", owner="timesheets", key="work order", events=timesheets.WORK),
    Topic(name="timesheets.jobs.v1", owner="timesheets", key="work order", events=timesheets.JOBS),
    Topic(
        name="payments.transactions.v1",
        owner="payments",
        key="transaction",
        events=payments.TRANSACTIONS,
    ),
    Topic(
        name="payments.payments.v1",
        owner="payments",
        key="payment",
        events=(*pay_runs.PAYMENTS, *reports.REPORTS),
    ),
    Topic(
        name="payments.invoices.v1",
        owner="payments",
        key="invoice",
        events=(
            *payments.INVOICES,
            *disputes.DISPUTES,
            *late_charges.LATE_CHARGES,
            *statements.STATEMENTS,
        ),
    ),
    Topic(name="payments.trail.v1", owner="payments", key="contractor", events=trail.TRAIL),
    Topic(
        name="documents.documents.v1",
        owner="documents",
        key="document",
        events=documents.DOCUMENTS,
    ),
    Topic(
        name="documents.attachments.v1",
        owner="documents",
        key="attachment",
        events=documents.ATTACHMENTS,
    ),
    Topic(name="documents.offers.v1", owner="documents", key="offer", events=documents.OFFERS),
    Topic(
        name="notifications.inquiries.v1",
        owner="notifications",
        key="inquiry",
        events=notifications.INQUIRIES,
    ),
    Topic(
        name="notifications.deliveries.v1",
        owner="notifications",
        key="recipient",
        events=notifications.DELIVERIES,
    ),
)

EVENT_TYPES: Mapping[str, type[Event]] = MappingProxyType(
    {event.type_name(): event for topic in TOPICS for event in topic.events}
)
"""Every event by its CloudEvents type."""


def topic(name: str) -> Topic:
    """The topic of this name. Raises KeyError."""
    for found in TOPICS:
        if found.name == name:
            return found
    raise KeyError(name)
