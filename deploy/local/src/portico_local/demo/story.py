"""The story: from an invitation to money in the bank, played through the edge by its people."""

import csv
import io
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from portico_local.demo.cast import (
    Troupe,
    create_agencies,
    each,
    newcomer,
    sign_in,
    sign_up,
    staff_of,
)
from portico_local.demo.door import Visitor, until
from portico_local.demo.expected import GoodRow, bill_by_company, pay_by_work_order, sort_out, worth
from portico_local.demo.inbox import Inbox
from portico_local.demo.timeline import CheckFailedError, Timeline
from portico_local.demo.workfile import AgencyPlan
from portico_local.view import StackView

_COLUMNS = ("work_order", "date", "article", "quantity", "note")


class Story:
    """One run of the story on a stack. Its chapters are played in the order of this class."""

    def __init__(
        self,
        stack: StackView,
        plans: list[AgencyPlan],
        timeline: Timeline,
        *,
        closing: AsyncExitStack,
        keep_waiting_from: date | None = None,
    ) -> None:
        self.stack = stack
        self.plans = plans
        self.timeline = timeline
        self.inbox = Inbox(stack.addresses.mail_url)
        self.troupes: list[Troupe] = []
        self._closing = closing
        self._keep_waiting_from = keep_waiting_from

    async def play(self) -> None:
        """Every chapter. Raises what goes wrong; the timeline has it too."""
        await self.found_agencies()
        await self.set_up_customers()
        await self.invite()
        await self.open_work_orders()
        await self.import_work()
        await self.submit()
        await self.review()
        await self.correct()
        await self.price()
        await self.invoice()
        await self.receive()
        await self.hold()
        await self.pay()

    async def found_agencies(self) -> None:
        """The operator creates the agencies; their staff sign in."""
        with self.timeline.step("Agencies are created", "AgencyChanged") as step:
            await create_agencies(self.stack, self.plans)
            for plan in self.plans:
                person = staff_of(plan)
                staff = await newcomer(self.stack, self._closing, plan, "agency", person.name)
                # The edge remembers for some seconds that a site was not there.
                await until(
                    lambda guest=staff: guest.get("/api/public/agency"), bool, what="the site"
                )
                await sign_in(staff, person.email)
                self.troupes.append(
                    Troupe(plan=plan, sorted=sort_out(plan), staff_person=person, staff=staff)
                )
                step.tell(f"{plan.name} at {self.stack.addresses.site(plan.slug)}")

    async def set_up_customers(self) -> None:
        """Staff create the companies, with what each prefers of its invoices."""
        with self.timeline.step("Companies are created", "CompanyChanged") as step:
            for troupe in self.troupes:
                for company in troupe.plan.companies.values():
                    made = await troupe.staff.post(
                        "/api/agency/companies",
                        {
                            "name": company.name,
                            "address": {
                                "region": company.region,
                                "country": troupe.plan.country,
                            },
                            "invoice_preferences": {
                                "grouping": company.grouping,
                                "cadence": company.cadence,
                                "due_days": 30,
                                "language": troupe.plan.language,
                            },
                        },
                    )
                    troupe.company_ids[company.name] = made["company_id"]
            step.tell(f"{sum(len(t.company_ids) for t in self.troupes)} companies")

    async def invite(self) -> None:
        """Staff invite; invitations arrive; their links set passwords."""
        addresses: set[str] = set()
        with self.timeline.step("Invitations arrive by e-mail", "PersonInvited") as step:
            for troupe in self.troupes:
                await each(self._invitations(troupe), lambda body, t=troupe: self._invite(t, body))
                addresses |= {email.lower() for email in troupe.person_ids}
            mails = await self.inbox.one_for_each(addresses, "an invitation for everybody")
            step.emails = len(mails)
            step.tell(f"{len(mails)} people")
        with self.timeline.step("Links set passwords, people sign in", "PersonActivated") as step:
            for troupe in self.troupes:
                for plan in troupe.plan.contacts:
                    troupe.contacts[plan.email] = await newcomer(
                        self.stack, self._closing, troupe.plan, "customer", plan.name
                    )
                for plan in troupe.plan.contractors.values():
                    troupe.contractors[plan.person.email] = await newcomer(
                        self.stack, self._closing, troupe.plan, "contractor", plan.person.name
                    )
                guests = [*troupe.contacts.items(), *troupe.contractors.items()]
                await each(guests, lambda guest: sign_up(guest[1], mails[guest[0].lower()]))
            step.tell("everybody accepted the terms and chose a password")

    @staticmethod
    def _invitations(troupe: Troupe) -> list[dict[str, Any]]:
        plan = troupe.plan
        companies = {project.contact.email: project.company for project in plan.projects.values()}
        contacts = [
            {
                "portal": "customer",
                "email": person.email,
                "name": person.name,
                "language": plan.language,
                "permissions": ["work.view", "work.approve", "invoices.view"],
                "contact": {
                    "company_id": troupe.company_ids[companies[person.email]],
                    "scope": "company",
                },
            }
            for person in plan.contacts
        ]
        contractors = [
            {
                "portal": "contractor",
                "email": one.person.email,
                "name": one.person.name,
                "language": one.language,
                "contractor": {
                    "kind": one.kind,
                    "legal_name": f"{one.person.name} Ltd." if one.kind == "incorporated" else "",
                    "address": {"region": one.region, "country": plan.country},
                },
            }
            for one in plan.contractors.values()
        ]
        return contacts + contractors

    @staticmethod
    async def _invite(troupe: Troupe, body: dict[str, Any]) -> None:
        invited = await troupe.staff.post("/api/agency/people", body)
        troupe.person_ids[body["email"]] = invited["person_id"]

    async def open_work_orders(self) -> None:
        """Staff open projects and work orders; contractors see them at once."""
        with self.timeline.step("Work orders are opened", "WorkOrderOpened") as step:
            for troupe in self.troupes:
                for number, project in enumerate(troupe.plan.projects.values(), 1):
                    body = {
                        "company_id": troupe.company_ids[project.company],
                        "code": f"P-{number}",
                        "name": project.name,
                        "contact_ids": [troupe.person_ids[project.contact.email]],
                    }
                    made = await until(
                        lambda body=body, t=troupe: t.staff.post("/api/agency/projects", body),
                        bool,
                        what="the company at timesheets",
                    )
                    troupe.project_ids[project.name] = made["project_id"]
                await each(troupe.plan.work_orders.values(), lambda o, t=troupe: self._open(t, o))
            step.tell(f"{sum(len(t.work_order_ids) for t in self.troupes)} work orders")

    @staticmethod
    async def _open(troupe: Troupe, order: Any) -> None:
        body = {
            "code": order.code,
            "title": order.title,
            "project_id": troupe.project_ids[order.project],
            "contractor_id": troupe.person_ids[order.contractor.email],
            "starts_on": order.starts_on.isoformat(),
            "pay_terms": order.pay_terms,
            "pay_period": order.pay_period,
            "currency": troupe.plan.currency,
            "articles": [
                {"article": name, "pay_rate": str(rates.pay), "bill_rate": str(rates.bill)}
                for name, rates in order.rates.items()
            ],
        }
        made = await until(
            lambda: troupe.staff.post("/api/agency/work-orders", body),
            bool,
            what="the contractor at timesheets",
        )
        troupe.work_order_ids[order.code] = made["work_order_id"]

    async def import_work(self) -> None:
        """Contractors import their work; wrong rows are refused one by one, the rest goes in."""
        with self.timeline.step("Work is imported, wrong rows are refused") as step:
            accepted = refused = 0
            for troupe in self.troupes:
                for email, guest in troupe.contractors.items():
                    report = await self._import(troupe, email, guest)
                    accepted += report["accepted"]
                    refused += len(report["refused"])
            step.tell(f"{accepted} rows taken, {refused} refused")

    async def _import(self, troupe: Troupe, email: str, guest: Visitor) -> dict[str, Any]:
        places = [
            place for place, row in enumerate(troupe.plan.rows) if row.contractor.email == email
        ]
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(_COLUMNS)
        for place in places:
            row = troupe.plan.rows[place]
            writer.writerow([row.work_order, row.work_on, row.article, row.quantity, row.note])
        answer = await guest.call(
            "POST",
            "/api/contractor/work/import",
            content=text.getvalue().encode(),
            params={"mode": "good_ones"},
            headers={"Content-Type": "text/csv"},
        )
        report = answer.json()
        if not answer.is_success:
            raise CheckFailedError(f"the import of {guest.name} was refused: {report}")
        # Line 1 is the header, so the row at index 0 stands on line 2.
        wrong = {
            index + 2: troupe.sorted.bad[place][1]
            for index, place in enumerate(places)
            if place in troupe.sorted.bad
        }
        found = {refusal["line"]: refusal["code"] for refusal in report["refused"]}
        if found != wrong:
            raise CheckFailedError(f"{guest.name}: refused {found}, expected {wrong}")
        for refusal in report["refused"]:
            self.timeline.say(
                f"   [yellow]line {refusal['line']}, {refusal['column']}[/]"
                f" {refusal['value']!r}: {refusal['reason']}"
            )
        return report

    async def submit(self) -> None:
        """Contractors hand in; contacts see what waits and are told."""
        with self.timeline.step("Work is submitted, contacts see it", "WorkSubmitted") as step:
            for troupe in self.troupes:
                first = min(row.work_on for row in troupe.good).isoformat()
                last = max(row.work_on for row in troupe.good).isoformat()
                await each(
                    troupe.contractors.values(),
                    lambda guest, a=first, b=last: guest.post(
                        "/api/contractor/work/submit", {"from": a, "to": b}
                    ),
                )
            waiting = 0
            for troupe in self.troupes:
                for contact in troupe.contacts.values():
                    preview = await contact.get("/api/customer/work/approval-preview")
                    waiting += preview["count"]
            expected = sum(len(troupe.good) for troupe in self.troupes)
            if waiting != expected:
                raise CheckFailedError(f"{waiting} entries wait, expected {expected}")
            step.tell(f"{waiting} entries wait for approval")

    async def review(self) -> None:
        """Contacts comment one entry, return one, and approve the rest."""
        with self.timeline.step("One is commented, one returned", "WorkCommented, WorkReturned"):
            for troupe in self.troupes:
                contact = next(iter(troupe.contacts.values()))
                rows = [
                    row
                    for row in await contact.all("/api/customer/work", status="to_approval")
                    if self._is_approved_now(row["work_on"])
                    and row["article"] == "regular"
                    and Decimal(row["quantity"]) > 1
                ]
                commented, returned = rows[0], rows[-1]
                await contact.post(
                    f"/api/customer/work/{commented['entry_id']}/comments",
                    {"text": "Was this on site or remote?"},
                )
                await contact.post(
                    "/api/customer/work/return",
                    {"entry_ids": [returned["entry_id"]], "reason": "You left at noon that day."},
                )
                troupe.held["returned"] = returned
        with self.timeline.step("The rest is approved", "WorkApproved") as step:
            approved = 0
            for troupe in self.troupes:
                for contact in troupe.contacts.values():
                    approved += await self._approve_all(contact)
            step.tell(f"{approved} entries")

    def _is_approved_now(self, work_on: str) -> bool:
        keep = self._keep_waiting_from
        return keep is None or date.fromisoformat(work_on) < keep

    async def _approve_all(self, contact: Visitor) -> int:
        selected: dict[str, Any] = {}
        if self._keep_waiting_from is not None:
            selected["to"] = (self._keep_waiting_from - timedelta(days=1)).isoformat()
        approved = 0
        for _ in range(1_000):
            preview = await contact.get("/api/customer/work/approval-preview", **selected)
            if preview["count"] == 0:
                return approved
            result = await contact.post("/api/customer/work/approve", {"filter": selected})
            approved += len(result["approved"])
        raise CheckFailedError("approving never came to an end")

    async def correct(self) -> None:
        """The contractor reads why, corrects, and hands in again; the contact approves."""
        with self.timeline.step("The returned one is corrected, approved", "WorkCorrected") as step:
            for troupe in self.troupes:
                returned = troupe.held["returned"]
                guest = next(
                    one
                    for one in troupe.contractors.values()
                    if one.person["person_id"] == returned["contractor_id"]
                )
                [mine] = await guest.all("/api/contractor/work", status="returned")
                quantity = Decimal(mine["quantity"]) - Decimal("0.5")
                await guest.call(
                    "PUT",
                    f"/api/contractor/work/{mine['entry_id']}",
                    json={
                        "version": mine["version"],
                        "work_on": mine["work_on"],
                        "article": mine["article"],
                        "quantity": str(quantity),
                        "note": mine["note"],
                    },
                )
                await guest.post("/api/contractor/work/submit", {"entry_ids": [mine["entry_id"]]})
                self._amend(troupe, returned, quantity)
                contact = next(iter(troupe.contacts.values()))
                await contact.post("/api/customer/work/approve", {"entry_ids": [mine["entry_id"]]})
                step.tell(f"{guest.name}: {mine['return_reason']}")

    @staticmethod
    def _amend(troupe: Troupe, entry: dict[str, Any], quantity: Decimal) -> None:
        for index, row in enumerate(troupe.good):
            same = (
                row.row.work_order == entry["work_order_code"]
                and row.row.work_on == entry["work_on"]
                and row.row.article == entry["article"]
                and row.row.note == entry["note"]
                and row.quantity == Decimal(entry["quantity"])
            )
            if same:
                troupe.good[index] = worth(troupe.plan, replace(row.row), quantity)
                return
        raise CheckFailedError(f"the returned entry is not in the file: {entry}")

    def approved_rows(self, troupe: Troupe) -> list[GoodRow]:
        """The rows that were approved, as they count."""
        return [row for row in troupe.good if self._is_approved_now(row.row.work_on)]

    async def price(self) -> None:
        """Payments prices all that was approved; documents renders what is owed."""
        with self.timeline.step("Approved work is priced", "TransactionCreated") as step:
            for troupe in self.troupes:
                expected = pay_by_work_order(self.approved_rows(troupe))
                transactions = await until(
                    lambda t=troupe: t.staff.all("/api/agency/transactions"),
                    lambda rows, e=expected: gross_by_work_order(rows) == e,
                    what=f"transactions worth {expected}",
                    within_seconds=300,
                    every_seconds=0.1,
                )
                troupe.held["transactions"] = len(transactions)
            step.tell(f"{sum(t.held['transactions'] for t in self.troupes)} transactions")

    async def invoice(self) -> None:
        """Staff run invoices; entries turn Invoiced, contacts are told."""
        with self.timeline.step("Customers are invoiced", "InvoiceIssued, WorkInvoiced") as step:
            count = 0
            for troupe in self.troupes:
                rows = self.approved_rows(troupe)
                await troupe.staff.post("/api/agency/invoice-runs", {"up_to": today().isoformat()})
                expected = bill_by_company(troupe.plan, rows)
                invoices = await until(
                    lambda t=troupe: t.staff.all("/api/agency/invoices"),
                    lambda found, e=expected: subtotal_by_company(found) == e,
                    what=f"invoices worth {expected}",
                    within_seconds=300,
                    every_seconds=0.2,
                )
                count += len(invoices)
                covered = len(rows)
                await until(
                    lambda t=troupe: t.staff.get("/api/agency/work/summary"),
                    lambda found, n=covered: found["invoiced"]["count"] == n,
                    what=f"{covered} entries turned Invoiced",
                    within_seconds=300,
                    every_seconds=0.1,
                )
            step.tell(f"{count} invoices")

    async def receive(self) -> None:
        """Staff record a receipt; what waited for that client's money is released."""
        with self.timeline.step("A receipt is recorded", "ReceiptRecorded, InvoicePaid") as step:
            for troupe in self.troupes:
                waiting = await troupe.staff.all(
                    "/api/agency/transactions", state="pending_client_payment"
                )
                if not waiting:
                    continue
                company = waiting[0]["company_id"]
                released = 0
                for invoice in await troupe.staff.all("/api/agency/invoices"):
                    if invoice["company_id"] != company or invoice["state"] == "paid":
                        continue
                    receipt = await troupe.staff.post(
                        f"/api/agency/invoices/{invoice['invoice_id']}/receipts",
                        {
                            **invoice["open_amount"],
                            "received_on": today().isoformat(),
                            "reference": f"KID {invoice['number']}",
                        },
                        once=True,
                    )
                    released += len(receipt["released_transaction_ids"])
                due = sum(1 for row in waiting if row["company_id"] == company)
                if released != due:
                    raise CheckFailedError(f"{released} released, {due} waited for that client")
                step.tell(f"{waiting[0]['company_name']} paid, {released} transactions released")

    async def hold(self) -> None:
        """One transaction goes on hold and stays there."""
        with self.timeline.step("One goes on hold", "TransactionHeld") as step:
            for troupe in self.troupes:
                rows = await troupe.staff.all("/api/agency/transactions", state="processing")
                rows += await troupe.staff.all("/api/agency/transactions", state="scheduled")
                await troupe.staff.post(
                    f"/api/agency/transactions/{rows[0]['transaction_id']}/hold",
                    {"reason": "The bank details differ from the contract."},
                )
                troupe.held["on_hold"] = rows[0]["transaction_id"]
                step.tell(f"{rows[0]['number']} of {rows[0]['contractor_name']}")

    async def pay(self) -> None:
        """A pay run pays what is due; contractors see it and are told."""
        with self.timeline.step("A pay run pays", "PaymentMade, TransactionPaid") as step:
            for troupe in self.troupes:
                preview = await troupe.staff.post(
                    "/api/agency/pay-runs/preview", {"pay_on": self._pay_on().isoformat()}
                )
                paid = await troupe.staff.post(
                    "/api/agency/pay-runs",
                    {"pay_on": preview["pay_on"], "expected_totals": preview["totals"]},
                    once=True,
                )
                troupe.held["payments"] = paid["payments"]
                totals = ", ".join(money_text(total) for total in paid["totals"])
                step.tell(f"{len(paid['payments'])} payments, {totals}")

    @staticmethod
    def _pay_on() -> date:
        """Late enough that what is scheduled for the past months is due."""
        return today() + timedelta(days=7)


def today() -> date:
    """The day of the story."""
    return datetime.now(UTC).date()


def gross_by_work_order(transactions: list[dict[str, Any]]) -> dict[str, int]:
    """Sums of gross in minor units."""
    sums: dict[str, int] = {}
    for row in transactions:
        code = row["work_order_code"]
        sums[code] = sums.get(code, 0) + row["gross"]["amount_minor"]
    return sums


def subtotal_by_company(invoices: list[dict[str, Any]]) -> dict[str, int]:
    """Sums before tax in minor units."""
    sums: dict[str, int] = {}
    for row in invoices:
        name = row["company_name"]
        sums[name] = sums.get(name, 0) + row["subtotal"]["amount_minor"]
    return sums


def money_text(money: dict[str, Any]) -> str:
    """Such as `CAD 1,204.50`."""
    return f"{money['currency']} {Decimal(money['amount_minor']) / 100:,.2f}"
