"""The chapters of work: imported, handed in, commented, returned, corrected, approved."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from portico_local.demo.agency import DemoAgency, create_agencies, each
from portico_local.demo.client import PortalClient
from portico_local.demo.expected import AcceptedRow, accepted_row
from portico_local.demo.setup import SetupChapters
from portico_local.demo.stand_ins import approve_by_email, name_stand_in
from portico_local.demo.timeline import CheckFailedError
from portico_local.demo.workfile import WorkRow

_MOST_IN_THIS_CHAPTER = 4
_COLUMNS = ("work_order", "date", "article", "quantity", "note")


def written(rows: Iterable[WorkRow]) -> tuple[str, list[int]]:
    """The file that a contractor imports, and the line on which each row starts.

    A note may have line breaks in it, so that a row stands on several lines.
    """
    text = io.StringIO()
    # With both signs of a line's end, so that a note with either of them is quoted.
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    writer.writerows([r.work_order, r.work_on, r.article, r.quantity, r.note] for r in rows)
    reader = csv.reader(io.StringIO(text.getvalue(), newline=""))
    lines, begins = list[int](), 1
    for _ in reader:
        lines.append(begins)
        begins = 1 + reader.line_num
    return text.getvalue(), lines[1:]


def as_seen(row: Mapping[str, Any]) -> dict[str, Any]:
    """An entry of a list as a command names it: another version of it is refused."""
    return {"entry_id": row["entry_id"], "version": row["version"]}


class WorkChapters(SetupChapters):
    """From a file of hours to work that a contact has approved."""

    async def import_work(self) -> None:
        """Contractors import their work; wrong rows are refused one by one, the rest goes in."""
        with self.timeline.step("Work is imported, wrong rows are refused") as step:
            accepted = refused = 0
            for demo_agency in self.demo_agencies:
                for email, guest in demo_agency.contractors.items():
                    report = await self._import(demo_agency, email, guest)
                    accepted += report["accepted"]
                    refused += len(report["refused"])
            step.tell(f"{accepted} rows taken, {refused} refused")

    async def _import(
        self, demo_agency: DemoAgency, email: str, guest: PortalClient
    ) -> dict[str, Any]:
        places = [
            place
            for place, row in enumerate(demo_agency.plan.rows)
            if row.contractor.email == email
        ]
        text, lines = written([demo_agency.plan.rows[place] for place in places])
        answer = await guest.call(
            "POST",
            "/api/contractor/work/import",
            content=text.encode(),
            params={"mode": "good_ones"},
            headers={"Content-Type": "text/csv"},
        )
        report = answer.json()
        if not answer.is_success:
            raise CheckFailedError(f"the import of {guest.name} was refused: {report}")
        wrong = {
            line: demo_agency.sorted.bad[place][1]
            for line, place in zip(lines, places, strict=True)
            if place in demo_agency.sorted.bad
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
            for demo_agency in self.demo_agencies:
                if not demo_agency.good:
                    raise CheckFailedError(f"no row of {demo_agency.plan.name} can be taken")
                first = min(row.work_on for row in demo_agency.good).isoformat()
                last = max(row.work_on for row in demo_agency.good).isoformat()
                have_work = {row.row.contractor.email for row in demo_agency.good}
                await each(
                    [
                        guest
                        for email, guest in demo_agency.contractors.items()
                        if email in have_work
                    ],
                    lambda guest, a=first, b=last: guest.post(
                        "/api/contractor/work/submit", {"from": a, "to": b}
                    ),
                )
            waiting = 0
            for demo_agency in self.demo_agencies:
                for contact in demo_agency.contacts.values():
                    preview = await contact.get("/api/customer/work/approval-preview")
                    waiting += preview["count"]
            expected = sum(len(demo_agency.good) for demo_agency in self.demo_agencies)
            if waiting != expected:
                raise CheckFailedError(f"{waiting} entries wait, expected {expected}")
            step.tell(f"{waiting} entries wait for approval")

    async def undo(self) -> None:
        """Contacts approve and take a part back; what they leave is final when the time is over.

        Where the agencies have no undo time there is nothing to show. Afterwards they have none:
        what was approved before keeps its own, so that the story need not wait for the rest.
        """
        if not self._undo_minutes:
            return
        event = "WorkApprovalGiven, WorkApprovalUndone"
        with self.timeline.step("Some is approved, a part is taken back", event) as step:
            for demo_agency in self.demo_agencies:
                contact = next(iter(demo_agency.contacts.values()))
                rows = [
                    row
                    for row in await contact.all("/api/customer/work", status="to_approval")
                    if self._is_approved_now(row["work_on"])
                ]
                # Enough is left for the chapters after this.
                if len(rows) > _MOST_IN_THIS_CHAPTER * 2:
                    await self._undo_a_part(contact, rows[-_MOST_IN_THIS_CHAPTER:])
                    await self._nothing_is_priced(demo_agency)
                    step.tell(f"{contact.name} takes one of {_MOST_IN_THIS_CHAPTER} back")
            await create_agencies(self.stack, self.plans, undo_minutes=0)

    @staticmethod
    async def _undo_a_part(contact: PortalClient, rows: list[dict[str, Any]]) -> None:
        """The last of these is taken back, and then what it was before."""
        approved = await contact.post(
            "/api/customer/work/approve", {"entries": [as_seen(row) for row in rows]}
        )
        regretted = rows[-1]
        undone = await contact.post(
            "/api/customer/work/approve/undo", {"entries": [as_seen(regretted)]}
        )
        path = f"/api/customer/work/{regretted['entry_id']}"
        now = await contact.get(path)
        if (
            len(approved["approved"]) != len(rows)
            or undone["undone"] != [regretted["entry_id"]]
            or any(now[name] != value for name, value in regretted.items())
        ):
            raise CheckFailedError(f"an undo left {now}, before the approval it was {regretted}")

    @staticmethod
    async def _nothing_is_priced(demo_agency: DemoAgency) -> None:
        priced = await demo_agency.staff.all("/api/agency/transactions")
        if priced:
            raise CheckFailedError(f"{len(priced)} transactions before any approval is final")

    async def stand_in(self) -> None:
        """A contact is away; a colleague is asked in their place, also for what already waits."""
        if not self._with_stand_in:
            return
        events = "StandInNamed, StandInEnded"
        with self.timeline.step("A colleague stands in for a contact", events) as step:
            for demo_agency in self.demo_agencies:
                named = await name_stand_in(self.stack, self._closing, self.inbox, demo_agency)
                demo_agency.held["stand_in"] = named
                step.tell(f"{named.colleague.name} for {named.contact.name}")

    async def review(self) -> None:
        """Contacts comment one entry, return one, and approve the rest."""
        with self.timeline.step("One is commented, one returned", "WorkCommented, WorkReturned"):
            for demo_agency in self.demo_agencies:
                contact = next(iter(demo_agency.contacts.values()))
                # What can be an hour less and is still work.
                rows = [
                    row
                    for row in await contact.all("/api/customer/work", status="to_approval")
                    if self._is_approved_now(row["work_on"])
                    and row["article"] == "regular"
                    and Decimal(row["quantity"]) > 1
                ]
                if not rows:
                    continue
                commented, returned = rows[0], rows[-1]
                await contact.post(
                    f"/api/customer/work/{commented['entry_id']}/comments",
                    {"text": "Was this on site or remote?"},
                )
                await contact.post(
                    "/api/customer/work/return",
                    {"entries": [as_seen(returned)], "reason": "You left at noon that day."},
                )
                demo_agency.held["returned"] = returned
        with self.timeline.step("The rest is approved", "WorkApproved") as step:
            approved = 0
            for demo_agency in self.demo_agencies:
                for contact in demo_agency.contacts.values():
                    approved += await self._approve_all(contact)
            step.tell(f"{approved} entries")

    def _is_approved_now(self, work_on: str) -> bool:
        keep = self._keep_waiting_from
        return keep is None or date.fromisoformat(work_on) < keep

    async def _approve_all(self, contact: PortalClient) -> int:
        selected: dict[str, Any] = {}
        if self._keep_waiting_from is not None:
            selected["to"] = (self._keep_waiting_from - timedelta(days=1)).isoformat()
        approved = 0
        for _ in range(1_000):
            preview = await contact.get("/api/customer/work/approval-preview", **selected)
            if preview["count"] == 0:
                return approved
            shown = {
                "expected_count": preview["count"],
                "fingerprint": preview["fingerprint"],
            }
            result = await contact.post("/api/customer/work/approve", {"filter": selected, **shown})
            approved += len(result["approved"])
        raise CheckFailedError("approving never came to an end")

    async def correct(self) -> None:
        """The contractor reads why, corrects, and hands in again; the contact approves."""
        with self.timeline.step("The returned one is corrected, approved", "WorkCorrected") as step:
            for demo_agency in self.demo_agencies:
                returned = demo_agency.held.get("returned")
                if returned is None:
                    continue
                guest = next(
                    one
                    for one in demo_agency.contractors.values()
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
                self._amend(demo_agency, returned, quantity)
                contact = next(iter(demo_agency.contacts.values()))
                [waiting] = [
                    row
                    for row in await contact.all("/api/customer/work", status="to_approval")
                    if row["entry_id"] == mine["entry_id"]
                ]
                await self._approve_corrected(demo_agency, contact, waiting)
                step.tell(f"{guest.name}: {mine['return_reason']}")

    async def _approve_corrected(
        self, demo_agency: DemoAgency, contact: PortalClient, waiting: dict[str, Any]
    ) -> None:
        """By the stand-in, from the e-mail that asks, where there is one; else by the contact."""
        if "stand_in" in demo_agency.held:
            await approve_by_email(self.stack, self._closing, self.inbox, demo_agency, waiting)
        else:
            await contact.post("/api/customer/work/approve", {"entries": [as_seen(waiting)]})

    @staticmethod
    def _amend(demo_agency: DemoAgency, entry: dict[str, Any], quantity: Decimal) -> None:
        for index, row in enumerate(demo_agency.good):
            same = (
                row.row.work_order == entry["work_order_code"]
                and row.row.work_on == entry["work_on"]
                and row.row.article == entry["article"]
                and row.row.note == entry["note"]
                and row.quantity == Decimal(entry["quantity"])
            )
            if same:
                demo_agency.good[index] = accepted_row(demo_agency.plan, replace(row.row), quantity)
                return
        raise CheckFailedError(f"the returned entry is not in the file: {entry}")

    def approved_rows(self, demo_agency: DemoAgency) -> list[AcceptedRow]:
        """The rows that were approved, as they count."""
        return [row for row in demo_agency.good if self._is_approved_now(row.row.work_on)]
