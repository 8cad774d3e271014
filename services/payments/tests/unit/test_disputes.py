"""Disputes of lines: every state with every command, and what of an invoice is not due."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.ids import new_id
from contracts.access import Portal
from contracts.events.disputes import (
    DisputeAnswered,
    DisputeOutcome,
    DisputeResolved,
    DisputeWithdrawn,
)
from contracts.events.payments import (
    InvoiceDueSoon,
    InvoiceLine,
    InvoiceOverdue,
)
from contracts.events.timesheets import ArticleKind
from contracts.ids import (
    CompanyId,
    DisputeId,
    InvoiceId,
    PersonId,
    ProjectId,
    ReceiptId,
    WorkOrderId,
)
from contracts.money import Money
from payments.disputes import model
from payments.disputes.model import (
    MAX_MESSAGES,
    MAX_OF_LINE,
    AgreedAmountError,
    Decision,
    Dispute,
    DisputeChangedError,
    DisputeEndedError,
    DisputeFullError,
    DisputeState,
    LineAlreadyDisputedError,
    LineDisputedOftenError,
    LineNotChargedError,
    NothingLeftToDisputeError,
    UnknownLineError,
    Writer,
    held_back_of,
)
from payments.invoices.model import Invoice, InvoiceState, Receipt, invoice_state
from payments.invoices.reminders.model import ReminderRule, remind

from ..builders import cad, nok

pytestmark = pytest.mark.requirement("B9")

AT = datetime(2026, 3, 4, 12, tzinfo=UTC)
DUE = date(2026, 3, 31)
CONTACT, COLLEAGUE, STAFF = (PersonId(new_id()) for _ in range(3))


def by(person_id: PersonId = CONTACT, portal: Portal = Portal.CUSTOMER) -> Writer:
    return Writer(person_id=person_id, name="Anna", portal=portal, at=AT)


KIM = by(STAFF, Portal.AGENCY)


def a_line(amount: str) -> InvoiceLine:
    return InvoiceLine(
        work_order_id=WorkOrderId(new_id()),
        work_order_title="Welder",
        project_name="Harbour",
        contractor_id=PersonId(new_id()),
        contractor_name="Tove",
        article=ArticleKind.REGULAR,
        from_on=date(2026, 2, 2),
        to_on=date(2026, 2, 6),
        quantity=Decimal(1),
        minutes=60,
        rate=Decimal(amount),
        amount=cad(amount),
    )


LINES = [a_line("300"), a_line("200"), a_line("-100")]


def an_invoice(total: str = "452") -> Invoice:
    """400 and 13 per cent."""
    return Invoice(
        invoice_id=InvoiceId(new_id()),
        number="I-2026-000001",
        company_id=CompanyId(new_id()),
        project_id=None,
        project_ids=(ProjectId(new_id()),),
        issued_on=date(2026, 3, 1),
        due_on=DUE,
        total=cad(total),
        received=cad("0"),
    )


def disputed(*numbers: int, earlier: list[Dispute] | None = None) -> list[Dispute]:
    chosen = [(number, DisputeId(new_id())) for number in numbers]
    opened = model.dispute_lines(an_invoice(), LINES, chosen, earlier or [], "Two days", by())
    return list(opened.disputes)


def an_open_one() -> Dispute:
    return disputed(1)[0]


COMMANDS: dict[str, Callable[[Dispute], Decision]] = {
    "contact writes": lambda d: model.write(d, "And?", by(COLLEAGUE)),
    "staff write": lambda d: model.write(d, "We ask Tove.", KIM),
    "let stand": lambda d: model.let_stand(d, "The log says three.", KIM, seen=d.version),
    "agree": lambda d: model.agree_correction(d, cad("100"), "A day", KIM, seen=d.version),
    "withdraw": lambda d: model.withdraw(d, by(COLLEAGUE), seen=d.version),
    "let stand as seen before": lambda d: model.let_stand(d, "No.", KIM, seen=d.version - 1),
    "agree as seen before": lambda d: model.agree_correction(
        d, cad("100"), "A day", KIM, seen=d.version - 1
    ),
    "withdraw as seen before": lambda d: model.withdraw(d, by(), seen=d.version - 1),
}
ENDS = {
    "let stand": DisputeState.STANDS,
    "agree": DisputeState.CORRECTION_AGREED,
    "withdraw": DisputeState.WITHDRAWN,
}
HELD = {
    DisputeState.OPEN: cad("300"),
    DisputeState.STANDS: cad("0"),
    DisputeState.CORRECTION_AGREED: cad("100"),
    DisputeState.WITHDRAWN: cad("0"),
}


def in_state(state: DisputeState) -> Dispute:
    dispute = an_open_one()
    for name, ends in ENDS.items():
        if ends is state:
            return COMMANDS[name](dispute).dispute
    return dispute


@pytest.mark.parametrize(("state", "command"), list(product(DisputeState, COMMANDS)), ids=str)
def test_every_command_in_every_state(state: DisputeState, command: str) -> None:
    before = in_state(state)
    if state is not DisputeState.OPEN:
        with pytest.raises(DisputeEndedError) as ended:
            COMMANDS[command](before)
        assert ended.value.data == {"state": state.value, "version": before.version}
        return
    if command.endswith("as seen before"):
        with pytest.raises(DisputeChangedError) as changed:
            COMMANDS[command](before)
        assert changed.value.data == {"state": "open", "version": before.version}
        return
    after = COMMANDS[command](before).dispute
    assert after.version == before.version + 1
    assert after.state is ENDS.get(command, DisputeState.OPEN)
    assert after.held_back == HELD[after.state]
    assert (after.ending is None) == (after.state is DisputeState.OPEN)
    assert after.messages == before.messages + (command not in ENDS)


@pytest.mark.parametrize("first", COMMANDS)
@pytest.mark.parametrize("second", ENDS)
def test_of_two_at_once_the_one_who_has_not_seen_the_other_is_refused(
    first: str, second: str
) -> None:
    dispute = an_open_one()
    if first.endswith("as seen before"):
        return
    after = COMMANDS[first](dispute).dispute
    stale: dict[str, Callable[[Dispute], Decision]] = {
        "let stand": lambda d: model.let_stand(d, "No.", KIM, seen=dispute.version),
        "agree": lambda d: model.agree_correction(d, cad("1"), "Yes", KIM, seen=dispute.version),
        "withdraw": lambda d: model.withdraw(d, by(), seen=dispute.version),
    }
    with pytest.raises((DisputeEndedError, DisputeChangedError)):
        stale[second](after)


def test_what_is_said_names_the_line_and_those_who_take_part() -> None:
    dispute = an_open_one()
    written = model.write(dispute, "And?", by(COLLEAGUE))
    assert isinstance(written.event, DisputeAnswered)
    assert set(written.event.contact_ids) == {CONTACT, COLLEAGUE}
    # Staff are told as staff: they take part in no dispute of a contact.
    answered = model.write(dispute, "Which day?", KIM)
    assert answered.dispute.contact_ids == {CONTACT}
    agreed = model.agree_correction(dispute, cad("100"), "A day", KIM, seen=1).event
    assert isinstance(agreed, DisputeResolved)
    assert (agreed.outcome, agreed.agreed) == (DisputeOutcome.CORRECTION, cad("100"))
    assert (agreed.line.line_number, agreed.line.amount) == (1, cad("300"))
    stands = model.let_stand(dispute, "The log", KIM, seen=1).event
    assert isinstance(stands, DisputeResolved)
    assert (stands.outcome, stands.agreed, stands.reason) == (
        DisputeOutcome.STANDS,
        None,
        "The log",
    )
    gone = model.withdraw(dispute, by(COLLEAGUE), seen=1).event
    assert isinstance(gone, DisputeWithdrawn)
    assert gone.withdrawn_by == COLLEAGUE


def test_one_dispute_of_a_line_unless_it_was_withdrawn() -> None:
    first = an_open_one()
    for command in ("let stand", "agree", None):
        earlier = COMMANDS[command](first).dispute if command else first
        with pytest.raises(LineAlreadyDisputedError) as taken:
            disputed(2, 1, earlier=[earlier])
        assert taken.value.data["state"] == earlier.state.value
        assert taken.value.data["line_number"] == 1
    withdrawn = COMMANDS["withdraw"](first).dispute
    assert [one.line_number for one in disputed(1, 2, earlier=[withdrawn])] == [1, 2]


def test_a_line_is_not_disputed_and_withdrawn_without_end() -> None:
    withdrawn = COMMANDS["withdraw"](an_open_one()).dispute
    often = [withdrawn] * (MAX_OF_LINE - 1)
    assert [one.line_number for one in disputed(1, earlier=often)] == [1]
    with pytest.raises(LineDisputedOftenError) as refused:
        disputed(2, 1, earlier=[*often, withdrawn])
    assert refused.value.data["line_number"] == 1


def test_what_cannot_be_disputed() -> None:
    for number in (0, 4):
        with pytest.raises(UnknownLineError):
            disputed(number)
    with pytest.raises(LineNotChargedError):
        disputed(3)
    paid = replace(an_invoice(), received=cad("452"), paid_on=date(2026, 3, 9))
    with pytest.raises(NothingLeftToDisputeError):
        model.dispute_lines(paid, LINES, [(1, DisputeId(new_id()))], [], "No", by())


@pytest.mark.parametrize("amount", [cad("0"), cad("-1"), cad("300.01"), nok("100")])
def test_what_cannot_be_agreed(amount: Money) -> None:
    with pytest.raises(AgreedAmountError):
        model.agree_correction(an_open_one(), amount, "A day", KIM, seen=1)


def test_a_dispute_has_an_end_of_messages() -> None:
    dispute = replace(an_open_one(), messages=MAX_MESSAGES)
    with pytest.raises(DisputeFullError):
        model.write(dispute, "And?", by())


def test_messages_are_in_order_though_clocks_are_not() -> None:
    dispute = replace(an_open_one(), last_message_at=AT + timedelta(seconds=3))
    written = model.write(dispute, "And?", by())
    assert written.message is not None
    assert written.message.written_at == AT + timedelta(seconds=3)


def test_a_line_holds_back_its_share_of_the_taxes_too() -> None:
    subtotal = cad("400")
    assert held_back_of(an_invoice(), subtotal, []) == cad("0")
    assert held_back_of(an_invoice(), subtotal, disputed(2)) == cad("226")
    # Lines that take off: what is charged comes to more than the subtotal.
    assert held_back_of(an_invoice(), subtotal, disputed(1, 2)) == cad("452")
    agreed = COMMANDS["agree"](an_open_one()).dispute
    assert held_back_of(an_invoice(), subtotal, [agreed, *disputed(2)]) == cad("339")


@given(
    subtotal=st.integers(1, 10**12),
    taxes=st.integers(0, 10**12),
    held=st.integers(1, 2 * 10**12),
)
def test_never_more_than_the_total_is_held_back(subtotal: int, taxes: int, held: int) -> None:
    def minor(amount: int) -> Money:
        return Money(amount_minor=amount, currency="CAD")

    invoice = replace(an_invoice(), total=minor(subtotal + taxes))
    dispute = replace(an_open_one(), amount=minor(held))
    kept = held_back_of(invoice, minor(subtotal), [dispute])
    assert cad("0") < kept <= invoice.total
    if held < subtotal:
        assert minor(held) <= kept


def reminded(invoice: Invoice, days: int) -> tuple[Invoice, list[tuple[str, Money | None]]]:
    """What is said within so many days from ten before the due date, twice a day."""
    said: list[tuple[str, Money | None]] = []
    for day in range(-10, days):
        for _ in range(2):
            invoice, event = remind(invoice, DUE + timedelta(days=day), ReminderRule())
            if event is not None:
                assert event.open_amount == invoice.open_amount
                said.append((type(event).__name__, event.disputed_amount))
    return invoice, said


def test_only_what_is_not_disputed_is_reminded() -> None:
    invoice = an_invoice()
    assert reminded(invoice, 3)[1] == [("InvoiceDueSoon", None), ("InvoiceOverdue", None)]
    half = invoice.hold_back(cad("226"), DUE)
    assert reminded(half, 3)[1] == [
        ("InvoiceDueSoon", cad("226")),
        ("InvoiceOverdue", cad("226")),
    ]
    whole, said = reminded(invoice.hold_back(cad("452"), DUE), 3)
    assert said == []
    # The line stands: what is due again is reminded.
    assert reminded(whole.hold_back(cad("0"), DUE), 3)[1] == [
        ("InvoiceDueSoon", None),
        ("InvoiceOverdue", None),
    ]


def test_what_becomes_due_again_is_reminded_again_and_nothing_else_is() -> None:
    told, _ = reminded(an_invoice(), 3)
    late = DUE + timedelta(days=5)
    disputed_later = told.hold_back(cad("226"), late)
    assert remind(disputed_later, late, ReminderRule())[1] is None
    _, event = remind(disputed_later.hold_back(cad("113"), DUE), late, ReminderRule())
    assert isinstance(event, InvoiceOverdue)
    assert (event.open_amount, event.disputed_amount) == (cad("452"), cad("113"))


def test_what_came_in_was_for_what_is_not_disputed() -> None:
    receipt = Receipt(
        receipt_id=ReceiptId(new_id()),
        invoice_id=InvoiceId(new_id()),
        amount=cad("226"),
        received_on=date(2026, 3, 9),
        reference="",
        recorded_by=STAFF,
        recorded_by_name="Kim",
        recorded_at=AT,
    )
    invoice, _ = an_invoice().hold_back(cad("226"), DUE).receive(receipt, date(2026, 3, 9))
    assert (invoice.due_amount, invoice.disputed_amount) == (cad("0"), cad("226"))
    assert reminded(invoice, 3)[1] == []
    rest, _ = invoice.receive(replace(receipt, amount=cad("100")), date(2026, 3, 9))
    assert (rest.due_amount, rest.disputed_amount) == (cad("0"), cad("126"))


def test_an_invoice_of_which_nothing_is_due_is_not_overdue() -> None:
    late = DUE + timedelta(days=1)
    assert invoice_state(DUE, paid=False, day=DUE, disputed=True) is InvoiceState.NOT_DUE
    assert invoice_state(DUE, paid=False, day=late, disputed=True) is InvoiceState.DISPUTED
    assert invoice_state(DUE, paid=False, day=late) is InvoiceState.OVERDUE
    assert invoice_state(DUE, paid=True, day=late, disputed=True) is InvoiceState.PAID


def test_a_reminder_before_the_due_date_says_what_is_disputed_too() -> None:
    _, event = remind(an_invoice().hold_back(cad("52"), DUE), DUE, ReminderRule())
    assert isinstance(event, InvoiceDueSoon)
    assert event.disputed_amount == cad("52")
