"""What views are measured on: an edge, its plain peer, and people who are signed in."""

import asyncio
import json
import sys
import time
from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from uuid import UUID

import asyncpg
import httpx2
import psutil
from joserfc import jwt
from joserfc.jwk import OKPKey

from chassis.http.passes import ALGORITHM, AUDIENCE, ISSUER
from contracts.access import Permission, Portal
from portico_local.bench.load import request
from portico_local.demo import workfile
from portico_local.demo.agency import create_agencies, newcomer, sign_in, sign_up, staff_of
from portico_local.demo.client import PortalClient
from portico_local.demo.command import default_work
from portico_local.demo.inbox import Inbox
from portico_local.demo.workfile import AgencyPlan
from portico_local.http import loopback_client
from portico_local.ports import HOST, Ports
from portico_local.postgres import SUPERUSER
from portico_local.processes import ManagedProcess, ProcessSpec, child_environment
from portico_local.services import DOMAIN
from portico_local.stack import Stack
from portico_local.view import answers_ready

SERVICES = ("identity", "payments", "notifications")
_READY_SECONDS = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalUser:
    """Somebody who is signed in at an agency's site."""

    agency_id: UUID
    person_id: UUID
    portal: str
    host: str
    cookie: str = field(repr=False)

    def asks(self, path: str) -> bytes:
        """The request of their browser for a path."""
        return request(path, self.host, self._headers)

    def sends(self, path: str, body: object) -> bytes:
        """What their browser posts to a path, as JSON."""
        headers = [
            *self._headers,
            ("Content-Type", "application/json"),
            ("Origin", f"http://{self.host}"),
            ("X-Portico", "1"),
            ("X-Portico-Portal", self.portal),
        ]
        return request(path, self.host, headers, json.dumps(body).encode())

    @property
    def _headers(self) -> list[tuple[str, str]]:
        return [
            ("Accept", "application/json"),
            ("Cookie", self.cookie),
            ("Sec-Fetch-Site", "same-origin"),
        ]


async def as_user(
    stack: Stack, plan: AgencyPlan, guest: PortalClient, person_id: str
) -> PortalUser:
    """Somebody who came in as people do, for requests that cost the bench nothing to make."""
    return PortalUser(
        agency_id=await _agency_id(stack, plan.slug),
        person_id=UUID(person_id),
        portal=guest.portal,
        host=f"{plan.slug}.{DOMAIN}:{stack.addresses.api_ports['edge']}",
        cookie="; ".join(f"{name}={value}" for name, value in guest.client.cookies.items()),
    )


def signed_pass(
    stack: Stack,
    *,
    agency_id: UUID,
    person_id: UUID,
    portal: Portal,
    permissions: Collection[Permission],
) -> str:
    """A pass as identity signs them for who has just signed in, with the key of this stack."""
    key = OKPKey.import_key(json.loads(stack.secrets.pass_signing_key_file.read_text()))
    now = int(time.time())
    return jwt.encode(
        {"alg": ALGORITHM, "kid": key.kid},
        {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": str(person_id),
            "agency": str(agency_id),
            "portal": portal.value,
            "permissions": sorted(one.value for one in permissions),
            "iat": now,
            "proved": now,
            "exp": now + 60,
        },
        key,
        algorithms=[ALGORITHM],
    )


@asynccontextmanager
async def edge_of(stack: Stack) -> AsyncGenerator[ManagedProcess]:
    """The edge of a stack without one: it serves no portals, so none are built for it."""
    environment = stack.environment("edge") | {"LOG_FORMAT": "json"}
    environment.pop("PORTALS_DIRECTORY")
    process = ManagedProcess(
        ProcessSpec(
            name="edge-api",
            argv=(sys.executable, "-m", "edge", "api"),
            environment=environment,
            log=stack.directory.log("edge-api"),
            directory=stack.directory.root,
            is_ready=partial(answers_ready, stack.addresses.operations("edge")),
            port=stack.addresses.api_ports["edge"],
        )
    )
    async with _running(process):
        yield process


@asynccontextmanager
async def plain_peer(
    stack: Stack, app: str = "plain", *, database: str = "payments"
) -> AsyncGenerator[ManagedProcess]:
    """`plain.py` as its writer would run it: one process, the servers' own defaults."""
    port = Ports(usual=False).take("the plain peer", 0)
    process = ManagedProcess(
        ProcessSpec(
            name="plain",
            argv=(
                sys.executable,
                "-m",
                "uvicorn",
                f"portico_local.bench.{app}:app",
                f"--port={port}",
            ),
            environment=child_environment()
            | {"DATABASE_URL": stack.postgres.url(SUPERUSER, database)},
            log=stack.directory.log("plain"),
            directory=stack.directory.root,
            is_ready=partial(_answers, f"http://{HOST}:{port}/openapi.json"),
            port=port,
        )
    )
    async with _running(process):
        yield process


@asynccontextmanager
async def contractors(stack: Stack) -> AsyncGenerator[Sequence[PortalUser]]:
    """A contractor of each of two agencies, invited and signed up as people are."""
    plans = workfile.read(default_work())[:2]
    await create_agencies(stack, plans)
    async with AsyncExitStack() as closing:
        yield [await _signed_up(stack, closing, plan) for plan in plans]


async def rest(stack: Stack, *names: str) -> None:
    """Stop what is not needed any more; its work would be counted as somebody's."""
    for name in names:
        await stack.stop_process(name)


def processor_seconds(processes: Mapping[str, ManagedProcess]) -> dict[str, float]:
    """Time on a processor, of each with its children, so far."""
    found: dict[str, float] = {}
    for name, process in processes.items():
        parent = psutil.Process(process.pid)
        times = [one.cpu_times() for one in (parent, *parent.children(recursive=True))]
        found[name] = sum(time.user + time.system for time in times)
    return found


async def _signed_up(stack: Stack, closing: AsyncExitStack, plan: AgencyPlan) -> PortalUser:
    staff = await newcomer(stack, closing, plan, "agency")
    await sign_in(staff, staff_of(plan).email)
    email = f"grace.okafor@{plan.slug}.example"
    invited = await staff.post(
        "/api/agency/people",
        {
            "portal": "contractor",
            "email": email,
            "name": "Grace Okafor",
            "language": plan.language,
            "contractor": {
                "kind": "temp",
                "legal_name": "",
                "address": {
                    "region": "ON" if plan.country == "CA" else "",
                    "country": plan.country,
                },
            },
        },
    )
    mails = await Inbox(stack.addresses.mail_url).one_for_each({email}, "the invitation")
    guest = await newcomer(stack, closing, plan, "contractor")
    await sign_up(guest, mails[email])
    return await as_user(stack, plan, guest, invited["person_id"])


async def _agency_id(stack: Stack, slug: str) -> UUID:
    connection = await asyncpg.connect(stack.postgres.url(SUPERUSER, "identity"))
    try:
        found: UUID = await connection.fetchval(
            "SELECT agency_id FROM agencies WHERE slug = $1", slug
        )
    finally:
        await connection.close()
    return found


async def _answers(url: str) -> bool:
    try:
        async with loopback_client() as client:
            return (await client.get(url)).is_success
    except httpx2.HTTPError as error:
        raise ConnectionError(str(error)) from error


@asynccontextmanager
async def _running(process: ManagedProcess) -> AsyncGenerator[None]:
    process.start()
    try:
        await process.wait_ready(_READY_SECONDS)
        yield
    finally:
        await asyncio.shield(process.stop())
