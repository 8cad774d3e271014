"""Disputes of lines: who may, what is told and kept, and what of an invoice is reminded."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

import httpx2
import openpyxl
import pytest

from chassis.ids import new_id
from contracts.access import Permission, Scope
from contracts.events.disputes import (
    DisputeAnswered,
    DisputeOutcome,
    DisputeResolved,
    DisputeWithdrawn,
    InvoiceLinesDisputed,
)
from contracts.events.identity import InvoiceCadence, InvoicePreferences
from contracts.events.payments import InvoiceDueSoon, InvoiceIssued, InvoiceOverdue
from contracts.events.timesheets import ArticleKind
from contracts.ids import CompanyId, InvoiceId, ProjectId
from contracts.money import Money
from payments import daily

from ..builders import an_entry, articles
from ..conftest import AgencyAtWork

pytestmark = pytest.mark.requirement("B9")

AT_ONCE = InvoicePreferences(cadence=InvoiceCadence.IMMEDIATE)
REASON = "Tove was on site for two days that week, not three."


class Case:
    """An invoice of two lines, a contact of its company, and staff."""

    def __init__(self, agency: AgencyAtWork, issued: InvoiceIssued) -> None:
        self.agency = agency
        self.issued = issued
        self.contact = agency.contact(issued.company_id)
        self.staff = agency.staff()

    @property
    def path(self) -> str:
        return f"/invoices/{self.issued.invoice_id}"

    async def dispute(self, *lines: int, status: int = 201, who: Any = None) -> Any:
        body = {"lines": lines or [1], "reason": REASON}
        return await self.agency.post(
            f"{self.path}/disputes", body, who or self.contact, status=status
        )

    async def resolve(self, dispute: Any, status: int = 200, **body: Any) -> Any:
        asked = {
            "outcome": "stands",
            "reason": "The site log says three.",
            "version": dispute["version"],
            **body,
        }
        return await self.agency.post(self.of(dispute, "/resolve"), asked, status=status)

    async def withdraw(self, dispute: Any, status: int = 200, **more: Any) -> Any:
        body = {"version": dispute["version"]}
        return await self.agency.post(
            self.of(dispute, "/withdraw"), body, more.get("who") or self.contact, status=status
        )

    def of(self, dispute: Mapping[str, Any], path: str = "") -> str:
        return f"{self.path}/disputes/{dispute['dispute_id']}{path}"

    async def invoice(self) -> Any:
        return await self.agency.get(self.path, self.contact)

    async def summary(self) -> Any:
        return await self.agency.get("/invoices/summary", self.contact)

    async def row(self) -> dict[str, Any]:
        """The invoice in the workbook of a list."""
        file = await self.agency.client.get("/invoices.xlsx", headers=self.contact)
        sheet = openpyxl.load_workbook(BytesIO(file.content)).worksheets[0]
        heads, values = sheet.iter_rows(max_row=2, values_only=True)
        return {str(head): value for head, value in zip(heads, values, strict=True)}

    def money(self, minor: int) -> dict[str, Any]:
        return {"amount_minor": minor, "currency": self.issued.total.currency}

    async def remind(self, days_after_due: int) -> None:
        """The daily run, so many days after the due date."""
        noon = datetime.combine(self.issued.due_on, datetime.min.time(), UTC).replace(hour=18)
        await daily.run(self.agency.runtime, noon + timedelta(days=days_after_due))

    async def was_due(self, days_ago: int) -> None:
        """Put the due date so many days before today."""
        day = await self.today() - timedelta(days=days_ago)
        async with self.agency.runtime.unit_of_work(self.agency.agency_id) as uow:
            await uow.execute(
                "UPDATE invoices SET due_on = $1 WHERE invoice_id = $2",
                day,
                self.issued.invoice_id,
            )
        self.issued = self.issued.model_copy(update={"due_on": day})

    async def today(self) -> date:
        return self.issued.issued_on


@pytest.fixture
async def case(agency: AgencyAtWork) -> Case:
    order = await agency.work_order(preferences=AT_ONCE, rates=articles())
    await agency.approves(order, an_entry("8"), an_entry("2", article=ArticleKind.OVERTIME))
    (issued,) = await agency.said(InvoiceIssued)
    assert len(issued.lines) == 2
    return Case(agency, issued)


def share(case: Case, *lines: int) -> Money:
    """Of the total, of these lines: with their taxes."""
    held = sum(case.issued.lines[one - 1].amount.amount_minor for one in lines)
    total, subtotal = case.issued.total.amount_minor, case.issued.subtotal.amount_minor
    minor = (2 * total * held + subtotal) // (2 * subtotal)
    return Money(amount_minor=minor, currency=case.issued.total.currency)


async def test_a_line_is_disputed_and_only_it_is_not_due(case: Case) -> None:
    balances = await case.agency.balances()
    (dispute,) = (await case.dispute(1))["items"]
    assert dispute["state"] == "open"
    assert dispute["reason"] == REASON
    assert dispute["amount"] == case.issued.lines[0].amount.model_dump(mode="json")
    assert dispute["waiting_for"] == "agency"
    (said,) = await case.agency.said(InvoiceLinesDisputed)
    assert [one.line_number for one in said.lines] == [1]
    assert (said.invoice_id, said.reason) == (case.issued.invoice_id, REASON)
    shown = await case.invoice()
    assert shown["open_amount"] == case.issued.total.model_dump(mode="json")
    assert shown["disputed_amount"] == share(case, 1).model_dump(mode="json")
    # Nothing is booked.
    assert await case.agency.balances() == balances


async def test_several_lines_at_once_are_told_once_and_all_or_none_are_disputed(
    case: Case,
) -> None:
    both = (await case.dispute(1, 2))["items"]
    assert [one["line_number"] for one in both] == [1, 2]
    (said,) = await case.agency.said(InvoiceLinesDisputed)
    assert len(said.lines) == 2
    assert (await case.invoice())["disputed_amount"] == case.issued.total.model_dump(mode="json")
    await case.withdraw(both[0])
    refused = await case.dispute(1, 2, status=409)
    assert refused["code"] == "line_already_disputed"
    assert (refused["line_number"], refused["state"]) == (2, "open")
    assert refused["dispute_id"] == both[1]["dispute_id"]
    found = await case.agency.get(f"{case.path}/disputes", case.contact)
    assert [one["state"] for one in found["items"]] == ["withdrawn", "open"]


async def test_both_sides_see_the_conversation(case: Case) -> None:
    (dispute,) = (await case.dispute())["items"]
    text = "We ask Tove\nfor the log."
    answered = await case.agency.post(case.of(dispute, "/messages"), {"text": text})
    assert answered["waiting_for"] == "customer"
    await case.agency.post(case.of(dispute, "/messages"), {"text": "Thanks"}, case.contact)
    for who in (case.contact, case.staff):
        shown = await case.agency.get(case.of(dispute), who)
        said = [(one["author_portal"], one["text"]) for one in shown["conversation"]]
        assert said == [("customer", REASON), ("agency", text), ("customer", "Thanks")]
        assert shown["conversation"][1]["author_name"] == "Ada Staff"
    assert [one.text for one in await case.agency.said(DisputeAnswered)] == [text, "Thanks"]


async def test_a_line_that_stands_is_due_again(case: Case) -> None:
    (dispute,) = (await case.dispute())["items"]
    ended = await case.resolve(dispute)
    assert (ended["state"], ended["resolution"]) == ("stands", "The site log says three.")
    assert (ended["ended_by_name"], ended["waiting_for"]) == ("Ada Staff", None)
    assert (await case.invoice())["disputed_amount"] == case.money(0)
    (said,) = await case.agency.said(DisputeResolved)
    assert (said.outcome, said.agreed) == (DisputeOutcome.STANDS, None)
    for path, body in (("/messages", {"text": "But"}), ("/withdraw", {"version": 2})):
        refused = await case.agency.post(case.of(dispute, path), body, case.contact, status=409)
        assert (refused["code"], refused["state"]) == ("dispute_ended", "stands")
    assert (await case.dispute(status=409))["code"] == "line_already_disputed"


async def test_of_an_agreed_correction_only_the_rest_is_due_and_nothing_is_booked(
    case: Case,
) -> None:
    balances = await case.agency.balances()
    (dispute,) = (await case.dispute(1))["items"]
    line = case.issued.lines[0].amount.amount_minor
    refused = await case.resolve(
        dispute, status=422, outcome="correction", agreed=case.money(line + 1)
    )
    assert refused["errors"][0]["field"] == "amount_minor"
    for body in ({"outcome": "correction"}, {"agreed": case.money(1)}):
        refused = await case.resolve(dispute, status=422, **body)
        assert [error["field"] for error in refused["errors"]] == ["agreed"]
    ended = await case.resolve(dispute, outcome="correction", agreed=case.money(line // 4))
    assert (ended["state"], ended["agreed"]) == ("correction_agreed", case.money(line // 4))
    shown = await case.invoice()
    assert shown["disputed_amount"]["amount_minor"] == round(share(case, 1).amount_minor / 4)
    assert shown["open_amount"] == shown["total"]
    assert await case.agency.balances() == balances


async def test_a_withdrawn_dispute_leaves_the_line_as_it_was(case: Case) -> None:
    (dispute,) = (await case.dispute())["items"]
    colleague = case.agency.contact(case.issued.company_id)
    assert (await case.withdraw(dispute, who=colleague))["state"] == "withdrawn"
    assert len(await case.agency.said(DisputeWithdrawn)) == 1
    assert (await case.invoice())["disputed_amount"] == case.money(0)
    assert (await case.dispute())["items"][0]["state"] == "open"


async def test_two_at_once_are_told_of_each_other(case: Case) -> None:
    opened = await asyncio.gather(*(case_dispute(case) for _ in range(3)))
    assert sorted(answer.status_code for answer in opened) == [201, 409, 409]
    (dispute,) = (await case.agency.get(f"{case.path}/disputes", case.contact))["items"]
    ends = await asyncio.gather(
        *(
            case.agency.client.post(
                case.of(dispute, f"/{what}"),
                json={"version": 1, **more},
                headers={**who, "Idempotency-Key": str(new_id())},
            )
            for what, more, who in (
                ("resolve", {"outcome": "stands", "reason": "No."}, case.staff),
                ("withdraw", {}, case.contact),
            )
        )
    )
    assert sorted(answer.status_code for answer in ends) == [200, 409]
    (late,) = (answer.json() for answer in ends if answer.status_code == 409)
    now = await case.agency.get(case.of(dispute), case.contact)
    assert (late["code"], late["state"]) == ("dispute_ended", now["state"])
    assert late["version"] == now["version"] == 2


async def case_dispute(case: Case) -> httpx2.Response:
    return await case.agency.client.post(
        f"{case.path}/disputes",
        json={"lines": [1], "reason": REASON},
        headers={**case.contact, "Idempotency-Key": str(new_id())},
    )


async def test_what_was_seen_before_somebody_wrote_is_refused_with_the_state(case: Case) -> None:
    (dispute,) = (await case.dispute())["items"]
    await case.agency.post(case.of(dispute, "/messages"), {"text": "See here"}, case.contact)
    refused = await case.resolve(dispute, status=409)
    assert refused["code"] == "dispute_changed"
    assert (refused["state"], refused["version"]) == ("open", 2)


async def test_only_what_is_not_disputed_is_reminded(case: Case) -> None:
    (dispute,) = (await case.dispute(1))["items"]
    await case.remind(-1)
    await case.remind(1)
    (soon,) = await case.agency.said(InvoiceDueSoon)
    (late,) = await case.agency.said(InvoiceOverdue)
    for said in (soon, late):
        assert (said.open_amount, said.disputed_amount) == (case.issued.total, share(case, 1))
    await case.remind(2)
    assert len(await case.agency.said(InvoiceOverdue)) == 1
    # Due again, it is reminded again.
    await case.resolve(dispute)
    await case.remind(3)
    _, again = await case.agency.said(InvoiceOverdue)
    assert (again.open_amount, again.disputed_amount) == (case.issued.total, None)


async def test_an_invoice_that_is_disputed_as_a_whole_is_not_reminded(case: Case) -> None:
    first, second = (await case.dispute(1, 2))["items"]
    for day in (-2, 1, 5):
        await case.remind(day)
    assert await case.agency.said(InvoiceDueSoon) == []
    assert await case.agency.said(InvoiceOverdue) == []
    await case.withdraw(second)
    await case.remind(6)
    (late,) = await case.agency.said(InvoiceOverdue)
    assert late.disputed_amount == share(case, 1)
    assert first["state"] == "open"


async def test_lists_sums_and_files_have_overdue_without_what_is_disputed(case: Case) -> None:
    await case.was_due(days_ago=2)

    async def states() -> list[str]:
        return [
            one
            for one in ("overdue", "disputed", "not_due", "not_paid")
            if (await case.agency.get(f"/invoices?state={one}", case.contact))["items"]
        ]

    total, held = case.issued.total.amount_minor, share(case, 1).amount_minor
    assert await states() == ["overdue", "not_paid"]
    await case.dispute(1)
    assert (await case.invoice())["state"] == "overdue"
    assert await states() == ["overdue", "disputed", "not_paid"]
    row = await case.row()
    assert (row["Status"], row["Disputed, not due"]) == ("Overdue", held / 100)
    found = await case.summary()
    assert found["unpaid"] == {"count": 1, "totals": [case.money(total)]}
    assert found["overdue"] == {"count": 1, "totals": [case.money(total - held)]}
    assert found["disputed"] == {"count": 1, "totals": [case.money(held)]}
    await case.dispute(2)
    assert (await case.invoice())["state"] == "disputed"
    assert await states() == ["disputed", "not_paid"]
    found = await case.summary()
    assert found["overdue"] == {"count": 0, "totals": []}
    assert found["disputed"] == {"count": 1, "totals": [case.money(total)]}
    row = await case.row()
    assert (row["Status"], row["Disputed, not due"]) == ("Disputed", total / 100)


async def test_what_is_paid_in_full_is_not_disputed_and_what_came_in_meanwhile_counts(
    case: Case,
) -> None:
    (dispute,) = (await case.dispute(1))["items"]
    left = share(case, 1).amount_minor // 2
    body = {"received_on": case.issued.issued_on.isoformat()}
    paid = case.money(case.issued.total.amount_minor - left)
    await case.agency.post(f"{case.path}/receipts", body | paid)
    # No more is disputed than is open.
    assert (await case.summary())["disputed"]["totals"] == [case.money(left)]
    await case.agency.post(f"{case.path}/receipts", body | case.money(left))
    assert (await case.invoice())["disputed_amount"] == case.money(0)
    assert (await case.dispute(2, status=409))["code"] == "nothing_left_to_dispute"
    await case.resolve(dispute)
    assert (await case.invoice())["state"] == "paid"


async def test_who_may_dispute_write_and_resolve(agency: AgencyAtWork, case: Case) -> None:
    company_id, project_id = case.issued.company_id, case.issued.project_ids[0]
    elsewhere = await agency.company(AT_ONCE)
    (dispute,) = (await case.dispute(1))["items"]
    scoped = agency.contact(company_id, Scope.PROJECTS, [project_id])
    assert (await agency.get(case.of(dispute), scoped))["state"] == "open"
    for stranger in (
        agency.contact(elsewhere),
        agency.contact(company_id, Scope.PROJECTS, [ProjectId(new_id())]),
        agency.contact(company_id, Scope.OWN),
    ):
        await strange(case, dispute, stranger, 404)
        assert (await agency.get("/disputes", stranger))["items"] == []
    blind = agency.contact(company_id, permissions=[Permission.WORK_APPROVE])
    await strange(case, dispute, blind, 403)
    contractor = agency.own((await agency.said(InvoiceIssued))[0].lines[0].contractor_id)
    await strange(case, dispute, contractor, 403)
    await agency.get("/disputes", contractor, status=403)
    # Each side does its own.
    await agency.post(
        case.of(dispute, "/resolve"),
        {"outcome": "stands", "reason": "No.", "version": 1},
        case.contact,
        status=403,
    )
    await agency.post(case.of(dispute, "/withdraw"), {"version": 1}, status=403)
    await case.dispute(2, who=case.staff, status=403)


async def strange(case: Case, dispute: Any, who: dict[str, str], status: int) -> None:
    """Every way to the dispute, and to a new one, is closed to them."""
    await case.agency.get(f"{case.path}/disputes", who, status=status)
    await case.agency.get(case.of(dispute), who, status=status)
    await case.dispute(2, who=who, status=status)
    await case.agency.post(case.of(dispute, "/messages"), {"text": "Hi"}, who, status=status)
    await case.withdraw(dispute, who=who, status=status)


async def test_a_dispute_is_of_its_own_invoice(agency: AgencyAtWork, case: Case) -> None:
    order = await agency.work_order(company_id=case.issued.company_id)
    await agency.approves(order, an_entry("1"))
    other = (await agency.said(InvoiceIssued))[-1]
    (dispute,) = (await case.dispute(1))["items"]
    # It has one of its own, which is not to be taken for this one.
    asked = {"lines": [1], "reason": REASON}
    path = f"/invoices/{other.invoice_id}/disputes"
    theirs = (await agency.post(path, asked, case.contact, status=201))["items"]
    for invoice_id in (other.invoice_id, InvoiceId(new_id())):
        path = f"/invoices/{invoice_id}/disputes/{dispute['dispute_id']}"
        seen = await agency.get(path, case.contact, status=404)
        taken = await agency.post(f"{path}/withdraw", {"version": 1}, case.contact, status=404)
        assert [seen["code"], taken["code"]] == ["not_found", "not_found"]
    for path, found in ((case.path, [dispute]), (f"/invoices/{other.invoice_id}", theirs)):
        kept = (await agency.get(f"{path}/disputes", case.contact))["items"]
        assert [(one["dispute_id"], one["state"]) for one in kept] == [
            (one["dispute_id"], "open") for one in found
        ]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"lines": [], "reason": REASON}, "lines"),
        ({"lines": [0], "reason": REASON}, "lines.0"),
        ({"lines": [3], "reason": REASON}, "lines"),
        ({"lines": ["1"], "reason": REASON}, "lines.0"),
        ({"lines": [1, 1], "reason": REASON}, "lines"),
        ({"lines": [1], "reason": " "}, "reason"),
        ({"lines": [1], "reason": "x" * 501}, "reason"),
        ({"lines": [1], "reason": "a\u202eb"}, "reason"),
        ({"lines": [1], "reason": REASON, "amount": 1}, "amount"),
    ],
)
async def test_bad_input_is_refused_by_its_field(case: Case, body: Any, field: str) -> None:
    refused = await case.agency.post(f"{case.path}/disputes", body, case.contact, status=422)
    assert field in {error["field"] for error in refused["errors"]}
    assert await case.agency.said(InvoiceLinesDisputed) == []


async def test_the_list_of_disputes_pages_by_key(agency: AgencyAtWork, case: Case) -> None:
    opened = (await case.dispute(1, 2))["items"]
    await case.withdraw(opened[0])
    await case.dispute(1)
    found: list[str] = []
    query = "limit=1"
    while query:
        page = await agency.get(f"/disputes?{query}", case.staff)
        found += [one["dispute_id"] for one in page["items"]]
        query = f"limit=1&cursor={page['next_cursor']}" if page["next_cursor"] else ""
    assert len(found) == len(set(found)) == 3
    only = await agency.get("/disputes?state=withdrawn", case.contact)
    assert [one["dispute_id"] for one in only["items"]] == [opened[0]["dispute_id"]]
    other = CompanyId(new_id())
    assert (await agency.get(f"/disputes?company_id={other}", case.staff))["items"] == []


async def test_whoever_writes_without_end_has_to_wait(case: Case) -> None:
    (dispute,) = (await case.dispute(1))["items"]
    async with case.agency.runtime.unit_of_work(case.agency.agency_id) as uow:
        await uow.execute(
            """
            INSERT INTO dispute_messages (agency_id, dispute_id, number, written_by,
                written_by_name, portal, written_at, text)
            SELECT agency_id, dispute_id, n, opened_by, '', 'customer', now(), 'x'
            FROM invoice_disputes, generate_series(2, 59) AS n
            """
        )
    await case.withdraw(dispute)
    assert (await case.dispute(1, 2, status=429))["code"] == "too_many_disputes"
    (other,) = (await case.dispute(2))["items"]
    path = case.of(other, "/messages")
    refused = await case.agency.post(path, {"text": "And?"}, case.contact, status=429)
    assert refused["code"] == "too_many_disputes"
