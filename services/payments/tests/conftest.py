"""How payments is built for tests, and an agency that it knows."""

import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx2
import pytest
from joserfc.jwk import OctKey

from chassis.consumer.messages import Message
from chassis.ids import new_id
from chassis.runtime import Runtime
from chassis.service import Service
from chassis.testing.plugin import BuildService, Deliver
from contracts.access import STAFF_PERMISSIONS, Permission, Portal, Scope
from contracts.base import Event
from contracts.events.identity import ContractorKind, InvoicePreferences, Person
from contracts.events.payments import TransactionCreated
from contracts.events.timesheets import Article, Entry, PayPeriod, PayTerms, WorkOrder
from contracts.ids import AgencyId, CompanyId, PersonId, ProjectId
from payments.app import build as build_payments
from payments.banking_days.calendars import calendar_of
from payments.settings import PaymentsSettings

from .builders import (
    BANK_KEY,
    a_bank_account,
    a_company,
    a_contractor,
    a_project,
    a_work_order,
    an_agency,
    approved,
    opened,
)

E = TypeVar("E", bound=Event)

RecordedEvents = Callable[[type[Any]], Awaitable[list[Any]]]


def day_in_toronto() -> date:
    """The date at the Canadian agency."""
    return datetime.now(ZoneInfo("America/Toronto")).date()


def values_hold_on(country: str) -> dict[str, str]:
    """Staff say that the last known values of the law hold in this year and the next."""
    year = day_in_toronto().year
    return {
        "missing": "values",
        "place": country,
        "kind": "carried_over",
        "from_on": f"{year}-01-01",
        "to_on": f"{year + 1}-12-31",
        "reason": "The new values are not told yet",
    }


class AgencyAtWork:
    """One agency as payments knows it: people, companies and work come as events."""

    def __init__(
        self,
        *,
        client: httpx2.AsyncClient,
        a_pass: Callable[..., dict[str, str]],
        deliver: Deliver,
        recorded: RecordedEvents,
        runtime: Runtime,
        country: str = "CA",
    ) -> None:
        self.agency_id = AgencyId(new_id())
        self.country = country
        self.currency = "CAD" if country == "CA" else "NOK"
        self.region = "ON" if country == "CA" else ""
        self.staff_id = PersonId(new_id())
        self.other_staff_id = PersonId(new_id())
        self.client = client
        self.runtime = runtime
        self.people: dict[PersonId, Person] = {}
        self._a_pass = a_pass
        self._deliver = deliver
        self._recorded = recorded

    async def opens(self, *, says_what_holds: bool = True) -> None:
        """What holds once the known values end is said: tests run on any day."""
        await self.hears(an_agency(self.agency_id, country=self.country, currency=self.currency))
        if says_what_holds:
            await self.post("/settings/tax-answers", values_hold_on(self.country))

    async def hears(
        self, *events: Event, times: int = 1, ids: list[UUID] | None = None
    ) -> list[Message]:
        return await self._deliver(*events, agency_id=self.agency_id, times=times, ids=ids)

    async def said(self, event_type: type[E]) -> list[E]:
        return await self._recorded(event_type)

    async def contractor(
        self,
        kind: ContractorKind = ContractorKind.TEMP,
        name: str = "Tove Temp",
        *,
        has_account: bool = True,
    ) -> PersonId:
        event = a_contractor(
            self.agency_id, kind=kind, country=self.country, region=self.region, name=name
        )
        await self.hears(event)
        self.people[event.person.person_id] = event.person
        if has_account:
            await self.names_account(event.person.person_id)
        return event.person.person_id

    async def names_account(
        self, person_id: PersonId, number: str = "", usable_in: timedelta = timedelta(0)
    ) -> None:
        """A contractor names the bank account that pay goes to after so long; each their own."""
        now = datetime.now(UTC)
        number = number or f"{person_id.int % 10**9:09}"
        await self.hears(
            a_bank_account(
                self.people[person_id],
                number=number,
                changed_at=now,
                usable_from=now + usable_in,
            )
        )

    async def company(self, preferences: InvoicePreferences | None = None) -> CompanyId:
        event = a_company(preferences=preferences, country=self.country, region=self.region)
        await self.hears(event)
        return event.company.company_id

    async def project(self, company_id: CompanyId) -> ProjectId:
        event = a_project(company_id)
        await self.hears(event)
        return event.project.project_id

    async def work_order(
        self,
        pay_terms: PayTerms = PayTerms.IMMEDIATE,
        *,
        kind: ContractorKind = ContractorKind.TEMP,
        contractor_id: PersonId | None = None,
        company_id: CompanyId | None = None,
        project_id: ProjectId | None = None,
        preferences: InvoicePreferences | None = None,
        pay_period: PayPeriod = PayPeriod.MONTHLY,
        rates: tuple[Article, ...] | None = None,
        version: int = 0,
        currency: str | None = None,
    ) -> WorkOrder:
        company_id = company_id or await self.company(preferences)
        order = a_work_order(
            contractor_id=contractor_id or await self.contractor(kind),
            company_id=company_id,
            project_id=project_id or await self.project(company_id),
            currency=currency or self.currency,
            pay_terms=pay_terms,
            pay_period=pay_period,
            rates=rates,
        ).model_copy(update={"version": version})
        await self.hears(opened(order))
        return order

    async def approves(self, order: WorkOrder, *entries: Entry) -> TransactionCreated:
        """Approve work of one pay period; returns the transaction that it made."""
        before = await self.said(TransactionCreated)
        await self.hears(approved(order, *entries))
        (made,) = (await self.said(TransactionCreated))[len(before) :]
        return made

    def staff(self, permissions: Sequence[Permission] | None = None) -> dict[str, str]:
        return self._a_pass(
            agency_id=self.agency_id,
            person_id=self.staff_id,
            portal=Portal.AGENCY,
            permissions=STAFF_PERMISSIONS if permissions is None else permissions,
            name="Ada Staff",
        )

    def other_staff(self, permissions: Sequence[Permission] | None = None) -> dict[str, str]:
        """The colleague who approves what the first proposed."""
        return self._a_pass(
            agency_id=self.agency_id,
            person_id=self.other_staff_id,
            portal=Portal.AGENCY,
            permissions=STAFF_PERMISSIONS if permissions is None else permissions,
            name="Liv Colleague",
        )

    def contact(
        self,
        company_id: CompanyId,
        scope: Scope = Scope.COMPANY,
        project_ids: Sequence[ProjectId] = (),
        permissions: Sequence[Permission] = (Permission.INVOICES_VIEW,),
        person_id: PersonId | None = None,
    ) -> dict[str, str]:
        return self._a_pass(
            agency_id=self.agency_id,
            portal=Portal.CUSTOMER,
            person_id=person_id or PersonId(new_id()),
            permissions=permissions,
            scope=scope,
            company_id=company_id,
            project_ids=project_ids,
        )

    def own(self, person_id: PersonId) -> dict[str, str]:
        return self._a_pass(agency_id=self.agency_id, person_id=person_id, portal=Portal.CONTRACTOR)

    async def get(self, path: str, who: dict[str, str], status: int = 200) -> Any:
        answer = await self.client.get(path, headers=who)
        assert answer.status_code == status, answer.text
        return answer.json()

    async def post(
        self,
        path: str,
        body: object,
        who: dict[str, str] | None = None,
        *,
        status: int | None = None,
        key: str | None = None,
    ) -> Any:
        headers = {**(who or self.staff()), "Idempotency-Key": key or str(new_id())}
        answer = await self.client.post(path, json=body, headers=headers)
        if status is None:
            assert answer.status_code in {200, 201}, answer.text
        else:
            assert answer.status_code == status, answer.text
        return answer.json()

    def banks_open_from(self, day: str) -> str:
        """This day, or else the next on which banks are open."""
        calendar = calendar_of(self.country, self.region)
        return calendar.next_from(date.fromisoformat(day)).isoformat()

    async def proposes(self, pay_on: str, who: dict[str, str] | None = None) -> Any:
        """Propose a pay run of what the preview shows, for this day or the next banking day."""
        pay_on = self.banks_open_from(pay_on)
        preview = await self.post("/pay-runs/preview", {"pay_on": pay_on}, who)
        return await self.post(
            "/pay-runs", {"pay_on": pay_on, "expected_totals": preview["totals"]}, who
        )

    async def orders(self, pay_on: str) -> Any:
        """A pay run that a colleague approved and that is at the bank."""
        return await self.exports(await self.proposes(pay_on))

    async def exports(self, proposed: Any) -> Any:
        """A colleague approves what was proposed, and it goes to the bank."""
        path = f"/pay-runs/{proposed['pay_run_id']}"
        seen = {"fingerprint": proposed["fingerprint"]}
        await self.post(f"{path}/approval", seen, self.other_staff())
        await self.post(f"{path}/export", {})
        return await self.get(path, self.staff())

    async def pay(self, pay_on: str) -> Any:
        """A pay run that the bank has taken whole, on this day."""
        ordered = await self.orders(pay_on)
        path = f"/pay-runs/{ordered['pay_run_id']}"
        await self.post(f"{path}/confirmation", {"paid_on": pay_on})
        return await self.get(path, self.staff())

    async def balances(self) -> dict[str, int]:
        """Accounts and their balances in minor units; the sum is checked to be zero."""
        answer = await self.get("/ledger/balances", self.staff())
        found = {one["account"]: one["balance"]["amount_minor"] for one in answer["items"]}
        assert sum(found.values()) == 0
        return found

    async def rows(self, sql: str, *arguments: object) -> list[Any]:
        """Rows as this agency sees them."""
        async with self.runtime.unit_of_work(self.agency_id) as uow:
            return list(await uow.fetch(sql, *arguments))


@pytest.fixture
def build(tmp_path: Path) -> BuildService:
    key_file = tmp_path / "bank-details.json"
    key_file.write_text(json.dumps(OctKey.import_key(BANK_KEY).as_dict(private=True)))

    def make(**common: Any) -> Service:
        return build_payments(PaymentsSettings(bank_details_key_file=key_file, **common))

    return make


@pytest.fixture
def an_agency_at_work(
    client: httpx2.AsyncClient,
    a_pass: Callable[..., dict[str, str]],
    deliver: Deliver,
    recorded: RecordedEvents,
    runtime: Runtime,
) -> Callable[..., Awaitable[AgencyAtWork]]:
    async def make(country: str = "CA", *, says_what_holds: bool = True) -> AgencyAtWork:
        made = AgencyAtWork(
            client=client,
            a_pass=a_pass,
            deliver=deliver,
            recorded=recorded,
            runtime=runtime,
            country=country,
        )
        await made.opens(says_what_holds=says_what_holds)
        return made

    return make


@pytest.fixture
async def agency(an_agency_at_work: Callable[..., Awaitable[AgencyAtWork]]) -> AgencyAtWork:
    return await an_agency_at_work()


@pytest.fixture
def today() -> str:
    """The date at the Canadian agency."""
    return day_in_toronto().isoformat()


@pytest.fixture
def pay_day(today: str) -> str:
    """The first day from today on which banks of the Canadian agency are open."""
    return calendar_of("CA", "ON").next_from(date.fromisoformat(today)).isoformat()
