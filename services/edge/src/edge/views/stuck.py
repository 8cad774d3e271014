"""What of an agency's own is stuck, across services: what that means, whom it concerns, since when.

An event that a service could not handle stops what comes later about the same thing. Staff are told
in the terms of their work (approved work is not priced), with a reference for whoever operates.
"""

from collections.abc import Mapping, Sequence
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

_ANY = ("",)
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
    ADDRESS_UNCLEAR = "address_unclear"


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


_KINDS: Mapping[ServiceName, Sequence[tuple[tuple[str, ...], StuckKind]]] = {
    PAYMENTS: (
        (("DailyRunNotDone",), StuckKind.DAILY_RUN_LATE),
        (("CompanyNotInvoiced",), StuckKind.COMPANY_NOT_INVOICED),
        (_OF_PAY, StuckKind.WORK_NOT_PRICED),
        (_ANY, StuckKind.PAYMENTS_BEHIND),
    ),
    TIMESHEETS: (
        (("ApprovalNotFinal",), StuckKind.WORK_NOT_PRICED),
        (("WorkWithoutApprover",), StuckKind.WORK_WITHOUT_APPROVER),
        (("WorkUndecided",), StuckKind.WORK_UNDECIDED),
        (_ANY, StuckKind.WORK_BEHIND),
    ),
    DOCUMENTS: ((_OF_PAPER, StuckKind.DOCUMENT_NOT_MADE), (_ANY, StuckKind.DOCUMENTS_BEHIND)),
    NOTIFICATIONS: ((_ANY, StuckKind.PEOPLE_NOT_TOLD),),
    IDENTITY: ((("AddressUnclear",), StuckKind.ADDRESS_UNCLEAR), (_ANY, StuckKind.ACCESS_BEHIND)),
}
"""What does not happen, by how the name of what is stuck begins: the first that fits."""


def kind_of(service: ServiceName, event: str) -> StuckKind:
    """What does not happen while this event is stuck at a service."""
    return next(kind for names, kind in _KINDS[service] if event.startswith(names))


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
