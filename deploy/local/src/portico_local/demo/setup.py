"""The first chapters: agencies, companies, people who come in by e-mail, and work orders."""

from contextlib import AsyncExitStack
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from portico_local.demo.accounts import name_accounts
from portico_local.demo.agency import (
    DemoAgency,
    approver_of,
    create_agencies,
    each,
    newcomer,
    sign_in,
    sign_up,
    staff_of,
)
from portico_local.demo.client import until
from portico_local.demo.expected import expected_rows
from portico_local.demo.inbox import Inbox
from portico_local.demo.legal import CITIES, client_numbers, company_of
from portico_local.demo.taxes import answer_questions
from portico_local.demo.timeline import Timeline
from portico_local.demo.workfile import AgencyPlan
from portico_local.view import StackView


class SetupChapters:
    """What a story stands on, and its chapters up to the first hour of work."""

    def __init__(
        self,
        stack: StackView,
        plans: list[AgencyPlan],
        timeline: Timeline,
        *,
        closing: AsyncExitStack,
        keep_waiting_from: date | None = None,
        undo_minutes: int = 0,
        with_stand_in: bool = False,
    ) -> None:
        self.stack = stack
        self.plans = plans
        self.timeline = timeline
        self.inbox = Inbox(stack.addresses.mail_url)
        self.demo_agencies: list[DemoAgency] = []
        self._closing = closing
        self._keep_waiting_from = keep_waiting_from
        self._undo_minutes = undo_minutes
        self._with_stand_in = with_stand_in

    async def found_agencies(self) -> None:
        """The operator creates the agencies; their staff sign in."""
        with self.timeline.step("Agencies are created", "AgencyChanged") as step:
            await create_agencies(self.stack, self.plans, undo_minutes=self._undo_minutes)
            for plan in self.plans:
                person = staff_of(plan)
                staff = await newcomer(self.stack, self._closing, plan, "agency", person.name)
                # The edge remembers for some seconds that a site was not there.
                await until(
                    lambda guest=staff: guest.get("/api/public/agency"), bool, what="the site"
                )
                await sign_in(staff, person.email)
                other = approver_of(plan)
                approver = await newcomer(self.stack, self._closing, plan, "agency", other.name)
                await sign_in(approver, other.email)
                self.demo_agencies.append(
                    DemoAgency(
                        plan=plan,
                        sorted=expected_rows(plan),
                        staff_person=person,
                        staff=staff,
                        approver=approver,
                    )
                )
                step.tell(f"{plan.name} at {self.stack.addresses.site(plan.slug)}")

    async def set_up_customers(self) -> None:
        """Staff create the companies, with what each prefers of its invoices."""
        with self.timeline.step("Companies are created", "CompanyChanged") as step:
            for demo_agency in self.demo_agencies:
                for position, company in enumerate(demo_agency.plan.companies.values()):
                    made = await demo_agency.staff.post(
                        "/api/agency/companies",
                        {
                            "name": company.name,
                            "purchase_order": f"PO-{position + 1001}",
                            "registrations": client_numbers(demo_agency.plan.country, position),
                            "address": {
                                "street": "12 Quay Street",
                                "city": CITIES.get(demo_agency.plan.country, "Harbour"),
                                "region": company.region,
                                "country": demo_agency.plan.country,
                            },
                            "invoice_preferences": {
                                "grouping": company.grouping,
                                "cadence": company.cadence,
                                "due_days": 30,
                                "language": demo_agency.plan.language,
                            },
                        },
                    )
                    demo_agency.company_ids[company.name] = made["company_id"]
            step.tell(f"{sum(len(t.company_ids) for t in self.demo_agencies)} companies")

    async def invite(self) -> None:
        """Staff invite; invitations arrive; their links set passwords."""
        addresses: set[str] = set()
        with self.timeline.step("Invitations arrive by e-mail", "PersonInvited") as step:
            for demo_agency in self.demo_agencies:
                await each(
                    self._invitations(demo_agency),
                    lambda body, t=demo_agency: self._invite(t, body),
                )
                addresses |= {email.lower() for email in demo_agency.person_ids}
            mails = await self.inbox.one_for_each(addresses, "an invitation for everybody")
            step.emails = len(mails)
            step.tell(f"{len(mails)} people")
        with self.timeline.step("Links set passwords, people sign in", "PersonActivated") as step:
            for demo_agency in self.demo_agencies:
                for plan in demo_agency.plan.contacts:
                    demo_agency.contacts[plan.email] = await newcomer(
                        self.stack, self._closing, demo_agency.plan, "customer", plan.name
                    )
                for plan in demo_agency.plan.contractors.values():
                    demo_agency.contractors[plan.person.email] = await newcomer(
                        self.stack, self._closing, demo_agency.plan, "contractor", plan.person.name
                    )
                guests = [*demo_agency.contacts.items(), *demo_agency.contractors.items()]
                await each(guests, lambda guest: sign_up(guest[1], mails[guest[0].lower()]))
            step.tell("everybody accepted the terms and chose a password")
        with self.timeline.step("Bank accounts are named", "BankAccountChanged") as step:
            await each(self.demo_agencies, name_accounts)
            await each(self.demo_agencies, answer_questions)
            step.tell("each contractor their own, and each agency the one it pays from")

    @staticmethod
    def _invitations(demo_agency: DemoAgency) -> list[dict[str, Any]]:
        plan = demo_agency.plan
        companies = {project.contact.email: project.company for project in plan.projects.values()}
        contacts = [
            {
                "portal": "customer",
                "email": person.email,
                "name": person.name,
                "language": plan.language,
                "permissions": [
                    "work.view",
                    "work.approve",
                    "invoices.view",
                    "jobs.view",
                    "offers.view",
                    "offers.sign",
                    "inquiries",
                ],
                "contact": {
                    "company_id": demo_agency.company_ids[companies[person.email]],
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
                    "address": {"region": one.region, "country": plan.country},
                },
            }
            for one in plan.contractors.values()
        ]
        return contacts + contractors

    @staticmethod
    async def _invite(demo_agency: DemoAgency, body: dict[str, Any]) -> None:
        invited = await demo_agency.staff.post("/api/agency/people", body)
        demo_agency.person_ids[body["email"]] = invited["person_id"]
        contractor = body.get("contractor")
        if contractor is not None and contractor["kind"] == "incorporated":
            address = contractor["address"]
            series = len(demo_agency.person_ids)
            await demo_agency.staff.put(
                f"/api/agency/people/{invited['person_id']}/company",
                company_of(body["name"], address["country"], address["region"], series),
            )

    async def open_work_orders(self) -> None:
        """Staff open projects and work orders; contractors see them at once."""
        with self.timeline.step("Work orders are opened", "WorkOrderOpened") as step:
            for demo_agency in self.demo_agencies:
                for number, project in enumerate(demo_agency.plan.projects.values(), 1):
                    body = {
                        "company_id": demo_agency.company_ids[project.company],
                        "code": f"P-{number}",
                        "name": project.name,
                        "contact_ids": [demo_agency.person_ids[project.contact.email]],
                    }
                    made = await until(
                        lambda body=body, t=demo_agency: t.staff.post("/api/agency/projects", body),
                        bool,
                        what="the company at timesheets",
                    )
                    demo_agency.project_ids[project.name] = made["project_id"]
                await each(
                    demo_agency.plan.work_orders.values(), lambda o, t=demo_agency: self._open(t, o)
                )
            step.tell(f"{sum(len(t.work_order_ids) for t in self.demo_agencies)} work orders")

    @staticmethod
    async def _open(demo_agency: DemoAgency, order: Any) -> None:
        body = {
            "code": order.code,
            "title": order.title,
            "project_id": demo_agency.project_ids[order.project],
            "contractor_id": demo_agency.person_ids[order.contractor.email],
            "starts_on": order.starts_on.isoformat(),
            "pay_terms": order.pay_terms,
            "pay_period": order.pay_period,
            "currency": demo_agency.plan.currency,
            "articles": [
                {"article": name, "pay_rate": str(rates.pay), "bill_rate": str(rates.bill)}
                for name, rates in order.rates.items()
            ],
        }
        made = await until(
            lambda: demo_agency.staff.post("/api/agency/work-orders", body),
            bool,
            what="the contractor at timesheets",
        )
        demo_agency.work_order_ids[order.code] = made["work_order_id"]

    async def plan_jobs(self) -> None:
        """Staff plan shifts by day and by night; contacts find them in their calendar."""
        with self.timeline.step("Shifts are planned", "JobsPlanned") as step:
            for demo_agency in self.demo_agencies:
                demo_agency.held["jobs"] = []
                orders = enumerate(demo_agency.plan.work_orders.values())
                await each(orders, lambda found, t=demo_agency: self._plan(t, *found))
            step.tell(f"{sum(len(t.held['jobs']) for t in self.demo_agencies)} shifts")

    @staticmethod
    async def _plan(demo_agency: DemoAgency, number: int, order: Any) -> None:
        """Twelve weeks back and four ahead. Each third order works by night, on other days."""
        today = datetime.now(ZoneInfo(demo_agency.plan.time_zone)).date()
        is_night = number % 3 == 2
        planned = await demo_agency.staff.post(
            "/api/agency/jobs",
            {
                "work_order_id": demo_agency.work_order_ids[order.code],
                "starts_on": max(today - timedelta(weeks=12), order.starts_on).isoformat(),
                "start": "22:00" if is_night else "08:00",
                "end": "06:00" if is_night else "16:00",
                "weeks": 16,
                "weekdays": [2, 4, 7] if is_night else [1, 3, 5],
                "place": f"Gate {number + 1}",
                "note": "Night shift" if is_night else "",
            },
            once=True,
        )
        demo_agency.held["jobs"] += planned["jobs"]
