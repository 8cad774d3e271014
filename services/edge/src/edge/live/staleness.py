"""Which views of whom an event makes stale. Nothing of the event itself goes to the browser."""

from collections.abc import Callable
from typing import TypeVar, get_args, get_type_hints

from contracts.access import Portal
from contracts.base import Event
from contracts.events import disputes, late_charges
from contracts.events import documents as d
from contracts.events import identity as i
from contracts.events import notifications as n
from contracts.events import pay_runs as pr
from contracts.events import payments as p
from contracts.events import reports as r
from contracts.events import statements as s
from contracts.events import timesheets as t
from contracts.events import trail as tr
from contracts.ids import PersonId
from contracts.reach import Parties, Subject
from edge.live.invalidation import Invalidation, View


def _contractor(person_id: PersonId | None, *views: View) -> Invalidation:
    return Invalidation(
        portal=Portal.CONTRACTOR, person_id=person_id, views=(View.DASHBOARD, *views)
    )


def _contacts(subject: Subject, of: object, *views: View) -> Invalidation:
    """Contacts who see something `of` these parties, as an event or a thing in it names them."""
    parties, seen = Parties.named_by(of), (View.DASHBOARD, *views)
    return Invalidation(portal=Portal.CUSTOMER, subject=subject, parties=parties, views=seen)


def _staff(*views: View, subject: Subject | None = None) -> Invalidation:
    return Invalidation(portal=Portal.AGENCY, subject=subject, views=(View.DASHBOARD, *views))


E = TypeVar("E", bound=Event)
_RULES: dict[type[Event], Callable[[Event], list[Invalidation]]] = {}


def _on_what_it_takes(
    rule: Callable[[E], list[Invalidation]],
) -> Callable[[E], list[Invalidation]]:
    """Register a rule for the event that it takes: for each of them, where it takes several."""
    taken = next(iter(get_type_hints(rule).values()))
    for event in get_args(taken) or (taken,):
        _RULES[event] = rule  # pyright: ignore[reportArgumentType] - called with this type only
    return rule


def invalidations_of(event: Event) -> list[Invalidation]:
    """What this event makes stale; nothing where it has no rule."""
    rule = _RULES.get(type(event))
    return [] if rule is None else rule(event)


@_on_what_it_takes
def _agency(_event: i.AgencyChanged) -> list[Invalidation]:
    # What contacts may change of their company is the agency's switch.
    views = {Portal.CUSTOMER: (View.AGENCY, View.COMPANIES)}
    return [
        Invalidation(portal=portal, views=views.get(portal, (View.AGENCY,))) for portal in Portal
    ]


@_on_what_it_takes
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
) -> list[Invalidation]:
    person = event.person
    # A contact's permissions say what of the company they may change.
    views = (View.ME, View.DASHBOARD, *([View.COMPANIES] if person.contact else []))
    return [
        Invalidation(portal=person.portal, person_id=person.person_id, views=views),
        _staff(View.PEOPLE),
    ]


@_on_what_it_takes
def _bank_account(event: i.BankAccountChanged) -> list[Invalidation]:
    return [_contractor(event.person.person_id, View.BANK_ACCOUNT), _staff(View.PEOPLE)]


@_on_what_it_takes
def _stand_in(event: i.StandInNamed | i.StandInEnded) -> list[Invalidation]:
    """Both see it, and for whom work waits is another person to everybody who sees the work."""
    contact = event.person.contact
    both = (event.person.person_id, event.stand_in.person_id)
    return [
        *(
            Invalidation(
                portal=Portal.CUSTOMER,
                person_id=person_id,
                views=(View.ME, View.DASHBOARD, View.WORK, View.STAND_INS),
            )
            for person_id in both
        ),
        Invalidation(
            portal=Portal.CUSTOMER,
            company_id=contact.company_id if contact else None,
            views=(View.WORK,),
        ),
        _staff(View.PEOPLE, View.STAND_INS),
    ]


@_on_what_it_takes
def _company(event: i.CompanyChanged | i.BillingEmailChanged) -> list[Invalidation]:
    company_id = event.company.company_id
    views = (View.DASHBOARD, View.COMPANIES)
    return [
        Invalidation(portal=Portal.CUSTOMER, company_id=company_id, views=views),
        _staff(View.COMPANIES),
    ]


@_on_what_it_takes
def _project(event: t.ProjectChanged) -> list[Invalidation]:
    project = event.project
    return [
        _contacts(Subject.WORK, project, View.PROJECTS, View.WORK),
        _contacts(Subject.JOBS, project, View.PROJECTS, View.JOBS),
        _staff(View.PROJECTS, View.JOBS),
    ]


@_on_what_it_takes
def _work_order(
    event: t.WorkOrderOpened | t.WorkOrderChanged | t.WorkOrderClosed,
) -> list[Invalidation]:
    order = event.work_order
    return [
        _contractor(order.contractor_id, View.WORK_ORDERS),
        _contacts(Subject.JOBS, order, View.JOBS),
        _staff(View.WORK_ORDERS, View.JOBS),
    ]


@_on_what_it_takes
def _jobs(event: t.JobsPlanned | t.JobChanged | t.JobCancelled) -> list[Invalidation]:
    return [
        _contacts(Subject.JOBS, event, View.JOBS),
        _staff(View.JOBS, subject=Subject.JOBS),
    ]


@_on_what_it_takes
def _work(
    event: t.WorkSubmitted
    | t.WorkEscalated
    | t.WorkApprovalGiven
    | t.WorkApprovalUndone
    | t.WorkApproved
    | t.WorkReturned
    | t.WorkWithdrawn
    | t.WorkCorrected
    | t.WorkInvoiced,
) -> list[Invalidation]:
    return [
        _contractor(event.contractor_id, View.WORK),
        # Jobs say where the work on them stands, to those who see both.
        _contacts(Subject.WORK, event, View.WORK, View.JOBS),
        _staff(View.WORK, View.JOBS, subject=Subject.WORK),
    ]


@_on_what_it_takes
def _comment(event: t.WorkCommented) -> list[Invalidation]:
    reached = [
        _contacts(Subject.WORK, event, View.WORK),
        _staff(View.WORK, subject=Subject.WORK),
    ]
    if event.visible_to_contractor:
        reached.append(_contractor(event.contractor_id, View.WORK))
    return reached


@_on_what_it_takes
def _new_transaction(event: p.TransactionCreated) -> list[Invalidation]:
    return _of_transaction(event.transaction.contractor_id)


@_on_what_it_takes
def _transaction(
    event: p.TransactionScheduled
    | p.TransactionHeld
    | p.TransactionReleased
    | p.TransactionPaid
    | p.TransactionReversed,
) -> list[Invalidation]:
    return _of_transaction(event.contractor_id)


def _of_transaction(contractor_id: PersonId) -> list[Invalidation]:
    return [
        _contractor(contractor_id, View.TRANSACTIONS, View.TRAIL),
        _staff(View.TRANSACTIONS, View.TRAIL, subject=Subject.PAY),
        _staff(View.LEDGER),
    ]


@_on_what_it_takes
def _trail(event: tr.TrailChanged) -> list[Invalidation]:
    return [
        Invalidation(portal=Portal.CONTRACTOR, person_id=event.contractor_id, views=(View.TRAIL,)),
        Invalidation(portal=Portal.AGENCY, views=(View.TRAIL,)),
    ]


@_on_what_it_takes
def _payment(event: pr.PaymentOrdered | pr.PaymentMade | pr.PaymentFailed) -> list[Invalidation]:
    return [
        _contractor(event.contractor_id, View.PAYMENTS, View.TRANSACTIONS, View.TRAIL, View.REPORT),
        _staff(View.PAYMENTS, View.PAY_RUNS, View.LEDGER),
    ]


@_on_what_it_takes
def _pay_run(_event: pr.PayRunChanged | pr.PayRunApprovalStoodOut) -> list[Invalidation]:
    return [_staff(View.PAY_RUNS)]


@_on_what_it_takes
def _report(event: r.PaymentReportRequested) -> list[Invalidation]:
    return [
        Invalidation(
            portal=Portal.CONTRACTOR, person_id=event.contractor_id, views=(View.DOCUMENTS,)
        )
    ]


@_on_what_it_takes
def _statement(event: s.StatementRequested) -> list[Invalidation]:
    return [
        _contacts(Subject.INVOICES, event, View.DOCUMENTS),
        _staff(View.DOCUMENTS),
    ]


@_on_what_it_takes
def _invoice(
    event: p.InvoiceIssued
    | p.InvoiceDueSoon
    | p.InvoiceOverdue
    | p.ReceiptRecorded
    | p.ReceiptReversed
    | p.InvoicePaid
    | p.InvoiceCredited
    | p.InvoiceRemindersPaused
    | p.InvoiceWrittenOff
    | late_charges.InterestCharged
    | late_charges.ReminderFeeCharged
    | late_charges.LateChargeWaived
    | disputes.InvoiceLinesDisputed
    | disputes.DisputeAnswered
    | disputes.DisputeResolved
    | disputes.DisputeWithdrawn,
) -> list[Invalidation]:
    return [
        _contacts(Subject.INVOICES, event, View.INVOICES),
        _staff(View.INVOICES, subject=Subject.INVOICES),
        _staff(View.LEDGER),
    ]


@_on_what_it_takes
def _document(event: d.DocumentRendered | d.DocumentFailed) -> list[Invalidation]:
    reached = [_staff(View.DOCUMENTS)]
    if event.person_id is not None:
        reached.append(
            _contractor(event.person_id, View.DOCUMENTS, View.TRANSACTIONS, View.PAYMENTS)
        )
    if event.company_id is not None and event.person_id is None:
        reached.append(_contacts(Subject.INVOICES, event, View.DOCUMENTS, View.INVOICES))
    return reached


_OfferEvent = (
    d.OfferSent
    | d.OfferAsked
    | d.OfferViewed
    | d.OfferSigned
    | d.OfferDeclined
    | d.OfferExtended
    | d.OfferWithdrawn
    | d.OfferExpired
)


@_on_what_it_takes
def _offer(event: _OfferEvent) -> list[Invalidation]:
    # Its contacts are those whose turn has come: others hear nothing yet.
    return [_contacts(Subject.OFFERS, event, View.OFFERS), _staff(View.OFFERS)]


_InquiryEvent = n.InquiryOpened | n.InquiryAnswered | n.InquiryAssigned | n.InquiryClosed


@_on_what_it_takes
def _inquiry(event: _InquiryEvent) -> list[Invalidation]:
    return [
        _contacts(Subject.INQUIRIES, event, View.INQUIRIES),
        _staff(View.INQUIRIES, subject=Subject.INQUIRIES),
    ]


@_on_what_it_takes
def _email(_event: n.EmailSent | n.EmailFailed) -> list[Invalidation]:
    return [_staff(View.DELIVERIES)]


@_on_what_it_takes
def _notifications(event: n.NotificationsChanged) -> list[Invalidation]:
    return [
        Invalidation(portal=portal, person_id=event.recipient_id, views=(View.NOTIFICATIONS,))
        for portal in Portal
    ]
