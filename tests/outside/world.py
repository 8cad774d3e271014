"""Two agencies with people who must not see each other's things, and what is whose.

The owner is a contractor of the first agency; what is the owner's is what intruders ask for.
"""

import asyncio
import io
import json
import re
import zipfile
from collections.abc import Awaitable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import httpx2
from rich.console import Console

from contracts.ids import CompanyId
from identity.testing.authenticator import Authenticator
from payments.invoices.drafts.model import draft_id_of
from payments.invoices.model import Group
from portico_local.demo import workfile
from portico_local.demo.agency import DemoAgency
from portico_local.demo.client import PortalClient, until
from portico_local.demo.command import default_work, free_run, open_month
from portico_local.demo.story import Story
from portico_local.demo.timeline import Timeline
from portico_local.view import StackView

from ..conftest import only
from .contacts import OF_CONTACTS, a_contact, a_project, an_offer
from .disputes import SECRET_REASON, a_dispute
from .inquiries import SECRET_QUESTION, an_inquiry
from .operations import Operation, PreparedRequest

# Two contractors of two companies, and one of another agency, with every kind of thing.
_ORDERS = {"MS-101", "MS-103", "FB-203"}
_SECRET_NOTE = "Only Grace wrote this"
_AT_ONCE = 6
_NUMBERED = re.compile(r"[A-Z]-20\d\d-\d+")

# What an owner sees of the own, and staff of the agency: it must be the same after every attack.
_OWN_VIEWS = (
    "/api/contractor/work",
    "/api/contractor/work-orders",
    "/api/contractor/transactions",
    "/api/contractor/payments",
    "/api/contractor/documents",
    "/api/contractor/notifications",
    "/api/contractor/trail",
    "/api/session/profile",
    "/api/session/factors",
    "/api/session/notification-preferences",
    "/api/session/sign-in-methods",
)
_STAFF_VIEWS = (
    "/api/agency/people",
    "/api/agency/companies",
    "/api/agency/projects",
    "/api/agency/work-orders",
    "/api/agency/work",
    "/api/agency/transactions",
    "/api/agency/payments",
    "/api/agency/invoices",
    "/api/agency/disputes",
    "/api/agency/documents",
    "/api/agency/offers",
    "/api/agency/inquiries",
    "/api/agency/bank-files/unmatched",
    "/api/agency/ledger/balances",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Intruder:
    """Somebody who is signed in and asks for what is not theirs. `secrets`: texts of it."""

    who: str
    visitor: PortalClient
    slug: str
    ids: Mapping[str, str]
    secrets: frozenset[str]


@dataclass(slots=True, kw_only=True)
class World:
    """Everybody, and what is whose."""

    stack: StackView
    home: DemoAgency
    away: DemoAgency
    owner: PortalClient
    contact: PortalClient
    ids: Mapping[str, str]
    intruders: Mapping[str, Intruder] = field(default_factory=dict[str, Intruder])
    secrets: frozenset[str] = frozenset()
    before: Mapping[str, str] = field(default_factory=dict[str, str])

    async def changed(self) -> list[str]:
        """The views of the owner and the agency that changed since the last time."""
        before, self.before = self.before, await self.snapshot()
        return [view for view, shown in self.before.items() if before[view] != shown]

    async def snapshot(self) -> Mapping[str, str]:
        """What the owner and the owner's agency have."""
        found: dict[str, str] = {}
        for guest, views in ((self.owner, _OWN_VIEWS), (self.home.staff, _STAFF_VIEWS)):
            for view in views:
                portal = {"portal": "contractor"} if view.startswith("/api/session") else {}
                lists = not portal and not view.endswith("balances")
                got = await (guest.all(view) if lists else guest.get(view, **portal))
                found[view] = json.dumps(got, sort_keys=True)
        return found

    async def settle(self) -> None:
        """Wait until nothing is on its way any more."""

        async def twice() -> tuple[Any, Any]:
            before = await self.snapshot()
            await asyncio.sleep(0.5)
            return before, await self.snapshot()

        _, self.before = await until(twice, lambda pair: pair[0] == pair[1], what="quiet")


async def build(stack: StackView, closing: AsyncExitStack) -> World:
    """Play the story of three work orders, and add whom it has not."""
    plans = [only(plan, _ORDERS) for plan in workfile.read(default_work())]
    story = Story(
        stack,
        workfile.in_run(plans, await free_run(stack, plans)),
        Timeline(Console(), quiet=True),
        closing=closing,
        keep_waiting_from=open_month(plans),
    )
    await story.play()
    home, away = story.demo_agencies
    owner = _of(home.contractors, "Grace Okafor")
    maria, paul = _of(home.contacts, "Maria Rossi"), _of(home.contacts, "Paul Gagnon")
    await _a_draft(owner, home.work_order_ids["MS-101"])
    signer = await a_contact(
        story,
        closing,
        home,
        home.company_ids["Northwind Logistics"],
        "own",
        ["offers.view", "offers.sign", "inquiries"],
    )
    ids = await _ids_of_the_owner(home, owner, maria)
    world = World(
        stack=stack,
        home=home,
        away=away,
        owner=owner,
        contact=maria,
        ids={
            **ids,
            "offer_id": await an_offer(home, ids["company_id"], signer),
            **await an_inquiry(signer),
        },
    )
    northwind, lakeshore = (
        home.company_ids["Northwind Logistics"],
        home.company_ids["Lakeshore Health"],
    )
    narrow = await a_contact(story, closing, home, northwind, "projects", OF_CONTACTS)
    project_id = await a_project(home, northwind, maria)
    beside = await a_contact(story, closing, home, northwind, "projects", OF_CONTACTS, [project_id])
    barred = await a_contact(story, closing, home, northwind, "company", [])
    own = await _secrets_of(home, owner)
    company = {"Northwind Logistics", "Maria Rossi", maria.person["email"]}
    # Numbers are counted in each agency anew: there the same ones mean other things.
    agency = {one for one in own if not _NUMBERED.search(one)} | company
    agency |= {"Amélie Tremblay", "Lakeshore Health", home.staff_person.email}
    world.secrets = frozenset(own | agency)
    colleague = _of(home.contractors, "Amélie Tremblay")
    abroad = next(iter(away.contractors.values()))
    customer_abroad = next(iter(away.contacts.values()))
    other_company = {**world.ids, "company_id": lakeshore}
    for who, guest, demo_agency, ids, secrets in (
        ("another contractor", colleague, home, world.ids, own | company),
        ("a contact of another company", paul, home, world.ids, own | company),
        ("a contact without projects", narrow, home, other_company, own),
        ("a contact of another project", beside, home, other_company, own),
        ("a contact without permissions", barred, home, other_company, own),
        ("a contractor of another agency", abroad, away, world.ids, agency),
        ("a contact of another agency", customer_abroad, away, world.ids, agency),
        ("staff of another agency", away.staff, away, world.ids, agency),
    ):
        world.intruders = {
            **world.intruders,
            who: Intruder(
                who=who,
                visitor=guest,
                slug=demo_agency.plan.slug,
                ids=ids,
                secrets=frozenset(secrets) - await _own_texts(guest),
            ),
        }
    return world


def _of(guests: Mapping[str, PortalClient], name: str) -> PortalClient:
    return next(guest for guest in guests.values() if guest.name == name)


async def _a_draft(owner: PortalClient, work_order_id: str) -> None:
    await owner.post(
        "/api/contractor/work",
        {
            "work_order_id": work_order_id,
            "work_on": "2026-10-30",
            "article": "regular",
            "quantity": "3.25",
            "note": _SECRET_NOTE,
        },
    )


async def _ids_of_the_owner(
    home: DemoAgency, owner: PortalClient, contact: PortalClient
) -> dict[str, str]:
    person_id = owner.person["person_id"]
    staff = home.staff
    documents = await until(
        lambda: owner.all("/api/contractor/documents"),
        lambda rows: rows and all(row["state"] == "rendered" for row in rows),
        what="the owner's documents",
    )
    paid = (await owner.all("/api/contractor/payments"))[0]
    transactions = await owner.all("/api/contractor/transactions", tab="all")
    trail = (await owner.all("/api/contractor/trail"))[0]
    invoices = await contact.all("/api/customer/invoices", state="not_paid")
    waiting = await owner.all("/api/contractor/work", status="to_approval")
    notifications = await owner.all("/api/contractor/notifications")
    sessions = await owner.get("/api/session/sessions", portal="contractor")
    return {
        "contractor_id": person_id,
        "person_id": person_id,
        "contact_id": contact.person["person_id"],
        "company_id": home.company_ids["Northwind Logistics"],
        "project_id": home.project_ids["Warehouse automation"],
        "work_order_id": home.work_order_ids["MS-101"],
        "period_start": trail["period_start"],
        "entry_id": waiting[0]["entry_id"],
        "job_id": next(
            job["job_id"] for job in home.held["jobs"] if job["contractor_id"] == person_id
        ),
        "transaction_id": transactions[0]["transaction_id"],
        "payment_id": paid["payment_id"],
        "pay_run_id": (await staff.get(f"/api/agency/payments/{paid['payment_id']}"))["payment"][
            "pay_run_id"
        ],
        "invoice_id": invoices[0]["invoice_id"],
        "draft_id": _draft_id_of(home.company_ids["Northwind Logistics"]),
        "dispute_id": await a_dispute(contact, invoices[0]["invoice_id"]),
        "document_id": documents[0]["document_id"],
        "notification_id": notifications[0]["id"],
        "session_id": sessions["items"][0]["session_id"],
        "passkey_id": await _a_passkey(owner),
        # Nobody has one: each operation on it is refused alike.
        "stand_in_id": str(uuid4()),
        # Of no invoice: reversing and waiving what is there are in payments' own tests.
        "receipt_id": str(uuid4()),
        "charge_id": str(uuid4()),
        # Of nobody: to link an account takes a provider. Identity's tests have others' accounts.
        "method_id": str(uuid4()),
        "provider_id": "nobody",
    }


def _draft_id_of(company_id: str) -> str:
    """Of what waits for the company's next invoice, if its invoices were looked at first."""
    of = Group(company_id=CompanyId(UUID(company_id)), project_id=None, currency="CAD", period=None)
    return draft_id_of(of)


async def _a_passkey(owner: PortalClient) -> str:
    site = str(owner.client.headers["Origin"])
    host = site.removeprefix("http://").partition(":")[0]
    asked = await _at_contractors(owner, "/api/session/passkeys/options")
    key = Authenticator(site, host)
    body = {"name": "Grace's phone", "passkey": key.create(asked["options"])}
    added = await _at_contractors(owner, "/api/session/passkeys", body)
    return _found(added, "passkey_id")


async def _at_contractors(owner: PortalClient, path: str, body: object = None) -> Any:
    answer = await owner.call("POST", path, json=body, params={"portal": "contractor"})
    assert answer.is_success, answer.text
    return answer.json()


def _found(value: Any, name: str) -> str:
    """The first value of this name, however deep."""
    if isinstance(value, dict):
        if name in value:
            return value[name]
        value = list(value.values())
    for one in value if isinstance(value, list) else ():
        try:
            return _found(one, name)
        except LookupError:
            continue
    raise LookupError(name)


async def _secrets_of(home: DemoAgency, owner: PortalClient) -> set[str]:
    """Texts that are the owner's and nobody else's: names, addresses, numbers, notes, amounts."""
    staff, person_id = home.staff, owner.person["person_id"]
    found = {
        owner.person["email"],
        "Grace Okafor",
        _SECRET_NOTE,
        SECRET_QUESTION,
        SECRET_REASON,
        "Controls technician",
        "MS-101",
    }
    for view in ("transactions", "payments"):
        for row in await staff.all(f"/api/agency/{view}", contractor_id=person_id):
            found.add(row["number"])
            found.add(str((row["net"] if "net" in row else row["amount"])["amount_minor"]))
    for row in await owner.all("/api/contractor/documents"):
        found.add(row["file_name"])
    return found


async def _own_texts(guest: PortalClient) -> set[str]:
    """Amounts that happen to be this person's as well: no sign of anything."""
    views = {
        "contractor": ("transactions", "payments", "trail"),
        "customer": ("invoices",),
        "agency": ("transactions", "payments", "invoices"),
    }
    found: set[str] = set()
    for view in views[guest.portal]:
        answer = await guest.call("GET", f"/api/{guest.portal}/{view}", params={"limit": 200})
        found |= set(re.findall(r"\d{4,}", answer.text))
    return found


def leaks(answer: httpx2.Response, secrets: frozenset[str]) -> list[str]:
    """Which of the secrets the answer says."""
    text = readable(answer.content)
    return [one for one in secrets if re.search(rf"(?<![\w-]){re.escape(one)}(?![\w-])", text)]


def is_right(answer: httpx2.Response, operation: Operation, ask: PreparedRequest) -> bool:
    """Whether this is how somebody is answered who names what is another's.

    A list that is narrowed by it is empty; in a body it is as unknown as one that never was.
    """
    if answer.status_code in {403, 404}:
        return True
    if ask.names_in_path:
        return False
    if operation.is_safe:
        return answer.is_success
    return answer.status_code == 422 and answer.json()["code"].startswith("unknown_")


def readable(content: bytes) -> str:
    """The text of an answer, also of a workbook."""
    if content[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(content)) as workbook:
            content = b"\n".join(workbook.read(name) for name in workbook.namelist())
    text = content.decode(errors="replace")
    try:
        return json.dumps(json.loads(text), ensure_ascii=False)
    except ValueError:
        return text


async def send(client: httpx2.AsyncClient, ask: PreparedRequest, **headers: str) -> httpx2.Response:
    """The answer to a request, with an Idempotency-Key that is new.

    Of a person's files so many are made at once: whoever asks for all of them waits for a turn.
    """
    while True:
        answer = await client.request(
            ask.method,
            ask.url,
            params=ask.params,
            json=ask.json,
            content=ask.content,
            headers={"Idempotency-Key": uuid4().hex, **ask.headers, **headers},
        )
        if answer.status_code != 429 or not ask.url.endswith((".xlsx", ".csv")):
            return answer
        await asyncio.sleep(float(answer.headers["Retry-After"]))


async def faults_of(checks: Sequence[Awaitable[list[str]]]) -> list[str]:
    """Run the checks, a few at once: everything that they found wrong. Fails if there are none."""
    assert checks, "nothing was asked: this sweep would pass whatever the answers were"
    turns = asyncio.Semaphore(_AT_ONCE)

    async def one(check: Awaitable[list[str]]) -> list[str]:
        async with turns:
            return await check

    return [fault for faults in await asyncio.gather(*map(one, checks)) for fault in faults]
