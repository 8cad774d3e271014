"""Who plays in the story: an agency, its people at their portals, and how they come in."""

import asyncio
import json
import tempfile
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from portico_local.demo.client import PortalClient, open_client
from portico_local.demo.expected import AcceptedRow, ExpectedRows
from portico_local.demo.inbox import Mail
from portico_local.demo.legal import CITIES, legal_details_of
from portico_local.demo.workfile import AgencyPlan, NamedPerson
from portico_local.demo_id import provider_entry
from portico_local.paths import keep_json
from portico_local.services import DOMAIN
from portico_local.view import StackView

T = TypeVar("T")

AgencyEntry = Mapping[str, Any]
"""An agency, as the operator's command takes it."""

PASSWORD = "seven-quiet-harbours"  # noqa: S105 - of the demonstration's people, printed by `up`
_COLOURS = ("#b4361e", "#14506e", "#2f6b3a", "#6a3d8a")
_AT_ONCE = 8


@dataclass(slots=True, kw_only=True)
class DemoAgency:
    """An agency of the story and everybody in it, with the ids they got."""

    plan: AgencyPlan
    sorted: ExpectedRows
    staff_person: NamedPerson
    staff: PortalClient
    approver: PortalClient
    contacts: dict[str, PortalClient] = field(default_factory=dict[str, PortalClient])
    contractors: dict[str, PortalClient] = field(default_factory=dict[str, PortalClient])
    company_ids: dict[str, str] = field(default_factory=dict[str, str])
    person_ids: dict[str, str] = field(default_factory=dict[str, str])
    project_ids: dict[str, str] = field(default_factory=dict[str, str])
    work_order_ids: dict[str, str] = field(default_factory=dict[str, str])
    held: dict[str, Any] = field(default_factory=dict[str, Any])

    @property
    def good(self) -> list[AcceptedRow]:
        """The rows that count, as they stand after corrections."""
        return self.sorted.good

    @property
    def host(self) -> str:
        """The host name of the agency's site, without a port."""
        return f"{self.plan.slug}.{DOMAIN}"


SEATED_IN = {"CA": "ON", "US": "NY"}
"""In which region agencies are, where an address needs one; the file of work does not say."""


async def create_agencies(
    stack: StackView,
    plans: list[AgencyPlan],
    *,
    undo_minutes: int = 0,
    takes_inquiries: bool = True,
) -> None:
    """Have the operator's command create the agencies, each with two of its staff.

    What is there already gets this undo time; approvals from before keep theirs.
    """
    entries = [
        {
            "slug": plan.slug,
            "name": plan.name,
            "legal_name": f"{plan.name} {'AS' if plan.country == 'NO' else 'Ltd.'}",
            "organisation_number": f"{900_000_000 + number}",
            "address": {
                "street": "1 Harbour Street",
                "city": CITIES.get(plan.country, "Harbour"),
                "region": SEATED_IN.get(plan.country, ""),
                "country": plan.country,
            },
            "legal": legal_details_of(plan),
            "currency": plan.currency,
            "time_zone": plan.time_zone,
            "default_language": plan.language,
            "languages": sorted(
                {plan.language, "en", *(c.language for c in plan.contractors.values())}
            ),
            "brand_colour": _COLOURS[number % len(_COLOURS)],
            "support_email": f"help@{plan.slug}.example",
            "previous_system_url": f"https://payments.{plan.slug}.example",
            "previous_system_ended_on": "2025-12-31",
            "approval_undo_minutes": undo_minutes,
            "takes_inquiries": takes_inquiries,
            "staff": [
                {
                    "email": staff_of(plan).email,
                    "name": staff_of(plan).name,
                    "password": PASSWORD,
                },
                {
                    "email": approver_of(plan).email,
                    "name": approver_of(plan).name,
                    "password": PASSWORD,
                    "permissions": ["pay_runs.run", "transactions.view"],
                },
            ],
            **_addresses(stack, plan.slug),
        }
        for number, plan in enumerate(plans)
    ]
    await _bring_up_to_date(stack, entries)


async def follow_sites(stack: StackView) -> bool:
    """Tell all agencies that were created here where their sites are now; whether any has moved.

    A start on other ports would leave their e-mails, documents and providers with the old ones.
    """
    kept = _kept_entries(stack)
    entries = [{**_seated(entry), **_addresses(stack, str(entry["slug"]))} for entry in kept]
    has_moved = entries != kept
    if has_moved:
        await _bring_up_to_date(stack, entries)
    return has_moved


async def _bring_up_to_date(stack: StackView, entries: Sequence[AgencyEntry]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "agencies.json"
        file.write_text(json.dumps(entries))
        result = await stack.run("identity", "agency", str(file))
    if result.code != 0:
        raise RuntimeError(f"the agencies were not created: {result.errors or result.output}")
    others = {entry["slug"]: entry for entry in _kept_entries(stack)}
    kept = others | {entry["slug"]: entry for entry in entries}
    keep_json(stack.directory.agencies_file, list(kept.values()))


def _kept_entries(stack: StackView) -> list[AgencyEntry]:
    """What the operator's command was given here, one entry an agency."""
    try:
        found: list[AgencyEntry] = json.loads(stack.directory.agencies_file.read_text())
    except FileNotFoundError:
        return []
    return found


def _seated(entry: AgencyEntry) -> AgencyEntry:
    """The entry with its region: those that were kept by an older release have none."""
    address = entry["address"]
    return {**entry, "address": {"region": SEATED_IN.get(address["country"], ""), **address}}


def _addresses(stack: StackView, slug: str) -> AgencyEntry:
    """What of an agency's entry has ports of the stack in it.

    Where the stack has a provider to try out, people can sign in with it.
    """
    url = stack.addresses.demo_id_url
    providers = {} if url is None else {"sign_in_providers": [provider_entry(url, slug)]}
    return {"site_url": stack.addresses.site(slug), **providers}


def staff_of(plan: AgencyPlan) -> NamedPerson:
    """Somebody of the agency's staff."""
    return NamedPerson("Robin Vale", f"robin.vale@{plan.slug}.example")


def approver_of(plan: AgencyPlan) -> NamedPerson:
    """The colleague who approves pay runs: nobody approves what they proposed."""
    return NamedPerson("Kim Aro", f"kim.aro@{plan.slug}.example")


async def newcomer(
    stack: StackView, closing: AsyncExitStack, plan: AgencyPlan, portal: str, name: str = ""
) -> PortalClient:
    """A browser at the agency's site, closed with the story."""
    port = stack.addresses.api_ports["edge"]
    opened = await closing.enter_async_context(
        open_client(stack.addresses.api("edge"), f"{plan.slug}.{DOMAIN}:{port}", portal)
    )
    opened.name = name
    return opened


async def sign_in(guest: PortalClient, email: str, password: str = PASSWORD) -> None:
    """Log in with e-mail and password."""
    answer = await guest.post(
        "/api/session/login", {"portal": guest.portal, "email": email, "password": password}
    )
    guest.person = answer["person"]


async def sign_up(guest: PortalClient, invitation: Mail) -> None:
    """Follow the link of an invitation, accept the terms, set a password."""
    inspected = await guest.post("/api/session/links/inspect", {"token": invitation.token})
    answer = await guest.post(
        "/api/session/invitations/accept",
        {
            "token": invitation.token,
            "password": PASSWORD,
            "accepted_terms": True,
            "terms_version": inspected["terms"]["version"],
        },
    )
    guest.person = answer["person"]


async def each(items: Iterable[T], act: Callable[[T], Awaitable[object]]) -> None:
    """Do something for all, a few at a time; the first failure ends it."""
    turns = asyncio.Semaphore(_AT_ONCE)

    async def one(item: T) -> None:
        async with turns:
            await act(item)

    async with asyncio.TaskGroup() as group:
        for item in items:
            group.create_task(one(item))
