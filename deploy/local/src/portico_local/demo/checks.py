"""What must hold when the story has been played: by the APIs, by the files, by the inbox."""

import io
import re
from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pypdfium2

from contracts.events.payments import InvoiceLine
from contracts.money import Money
from portico_local.demo.agency import DemoAgency, each
from portico_local.demo.banking_days import check_dates
from portico_local.demo.client import until
from portico_local.demo.e_invoices import check_e_invoices
from portico_local.demo.expected import ExactTotal, bill_by_company, met, pay_by_work_order
from portico_local.demo.stand_ins import check_stand_in
from portico_local.demo.statements import check_books, check_statements
from portico_local.demo.story import Story, gross_by_work_order, subtotal_by_company

_MOST_FILES = 120
_NUMBER = re.compile(r"-?\d[\d\s.,\u00a0\u202f']*\d|\d")


# What each event of the story should bring to mailboxes and to the files.
_EMAILS_OF = {
    "PersonInvited": ("invitation",),
    "WorkSubmitted": ("work_submitted",),
    "WorkCommented, WorkReturned": ("work_commented", "work_returned"),
    "WorkApproved": ("work_approved",),
    "TransactionCreated": ("transaction_scheduled",),
    "InvoiceIssued, WorkInvoiced": ("invoice_issued",),
    "PaymentMade, TransactionPaid": ("payment_made",),
    "InquiryOpened, InquiryAnswered": ("inquiry_received", "inquiry_answered"),
    "InvoiceLinesDisputed, DisputeResolved": (
        "dispute_received",
        "dispute_answered",
        "dispute_resolved",
        "invoice_credited",
    ),
    "InvoiceWrittenOff, ReceiptReversed": ("receipt_reversed",),
    "OfferSent, OfferSigned": ("offer_to_sign", "offer_signed"),
    "StandInNamed, StandInEnded": ("stand_in_named", "stand_in_ended"),
}
_DOCUMENTS_OF = {
    "TransactionCreated": ("paystub", "contractor_invoice"),
    "InvoiceIssued, WorkInvoiced": ("customer_invoice",),
    "InvoiceLinesDisputed, DisputeResolved": ("credit_note",),
    "PaymentMade, TransactionPaid": ("payment_statement",),
}


async def check(story: Story) -> None:
    """Note every check in the story's timeline; nothing is raised for one that fails."""
    for demo_agency in story.demo_agencies:
        await _sums(story, demo_agency)
        await _lines(story, demo_agency)
        await _ledger(story, demo_agency)
        await _bank(story, demo_agency)
        await check_dates(story.timeline, demo_agency)
        await check_books(story, demo_agency)
        await check_statements(story, demo_agency)
        await _documents(story, demo_agency)
        await check_e_invoices(story, demo_agency)
        await _held(story, demo_agency)
        await _jobs(story, demo_agency)
        if "stand_in" in demo_agency.held:
            await check_stand_in(story.timeline, demo_agency)
        await _emails(story, demo_agency)
    if len(story.demo_agencies) > 1:
        await _apart(story)
    await _fill_in_the_table(story)


async def _fill_in_the_table(story: Story) -> None:
    """How many documents and e-mails each step brought, by kind, over all agencies."""
    emails, documents = Counter[str](), Counter[str]()
    for demo_agency in story.demo_agencies:
        emails += Counter(
            row["kind"] for row in await demo_agency.staff.all("/api/agency/deliveries")
        )
        documents += Counter(
            row["kind"] for row in await demo_agency.staff.all("/api/agency/documents")
        )
    for step in story.timeline.steps:
        if step.event in _EMAILS_OF:
            step.emails = sum(emails[kind] for kind in _EMAILS_OF[step.event])
        if step.event in _DOCUMENTS_OF:
            step.documents = sum(documents[kind] for kind in _DOCUMENTS_OF[step.event])


async def _sums(story: Story, demo_agency: DemoAgency) -> None:
    rows = story.approved_rows(demo_agency)
    transactions = await demo_agency.staff.all("/api/agency/transactions")
    found, expected = gross_by_work_order(transactions), pay_by_work_order(rows)
    story.timeline.check(
        f"{demo_agency.plan.name}: work x pay rates = transactions",
        holds=met(found, expected),
        found=_of(found, expected),
    )
    sound = all(
        row["net"]["amount_minor"]
        == row["gross"]["amount_minor"]
        - row["deductions"]["amount_minor"]
        + row["taxes"]["amount_minor"]
        for row in transactions
    )
    story.timeline.check(
        f"{demo_agency.plan.name}: net = gross - deductions + taxes",
        holds=sound and bool(transactions),
        found=f"{len(transactions)} transactions",
    )
    invoices = await demo_agency.staff.all("/api/agency/invoices")
    billed, due = (
        subtotal_by_company(invoices),
        bill_by_company(demo_agency.plan, demo_agency.held["invoiced"]),
    )
    story.timeline.check(
        f"{demo_agency.plan.name}: work x bill rates = invoices",
        holds=met(billed, due),
        found=_of(billed, due),
    )
    paid = Counter[str]()
    for row in transactions:
        if row["state"] == "paid":
            paid[row["payment_id"]] += row["net"]["amount_minor"]
    payments = {
        row["payment_id"]: row["amount"]["amount_minor"]
        for row in await demo_agency.staff.all("/api/agency/payments", state="settled")
    }
    story.timeline.check(
        f"{demo_agency.plan.name}: paid transactions = payments",
        holds=dict(paid) == payments and len(payments) == len(demo_agency.held["payments"]),
        found=f"{sum(payments.values())} minor units in {len(payments)} payments",
    )


def _of(found: Mapping[str, int], expected: Mapping[str, ExactTotal]) -> str:
    exact = sum((total.exact for total in expected.values()), Fraction(0))
    return f"{sum(found.values())} of {float(exact):.2f} minor units"


async def _lines(story: Story, demo_agency: DemoAgency) -> None:
    """On every line of an invoice, the quantity times the rate is the amount, rounded once."""
    lines: list[InvoiceLine] = []
    for row in await demo_agency.staff.all("/api/agency/invoices"):
        found = await demo_agency.staff.get(f"/api/agency/invoices/{row['invoice_id']}")
        lines += [InvoiceLine.model_validate(line) for line in found["invoice"]["lines"]]
    story.timeline.check(
        f"{demo_agency.plan.name}: quantity x rate = amount on every line of an invoice",
        holds=bool(lines) == bool(demo_agency.held["invoiced"])
        and all(
            line.amount == Money.of(line.exact * Fraction(line.rate), line.amount.currency)
            for line in lines
        ),
        found=f"{len(lines)} lines",
    )


async def _ledger(story: Story, demo_agency: DemoAgency) -> None:
    """The ledger sums to zero, and says what is still owed and still to come in."""
    accounts = (await demo_agency.staff.get("/api/agency/ledger/balances"))["items"]
    total = sum(row["balance"]["amount_minor"] for row in accounts)
    owed = sum(
        row["balance"]["amount_minor"]
        for row in accounts
        if row["account"].startswith("contractor_payable")
    )
    to_come = -sum(
        row["balance"]["amount_minor"]
        for row in accounts
        if row["account"].startswith("customer_receivable")
    )
    transactions = await demo_agency.staff.all("/api/agency/transactions")
    unpaid = sum(
        row["net"]["amount_minor"]
        for row in transactions
        if row["state"] not in {"paid", "reversed"}
    )
    invoices = await demo_agency.staff.all("/api/agency/invoices")
    still_open = sum(row["open_amount"]["amount_minor"] for row in invoices)
    kept = 0
    for company_id in demo_agency.company_ids.values():
        theirs = await demo_agency.staff.get(f"/api/agency/companies/{company_id}/balance")
        kept += sum(row["amount_minor"] for row in theirs["balances"])
    story.timeline.check(
        f"{demo_agency.plan.name}: the ledger sums to zero",
        holds=total == 0 and bool(accounts),
        found=f"{len(accounts)} accounts",
    )
    story.timeline.check(
        f"{demo_agency.plan.name}: ledger = what is owed to contractors",
        holds=owed == unpaid,
        found=f"{owed} = {unpaid}",
    )
    story.timeline.check(
        f"{demo_agency.plan.name}: ledger = what customers owe, less what they paid too much",
        holds=to_come == still_open - kept,
        found=f"{to_come} = {still_open} - {kept}",
    )


async def _bank(story: Story, demo_agency: DemoAgency) -> None:
    """What the ledger says left the bank is what the bank has booked, and nothing is on its way."""
    staff = demo_agency.staff
    postings = await staff.all("/api/agency/ledger/postings", account="payments_in_transit")
    left = Counter[str]()
    for row in postings:
        if row["cause"] == "settlement":
            left[row["amount"]["currency"]] += row["amount"]["amount_minor"]
    accounts = (await staff.get("/api/agency/ledger/balances"))["items"]
    on_their_way = [
        row["balance"]["amount_minor"]
        for row in accounts
        if row["account"] == "payments_in_transit"
    ]
    booked = demo_agency.held["bank"].booked
    story.timeline.check(
        f"{demo_agency.plan.name}: ledger = what the bank has booked",
        holds=dict(left) == booked and not any(on_their_way),
        found=f"{dict(left)} = {booked}",
    )


async def _documents(story: Story, demo_agency: DemoAgency) -> None:
    """Every transaction, invoice and payment has its file, and the file says its amount."""
    transactions = await demo_agency.staff.all("/api/agency/transactions")
    invoices = await demo_agency.staff.all("/api/agency/invoices")
    payments = await demo_agency.staff.all("/api/agency/payments", state="settled")
    amounts = {row["transaction_id"]: row["net"] for row in transactions}
    amounts |= {row["invoice_id"]: row["total"] for row in invoices}
    amounts |= {row["payment_id"]: row["amount"] for row in payments}
    documents = await until(
        lambda: demo_agency.staff.all("/api/agency/documents"),
        lambda rows: (
            {row["subject_id"] for row in rows if row["state"] == "rendered"} >= set(amounts)
        ),
        what=f"{len(amounts)} documents",
        within_seconds=900,
        every_seconds=0.5,
    )
    kinds = Counter(row["kind"] for row in documents)
    rightly = len(documents) == len(amounts) == len({row["subject_id"] for row in documents})
    story.timeline.check(
        f"{demo_agency.plan.name}: one document each",
        holds=rightly,
        found=", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())),
    )
    wrong: list[str] = []

    async def read(document: dict[str, Any]) -> None:
        answer = await demo_agency.staff.call(
            "GET", f"/api/agency/documents/{document['document_id']}/content"
        )
        # Not in a thread: pdfium crashes the process when two of them use it.
        said = _amounts_in(answer.content)
        if amounts[document["subject_id"]]["amount_minor"] not in said:
            wrong.append(f"{document['kind']} {document['number']}")

    looked_at = documents[:_MOST_FILES]
    await each(looked_at, read)
    named = f", wrong are {', '.join(wrong[:5])}" if wrong else ""
    story.timeline.check(
        f"{demo_agency.plan.name}: documents say the ledger's amounts",
        holds=not wrong,
        found=f"{len(looked_at)} files read{named}",
    )


def _amounts_in(pdf: bytes) -> set[int]:
    """Every number of a PDF's text, as minor units of a currency with two digits, or whole."""
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    try:
        text = "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()
    found: set[int] = set()
    for match in _NUMBER.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        if digits:
            found.add(int(digits))
    return found


async def _held(story: Story, demo_agency: DemoAgency) -> None:
    if "on_hold" not in demo_agency.held:
        return
    row = (await demo_agency.staff.get(f"/api/agency/transactions/{demo_agency.held['on_hold']}"))[
        "transaction"
    ]
    story.timeline.check(
        f"{demo_agency.plan.name}: what was put on hold was not paid",
        holds=row["state"] == "on_hold" and row["payment_id"] is None,
        found=f"{row['number']} is {row['state']}",
    )


async def _jobs(story: Story, demo_agency: DemoAgency) -> None:
    """Contacts find every planned shift once, each as long as it truly is."""
    if "jobs" not in demo_agency.held:
        return
    found: list[dict[str, Any]] = []
    for project in {one.company: one for one in demo_agency.plan.projects.values()}.values():
        contact = demo_agency.contacts[project.contact.email]
        found += await contact.all("/api/customer/jobs")
    planned = demo_agency.held["jobs"]
    shown = Counter(job["job_id"] for job in found)
    wrong = [job for job in found if job["minutes"] != 480 + job["clock_change_minutes"]]
    story.timeline.check(
        f"{demo_agency.plan.name}: contacts find every planned shift once, with its true hours",
        holds=shown == Counter(job["job_id"] for job in planned) and bool(planned) and not wrong,
        found=f"{len(found)} of {len(planned)} shifts",
    )


async def _emails(story: Story, demo_agency: DemoAgency) -> None:
    """Exactly one e-mail per event and recipient, by the log and in the inbox."""
    deliveries = await until(
        lambda: demo_agency.staff.all("/api/agency/deliveries"),
        lambda rows: (
            bool(rows)
            and all(row["state"] in {"sent", "failed"} for row in rows)
            and _has_kinds(demo_agency, rows)
        ),
        what="every e-mail sent",
        within_seconds=300,
        every_seconds=0.5,
    )
    once = Counter((row["because_of"], row["recipient_id"], row["kind"]) for row in deliveries)
    arrived = Counter(mail.message_id.strip("<>") for mail in await story.inbox.mails())
    sent = {str(row["message_id"]).strip("<>"): row for row in deliveries}
    # A sender that was killed between the server's yes and its own note sends the same message
    # again, under the same Message-ID: SMTP leaves it no better choice (decision 5), and the
    # delivery log says so.
    missing = [
        ident
        for ident, row in sent.items()
        if arrived[ident] != 1 and not (arrived[ident] > 1 and row["interruptions"])
    ]
    kinds = Counter(row["kind"] for row in deliveries)
    story.timeline.check(
        f"{demo_agency.plan.name}: one e-mail per event and recipient",
        holds=max(once.values()) == 1 and not missing and len(sent) == len(deliveries),
        found=f"{len(sent)} sent and {len(sent) - len(missing)} in the inbox once: "
        + ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())),
    )


def _has_kinds(demo_agency: DemoAgency, rows: list[dict[str, Any]]) -> bool:
    kinds = Counter(row["kind"] for row in rows)
    people = len(demo_agency.contacts) + len(demo_agency.contractors)
    people += "stand_in" in demo_agency.held
    return kinds["invitation"] == people and kinds["payment_made"] == len(
        demo_agency.held["payments"]
    )


async def _apart(story: Story) -> None:
    """Agency A sees nothing of B: not by its lists, not by its ids, not with its cookies."""
    one, other = story.demo_agencies[0], story.demo_agencies[1]
    theirs = await other.staff.all("/api/agency/transactions")
    invoices = await other.staff.all("/api/agency/invoices")
    documents = await other.staff.all("/api/agency/documents")
    paths = [
        *(f"/api/agency/transactions/{row['transaction_id']}" for row in theirs[:1]),
        *(f"/api/agency/invoices/{row['invoice_id']}" for row in invoices[:1]),
        *(f"/api/agency/documents/{row['document_id']}/content" for row in documents[:1]),
        f"/api/agency/companies/{next(iter(other.company_ids.values()))}",
        f"/api/agency/people/{next(iter(other.person_ids.values()))}",
    ]
    statuses = {(await one.staff.call("GET", path)).status_code for path in paths}
    mine = {row["transaction_id"] for row in await one.staff.all("/api/agency/transactions")}
    overlap = mine & {row["transaction_id"] for row in theirs}
    there = await one.staff.call(
        "GET", "/api/agency/transactions", headers={"Host": str(other.staff.client.headers["host"])}
    )
    story.timeline.check(
        f"{one.plan.name} sees nothing of {other.plan.name}",
        holds=statuses == {404} and not overlap and there.status_code == 401,
        found=f"their ids: {sorted(statuses)}; their site with our cookie: {there.status_code}",
    )
