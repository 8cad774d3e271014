"""A credit note is told like its invoice, and ends the reminders that wait (A5, B21)."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import httpx2
import pytest

from chassis.ids import new_id
from chassis.runtime import Runtime
from chassis.testing import eventually
from chassis.testing.plugin import Deliver
from chassis.testing.queues import fetchval_across
from contracts.access import Portal
from contracts.events.identity import CompanyChanged
from contracts.events.payments import InvoiceCredited, InvoiceIssued, InvoiceOverdue
from contracts.ids import CreditNoteId
from contracts.money import Money
from contracts.parties import BillTo
from notifications.digest import schedule

States = Callable[[], Awaitable[list[dict[str, Any]]]]
Pass = Callable[..., dict[str, str]]

pytestmark = [
    pytest.mark.timeout(60),
    pytest.mark.requirement("A5"),
    pytest.mark.requirement("B21"),
]

OLD, NEW = "faktura@nordlys.example", "regnskap@nordlys.example"


def of_invoice(issued: InvoiceIssued) -> dict[str, Any]:
    return {
        "invoice_id": issued.invoice_id,
        "company_id": issued.company_id,
        "number": issued.number,
    }


def credited(issued: InvoiceIssued, **changes: Any) -> InvoiceCredited:
    """The invoice is taken back as a whole."""
    event = InvoiceCredited(
        **of_invoice(issued),
        credit_note_id=CreditNoteId(new_id()),
        credit_note_number="C-2026-000004",
        invoiced_on=issued.issued_on,
        credited_on=date(2026, 5, 7),
        currency=issued.currency,
        lines=(),
        subtotal=issued.subtotal,
        total=issued.total,
        open_amount=Money.zero(issued.currency),
        kept_balance=Money.zero(issued.currency),
        bill_to=issued.bill_to,
    )
    return event.model_copy(update=changes)


def overdue(issued: InvoiceIssued) -> InvoiceOverdue:
    return InvoiceOverdue(**of_invoice(issued), due_on=issued.due_on, open_amount=issued.total)


def with_billing_email(world: Any, email: str, version: int) -> CompanyChanged:
    update = {"billing_email": email, "version": version}
    return CompanyChanged(company=world.company.model_copy(update=update))


async def test_it_reaches_those_who_see_the_invoice_once_and_nobody_else(
    deliver: Deliver, states: States, world: Any, other_world: Any
) -> None:
    await deliver(*other_world.events, agency_id=other_world.agency_id)
    await deliver(*world.events, agency_id=world.agency_id)
    issued = world.invoice()
    await deliver(issued, agency_id=world.agency_id)
    await deliver(credited(issued), agency_id=world.agency_id, times=2)
    told = [row for row in await states() if row["kind"] == "invoice_credited"]
    assert [row["recipient_id"] for row in told] == [world.approver.person_id]


@pytest.mark.requirement("K7")
@pytest.mark.parametrize(("then", "now"), [(OLD, OLD), (OLD, NEW), (OLD, ""), ("", NEW)])
async def test_it_goes_where_the_company_has_its_invoices_sent_by_now(
    runtime: Runtime,
    deliver: Deliver,
    states: States,
    mail_server: Any,
    sending: Any,
    world: Any,
    then: str,
    now: str,
) -> None:
    """Whether the company chose that before the credit note, or while its e-mail waits."""
    bill_to = BillTo(
        name=world.company.name, address=world.company.address, language="nb", billing_email=then
    )
    first, second = (
        world.invoice().model_copy(update={"bill_to": bill_to, "number": number})
        for number in ("2026-0001", "2026-0002")
    )
    known = with_billing_email(world, then, 2)
    await deliver(*world.events, known, first, second, agency_id=world.agency_id)
    await deliver(credited(first), agency_id=world.agency_id)
    await deliver(with_billing_email(world, now, 3), agency_id=world.agency_id)
    await deliver(credited(second), agency_id=world.agency_id)

    async def nothing_waits() -> bool:
        return not {row["state"] for row in await states()} & {"waiting", "sending"}

    async with sending(runtime):
        await eventually(nothing_waits)
    sent = [
        mail["To"].addresses[0].addr_spec
        for mail in mail_server.mails
        if mail["X-Portico-Kind"] == "invoice_credited"
    ]
    # What was told while there was no address goes to none.
    expected = [now] * (2 if then else 1) if now else []
    assert [one for one in sent if one != world.approver.email] == expected


@pytest.mark.parametrize("left", [0, 100])
async def test_a_reminder_that_waits_is_not_sent_after_it(
    deliver: Deliver, states: States, world: Any, left: int
) -> None:
    """Of what is credited in part it would say too much."""
    issued, other = world.invoice(), world.invoice()
    await deliver(*world.events, issued, other, agency_id=world.agency_id)
    await deliver(overdue(issued), overdue(other), agency_id=world.agency_id)
    open_amount = Money(amount_minor=left, currency=issued.currency)
    await deliver(credited(issued, open_amount=open_amount), agency_id=world.agency_id)
    found = [(row["kind"], row["state"]) for row in await states()]
    assert sorted(found) == [
        ("invoice_credited", "waiting"),
        ("invoice_issued", "waiting"),
        ("invoice_issued", "waiting"),
        ("invoice_overdue", "listed"),
        ("invoice_overdue", "waiting"),
    ]


@pytest.mark.parametrize("is_made", [False, True])
async def test_a_digest_that_waits_reminds_of_nothing_that_was_credited(  # noqa: PLR0917
    runtime: Runtime,
    deliver: Deliver,
    states: States,
    mail_server: Any,
    sending: Any,
    world: Any,
    client: httpx2.AsyncClient,
    a_pass: Pass,
    is_made: bool,
) -> None:
    """Whether it was made by then or not."""
    hers = a_pass(
        agency_id=world.agency_id, person_id=world.approver.person_id, portal=Portal.CUSTOMER
    )
    await deliver(*world.events, agency_id=world.agency_id)
    choices = {"invoice_issued": "never", "invoice_credited": "never", "invoice_overdue": "daily"}
    body = {"digest_hour": 8, "choices": choices}
    chosen = await client.put("/my/preferences", headers=hers, json=body)
    assert chosen.status_code == 200, chosen.text
    gone, other = world.invoice(), world.invoice().model_copy(update={"number": "2026-0002"})
    await deliver(gone, other, overdue(gone), overdue(other), agency_id=world.agency_id)
    due = await fetchval_across(runtime, "SELECT due_at FROM digest_queue")
    if is_made:
        await schedule.run(runtime, due)
    await deliver(credited(gone), agency_id=world.agency_id)
    if not is_made:
        await schedule.run(runtime, due)

    async def digest_is_sent() -> bool:
        return ("daily_digest", "sent") in {(row["kind"], row["state"]) for row in await states()}

    async with sending(runtime):
        await eventually(digest_is_sent)
    (digest,) = mail_server.mails
    said = "".join(digest.get_body((form,)).get_content() for form in ("plain", "html"))
    assert "2026-0002" in said
    assert "2026-0001" not in said
