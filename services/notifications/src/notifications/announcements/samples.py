"""One e-mail of every kind, made of example events by the real wording: for previews and tests."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from contracts.access import Permission, Portal, Scope
from contracts.events.documents import OfferDeclined, OfferSent, OfferSigned
from contracts.events.identity import (
    ContractorKind,
    LoginLinkIssued,
    PasswordChanged,
    PasswordResetRequested,
    PersonInvited,
    PersonStatus,
)
from contracts.events.identity import Person as IdentityPerson
from contracts.events.notifications import InquiryAnswered, InquiryOpened
from contracts.events.payments import (
    Charge,
    InvoiceDueSoon,
    InvoiceIssued,
    InvoiceOverdue,
    PaidTransaction,
    PaymentMade,
    TransactionHeld,
    TransactionReleased,
    TransactionScheduled,
    TransactionState,
)
from contracts.events.timesheets import (
    ArticleKind,
    Entry,
    WorkApproved,
    WorkCommented,
    WorkReturned,
    WorkSubmitted,
)
from contracts.ids import (
    AgencyId,
    CompanyId,
    EntryId,
    EventId,
    InquiryId,
    InvoiceId,
    OfferId,
    PaymentId,
    PayRunId,
    PersonId,
    ProjectId,
    TransactionId,
    WorkOrderId,
)
from contracts.money import Money
from notifications.announcements import access, inquiries, invoices, offers, pay, work
from notifications.announcements.actions import as_told
from notifications.announcements.draft import Draft
from notifications.announcements.invoices import InvoiceContext
from notifications.announcements.work import WorkContext
from notifications.digest import model as digest
from notifications.digest.model import Collected
from notifications.directory.model import Agency, Person, Project, Transaction, WorkOrder
from notifications.emails.message import Brand, Kind
from notifications.emails.model import Email, email_id_of

LINK = "https://maple.portico.example/i/Zr7Qm1p0S3XcYw2vB9tKdL5nHf8JgA4e"

_AT = datetime(2026, 4, 1, 14, 30, tzinfo=UTC)
_UNTIL = datetime(2026, 4, 8, 14, 30, tzinfo=UTC)
_CAUSE = UUID("01960000-0000-7000-8000-00000000e001")
_LANGUAGE = "en"


def _id(number: int) -> UUID:
    return UUID(f"01960000-0000-7000-8000-{number:012d}")


def _cad(amount: str) -> Money:
    return Money.of(Decimal(amount), "CAD")


AGENCY = Agency(
    agency_id=AgencyId(_id(1)),
    brand=Brand(
        name="Maple Staffing",
        colour="#0b6e4f",
        site_url="https://maple.portico.example",
        support_email="help@maple.example",
        country="CA",
    ),
    default_language="en",
    time_zone="America/Toronto",
)
CONTRACTOR = Person(
    person_id=PersonId(_id(2)),
    portal=Portal.CONTRACTOR,
    status=PersonStatus.ACTIVE,
    email="sam.tremblay@example.com",
    name="Sam Tremblay",
    language=_LANGUAGE,
    permissions=frozenset({Permission.OWN_WORK, Permission.OWN_PAYMENTS}),
)
CONTACT = Person(
    person_id=PersonId(_id(3)),
    portal=Portal.CUSTOMER,
    status=PersonStatus.ACTIVE,
    email="anna.berg@northwind.example",
    name="Anna Berg",
    language=_LANGUAGE,
    permissions=frozenset({Permission.WORK_APPROVE, Permission.INVOICES_VIEW}),
    company_id=CompanyId(_id(4)),
    scope=Scope.COMPANY,
)
STAFF = Person(
    person_id=PersonId(_id(5)),
    portal=Portal.AGENCY,
    status=PersonStatus.ACTIVE,
    email="kim@maple.example",
    name="Kim Roy",
    language=_LANGUAGE,
    permissions=frozenset({Permission.WORK_MANAGE}),
)
PROJECT = Project(project_id=ProjectId(_id(6)), company_id=CompanyId(_id(4)), name="Harbour Bridge")
WORK_ORDER = WorkOrder(
    work_order_id=WorkOrderId(_id(7)),
    project_id=PROJECT.project_id,
    title="Site surveyor",
    currency="CAD",
    units={},
)
COMPANY_NAME = "Northwind Construction"
WORK = WorkContext(
    agency=AGENCY,
    contractor=CONTRACTOR,
    project=PROJECT,
    work_order=WORK_ORDER,
    company_name=COMPANY_NAME,
)
TRANSACTION = Transaction(
    transaction_id=TransactionId(_id(8)),
    work_order_title=WORK_ORDER.title,
    project_name=PROJECT.name,
    company_name=COMPANY_NAME,
    period_start=date(2026, 3, 1),
    period_end=date(2026, 3, 31),
)


def _entry(number: int, day: int, article: ArticleKind, quantity: str) -> Entry:
    return Entry(
        entry_id=EntryId(_id(100 + number)),
        version=1,
        work_on=date(2026, 3, day),
        article=article,
        quantity=Decimal(quantity),
    )


ENTRIES = (
    *(_entry(day, day, ArticleKind.REGULAR, "7.5") for day in (2, 3, 4, 5, 6, 9, 10)),
    _entry(21, 6, ArticleKind.OVERTIME, "2"),
    _entry(22, 6, ArticleKind.EXPENSE, "48.90"),
)


def all_kinds(language: str = _LANGUAGE) -> Sequence[Draft]:
    """An e-mail of every kind, and of the variants that read differently.

    `language` is that of the digest, whose lines are words already when it is made.
    """
    told = (*_access(), *_work(), *_pay(), *_invoices(), *_offers(), *_inquiries())
    return tuple(as_told(draft) for draft in (*told, _digest(told, language)))


def _digest(told: Sequence[Draft], language: str) -> Draft:
    """A day of the contractor's."""
    kinds = (Kind.WORK_APPROVED, Kind.WORK_COMMENTED, Kind.PAYMENT_DATE_MOVED, Kind.PAYMENT_MADE)
    shown = [
        Email(
            email_id=email_id_of(_CAUSE, CONTRACTOR.person_id, draft.message.kind),
            agency_id=AGENCY.agency_id,
            because_of=EventId(_CAUSE),
            correlation_id=_CAUSE,
            recipient_id=CONTRACTOR.person_id,
            kind=draft.message.kind,
            language=_LANGUAGE,
            address=CONTRACTOR.email,
            message=draft.message,
            secret_link=None,
            expires_at=None,
            created_at=_AT,
        )
        for draft in told
        if draft.recipient == CONTRACTOR and draft.message.kind in kinds
    ]
    counts = {kind: sum(1 for email in shown if email.kind is kind) for kind in kinds}
    what = Collected(shown=shown, counts=counts | {Kind.WORK_APPROVED: 3})
    return Draft(
        because_of=_CAUSE,
        recipient=CONTRACTOR,
        message=digest.message(AGENCY, CONTRACTOR, language, _AT.date(), what),
    )


def _access() -> Sequence[Draft]:
    def described(person: Person) -> IdentityPerson:
        return IdentityPerson(
            person_id=person.person_id,
            agency_id=AGENCY.agency_id,
            portal=person.portal,
            status=PersonStatus.INVITED,
            email=person.email,
            name=person.name,
            language=person.language,
            permissions=tuple(person.permissions),
        )

    invitations = [
        access.link_issued(
            _CAUSE,
            PersonInvited(person=described(person), link="jwe", expires_at=_UNTIL),
            AGENCY,
            person,
        )
        for person in (CONTRACTOR, CONTACT, STAFF)
    ]
    someone = described(CONTACT)
    return (
        *invitations,
        access.link_issued(
            _CAUSE, LoginLinkIssued(person=someone, link="jwe", expires_at=_UNTIL), AGENCY, CONTACT
        ),
        access.link_issued(
            _CAUSE,
            PasswordResetRequested(person=someone, link="jwe", expires_at=_UNTIL),
            AGENCY,
            CONTACT,
        ),
        access.password_changed(
            _CAUSE, PasswordChanged(person=someone, changed_at=_AT), AGENCY, CONTACT
        ),
    )


def _work() -> Sequence[Draft]:
    submitted = WorkSubmitted(
        work_order_id=WORK_ORDER.work_order_id,
        project_id=PROJECT.project_id,
        company_id=PROJECT.company_id,
        contractor_id=CONTRACTOR.person_id,
        submission_id=_id(9),
        entries=ENTRIES,
        submitted_by=CONTRACTOR.person_id,
        submitted_at=_AT,
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
            "approval_id": _id(10),
            "entries": ENTRIES,
            "approved_by": CONTACT.person_id,
            "approved_at": _AT,
        }
    )
    returned = WorkReturned.model_validate(
        common
        | {
            "entries": ENTRIES[:2],
            "reason": "Monday was a holiday.\nPlease check the hours of both days.",
            "returned_by": CONTACT.person_id,
            "returned_at": _AT,
        }
    )
    commented = WorkCommented.model_validate(
        common
        | {
            "comment_id": _id(11),
            "entry": ENTRIES[-1],
            "text": "Is this the parking at the site? Then it is fine.",
            "author_id": CONTACT.person_id,
            "author_portal": Portal.CUSTOMER,
            "visible_to_contractor": True,
            "commented_at": _AT,
        }
    )
    return (
        *work.submitted(_CAUSE, submitted, WORK, [CONTACT]),
        work.approved(_CAUSE, approved, WORK, CONTACT),
        work.returned(_CAUSE, returned, WORK, CONTACT),
        *work.commented(_CAUSE, commented, WORK, CONTACT, [STAFF]),
    )


def _pay() -> Sequence[Draft]:
    def scheduled(on: date | None, before: date | None, cause: str) -> TransactionScheduled:
        return TransactionScheduled(
            transaction_id=TRANSACTION.transaction_id,
            contractor_id=CONTRACTOR.person_id,
            number="T-2026-0042",
            net=_cad("2412.35"),
            state=TransactionState.SCHEDULED if on else TransactionState.PENDING_CLIENT_PAYMENT,
            estimated_payment_on=on,
            previously_on=before,
            cause=cause,
        )

    def released(state: TransactionState, on: date | None, cause: str) -> TransactionReleased:
        return TransactionReleased(
            transaction_id=TRANSACTION.transaction_id,
            contractor_id=CONTRACTOR.person_id,
            number="T-2026-0042",
            net=_cad("2412.35"),
            state=state,
            estimated_payment_on=on,
            cause=cause,
        )

    held = TransactionHeld(
        transaction_id=TRANSACTION.transaction_id,
        contractor_id=CONTRACTOR.person_id,
        number="T-2026-0042",
        net=_cad("2412.35"),
        reason="Your new bank details are not confirmed yet. We call you tomorrow.",
        held_by=STAFF.person_id,
    )
    changes = (
        scheduled(date(2026, 4, 10), None, "staff"),
        released(TransactionState.PROCESSING, None, "client_paid"),
        scheduled(date(2026, 4, 17), date(2026, 4, 10), "client_paid"),
        scheduled(None, date(2026, 4, 10), "terms_changed"),
        released(TransactionState.SCHEDULED, date(2026, 4, 10), "staff"),
        released(TransactionState.PROCESSING, None, "staff"),
        released(TransactionState.PENDING_CLIENT_PAYMENT, None, "staff"),
    )
    drafts = [pay.changed(_CAUSE, event, AGENCY, CONTRACTOR, TRANSACTION) for event in changes]
    return (
        *(draft for draft in drafts if draft),
        pay.held(_CAUSE, held, AGENCY, CONTRACTOR, TRANSACTION),
        pay.paid(_CAUSE, _payment(), AGENCY, CONTRACTOR),
    )


def _payment() -> PaymentMade:
    def covered(number: int, title: str, net: str) -> PaidTransaction:
        return PaidTransaction(
            transaction_id=TransactionId(_id(200 + number)),
            number=f"T-2026-{number:04d}",
            work_order_title=title,
            company_name=COMPANY_NAME,
            period_start=date(2026, 3, 1),
            period_end=date(2026, 3, 31),
            gross=_cad("3015.44"),
            deductions=_cad("603.09"),
            taxes=_cad("0"),
            net=_cad(net),
        )

    return PaymentMade(
        payment_id=PaymentId(_id(12)),
        number="P-2026-0007",
        pay_run_id=PayRunId(_id(13)),
        contractor_id=CONTRACTOR.person_id,
        contractor_kind=ContractorKind.TEMP,
        paid_on=date(2026, 4, 10),
        method="bank_transfer",
        amount=_cad("3090.20"),
        transactions=(
            covered(42, "Site surveyor", "2412.35"),
            covered(43, "Drone operator", "677.85"),
        ),
    )


def _invoices() -> Sequence[Draft]:
    context = InvoiceContext(
        agency=AGENCY, company_name=COMPANY_NAME, project=PROJECT, readers=(CONTACT,)
    )
    issued = InvoiceIssued(
        invoice_id=InvoiceId(_id(14)),
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
        subtotal=_cad("18420.00"),
        taxes=(
            Charge(
                code="hst_on",
                names={"en": "HST 13 %"},
                base=_cad("18420.00"),
                percent=Decimal(13),
                amount=_cad("2394.60"),
            ),
        ),
        total=_cad("20814.60"),
    )
    invoice = invoices.invoice_of(issued, {})
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
        *invoices.issued(_CAUSE, issued, invoice, context),
        *invoices.reminded(_CAUSE, due_soon, invoice, context),
        *invoices.reminded(_CAUSE, overdue, invoice, context),
    )


def _offers() -> Sequence[Draft]:
    common = {
        "offer_id": OfferId(_id(15)),
        "company_id": PROJECT.company_id,
        "title": "Order confirmation 2026-31",
    }
    sent = OfferSent.model_validate(
        common | {"signer_ids": (CONTACT.person_id,), "expires_at": _UNTIL}
    )
    answer = common | {"person_id": CONTACT.person_id}
    answers = (
        OfferSigned.model_validate(answer | {"complete": False}),
        OfferSigned.model_validate(answer | {"complete": True}),
        OfferDeclined.model_validate(answer | {"reason": "We have postponed the second phase."}),
    )
    return (
        *offers.sent(_CAUSE, sent, AGENCY, COMPANY_NAME, [CONTACT]),
        *(
            draft
            for event in answers
            for draft in offers.answered(_CAUSE, event, AGENCY, COMPANY_NAME, CONTACT, [STAFF])
        ),
    )


def _inquiries() -> Sequence[Draft]:
    common = {
        "inquiry_id": InquiryId(_id(16)),
        "company_id": PROJECT.company_id,
        "subject": "Two more surveyors in May?",
    }
    opened = InquiryOpened.model_validate(common | {"opened_by": CONTACT.person_id})
    answer = InquiryAnswered.model_validate(common | {"answered_by": STAFF.person_id})
    return (
        *inquiries.received(_CAUSE, opened, AGENCY, COMPANY_NAME, CONTACT, [STAFF]),
        *inquiries.answered(_CAUSE, answer, AGENCY, COMPANY_NAME, STAFF, CONTACT, [STAFF]),
    )
