"""One e-mail of every kind, made of example events by the real wording: for previews and tests."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from contracts.access import Portal
from contracts.events.documents import (
    OfferAsked,
    OfferDeclined,
    OfferExpired,
    OfferSent,
    OfferSigned,
    OfferWithdrawn,
    SignatureRequestReason,
)
from contracts.events.identity import (
    LoginLinkIssued,
    PasskeySuspected,
    PasswordChanged,
    PasswordResetRequested,
    PersonInvited,
    SecondFactorsReset,
    SecurityChange,
    SecurityChanged,
)
from contracts.events.notifications import InquiryAnswered, InquiryAssigned, InquiryOpened
from contracts.events.payments import (
    Charge,
    InvoiceDueSoon,
    InvoiceIssued,
    InvoiceOverdue,
)
from contracts.events.timesheets import (
    ApprovalLink,
    WorkApproved,
    WorkCommented,
    WorkEscalated,
    WorkReturned,
    WorkSubmitted,
)
from contracts.ids import (
    EventId,
    InquiryId,
    InvoiceId,
    OfferId,
)
from notifications.announcements import (
    access,
    inquiries,
    invoices,
    offers,
    samples_of_bank_accounts,
    samples_of_company,
    samples_of_credits,
    samples_of_deductions,
    samples_of_disputes,
    samples_of_late_charges,
    samples_of_pay,
    samples_of_pay_runs,
    samples_of_reminders,
    samples_of_reversals,
    samples_of_stand_ins,
    work,
)
from notifications.announcements.actions import as_told
from notifications.announcements.cast import (
    AGENCY,
    AT,
    CAUSE,
    COMPANY_NAME,
    CONTACT,
    CONTRACTOR,
    ENTRIES,
    LANGUAGE,
    PRINCIPAL,
    PROJECT,
    STAFF,
    UNTIL,
    WORK,
    WORK_ORDER,
    an_id,
    cad,
    described,
)
from notifications.announcements.draft import Draft
from notifications.announcements.inquiries import InquiryContext
from notifications.announcements.invoices import InvoiceContext
from notifications.digest import model as digest
from notifications.digest.model import DigestContents
from notifications.directory.told import invoice_of
from notifications.emails.message import Kind
from notifications.emails.model import Email, email_id_of


def all_kinds(language: str = LANGUAGE) -> Sequence[Draft]:
    """An e-mail of every kind, and of the variants that read differently.

    `language` is that of the digest, whose lines are words already when it is made.
    """
    told = (
        *_access(),
        *_work(),
        *samples_of_bank_accounts.samples(),
        *samples_of_stand_ins.samples(),
        *samples_of_pay.samples(),
        *samples_of_pay_runs.samples(),
        *samples_of_deductions.samples(),
        *_invoices(),
        *samples_of_credits.samples(),
        *samples_of_late_charges.samples(),
        *samples_of_reversals.samples(),
        *samples_of_company.samples(),
        *samples_of_disputes.samples(),
        *samples_of_reminders.samples(),
        *_offers(),
        *_inquiries(),
    )
    return tuple(as_told(draft) for draft in (*told, _digest(told, language)))


def _digest(told: Sequence[Draft], language: str) -> Draft:
    """A day of the contractor's."""
    kinds = (Kind.WORK_APPROVED, Kind.WORK_COMMENTED, Kind.PAYMENT_DATE_MOVED, Kind.PAYMENT_MADE)
    shown = [
        Email(
            email_id=email_id_of(CAUSE, CONTRACTOR.person_id, draft.message.kind),
            agency_id=AGENCY.agency_id,
            because_of=EventId(CAUSE),
            correlation_id=CAUSE,
            recipient_id=CONTRACTOR.person_id,
            kind=draft.message.kind,
            language=LANGUAGE,
            address=CONTRACTOR.email,
            message=draft.message,
            secret_link=None,
            expires_at=None,
            created_at=AT,
        )
        for draft in told
        if draft.recipient == CONTRACTOR and draft.message.kind in kinds
    ]
    counts = {kind: sum(1 for email in shown if email.kind is kind) for kind in kinds}
    what = DigestContents(shown=shown, counts=counts | {Kind.WORK_APPROVED: 3})
    return Draft(
        because_of=CAUSE,
        recipient=CONTRACTOR,
        message=digest.message(AGENCY, CONTRACTOR, language, AT.date(), what),
    )


def _access() -> Sequence[Draft]:
    invitations = [
        access.link_issued(
            CAUSE,
            PersonInvited(person=described(person), link="jwe", expires_at=UNTIL),
            AGENCY,
            person,
        )
        for person in (CONTRACTOR, CONTACT, STAFF)
    ]
    someone = described(CONTACT)
    return (
        *invitations,
        access.link_issued(
            CAUSE, LoginLinkIssued(person=someone, link="jwe", expires_at=UNTIL), AGENCY, CONTACT
        ),
        access.link_issued(
            CAUSE,
            PasswordResetRequested(person=someone, link="jwe", expires_at=UNTIL),
            AGENCY,
            CONTACT,
        ),
        access.password_changed(
            CAUSE, PasswordChanged(person=someone, changed_at=AT), AGENCY, CONTACT
        ),
        access.security_changed(
            CAUSE,
            SecurityChanged(
                person=someone,
                what=SecurityChange.PASSKEY_ADDED,
                detail="My phone",
                changed_at=AT,
            ),
            AGENCY,
            CONTACT,
        ),
        access.second_factors_reset(
            CAUSE,
            SecondFactorsReset(person=someone, reset_by=STAFF.person_id, reset_at=AT),
            AGENCY,
            CONTACT,
        ),
        access.passkey_suspected(
            CAUSE,
            PasskeySuspected(person=someone, passkey_name="Phone", refused_at=AT),
            AGENCY,
            CONTACT,
        ),
    )


def _work() -> Sequence[Draft]:
    submitted = WorkSubmitted(
        work_order_id=WORK_ORDER.work_order_id,
        project_id=PROJECT.project_id,
        company_id=PROJECT.company_id,
        contractor_id=CONTRACTOR.person_id,
        submission_id=an_id(9),
        entries=ENTRIES,
        submitted_by=CONTRACTOR.person_id,
        submitted_at=AT,
    )
    common = {
        "work_order_id": submitted.work_order_id,
        "project_id": submitted.project_id,
        "company_id": submitted.company_id,
        "contractor_id": submitted.contractor_id,
    }
    approved = WorkApproved.model_validate(
        common
        | {
            "approval_id": an_id(10),
            "entries": ENTRIES,
            "approved_by": CONTACT.person_id,
            "approved_at": AT,
        }
    )
    returned = WorkReturned.model_validate(
        common
        | {
            "entries": ENTRIES[:2],
            "reason": "Monday was a holiday.\nPlease check the hours of both days.",
            "returned_by": CONTACT.person_id,
            "returned_at": AT,
        }
    )
    reversed_work = returned.model_copy(update={"reversed_transaction": "T-2026-000118"})
    taken_back = reversed_work.model_copy(update={"taken_back": True})
    commented = WorkCommented.model_validate(
        common
        | {
            "comment_id": an_id(11),
            "entry": ENTRIES[-1],
            "text": "Is this the parking at the site? Then it is fine.",
            "author_id": CONTACT.person_id,
            "author_portal": Portal.CUSTOMER,
            "visible_to_contractor": True,
            "commented_at": AT,
        }
    )
    return (
        *work.submitted(CAUSE, submitted, WORK, [work.Recipient(person=CONTACT)]),
        *_asked(submitted, common),
        work.approved(CAUSE, approved, WORK, CONTACT),
        work.returned(CAUSE, returned, WORK, CONTACT),
        work.returned(CAUSE, reversed_work, WORK, CONTACT),
        work.returned(CAUSE, taken_back, WORK, CONTACT),
        *work.commented(CAUSE, commented, WORK, CONTACT, [STAFF]),
    )


def _asked(submitted: WorkSubmitted, common: Mapping[str, object]) -> Sequence[Draft]:
    """With a link, and of who is asked next."""
    link = ApprovalLink(person_id=CONTACT.person_id, link="jwe", expires_at=UNTIL)
    escalated = WorkEscalated.model_validate(
        dict(common)
        | {
            "entries": ENTRIES,
            "waits_since": AT,
            "put_to": CONTACT.person_id,
            "stands_in_for": PRINCIPAL.person_id,
            "escalated_at": UNTIL,
            "links": [link],
        }
    )
    return (
        *work.submitted(
            CAUSE,
            submitted.model_copy(update={"links": (link,)}),
            WORK,
            [work.Recipient(person=CONTACT)],
        ),
        work.escalated(
            CAUSE, escalated, WORK, work.Recipient(person=CONTACT, in_place_of=PRINCIPAL)
        ),
    )


def _invoices() -> Sequence[Draft]:
    context = InvoiceContext(
        agency=AGENCY,
        company_name=COMPANY_NAME,
        project=PROJECT,
        readers=(CONTACT,),
        mailbox=samples_of_company.MAILBOX,
    )
    issued = InvoiceIssued(
        invoice_id=InvoiceId(an_id(14)),
        number="2026-0107",
        company_id=PROJECT.company_id,
        project_id=PROJECT.project_id,
        currency="CAD",
        issued_on=date(2026, 4, 1),
        due_on=date(2026, 5, 1),
        period_start=date(2026, 3, 1),
        period_end=date(2026, 3, 31),
        lines=(),
        work=(),
        subtotal=cad("18420.00"),
        taxes=(
            Charge(
                code="hst_on",
                names={"en": "HST 13 %"},
                base=cad("18420.00"),
                percent=Decimal(13),
                amount=cad("2394.60"),
            ),
        ),
        total=cad("20814.60"),
        bill_to=samples_of_company.BILL_TO,
        payment_reference="RF41I2026000107",
    )
    invoice = invoice_of(issued, {})
    reminder = {
        "invoice_id": issued.invoice_id,
        "company_id": issued.company_id,
        "number": issued.number,
        "due_on": issued.due_on,
        "open_amount": issued.total,
    }
    due_soon = InvoiceDueSoon.model_validate(reminder)
    overdue = InvoiceOverdue.model_validate(reminder)
    return (
        *invoices.issued(CAUSE, issued, invoice, context),
        *invoices.reminded(CAUSE, due_soon, invoice, context),
        *invoices.reminded(CAUSE, overdue, invoice, context),
    )


def _offers() -> Sequence[Draft]:
    context = offers.OfferContext(agency=AGENCY, company_name=COMPANY_NAME)
    common = {
        "offer_id": OfferId(an_id(15)),
        "company_id": PROJECT.company_id,
        "title": "Order confirmation 2026-31",
    }
    sent = OfferSent.model_validate(
        common | {"signer_ids": (CONTACT.person_id,), "expires_at": UNTIL}
    )
    answer = common | {"person_id": CONTACT.person_id}
    answers = (
        OfferSigned.model_validate(answer | {"complete": False}),
        OfferSigned.model_validate(answer | {"complete": True}),
        OfferDeclined.model_validate(answer | {"reason": "We have postponed the second phase."}),
    )
    return (
        *offers.sent(CAUSE, sent, context, [CONTACT]),
        *(
            draft
            for because in SignatureRequestReason
            for draft in offers.asked(
                CAUSE,
                OfferAsked.model_validate(
                    answer
                    | {
                        "because": because,
                        "expires_at": UNTIL,
                        "reason": "Ines signs for the plant." if because == "forwarded" else None,
                    }
                ),
                context,
                CONTACT,
                CONTACT if because is SignatureRequestReason.FORWARDED else None,
            )
        ),
        *(
            draft
            for event in answers
            for draft in offers.answered(CAUSE, event, context, CONTACT, [STAFF, CONTACT])
        ),
        *offers.closed(CAUSE, OfferExpired.model_validate(common), context, [STAFF, CONTACT]),
        *offers.closed(
            CAUSE,
            OfferWithdrawn.model_validate(common | {"reason": "A new one follows."}),
            context,
            [CONTACT],
        ),
    )


def _inquiries() -> Sequence[Draft]:
    context = InquiryContext(agency=AGENCY, company_name=COMPANY_NAME)
    common = {
        "inquiry_id": InquiryId(an_id(16)),
        "company_id": PROJECT.company_id,
        "subject": "Two more surveyors in May?",
        "contact_ids": (CONTACT.person_id,),
    }
    opened = InquiryOpened.model_validate(
        common
        | {
            "opened_by": CONTACT.person_id,
            "text": "We would need them from May 4, for about six weeks.\nIs that possible?",
        }
    )
    answer = InquiryAnswered.model_validate(
        common
        | {"answered_by": STAFF.person_id, "text": "Yes, it is. I will call you on Monday morning."}
    )
    assigned = InquiryAssigned.model_validate(
        common | {"assigned_to": STAFF.person_id, "assigned_by": STAFF.person_id}
    )
    return (
        *inquiries.received(CAUSE, opened, context, CONTACT, [STAFF]),
        *inquiries.answered(CAUSE, answer, context, STAFF, [CONTACT]),
        *inquiries.assigned(CAUSE, assigned, context, STAFF, STAFF),
    )
