"""E-mails about money: to a contractor when it comes and what became of it; to staff what is stuck.

X1 and B5; a hold and its end are told because they decide when the money comes.
"""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from contracts.date_moves import DAYS_OFF
from contracts.events.pay_runs import (
    REASONS_OF_THE_ACCOUNT,
    PaidTransaction,
    PaymentFailed,
    PaymentMade,
)
from contracts.events.payments import (
    TransactionCreated,
    TransactionHeld,
    TransactionReleased,
    TransactionScheduled,
    TransactionState,
)
from contracts.money import Money
from notifications.announcements import deductions
from notifications.announcements.draft import Draft
from notifications.announcements.pay_facts import transaction_facts, when_fact
from notifications.directory.model import Agency, Person, Transaction
from notifications.directory.told import transaction_of
from notifications.emails import paths
from notifications.emails.message import Fact, Kind, Line, Message
from notifications.emails.values import (
    Amount,
    Day,
    Period,
    Phrase,
    TemplateValue,
    TranslatedName,
    text,
)

LINES_SHOWN = 12
_CAUSES = frozenset({"client_paid", "released", "terms_changed", "staff", "pay_run", "returned"})
_METHODS = frozenset({"bank_transfer"})
_OF_THE_BANK = frozenset(
    {"AM02", "AM04", "AM05", "BE04", "CUST", "DT01", "DUPL", "FOCR", "MD07", "MS02", "MS03"}
    | {"NARR", "RR04", "TM01"}
)


def created(
    because_of: UUID, event: TransactionCreated, agency: Agency, contractor: Person
) -> Draft | None:
    """Work was priced and has a payment date; None where it has no date yet.

    What a correction takes back is no payment to look forward to: it is told as what it is.
    """
    transaction = event.transaction
    if transaction.net.amount_minor < 0:
        return deductions.taken_back(because_of, event, agency, contractor)
    if transaction.estimated_payment_on is None:
        return None
    known = transaction_of(event)
    return _scheduled(
        because_of,
        agency,
        contractor,
        known,
        number=transaction.number,
        net=transaction.net,
        on=transaction.estimated_payment_on,
        cause=None,
    )


def unsettled(
    because_of: UUID,
    event: TransactionCreated,
    agency: Agency,
    contractor: Person,
    staff: Iterable[Person],
) -> list[Draft]:
    """To staff who can release it: nobody knows what to withhold, so it waits for them.

    On hold from the beginning is only that whose deductions are open, and what takes off it.
    """
    of = event.transaction
    if of.state is not TransactionState.ON_HOLD or of.net.amount_minor < 0:
        return []
    known = transaction_of(event)
    amount = Amount(money=event.transaction.net)
    return [
        Draft(
            because_of=because_of,
            recipient=person,
            message=Message(
                kind=Kind.DEDUCTIONS_UNSETTLED,
                brand=agency.brand,
                recipient_name=person.name,
                values={
                    "amount": amount,
                    "contractor": text(contractor.name),
                    "project": text(known.project_name),
                },
                figure=amount,
                facts=transaction_facts(known, event.transaction.number),
                path=paths.agency_news(),
            ),
        )
        for person in staff
    ]


def changed(
    because_of: UUID,
    event: TransactionScheduled | TransactionReleased,
    agency: Agency,
    contractor: Person,
    transaction: Transaction,
) -> Draft | None:
    """The date was set, or moved, or nothing stands in its way any more; and why.

    None where there is nothing to tell: no date yet, or the same as before.
    """
    if event.net.amount_minor < 0:
        return deductions.changed(because_of, event, agency, contractor, transaction)
    if isinstance(event, TransactionReleased):
        return _of_release(because_of, event, agency, contractor, transaction)
    if event.previously_on is None:
        if event.estimated_payment_on is None:
            return None
        return _scheduled(
            because_of,
            agency,
            contractor,
            transaction,
            number=event.number,
            net=event.net,
            on=event.estimated_payment_on,
            cause=event.cause,
        )
    if event.estimated_payment_on == event.previously_on:
        return None
    return _moved(because_of, event, event.previously_on, agency, contractor, transaction)


def held(
    because_of: UUID,
    event: TransactionHeld,
    agency: Agency,
    contractor: Person,
    transaction: Transaction,
) -> Draft:
    """The agency keeps it back for now, with the agency's own words why."""
    if event.net.amount_minor < 0:
        return deductions.held(because_of, event, agency, contractor, transaction)
    message = Message(
        kind=Kind.PAYMENT_ON_HOLD,
        brand=agency.brand,
        recipient_name=contractor.name,
        values={"amount": Amount(money=event.net), "project": text(transaction.project_name)},
        figure=Amount(money=event.net),
        quote=event.reason,
        facts=(
            when_fact(Phrase(key="on_hold")),
            *transaction_facts(transaction, event.number),
        ),
        path=paths.contractor_transaction(transaction.transaction_id),
    )
    return Draft(because_of=because_of, recipient=contractor, message=message)


def paid(
    because_of: UUID, event: PaymentMade, ordered_on: date, agency: Agency, contractor: Person
) -> Draft:
    """The money was sent, with every transaction that it covers.

    A pay run may be run ahead of its day: until then the money is on its way, and that is said.
    """
    is_ahead = event.paid_on > ordered_on
    method: TemplateValue = (
        Phrase(key=f"method_{event.method}") if event.method in _METHODS else text(event.method)
    )
    in_order = sorted(
        event.transactions, key=lambda covered: (covered.period_start, covered.number)
    )
    message = Message(
        kind=Kind.PAYMENT_MADE,
        brand=agency.brand,
        recipient_name=contractor.name,
        variant="ahead" if is_ahead else "",
        values={"amount": Amount(money=event.amount), "date": Day(on=event.paid_on)},
        figure=Amount(money=event.amount),
        facts=(
            Fact(label="date" if is_ahead else "paid_on", value=Day(on=event.paid_on)),
            Fact(label="method", value=method),
            Fact(label="number", value=text(event.number)),
        ),
        lines=(*(_paid_line(covered) for covered in in_order[:LINES_SHOWN]), *_carried(event)),
        more_lines=max(0, len(event.transactions) - LINES_SHOWN),
        path=paths.contractor_payment(event.payment_id),
    )
    return Draft(because_of=because_of, recipient=contractor, message=message)


def failed(because_of: UUID, event: PaymentFailed, agency: Agency, contractor: Person) -> Draft:
    """The bank sent it back: why, in words, and what to do where it is about the account."""
    about_account = event.reason_code in REASONS_OF_THE_ACCOUNT
    has_words = event.reason_code in REASONS_OF_THE_ACCOUNT | _OF_THE_BANK
    reason = event.reason_code if has_words else "other"
    message = Message(
        kind=Kind.PAYMENT_FAILED,
        brand=agency.brand,
        recipient_name=contractor.name,
        variant="account" if about_account else "",
        values={"amount": Amount(money=event.amount)},
        figure=Amount(money=event.amount),
        quote=event.reason or None,
        facts=(
            Fact(label="bank_reason", value=Phrase(key=f"bank_{reason}")),
            Fact(label="number", value=text(event.number)),
        ),
        path=paths.contractor_bank_account()
        if about_account
        else paths.contractor_payment(event.payment_id),
    )
    return Draft(because_of=because_of, recipient=contractor, message=message)


def _carried(event: PaymentMade) -> tuple[Line, ...]:
    """What is set off here, or with later payments: with it, the lines come to the amount."""
    if event.carried is None:
        return ()
    key = "carried_on" if event.carried.amount_minor > 0 else "set_off"
    return (Line(label=Phrase(key=key), value=Amount(money=event.carried)),)


def _paid_line(covered: PaidTransaction) -> Line:
    return Line(
        label=text(f"{covered.work_order_title}, {covered.company_name}"),
        detail=Period(from_on=covered.period_start, to_on=covered.period_end),
        value=Amount(money=covered.net),
    )


def _scheduled(
    because_of: UUID,
    agency: Agency,
    contractor: Person,
    transaction: Transaction,
    *,
    number: str,
    net: Money,
    on: date | None,
    cause: str | None,
) -> Draft:
    when: TemplateValue = Phrase(key="processing") if on is None else Day(on=on)
    facts = (
        when_fact(when),
        *_cause_facts(cause),
        *transaction_facts(transaction, number),
    )
    message = Message(
        kind=Kind.TRANSACTION_SCHEDULED,
        brand=agency.brand,
        recipient_name=contractor.name,
        variant="processing" if on is None else "",
        values={
            "amount": Amount(money=net),
            "project": text(transaction.project_name),
            "date": when,
        },
        figure=Amount(money=net),
        facts=facts,
        path=paths.contractor_transaction(transaction.transaction_id),
    )
    return Draft(because_of=because_of, recipient=contractor, message=message)


def _of_release(
    because_of: UUID,
    event: TransactionReleased,
    agency: Agency,
    contractor: Person,
    transaction: Transaction,
) -> Draft | None:
    before = transaction.estimated_payment_on
    if before is not None and event.estimated_payment_on not in {None, before}:
        # The date passed meanwhile: a TransactionScheduled follows that says it moved, and why.
        return None
    if event.cause == "staff":
        return _released(because_of, event, agency, contractor, transaction)
    return _scheduled(
        because_of,
        agency,
        contractor,
        transaction,
        number=event.number,
        net=event.net,
        on=event.estimated_payment_on,
        cause=event.cause,
    )


def _released(
    because_of: UUID,
    event: TransactionReleased,
    agency: Agency,
    contractor: Person,
    transaction: Transaction,
) -> Draft:
    """Nobody's release is waited for any more; the pay terms decide again when it comes."""
    on = event.estimated_payment_on
    when: TemplateValue = _state(event.state) if on is None else Day(on=on)
    waits = event.state is TransactionState.PENDING_CLIENT_PAYMENT
    message = Message(
        kind=Kind.PAYMENT_RELEASED,
        brand=agency.brand,
        recipient_name=contractor.name,
        variant="" if on else "waiting" if waits else "processing",
        values={
            "amount": Amount(money=event.net),
            "project": text(transaction.project_name),
            "date": when,
        },
        figure=Amount(money=event.net),
        facts=(
            when_fact(when),
            *transaction_facts(transaction, event.number),
        ),
        path=paths.contractor_transaction(transaction.transaction_id),
    )
    return Draft(because_of=because_of, recipient=contractor, message=message)


def _moved(
    because_of: UUID,
    event: TransactionScheduled,
    before: date,
    agency: Agency,
    contractor: Person,
    transaction: Transaction,
) -> Draft:
    on = event.estimated_payment_on
    when: TemplateValue = _state(event.state) if on is None else Day(on=on)
    message = Message(
        kind=Kind.PAYMENT_DATE_MOVED,
        brand=agency.brand,
        recipient_name=contractor.name,
        variant="undated" if on is None else "",
        values={
            "amount": Amount(money=event.net),
            "project": text(transaction.project_name),
            "date": when,
            "before": Day(on=before),
        },
        figure=Amount(money=event.net),
        facts=(
            when_fact(when),
            Fact(label="date_before", value=Day(on=before)),
            *_why_moved(event),
            *transaction_facts(transaction, event.number),
        ),
        path=paths.contractor_transaction(transaction.transaction_id),
    )
    return Draft(because_of=because_of, recipient=contractor, message=message)


def _why_moved(event: TransactionScheduled) -> tuple[Fact, ...]:
    """What moved the day: the cause, and the name of the day on which banks are closed."""
    moved = event.moved
    if moved is None or moved.because not in DAYS_OFF:
        return _cause_facts(event.cause)
    closed = Fact(label="banks_closed", value=TranslatedName(names=moved.names))
    return (closed,) if event.cause == "bank_closed" else (*_cause_facts(event.cause), closed)


def _cause_facts(cause: str | None) -> tuple[Fact, ...]:
    if cause is None:
        return ()
    said: TemplateValue = Phrase(key=f"cause_{cause}") if cause in _CAUSES else text(cause)
    return (Fact(label="cause", value=said),)


def _state(state: TransactionState) -> Phrase:
    undated = {
        TransactionState.PENDING_CLIENT_PAYMENT,
        TransactionState.PENDING_RELEASE,
        TransactionState.ON_HOLD,
    }
    return Phrase(key=state.value if state in undated else "processing")
