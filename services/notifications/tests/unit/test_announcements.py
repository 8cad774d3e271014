"""What is told, and what is not worth an e-mail."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from chassis.ids import new_id
from contracts.access import Portal
from contracts.date_moves import DateMove
from contracts.events.identity import Language
from contracts.events.payments import (
    TransactionCreated,
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
    WorkSubmitted,
)
from contracts.ids import EntryId, EventId, PersonId
from contracts.money import Money
from notifications.announcements import pay, work
from notifications.announcements.cast import (
    AGENCY,
    CONTACT,
    CONTRACTOR,
    STAFF,
    TRANSACTION,
    WORK,
)
from notifications.announcements.samples_of_pay import (
    EASTER_MONDAY,
    a_failed_payment,
    a_payment,
    without_rules,
)
from notifications.emails.message import Kind
from notifications.emails.model import Email, email_id_of
from notifications.emails.rendering import put_into_words
from notifications.inbox.schemas import Notification

EVENT = UUID("01960000-0000-7000-8000-00000000beef")
AT = datetime.fromisoformat("2026-04-01T12:00:00Z")
PAYMENT_PATH = f"/contractor/payments/paid/{a_payment().payment_id}"
_WORK_IDS = {
    "work_order_id": WORK.work_order.work_order_id,
    "project_id": WORK.project.project_id,
    "company_id": WORK.project.company_id,
    "contractor_id": CONTRACTOR.person_id,
}


def an_entry(quantity: str = "8", article: ArticleKind = ArticleKind.REGULAR) -> Entry:
    return Entry(
        entry_id=EntryId(new_id()),
        version=1,
        work_on=date(2026, 3, 2),
        article=article,
        quantity=Decimal(quantity),
    )


def a_comment(author: PersonId, *, visible: bool) -> WorkCommented:
    return WorkCommented.model_validate(
        _WORK_IDS
        | {
            "comment_id": new_id(),
            "entry": an_entry(),
            "text": "Is that right?",
            "author_id": author,
            "author_portal": Portal.CUSTOMER,
            "visible_to_contractor": visible,
            "commented_at": AT,
        }
    )


def a_date(
    on: date | None,
    before: date | None,
    cause: str = "staff",
    moved: DateMove | None = None,
) -> TransactionScheduled:
    return TransactionScheduled(
        transaction_id=TRANSACTION.transaction_id,
        contractor_id=CONTRACTOR.person_id,
        number="T-1",
        net=Money.of(Decimal(100), "CAD"),
        state=TransactionState.SCHEDULED,
        estimated_payment_on=on,
        previously_on=before,
        cause=cause,
        moved=moved,
    )


@pytest.mark.requirement("K11")
def test_a_comment_reaches_the_contractor_only_where_it_is_visible() -> None:
    hidden = work.commented(EVENT, a_comment(CONTACT.person_id, visible=False), WORK, None, [STAFF])
    shown = work.commented(EVENT, a_comment(CONTACT.person_id, visible=True), WORK, None, [STAFF])
    assert [draft.recipient for draft in hidden] == [STAFF]
    assert [draft.recipient for draft in shown] == [STAFF, CONTRACTOR]


def test_nobody_is_told_of_the_own_comment() -> None:
    by_staff = work.commented(EVENT, a_comment(STAFF.person_id, visible=True), WORK, STAFF, [STAFF])
    assert [draft.recipient for draft in by_staff] == [CONTRACTOR]


@pytest.mark.requirement("B5")
def test_a_date_that_moved_is_told_with_the_earlier_one_and_the_cause() -> None:
    moved = pay.changed(
        EVENT, a_date(date(2026, 4, 17), date(2026, 4, 10)), AGENCY, CONTRACTOR, TRANSACTION
    )
    assert moved is not None
    assert moved.message.kind is Kind.PAYMENT_DATE_MOVED
    words = put_into_words(moved.message, "en")
    facts = {fact.label: fact.value for fact in words.facts}
    assert facts["Estimated payment date"] == "April 17, 2026"
    assert facts["Previous date"] == "April 10, 2026"
    assert facts["Reason"] == "Changed by the agency"


@pytest.mark.requirement("B5", "B22")
@pytest.mark.parametrize(
    ("cause", "moved", "language", "said"),
    [
        ("pay_run", None, "en", {"Reason": "The agency chose another day for its pay run"}),
        ("returned", None, "fr", {"Motif": "La banque a retourné le paiement précédent"}),
        ("bank_closed", EASTER_MONDAY, "nb", {"Bankene holder stengt": "andre påskedag"}),
        (
            "released",
            EASTER_MONDAY,
            "en",
            {"Reason": "The payment was released", "Banks closed": "Easter Monday"},
        ),
    ],
)
def test_what_moved_a_date_is_told_by_the_name_that_its_reader_knows(
    cause: str, moved: DateMove | None, language: str, said: dict[str, str]
) -> None:
    told = a_date(date(2026, 4, 7), date(2026, 4, 3), cause, moved)
    draft = pay.changed(EVENT, told, AGENCY, CONTRACTOR, TRANSACTION)
    assert draft is not None
    facts = {fact.label: fact.value for fact in put_into_words(draft.message, language).facts}
    labels = {"Reason", "Motif", "Årsak", "Banks closed", "Bankene holder stengt"}
    assert {label: facts[label] for label in labels & facts.keys()} == said


@pytest.mark.requirement("X1")
@pytest.mark.parametrize(
    ("ordered_on", "subject", "label"),
    [
        (
            date(2026, 4, 9),
            "CAD\u00a03,090.20 will be paid to you on April 10, 2026",
            "Estimated payment date",
        ),
        (date(2026, 4, 10), "CAD\u00a03,090.20 was paid to you", "Payment date"),
        (date(2026, 4, 11), "CAD\u00a03,090.20 was paid to you", "Payment date"),
    ],
)
def test_a_payment_is_only_said_to_be_sent_when_its_day_has_come(
    ordered_on: date, subject: str, label: str
) -> None:
    draft = pay.paid(EVENT, a_payment(), ordered_on, AGENCY, CONTRACTOR)
    words = put_into_words(draft.message, "en")
    assert words.subject == subject
    assert {fact.label: fact.value for fact in words.facts}[label] == "April 10, 2026"


@pytest.mark.requirement("B17")
@pytest.mark.parametrize(
    ("code", "language", "why", "path"),
    [
        ("AC04", "en", "The account is closed", "/contractor/settings/bank-account"),
        ("AC04", "fr", "Le compte est fermé", "/contractor/settings/bank-account"),
        ("AM04", "nb", "Det var ikke nok penger på byråets konto", PAYMENT_PATH),
        ("XY99", "en", "The bank refused it", PAYMENT_PATH),
    ],
)
def test_a_returned_payment_says_why_in_words_and_leads_to_where_that_is_said(
    code: str, language: Language, why: str, path: str
) -> None:
    draft = pay.failed(EVENT, a_failed_payment(code, "Konto 12 sperret"), AGENCY, CONTRACTOR)
    assert why in {fact.value for fact in put_into_words(draft.message, language).facts}
    assert (draft.message.path, draft.message.quote) == (path, "Konto 12 sperret")


def test_a_date_set_for_the_first_time_is_no_move() -> None:
    first = pay.changed(EVENT, a_date(date(2026, 4, 17), None), AGENCY, CONTRACTOR, TRANSACTION)
    assert first is not None
    assert first.message.kind is Kind.TRANSACTION_SCHEDULED


@pytest.mark.parametrize("on", [None, date(2026, 4, 10)])
def test_a_date_that_did_not_change_is_not_told(on: date | None) -> None:
    assert pay.changed(EVENT, a_date(on, on), AGENCY, CONTRACTOR, TRANSACTION) is None


def a_release(
    on: date | None, state: TransactionState = TransactionState.PROCESSING, cause: str = "staff"
) -> TransactionReleased:
    return TransactionReleased(
        transaction_id=TRANSACTION.transaction_id,
        contractor_id=CONTRACTOR.person_id,
        number="T-1",
        net=Money.of(Decimal(100), "CAD"),
        state=TransactionState.SCHEDULED if on else state,
        estimated_payment_on=on,
        cause=cause,
    )


@pytest.mark.requirement("X1")
@pytest.mark.parametrize(
    ("release", "variant", "said"),
    [
        (a_release(date(2026, 4, 10)), "", "The estimated payment date is April 10, 2026."),
        (a_release(None), "processing", "It will go out with the next payments."),
        (
            a_release(None, TransactionState.PENDING_CLIENT_PAYMENT),
            "waiting",
            "We’ll pay you when the client has paid.",
        ),
    ],
)
def test_the_end_of_a_hold_says_what_the_payment_waits_for_now(
    release: TransactionReleased, variant: str, said: str
) -> None:
    known = replace(TRANSACTION, estimated_payment_on=date(2026, 4, 10))
    draft = pay.changed(EVENT, release, AGENCY, CONTRACTOR, known)
    assert draft is not None
    assert draft.message.kind is Kind.PAYMENT_RELEASED
    assert draft.message.variant == variant
    assert put_into_words(draft.message, "en").paragraphs[0].endswith(said)


@pytest.mark.requirement("X1")
def test_a_client_s_payment_is_told_as_money_on_its_way() -> None:
    draft = pay.changed(
        EVENT, a_release(None, cause="client_paid"), AGENCY, CONTRACTOR, TRANSACTION
    )
    assert draft is not None
    assert draft.message.kind is Kind.TRANSACTION_SCHEDULED
    assert draft.message.variant == "processing"


def test_pay_without_rules_for_its_deductions_is_told_to_staff_and_to_nobody_else() -> None:
    (draft,) = pay.unsettled(EVENT, without_rules(), AGENCY, CONTRACTOR, [STAFF])
    assert draft.recipient is STAFF
    assert draft.message.path == "/agency/notifications"
    words = put_into_words(draft.message, "en")
    assert words.subject == (
        "Pay of CAD\u00a03,015.44 for Sam Tremblay is on hold: no rule for deductions"
    )
    assert pay.created(EVENT, without_rules(), AGENCY, CONTRACTOR) is None
    # One that waits for something else is no news for them.
    waiting = without_rules().transaction.model_copy(
        update={"state": TransactionState.PENDING_RELEASE}
    )
    event = TransactionCreated(transaction=waiting)
    assert pay.unsettled(EVENT, event, AGENCY, CONTRACTOR, [STAFF]) == []


@pytest.mark.requirement("X1")
def test_a_hold_is_told_with_its_amount_its_project_and_the_agency_s_reason() -> None:
    held = TransactionHeld(
        transaction_id=TRANSACTION.transaction_id,
        contractor_id=CONTRACTOR.person_id,
        number="T-1",
        net=Money.of(Decimal(100), "CAD"),
        reason="Bank details differ",
        held_by=STAFF.person_id,
    )
    words = put_into_words(pay.held(EVENT, held, AGENCY, CONTRACTOR, TRANSACTION).message, "en")
    assert words.subject == "Your payment of CAD\u00a0100.00 for Harbour Bridge is on hold"
    assert words.quote == ("Bank details differ",)
    assert words.facts[0].value == "On hold"


@pytest.mark.requirement("X1")
@pytest.mark.parametrize(
    ("language", "title"), [("en", "Reason:"), ("fr", "Motif\u00a0:"), ("nb", "Begrunnelse:")]
)
@pytest.mark.parametrize("reason", ["Bank details differ", " "])
def test_the_list_in_the_portal_quotes_a_reason_and_says_nothing_of_none(
    reason: str, language: Language, title: str
) -> None:
    held = TransactionHeld(
        transaction_id=TRANSACTION.transaction_id,
        contractor_id=CONTRACTOR.person_id,
        number="T-1",
        net=Money.of(Decimal(100), "CAD"),
        reason=reason,
        held_by=STAFF.person_id,
    )
    draft = pay.held(EVENT, held, AGENCY, CONTRACTOR, TRANSACTION)
    entry = Notification.of(
        Email(
            email_id=email_id_of(EVENT, CONTRACTOR.person_id, draft.message.kind),
            agency_id=AGENCY.agency_id,
            because_of=EventId(EVENT),
            correlation_id=EVENT,
            recipient_id=CONTRACTOR.person_id,
            kind=draft.message.kind,
            language=language,
            address=CONTRACTOR.email,
            message=draft.message,
            secret_link=None,
            expires_at=None,
            created_at=AT,
        ),
        language,
        CONTRACTOR,
    )
    expected = (title, reason) if reason.strip() else (None, None)
    assert (entry.quote_title, entry.quote) == expected
    assert title.rstrip(":\u00a0") not in entry.title + entry.text


def test_a_release_that_moves_the_date_is_told_once_by_the_move_that_follows() -> None:
    known = replace(TRANSACTION, estimated_payment_on=date(2026, 4, 1))
    assert pay.changed(EVENT, a_release(date(2026, 4, 10)), AGENCY, CONTRACTOR, known) is None


def test_hours_and_expenses_are_summed_apart() -> None:
    submitted = WorkSubmitted.model_validate(
        _WORK_IDS
        | {
            "submission_id": new_id(),
            "entries": (
                an_entry("8"),
                an_entry("1.5", ArticleKind.OVERTIME),
                an_entry("20.25", ArticleKind.EXPENSE),
            ),
            "submitted_by": CONTRACTOR.person_id,
            "submitted_at": AT,
        }
    )
    (draft,) = work.submitted(EVENT, submitted, WORK, [work.Recipient(person=CONTACT)])
    facts = {f.label: f.value for f in put_into_words(draft.message, "en").facts}
    assert facts["Hours"] == "9.5 hours"
    assert facts["Including overtime"] == "1.5 hours"
    assert facts["Expenses"] == "CAD\u00a020.25"


def test_many_entries_are_summed_up_and_the_first_few_shown() -> None:
    approved = WorkApproved.model_validate(
        _WORK_IDS
        | {
            "approval_id": new_id(),
            "entries": tuple(an_entry("1") for _ in range(20)),
            "approved_by": CONTACT.person_id,
            "approved_at": AT,
        }
    )
    words = put_into_words(work.approved(EVENT, approved, WORK, CONTACT).message, "en")
    assert len(words.lines) == work.LINES_SHOWN
    assert words.more_lines == "and 13 more"
    assert words.subject == "Your work for Harbour Bridge was approved: 20 hours"


def test_an_approval_on_behalf_is_the_agency_s() -> None:
    approved = WorkApproved.model_validate(
        _WORK_IDS
        | {
            "approval_id": new_id(),
            "entries": (an_entry(),),
            "approved_by": STAFF.person_id,
            "approved_at": AT,
            "on_behalf": True,
        }
    )
    words = put_into_words(work.approved(EVENT, approved, WORK, STAFF).message, "en")
    assert words.paragraphs[0].startswith("Maple Staffing approved")


def test_an_expense_alone_is_said_in_money() -> None:
    context = replace(WORK, work_order=replace(WORK.work_order, currency="NOK"))
    submitted = WorkSubmitted.model_validate(
        _WORK_IDS
        | {
            "submission_id": new_id(),
            "entries": (an_entry("450", ArticleKind.EXPENSE),),
            "submitted_by": CONTRACTOR.person_id,
            "submitted_at": AT,
        }
    )
    (draft,) = work.submitted(EVENT, submitted, context, [work.Recipient(person=CONTACT)])
    assert put_into_words(draft.message, "nb").subject.endswith("450,00\u00a0NOK på Harbour Bridge")


@pytest.mark.parametrize("came", [(0, 1, 2, 3), (3, 2, 1, 0), (1, 3, 0, 2)])
def test_entries_of_one_day_are_listed_by_article_and_age_whatever_order_they_came_in(
    came: tuple[int, ...],
) -> None:
    entries = [
        an_entry("1"),
        an_entry("2"),
        an_entry("3", ArticleKind.OVERTIME),
        an_entry("4", ArticleKind.EXPENSE),
    ]
    event = WorkApproved.model_validate(
        _WORK_IDS
        | {
            "approval_id": new_id(),
            "entries": tuple(entries[at] for at in came),
            "approved_by": CONTACT.person_id,
            "approved_at": AT,
        }
    )
    content = put_into_words(work.approved(EVENT, event, WORK, CONTACT).message, "en")
    listed = [" ".join(f"{row.detail} {row.value}".split()) for row in content.lines]
    assert listed == [
        "Regular hours 1 hour",
        "Regular hours 2 hours",
        "Overtime 3 hours",
        listed[3],
    ]
    assert listed[3].startswith("Expense")
