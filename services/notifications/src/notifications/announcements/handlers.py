"""Events in: each tells whom it concerns. Wording is in the modules beside this one."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TypeVar
from uuid import UUID

from chassis.consumer import Handlers, Received
from chassis.uow import UnitOfWork
from contracts.access import Permission
from contracts.events.identity import (
    LoginLinkIssued,
    PasskeySuspected,
    PasswordChanged,
    PasswordResetRequested,
    PersonInvited,
    SecondFactorsReset,
    SecurityChanged,
    StandInEnded,
    StandInNamed,
)
from contracts.events.late_charges import InterestCharged, LateChargeWaived
from contracts.events.pay_runs import PaymentFailed, PaymentMade
from contracts.events.payments import (
    InvoiceCredited,
    InvoiceDueSoon,
    InvoiceEvent,
    InvoiceIssued,
    InvoiceOverdue,
    ReceiptReversed,
    TransactionCreated,
    TransactionHeld,
    TransactionReleased,
    TransactionScheduled,
)
from contracts.events.timesheets import (
    WorkApproved,
    WorkCommented,
    WorkEscalated,
    WorkReturned,
    WorkSubmitted,
)
from contracts.ids import PersonId
from notifications.announcements import access, invoices, late_charges, pay, stand_ins, work
from notifications.announcements.actions import announce, correlations
from notifications.announcements.context import invoice_contexts, work_contexts
from notifications.announcements.draft import Draft
from notifications.announcements.invoices import InvoiceContext
from notifications.directory import queries
from notifications.directory import repository as directory
from notifications.directory.model import (
    Invoice,
    Person,
    Project,
    approvers,
    in_whose_place,
    staff_with,
)
from notifications.directory.repository import known
from notifications.directory.told import person_of

handlers = Handlers()

E = TypeVar("E", bound=InvoiceEvent)


async def send_links(uow: UnitOfWork, events: Sequence[Received[access.LinkEvent]]) -> None:
    """The one-time link, to the person it is for."""
    agency = await directory.agency_of(uow)
    drafts = [
        access.link_issued(e.envelope.id, e.body, agency, person_of(e.body.person)) for e in events
    ]
    await announce(uow, agency, correlations(e.envelope for e in events), drafts)


for _event_type in (PersonInvited, LoginLinkIssued, PasswordResetRequested):
    handlers.on(_event_type)(send_links)


@handlers.on(PasswordChanged)
async def warn_of_new_password(
    uow: UnitOfWork, events: Sequence[Received[PasswordChanged]]
) -> None:
    """To the person whose password it was."""
    agency = await directory.agency_of(uow)
    drafts = [
        access.password_changed(e.envelope.id, e.body, agency, person_of(e.body.person))
        for e in events
    ]
    await announce(uow, agency, correlations(e.envelope for e in events), drafts)


@handlers.on(SecurityChanged)
async def warn_of_new_ways_in(uow: UnitOfWork, events: Sequence[Received[SecurityChanged]]) -> None:
    """To the person whose ways to sign in have changed."""
    agency = await directory.agency_of(uow)
    drafts = [
        access.security_changed(e.envelope.id, e.body, agency, person_of(e.body.person))
        for e in events
    ]
    await announce(uow, agency, correlations(e.envelope for e in events), drafts)


@handlers.on(SecondFactorsReset)
async def warn_of_fewer_factors(
    uow: UnitOfWork, events: Sequence[Received[SecondFactorsReset]]
) -> None:
    """To the person whose second factors staff took away."""
    agency = await directory.agency_of(uow)
    drafts = [
        access.second_factors_reset(e.envelope.id, e.body, agency, person_of(e.body.person))
        for e in events
    ]
    await announce(uow, agency, correlations(e.envelope for e in events), drafts)


@handlers.on(PasskeySuspected)
async def warn_of_a_copied_passkey(
    uow: UnitOfWork, events: Sequence[Received[PasskeySuspected]]
) -> None:
    """To the person whose passkey was refused."""
    agency = await directory.agency_of(uow)
    drafts = [
        access.passkey_suspected(e.envelope.id, e.body, agency, person_of(e.body.person))
        for e in events
    ]
    await announce(uow, agency, correlations(e.envelope for e in events), drafts)


@handlers.on(WorkSubmitted)
async def tell_approvers(uow: UnitOfWork, events: Sequence[Received[WorkSubmitted]]) -> None:
    """To every contact who can approve it."""
    contexts = await work_contexts(uow, [e.body for e in events])
    contacts = await directory.contacts_of(uow, {e.body.company_id for e in events})
    assigned = {i for e in events for i in contexts.of(e.body).project.contact_ids}
    people = await directory.people_by_id(uow, assigned)
    for contact_id in assigned:
        # Somebody assigned whom we do not know yet would otherwise never be told. Who works for
        # another company by now is known, and is told nothing.
        known(people, contact_id, "person")
    today = contexts.agency.day_of(uow.now)
    drafts = [
        draft
        for e in events
        for draft in work.submitted(
            e.envelope.id,
            e.body,
            contexts.of(e.body),
            _asked(contacts, contexts.of(e.body).project, today),
        )
    ]
    await announce(uow, contexts.agency, correlations(e.envelope for e in events), drafts)


def _asked(contacts: Sequence[Person], project: Project, today: date) -> list[work.Recipient]:
    """Who can approve work of the project today, and in whose place."""
    return [
        work.Recipient(person=person, in_place_of=in_whose_place(person, contacts, project, today))
        for person in approvers(contacts, project, today)
    ]


@handlers.on(WorkEscalated)
async def tell_next_approver(uow: UnitOfWork, events: Sequence[Received[WorkEscalated]]) -> None:
    """To the one who is asked from now on."""
    others = {e.body.put_to for e in events} | {
        e.body.stands_in_for for e in events if e.body.stands_in_for is not None
    }
    contexts = await work_contexts(uow, [e.body for e in events], others)
    drafts = [
        work.escalated(
            e.envelope.id,
            e.body,
            contexts.of(e.body),
            work.Recipient(
                person=known(contexts.people, e.body.put_to, "person"),
                in_place_of=_person(contexts.people, e.body.stands_in_for),
            ),
        )
        for e in events
    ]
    await announce(uow, contexts.agency, correlations(e.envelope for e in events), drafts)


def _person(people: Mapping[PersonId, Person], person_id: PersonId | None) -> Person | None:
    return people.get(person_id) if person_id is not None else None


@handlers.on(StandInNamed)
async def tell_of_stand_in(uow: UnitOfWork, events: Sequence[Received[StandInNamed]]) -> None:
    """To the one who stands in, and to the approver where staff named them."""
    agency = await directory.agency_of(uow)
    people = await directory.people_by_id(uow, {e.body.stand_in.person_id for e in events})
    drafts = [
        draft
        for e in events
        for draft in stand_ins.named(
            e.envelope.id, e.body, agency, known(people, e.body.stand_in.person_id, "person")
        )
    ]
    await announce(uow, agency, correlations(e.envelope for e in events), drafts)


@handlers.on(StandInEnded)
async def tell_of_end(uow: UnitOfWork, events: Sequence[Received[StandInEnded]]) -> None:
    """To the same people."""
    agency = await directory.agency_of(uow)
    people = await directory.people_by_id(uow, {e.body.stand_in.person_id for e in events})
    drafts = [
        draft
        for e in events
        for draft in stand_ins.ended(
            e.envelope.id, e.body, agency, known(people, e.body.stand_in.person_id, "person")
        )
    ]
    await announce(uow, agency, correlations(e.envelope for e in events), drafts)


def _represented(bodies: Iterable[WorkApproved | WorkReturned]) -> set[PersonId]:
    """Those in whose place somebody decided."""
    return {one.stood_in_for for one in bodies if one.stood_in_for is not None}


@handlers.on(WorkApproved)
async def tell_of_approval(uow: UnitOfWork, events: Sequence[Received[WorkApproved]]) -> None:
    """To the contractor."""
    contexts = await work_contexts(
        uow,
        [e.body for e in events],
        {e.body.approved_by for e in events} | _represented(e.body for e in events),
    )
    drafts = [
        work.approved(
            e.envelope.id,
            e.body,
            contexts.of(e.body),
            contexts.people.get(e.body.approved_by),
            _person(contexts.people, e.body.stood_in_for),
        )
        for e in events
    ]
    await announce(uow, contexts.agency, correlations(e.envelope for e in events), drafts)


@handlers.on(WorkReturned)
async def tell_of_return(uow: UnitOfWork, events: Sequence[Received[WorkReturned]]) -> None:
    """To the contractor, with the reason."""
    contexts = await work_contexts(
        uow,
        [e.body for e in events],
        {e.body.returned_by for e in events} | _represented(e.body for e in events),
    )
    drafts = [
        work.returned(
            e.envelope.id,
            e.body,
            contexts.of(e.body),
            contexts.people.get(e.body.returned_by),
            _person(contexts.people, e.body.stood_in_for),
        )
        for e in events
    ]
    await announce(uow, contexts.agency, correlations(e.envelope for e in events), drafts)


@handlers.on(WorkCommented)
async def tell_of_comment(uow: UnitOfWork, events: Sequence[Received[WorkCommented]]) -> None:
    """To staff who manage work, and to the contractor where it is visible."""
    contexts = await work_contexts(
        uow, [e.body for e in events], {e.body.author_id for e in events}
    )
    managers = staff_with(await directory.staff(uow), Permission.WORK_MANAGE)
    drafts = [
        draft
        for e in events
        for draft in work.commented(
            e.envelope.id,
            e.body,
            contexts.of(e.body),
            contexts.people.get(e.body.author_id),
            managers,
        )
    ]
    await announce(uow, contexts.agency, correlations(e.envelope for e in events), drafts)


@handlers.on(TransactionCreated)
async def tell_of_date(uow: UnitOfWork, events: Sequence[Received[TransactionCreated]]) -> None:
    """To the contractor, where there is a payment date; to staff, where nobody knows deductions."""
    agency = await directory.agency_of(uow)
    people = await directory.people_by_id(uow, {e.body.transaction.contractor_id for e in events})
    releasers = staff_with(await directory.staff(uow), Permission.TRANSACTIONS_RELEASE)
    drafts: list[Draft | None] = []
    for e in events:
        contractor = known(people, e.body.transaction.contractor_id, "person")
        drafts.append(pay.created(e.envelope.id, e.body, agency, contractor))
        drafts += pay.unsettled(e.envelope.id, e.body, agency, contractor, releasers)
    await announce(uow, agency, correlations(e.envelope for e in events), drafts)


async def tell_of_change(
    uow: UnitOfWork, events: Sequence[Received[TransactionScheduled | TransactionReleased]]
) -> None:
    """To the contractor: the date that was set or moved, with the cause."""
    agency = await directory.agency_of(uow)
    people = await directory.people_by_id(uow, {e.body.contractor_id for e in events})
    transactions = await directory.transactions_by_id(uow, {e.body.transaction_id for e in events})
    drafts = [
        pay.changed(
            e.envelope.id,
            e.body,
            agency,
            known(people, e.body.contractor_id, "person"),
            known(transactions, e.body.transaction_id, "transaction"),
        )
        for e in events
    ]
    await announce(uow, agency, correlations(e.envelope for e in events), drafts)


for _event_type in (TransactionScheduled, TransactionReleased):
    handlers.on(_event_type)(tell_of_change)


@handlers.on(TransactionHeld)
async def tell_of_hold(uow: UnitOfWork, events: Sequence[Received[TransactionHeld]]) -> None:
    """To the contractor, with the reason."""
    agency = await directory.agency_of(uow)
    people = await directory.people_by_id(uow, {e.body.contractor_id for e in events})
    transactions = await directory.transactions_by_id(uow, {e.body.transaction_id for e in events})
    drafts = [
        pay.held(
            e.envelope.id,
            e.body,
            agency,
            known(people, e.body.contractor_id, "person"),
            known(transactions, e.body.transaction_id, "transaction"),
        )
        for e in events
    ]
    await announce(uow, agency, correlations(e.envelope for e in events), drafts)


@handlers.on(PaymentMade)
async def tell_of_payment(uow: UnitOfWork, events: Sequence[Received[PaymentMade]]) -> None:
    """To the contractor."""
    agency = await directory.agency_of(uow)
    people = await directory.people_by_id(uow, {e.body.contractor_id for e in events})
    drafts = [
        pay.paid(
            e.envelope.id,
            e.body,
            agency.day_of(e.envelope.time),
            agency,
            known(people, e.body.contractor_id, "person"),
        )
        for e in events
    ]
    await announce(uow, agency, correlations(e.envelope for e in events), drafts)


@handlers.on(PaymentFailed)
async def tell_of_failure(uow: UnitOfWork, events: Sequence[Received[PaymentFailed]]) -> None:
    """To the contractor, with the bank's reason in words."""
    agency = await directory.agency_of(uow)
    people = await directory.people_by_id(uow, {e.body.contractor_id for e in events})
    drafts = [
        pay.failed(e.envelope.id, e.body, agency, known(people, e.body.contractor_id, "person"))
        for e in events
    ]
    await announce(uow, agency, correlations(e.envelope for e in events), drafts)


@handlers.on(InvoiceIssued)
async def tell_of_invoice(uow: UnitOfWork, events: Sequence[Received[InvoiceIssued]]) -> None:
    """To the contacts who see it."""
    kept = await queries.invoices_by_id(uow, {e.body.invoice_id for e in events})
    contexts = await invoice_contexts(uow, list(kept.values()))
    drafts = [
        draft
        for e in events
        for draft in invoices.issued(
            e.envelope.id,
            e.body,
            kept[e.body.invoice_id],
            contexts.of(kept[e.body.invoice_id]),
        )
    ]
    await announce(uow, contexts.agency, correlations(e.envelope for e in events), drafts)


@handlers.on(InvoiceCredited)
async def tell_of_credit_note(uow: UnitOfWork, events: Sequence[Received[InvoiceCredited]]) -> None:
    """To the contacts who see the invoice."""
    await _tell_of_invoices(uow, events, invoices.credited)


@handlers.on(ReceiptReversed)
async def tell_of_reversal(uow: UnitOfWork, events: Sequence[Received[ReceiptReversed]]) -> None:
    """To the contacts who see the invoice."""
    await _tell_of_invoices(uow, events, invoices.receipt_reversed)


@handlers.on(InterestCharged)
async def tell_of_interest(uow: UnitOfWork, events: Sequence[Received[InterestCharged]]) -> None:
    """To the contacts who see the invoice. A reminder tells of its fee itself."""
    await _tell_of_invoices(uow, events, late_charges.interest_charged)


@handlers.on(LateChargeWaived)
async def tell_of_waiver(uow: UnitOfWork, events: Sequence[Received[LateChargeWaived]]) -> None:
    """To the contacts who see the invoice."""
    await _tell_of_invoices(uow, events, late_charges.waived)


async def remind(
    uow: UnitOfWork, events: Sequence[Received[InvoiceDueSoon | InvoiceOverdue]]
) -> None:
    """To the contacts who see it."""
    await _tell_of_invoices(uow, events, invoices.reminded)


async def _tell_of_invoices(
    uow: UnitOfWork,
    events: Sequence[Received[E]],
    drafts_of: Callable[[UUID, E, Invoice, InvoiceContext], list[Draft]],
) -> None:
    kept = await queries.invoices_by_id(uow, {e.body.invoice_id for e in events})
    of_event = {e.envelope.id: known(kept, e.body.invoice_id, "invoice") for e in events}
    contexts = await invoice_contexts(uow, list(kept.values()))
    drafts = [
        draft
        for e in events
        for draft in drafts_of(
            e.envelope.id,
            e.body,
            of_event[e.envelope.id],
            contexts.of(of_event[e.envelope.id]),
        )
    ]
    await announce(uow, contexts.agency, correlations(e.envelope for e in events), drafts)


for _event_type in (InvoiceDueSoon, InvoiceOverdue):
    handlers.on(_event_type)(remind)
