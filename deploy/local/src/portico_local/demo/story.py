"""The story: from an invitation to money in the bank, played through the edge by its people.

Its chapters stand in `setting`, `hours` and here, each a class on top of the one before.
"""

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from contracts.money import minor_digits
from portico_local.demo import drafts, paying
from portico_local.demo.agency import DemoAgency
from portico_local.demo.bank import PlayedBank
from portico_local.demo.banking_days import open_from
from portico_local.demo.client import until
from portico_local.demo.expected import bill_by_company, is_invoiced, met, pay_by_work_order
from portico_local.demo.timeline import CheckFailedError
from portico_local.demo.work import WorkChapters


class Story(WorkChapters):
    """One run of the story on a stack; the last chapters are those of money."""

    async def play(self) -> None:
        """Every chapter. Raises what goes wrong; the timeline has it too."""
        await self.found_agencies()
        await self.set_up_customers()
        await self.invite()
        await self.open_work_orders()
        await self.plan_jobs()
        await self.import_work()
        await self.submit()
        await self.undo()
        await self.stand_in()
        await self.review()
        await self.correct()
        await self.price()
        await self.invoice()
        await self.receive()
        await self.hold()
        await self.pay()

    async def price(self) -> None:
        """Payments prices all that was approved; documents renders what is owed."""
        with self.timeline.step("Approved work is priced", "TransactionCreated") as step:
            for demo_agency in self.demo_agencies:
                expected = pay_by_work_order(self.approved_rows(demo_agency))
                transactions = await until(
                    lambda t=demo_agency: t.staff.all("/api/agency/transactions"),
                    lambda rows, e=expected: met(gross_by_work_order(rows), e),
                    what=f"transactions worth {expected}",
                    within_seconds=300,
                    every_seconds=0.1,
                )
                demo_agency.held["transactions"] = len(transactions)
            step.tell(f"{sum(t.held['transactions'] for t in self.demo_agencies)} transactions")

    async def invoice(self) -> None:
        """Staff run invoices, and look at one first; entries turn Invoiced, contacts are told."""
        with self.timeline.step("Customers are invoiced", "InvoiceIssued, WorkInvoiced") as step:
            count = 0
            for demo_agency in self.demo_agencies:
                up_to = today()
                rows = [
                    row
                    for row in self.approved_rows(demo_agency)
                    if is_invoiced(demo_agency.plan, row, up_to)
                ]
                demo_agency.held["invoiced"] = rows
                await drafts.run_invoices(demo_agency, rows, up_to.isoformat())
                expected = bill_by_company(demo_agency.plan, rows)
                invoices = await until(
                    lambda t=demo_agency: t.staff.all("/api/agency/invoices"),
                    lambda found, e=expected: met(subtotal_by_company(found), e),
                    what=f"invoices worth {expected}",
                    within_seconds=300,
                    every_seconds=0.2,
                )
                count += len(invoices)
                covered = len(rows)
                await until(
                    lambda t=demo_agency: t.staff.get("/api/agency/work/summary"),
                    lambda found, n=covered: found["invoiced"]["count"] == n,
                    what=f"{covered} entries turned Invoiced",
                    within_seconds=300,
                    every_seconds=0.1,
                )
            step.tell(f"{count} invoices")

    async def receive(self) -> None:
        """Staff record a receipt; what waited for that client's money is released."""
        with self.timeline.step("A receipt is recorded", "ReceiptRecorded, InvoicePaid") as step:
            for demo_agency in self.demo_agencies:
                waiting = await demo_agency.staff.all(
                    "/api/agency/transactions", state="pending_client_payment"
                )
                if not waiting:
                    continue
                company = waiting[0]["company_id"]
                released = 0
                for invoice in await demo_agency.staff.all("/api/agency/invoices"):
                    if invoice["company_id"] != company or invoice["state"] == "paid":
                        continue
                    receipt = await demo_agency.staff.post(
                        f"/api/agency/invoices/{invoice['invoice_id']}/receipts",
                        {
                            **invoice["open_amount"],
                            # The agency's own date can be a day ahead of ours.
                            "received_on": max(today().isoformat(), invoice["issued_on"]),
                            "reference": f"KID {invoice['number']}",
                        },
                        once=True,
                    )
                    released += len(receipt["released_transaction_ids"])
                due = sum(
                    1
                    for row in waiting
                    if row["company_id"] == company and self._is_all_invoiced(demo_agency, row)
                )
                if released != due:
                    raise CheckFailedError(f"{released} released, {due} waited for that client")
                step.tell(f"{waiting[0]['company_name']} paid, {released} transactions released")

    def _is_all_invoiced(self, demo_agency: DemoAgency, transaction: dict[str, Any]) -> bool:
        """Whether all its work is on invoices: that of a month which goes on is not."""
        work = [
            row
            for row in self.approved_rows(demo_agency)
            if row.row.work_order == transaction["work_order_code"]
            and transaction["period_start"] <= row.row.work_on <= transaction["period_end"]
        ]
        invoiced = demo_agency.held["invoiced"]
        return all(row in invoiced for row in work)

    async def hold(self) -> None:
        """One transaction goes on hold and stays there."""
        with self.timeline.step("One goes on hold", "TransactionHeld") as step:
            for demo_agency in self.demo_agencies:
                rows = await demo_agency.staff.all("/api/agency/transactions", state="processing")
                rows += await demo_agency.staff.all("/api/agency/transactions", state="scheduled")
                if not rows:
                    step.tell(f"{demo_agency.plan.name} has none that could be paid now")
                    continue
                await demo_agency.staff.post(
                    f"/api/agency/transactions/{rows[0]['transaction_id']}/hold",
                    {"reason": "The bank details differ from the contract."},
                )
                demo_agency.held["on_hold"] = rows[0]["transaction_id"]
                step.tell(f"{rows[0]['number']} of {rows[0]['contractor_name']}")

    async def pay(self) -> None:
        """Pay runs that a colleague approves pay what is due, once the bank has taken it.

        The bank refuses three payments, which the next run pays.
        """
        with self.timeline.step("Pay runs pay", "PaymentMade, TransactionPaid") as step:
            for number, demo_agency in enumerate(self.demo_agencies):
                refuse = max(0, 2 - number)
                bank = PlayedBank(dice=random.Random(demo_agency.plan.slug))  # noqa: S311 - plays
                demo_agency.held |= {"bank": bank, "payments": []}
                pay_on = pay_day().isoformat()
                runs = [await paying.pay(demo_agency, bank, pay_on, refuse=refuse)]
                if runs[0] is None:
                    step.tell(f"{demo_agency.plan.name} has nothing due by {pay_on}")
                    continue
                runs.append(await paying.pay(demo_agency, bank, pay_on))
                answered = [one for run in runs if run for one in run["payments"]]
                paid = [one for one in answered if one["state"] == "settled"]
                demo_agency.held["payments"] = paid
                totals = ", ".join(money_text(total) for total in runs[0]["totals"])
                step.tell(
                    f"{len(paid)} payments, {totals}, approved by {demo_agency.approver.name};"
                    f" {len(answered) - len(paid)} were refused first"
                )


def today() -> date:
    """The day of the story."""
    return datetime.now(UTC).date()


def pay_day() -> date:
    """The day of the story's pay runs: what is scheduled for the past months is due by then.

    Banks of all countries whose days are known here are open.
    """
    return open_from(today() + timedelta(days=7))


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
    """Such as `CAD 1,204.50`, `JPY 1,204` or `KWD 1,204.500`."""
    digits = minor_digits(money["currency"])
    return f"{money['currency']} {Decimal(money['amount_minor']).scaleb(-digits):,.{digits}f}"
