"""Which views of whom an event makes stale. Nothing of the event itself goes to the browser."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from contracts.access import Permission, Portal, Scope
from contracts.base import Event
from contracts.events import documents as d
from contracts.events import identity as i
from contracts.events import notifications as n
from contracts.events import payments as p
from contracts.events import timesheets as t
from contracts.ids import CompanyId, PersonId, ProjectId


class View(StrEnum):
    """What a browser can show, by the names that the portals know."""

    AGENCY = "agency"
    COMPANIES = "companies"
    DASHBOARD = "dashboard"
    DELIVERIES = "deliveries"
    DOCUMENTS = "documents"
    INQUIRIES = "inquiries"
    INVOICES = "invoices"
    LEDGER = "ledger"
    ME = "me"
    NOTIFICATIONS = "notifications"
    OFFERS = "offers"
    PAY_RUNS = "pay_runs"
    PAYMENTS = "payments"
    PEOPLE = "people"
    PROJECTS = "projects"
    REPORT = "report"
    TRAIL = "trail"
    TRANSACTIONS = "transactions"
    WORK = "work"
    WORK_ORDERS = "work_orders"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """Who has a page open, as the pass said when it was opened."""

    agency_id: UUID
    portal: Portal
    person_id: PersonId
    session_id: UUID | None
    permissions: frozenset[Permission]
    company_id: CompanyId | None = None
    scope: Scope | None = None
    project_ids: frozenset[ProjectId] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """Views of one portal that went stale for those whom it concerns; None does not restrict."""

    portal: Portal
    views: tuple[View, ...]
    person_id: UUID | None = None
    company_id: UUID | None = None
    project_id: UUID | None = None
    needs: Permission | None = None

    def concerns(self, listener: Listener) -> bool:
        """Whether this listener's views are among them."""
        if self.portal is not listener.portal:
            return False
        if self.person_id is not None and self.person_id != listener.person_id:
            return False
        if self.company_id is not None and self.company_id != listener.company_id:
            return False
        if self.needs is not None and self.needs not in listener.permissions:
            return False
        return (
            self.project_id is None
            or listener.scope is not Scope.PROJECTS
            or self.project_id in listener.project_ids
        )


def _contractor(person_id: PersonId | None, *views: View) -> Touch:
    return Touch(portal=Portal.CONTRACTOR, person_id=person_id, views=(View.DASHBOARD, *views))


def _contacts(
    company_id: CompanyId | None,
    *views: View,
    project_id: ProjectId | None = None,
    needs: Permission | None = None,
) -> Touch:
    return Touch(
        portal=Portal.CUSTOMER,
        company_id=company_id,
        project_id=project_id,
        needs=needs,
        views=(View.DASHBOARD, *views),
    )


def _staff(*views: View) -> Touch:
    return Touch(portal=Portal.AGENCY, views=(View.DASHBOARD, *views))


E = TypeVar("E", bound=Event)
_RULES: dict[type[Event], Callable[[Event], list[Touch]]] = {}


def _on(*events: type[E]) -> Callable[[Callable[[E], list[Touch]]], Callable[[E], list[Touch]]]:
    def register(rule: Callable[[E], list[Touch]]) -> Callable[[E], list[Touch]]:
        for event in events:
            _RULES[event] = rule  # pyright: ignore[reportArgumentType] - called with this type only
        return rule

    return register


def has_rule(kind: type[Event]) -> bool:
    """Whether it is known what an event of this type makes stale."""
    return kind in _RULES


def touches(event: Event) -> list[Touch]:
    """What this event makes stale. An event without a rule touches nothing."""
    rule = _RULES.get(type(event))
    return [] if rule is None else rule(event)


@_on(i.AgencyChanged)
def _agency(_event: i.AgencyChanged) -> list[Touch]:
    return [Touch(portal=portal, views=(View.AGENCY,)) for portal in Portal]


@_on(
    i.PersonInvited,
    i.PersonActivated,
    i.PersonChanged,
    i.PersonDeactivated,
    i.LoginLinkIssued,
    i.PasswordResetRequested,
    i.PasswordChanged,
    i.SecurityChanged,
    i.SecondFactorsReset,
    i.PasskeySuspected,
)
def _person(
    event: i.PersonInvited
    | i.PersonActivated
    | i.PersonChanged
    | i.PersonDeactivated
    | i.LoginLinkIssued
    | i.PasswordResetRequested
    | i.PasswordChanged
    | i.SecurityChanged
    | i.SecondFactorsReset
    | i.PasskeySuspected,
) -> list[Touch]:
    person = event.person
    return [
        Touch(portal=person.portal, person_id=person.person_id, views=(View.ME, View.DASHBOARD)),
        _staff(View.PEOPLE),
    ]


@_on(i.CompanyChanged)
def _company(event: i.CompanyChanged) -> list[Touch]:
    return [_contacts(event.company.company_id, View.COMPANIES), _staff(View.COMPANIES)]


@_on(t.ProjectChanged)
def _project(event: t.ProjectChanged) -> list[Touch]:
    project = event.project
    return [
        _contacts(project.company_id, View.PROJECTS, View.WORK, project_id=project.project_id),
        _staff(View.PROJECTS),
    ]


@_on(t.WorkOrderOpened, t.WorkOrderChanged, t.WorkOrderClosed)
def _work_order(
    event: t.WorkOrderOpened | t.WorkOrderChanged | t.WorkOrderClosed,
) -> list[Touch]:
    return [
        _contractor(event.work_order.contractor_id, View.WORK_ORDERS),
        _staff(View.WORK_ORDERS),
    ]


@_on(
    t.WorkSubmitted,
    t.WorkApproved,
    t.WorkReturned,
    t.WorkWithdrawn,
    t.WorkCorrected,
    t.WorkInvoiced,
)
def _work(
    event: t.WorkSubmitted
    | t.WorkApproved
    | t.WorkReturned
    | t.WorkWithdrawn
    | t.WorkCorrected
    | t.WorkInvoiced,
) -> list[Touch]:
    return [
        _contractor(event.contractor_id, View.WORK),
        _contacts(
            event.company_id,
            View.WORK,
            project_id=event.project_id,
            needs=Permission.WORK_VIEW,
        ),
        _staff(View.WORK),
    ]


@_on(t.WorkCommented)
def _comment(event: t.WorkCommented) -> list[Touch]:
    reached = [
        _contacts(
            event.company_id,
            View.WORK,
            project_id=event.project_id,
            needs=Permission.WORK_VIEW,
        ),
        _staff(View.WORK),
    ]
    if event.visible_to_contractor:
        reached.append(_contractor(event.contractor_id, View.WORK))
    return reached


@_on(p.TransactionCreated)
def _new_transaction(event: p.TransactionCreated) -> list[Touch]:
    return _of_transaction(event.transaction.contractor_id)


@_on(
    p.TransactionScheduled,
    p.TransactionHeld,
    p.TransactionReleased,
    p.TransactionPaid,
    p.TransactionReversed,
)
def _transaction(
    event: p.TransactionScheduled
    | p.TransactionHeld
    | p.TransactionReleased
    | p.TransactionPaid
    | p.TransactionReversed,
) -> list[Touch]:
    return _of_transaction(event.contractor_id)


def _of_transaction(contractor_id: PersonId) -> list[Touch]:
    return [
        _contractor(contractor_id, View.TRANSACTIONS, View.TRAIL),
        _staff(View.TRANSACTIONS, View.TRAIL, View.LEDGER),
    ]


@_on(p.TrailChanged)
def _trail(event: p.TrailChanged) -> list[Touch]:
    return [
        Touch(portal=Portal.CONTRACTOR, person_id=event.contractor_id, views=(View.TRAIL,)),
        Touch(portal=Portal.AGENCY, views=(View.TRAIL,)),
    ]


@_on(p.PaymentMade, p.PaymentFailed)
def _payment(event: p.PaymentMade | p.PaymentFailed) -> list[Touch]:
    return [
        _contractor(event.contractor_id, View.PAYMENTS, View.TRANSACTIONS, View.TRAIL, View.REPORT),
        _staff(View.PAYMENTS, View.PAY_RUNS, View.LEDGER),
    ]


@_on(p.PaymentReportRequested)
def _report(event: p.PaymentReportRequested) -> list[Touch]:
    return [Touch(portal=Portal.CONTRACTOR, person_id=event.contractor_id, views=(View.DOCUMENTS,))]


@_on(
    p.InvoiceIssued,
    p.InvoiceDueSoon,
    p.InvoiceOverdue,
    p.ReceiptRecorded,
    p.InvoicePaid,
    p.InvoiceCredited,
)
def _invoice(
    event: p.InvoiceIssued
    | p.InvoiceDueSoon
    | p.InvoiceOverdue
    | p.ReceiptRecorded
    | p.InvoicePaid
    | p.InvoiceCredited,
) -> list[Touch]:
    return [
        _contacts(event.company_id, View.INVOICES, needs=Permission.INVOICES_VIEW),
        _staff(View.INVOICES, View.LEDGER),
    ]


@_on(d.DocumentRendered, d.DocumentFailed)
def _document(event: d.DocumentRendered | d.DocumentFailed) -> list[Touch]:
    reached = [_staff(View.DOCUMENTS)]
    if event.person_id is not None:
        reached.append(
            _contractor(event.person_id, View.DOCUMENTS, View.TRANSACTIONS, View.PAYMENTS)
        )
    if event.company_id is not None and event.person_id is None:
        reached.append(
            _contacts(
                event.company_id, View.DOCUMENTS, View.INVOICES, needs=Permission.INVOICES_VIEW
            )
        )
    return reached


@_on(d.OfferSent, d.OfferViewed, d.OfferSigned, d.OfferDeclined, d.OfferWithdrawn, d.OfferExpired)
def _offer(
    event: d.OfferSent
    | d.OfferViewed
    | d.OfferSigned
    | d.OfferDeclined
    | d.OfferWithdrawn
    | d.OfferExpired,
) -> list[Touch]:
    return [
        _contacts(
            event.company_id,
            View.OFFERS,
            project_id=event.project_id,
            needs=Permission.OFFERS_VIEW,
        ),
        _staff(View.OFFERS),
    ]


@_on(n.InquiryOpened, n.InquiryAnswered, n.InquiryClosed)
def _inquiry(event: n.InquiryOpened | n.InquiryAnswered | n.InquiryClosed) -> list[Touch]:
    return [
        _contacts(event.company_id, View.INQUIRIES, needs=Permission.INQUIRIES),
        _staff(View.INQUIRIES),
    ]


@_on(n.EmailSent, n.EmailFailed)
def _email(_event: n.EmailSent | n.EmailFailed) -> list[Touch]:
    return [_staff(View.DELIVERIES)]


@_on(n.NotificationsChanged)
def _notifications(event: n.NotificationsChanged) -> list[Touch]:
    return [
        Touch(portal=portal, person_id=event.recipient_id, views=(View.NOTIFICATIONS,))
        for portal in Portal
    ]
