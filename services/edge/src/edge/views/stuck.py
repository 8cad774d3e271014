"""What of an agency's own is stuck, across services: what that means, whom it concerns, since when.

An event that a service could not handle stops what comes later about the same thing. Staff are told
in the terms of their work (approved work is not priced), with a reference for whoever operates.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, Field

from contracts.access import Permission
from edge.compose import Composition, Part
from edge.generated.shapes import StuckEvent, StuckEvents, StuckSubject
from edge.problems import (
    DOCUMENTS,
    IDENTITY,
    NOTIFICATIONS,
    PAYMENTS,
    TIMESHEETS,
    ServiceName,
)
from edge.sessions import Caller

SEEN_WITH: Mapping[ServiceName, Permission] = {
    PAYMENTS: Permission.TRANSACTIONS_VIEW,
    TIMESHEETS: Permission.WORK_MANAGE,
    DOCUMENTS: Permission.INVOICES_MANAGE,
    NOTIFICATIONS: Permission.PEOPLE_MANAGE,
    IDENTITY: Permission.PEOPLE_MANAGE,
}
"""Who sees what is stuck at a service. Each decides it for itself: this spares a refusal."""

_OF_PAPER = ("Transaction", "Payment", "Invoice", "Receipt")
_OF_PAY = (
    "WorkApprovalGiven",
    "WorkApprovalUndone",
    "WorkApproved",
    "WorkCorrected",
    "WorkReturned",
)


class StuckKind(StrEnum):
    """What does not happen as long as something is stuck."""

    WORK_NOT_PRICED = "work_not_priced"
    PAYMENTS_BEHIND = "payments_behind"
    WORK_BEHIND = "work_behind"
    DOCUMENT_NOT_MADE = "document_not_made"
    DOCUMENTS_BEHIND = "documents_behind"
    PEOPLE_NOT_TOLD = "people_not_told"
    ACCESS_BEHIND = "access_behind"
    WORK_WITHOUT_APPROVER = "work_without_approver"
    WORK_UNDECIDED = "work_undecided"
    DAILY_RUN_LATE = "daily_run_late"
    COMPANY_NOT_INVOICED = "company_not_invoiced"


class StuckItem(BaseModel):
    """Something that is stuck, in the terms of an agency's staff."""

    kind: StuckKind
    concerns: list[StuckSubject] = Field(description="People and things that it is about")
    since: datetime
    reason: str = Field(description="A code, such as no_rate")
    waiting_behind: int = Field(description="Later events about the same, which wait for it")
    event: str = Field(description="What happened, such as WorkApproved")
    reference: str = Field(description="To be named to whoever operates, such as payments 12")

    @classmethod
    def of(cls, service: ServiceName, event: StuckEvent) -> "StuckItem":
        """What an event that is stuck at a service means."""
        return cls(
            kind=kind_of(service, event.event),
            concerns=event.concerns,
            since=event.since,
            reason=event.reason,
            waiting_behind=event.waiting_behind,
            event=event.event,
            reference=f"{service} {event.reference}",
        )


_OF_WAITING: Mapping[str, StuckKind] = {
    "ApprovalNotFinal": StuckKind.WORK_NOT_PRICED,
    "WorkWithoutApprover": StuckKind.WORK_WITHOUT_APPROVER,
    "WorkUndecided": StuckKind.WORK_UNDECIDED,
}
"""What timesheets' own tasks say of work that does not go on."""

_OF_BILLING: Mapping[str, StuckKind] = {
    "DailyRunNotDone": StuckKind.DAILY_RUN_LATE,
    "CompanyNotInvoiced": StuckKind.COMPANY_NOT_INVOICED,
}
"""What payments' own tasks say of invoices that are not issued."""

_ONE_KIND: Mapping[ServiceName, StuckKind] = {
    TIMESHEETS: StuckKind.WORK_BEHIND,
    NOTIFICATIONS: StuckKind.PEOPLE_NOT_TOLD,
    IDENTITY: StuckKind.ACCESS_BEHIND,
}
"""Services where it is the same whatever is stuck."""


def kind_of(service: ServiceName, event: str) -> StuckKind:
    """What does not happen while this event is stuck at a service."""
    if service is TIMESHEETS and event in _OF_WAITING:
        return _OF_WAITING[event]
    if service in _ONE_KIND:
        return _ONE_KIND[service]
    if service is DOCUMENTS:
        made = event.startswith(_OF_PAPER)
        return StuckKind.DOCUMENT_NOT_MADE if made else StuckKind.DOCUMENTS_BEHIND
    if event in _OF_BILLING:
        return _OF_BILLING[event]
    return StuckKind.WORK_NOT_PRICED if event in _OF_PAY else StuckKind.PAYMENTS_BEHIND


class StuckParts:
    """The parts of a view that ask each service what is stuck there."""

    def __init__(self, view: Composition, caller: Caller, services: list[ServiceName]) -> None:
        ask = caller.services
        self._parts: dict[ServiceName, Part[StuckEvents]] = {
            service: view.part(service, ask.get(service, "/stuck-events", StuckEvents))
            for service in services
        }

    def items(self) -> list[StuckItem]:
        """All that is named, what is stuck longest first."""
        found = [
            StuckItem.of(service, event)
            for service, part in self._parts.items()
            if part.value is not None
            for event in part.value.items
        ]
        return sorted(found, key=lambda one: one.since)

    def total(self) -> int:
        """How much is stuck, also what is not named."""
        return sum(part.value.total for part in self._parts.values() if part.value is not None)


def services_shown_to(caller: Caller) -> list[ServiceName]:
    """The services of which a person may see what is stuck."""
    return [service for service, needed in SEEN_WITH.items() if caller.may(needed)]
