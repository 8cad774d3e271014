"""Services in memory, behind the transport of the edge's own client.

They answer in the shapes of the real ones. What a test needs is set as a reply; what is asked is
kept, so that a test can see what went out.
"""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx2
from pydantic import BaseModel

from chassis.ids import new_id
from chassis.testing.passes import PassMaker
from contracts.access import (
    CONTACT_PERMISSIONS,
    CONTRACTOR_PERMISSIONS,
    STAFF_PERMISSIONS,
    Permission,
    Portal,
    Scope,
)
from contracts.events.identity import (
    Address,
    Agency,
    Contact,
    Contractor,
    ContractorKind,
    Person,
    PersonStatus,
)
from contracts.ids import AgencyId, CompanyId, PersonId, ProjectId

Reply = Callable[[httpx2.Request], httpx2.Response]
PASSWORD = "correct horse battery"

_PERMISSIONS = {
    Portal.CONTRACTOR: CONTRACTOR_PERMISSIONS,
    Portal.CUSTOMER: CONTACT_PERMISSIONS,
    Portal.AGENCY: STAFF_PERMISSIONS,
}


def an_agency(slug: str = "nord", **other: Any) -> Agency:
    """An agency in Norway, unless told otherwise."""
    given: dict[str, Any] = {
        "agency_id": AgencyId(new_id()),
        "slug": slug,
        "name": "Nord Bemanning",
        "legal_name": "Nord Bemanning AS",
        "organisation_number": "923 609 016",
        "address": Address(
            street="Storgata 12", postal_code="0184", city="Oslo", region="", country="NO"
        ),
        "currency": "NOK",
        "time_zone": "Europe/Oslo",
        "default_language": "nb",
        "languages": ("nb", "en", "fr"),
        "brand_colour": "#0b7a75",
        "support_email": "hjelp@nord.example",
        "site_url": f"http://{slug}.localhost:8080",
    }
    return Agency(**(given | other))


def a_person(agency: Agency, portal: Portal = Portal.CONTRACTOR, **other: Any) -> Person:
    """A person of a portal with all that its people may do, unless told otherwise."""
    given: dict[str, Any] = {
        "person_id": PersonId(new_id()),
        "agency_id": agency.agency_id,
        "portal": portal,
        "status": PersonStatus.ACTIVE,
        "email": "kari@example.com",
        "name": "Kari Nordmann",
        "language": "en",
        "permissions": tuple(sorted(_PERMISSIONS[portal])),
    }
    if portal is Portal.CONTRACTOR:
        given["contractor"] = Contractor(
            kind=ContractorKind.TEMP, address=Address(country=agency.address.country)
        )
    if portal is Portal.CUSTOMER:
        given["contact"] = Contact(company_id=CompanyId(new_id()), scope=Scope.COMPANY)
    return Person(**(given | other))


@dataclass(slots=True, kw_only=True)
class FakeSession:
    """An open session. `exchanged` counts how often it was turned into a pass."""

    person: Person
    session_id: UUID = field(default_factory=new_id)
    exchanged: int = 0


@dataclass(slots=True)
class FakeServices:
    """All services behind one transport. Hosts of their addresses are their names."""

    passes: PassMaker = field(default_factory=PassMaker)
    agencies: dict[str, Agency] = field(default_factory=dict[str, Agency])
    people: list[Person] = field(default_factory=list[Person])
    sessions: dict[str, FakeSession] = field(default_factory=dict[str, FakeSession])
    links: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    replies: dict[tuple[str, str], Reply] = field(default_factory=dict[tuple[str, str], Reply])
    described: Reply | None = None
    """Answers everything but what the edge itself needs to let somebody in."""
    away: set[str] = field(default_factory=set[str])
    delay_seconds: dict[str, float] = field(default_factory=dict[str, float])
    asked: list[httpx2.Request] = field(default_factory=list[httpx2.Request])

    def settings(self) -> dict[str, str]:
        """Addresses whose hosts are the services' names."""
        names = ("identity", "timesheets", "payments", "documents", "notifications")
        return {f"{name}_url": f"http://{name}" for name in names}

    def transport(self) -> httpx2.MockTransport:
        """The transport for the edge's client."""
        return httpx2.MockTransport(self.answer)

    def open(self, agency: Agency) -> Agency:
        """Make an agency known."""
        self.agencies[agency.slug] = agency
        return agency

    def sign_in(self, person: Person) -> str:
        """A session of this person; its token."""
        token = f"session-{new_id()}"
        self.sessions[token] = FakeSession(person=person)
        return token

    def reply(
        self, service: str, path: str, body: object, *, status: int = 200, method: str = "GET"
    ) -> None:
        """Answer this with that, from now on."""
        content = _json(body)
        self.replies[f"{method} {service}", path] = lambda _request: httpx2.Response(
            status,
            content=content,
            headers={
                "content-type": "application/json" if status < 400 else "application/problem+json"
            },
        )

    def asked_of(self, service: str, path: str) -> list[httpx2.Request]:
        """What was asked of a service at a path."""
        return [r for r in self.asked if r.url.host == service and r.url.path == path]

    async def answer(self, request: httpx2.Request) -> httpx2.Response:
        """Answer a request of the edge."""
        service = request.url.host
        if service in self.away:
            raise httpx2.ConnectError("nobody listens there")
        await asyncio.sleep(self.delay_seconds.get(service, 0))
        content = await request.aread()
        self.asked.append(request)
        if self.described is not None and not _of_the_middleware(request):
            return self.described(request)
        found = self.replies.get((f"{request.method} {service}", request.url.path))
        if found is not None:
            return found(request)
        if service == "identity":
            return self._identity(request, json.loads(content) if content else {})
        return problem(404, "not_found")

    def _identity(self, request: httpx2.Request, body: dict[str, Any]) -> httpx2.Response:
        path = request.url.path
        if path == "/.well-known/jwks.json":
            return httpx2.Response(200, json=self.passes.jwks())
        if path.startswith("/agencies/by-slug/"):
            agency = self.agencies.get(path.rpartition("/")[2])
            return ok(agency) if agency else problem(404, "unknown_agency")
        agency = self.agencies.get(body.get("agency", ""))
        if agency is None:
            return problem(404, "unknown_agency")
        handle = {
            "/login": self._login,
            "/logout": self._logout,
            "/sessions/pass": self.exchange,
            "/links/inspect": self._inspect,
            "/links/renew": self._renew,
            "/invitations/accept": self._use_link,
            "/password/reset": self._use_link,
            "/login-links/accept": self._use_link,
        }.get(path)
        if handle is not None:
            return handle(agency, body)
        if path == "/password/forgot":
            return httpx2.Response(202)
        return problem(404, "not_found")

    def _login(self, agency: Agency, body: dict[str, Any]) -> httpx2.Response:
        for person in self.people:
            known = (person.agency_id, person.portal, person.email)
            if known == (agency.agency_id, body["portal"], body["email"]):
                if body["password"] == PASSWORD:
                    return self._started(person)
                break
        return problem(401, "wrong_credentials")

    def _logout(self, _agency: Agency, body: dict[str, Any]) -> httpx2.Response:
        self.sessions.pop(body["session_token"], None)
        return httpx2.Response(204)

    def _started(self, person: Person) -> httpx2.Response:
        expires_at = datetime.now(UTC) + timedelta(hours=12)
        return httpx2.Response(
            200,
            json={
                "session_token": self.sign_in(person),
                "browser_token": f"browser-{new_id()}",
                "expires_at": expires_at.isoformat(),
                "person": person_details(person),
            },
        )

    def exchange(self, agency: Agency, body: dict[str, Any]) -> httpx2.Response:
        """A pass for a session."""
        session = self.sessions.get(body["session_token"])
        if session is None:
            return problem(401, "session_over", because="timed_out")
        session.exchanged += 1
        person = session.person
        token = self.passes.token(
            agency_id=person.agency_id,
            person_id=person.person_id,
            portal=person.portal,
            permissions=[Permission(p) for p in person.permissions],
            scope=person.contact.scope if person.contact else None,
            company_id=person.contact.company_id if person.contact else None,
            project_ids=person.contact.project_ids if person.contact else (),
            name=person.name,
            sid=str(session.session_id),
        )
        return httpx2.Response(
            200,
            json={
                "pass": token,
                "expires_at": (datetime.now(UTC) + timedelta(minutes=1)).isoformat(),
                "person": person.model_dump(mode="json"),
                "agency": agency.model_dump(mode="json"),
            },
        )

    def _inspect(self, _agency: Agency, body: dict[str, Any]) -> httpx2.Response:
        unknown = {"state": "unknown", "purpose": None, "portal": None, "language": None}
        link = {"outlook": "link", **self.links.get(body["token"], unknown)}
        return httpx2.Response(200, json=link)

    def _renew(self, _agency: Agency, body: dict[str, Any]) -> httpx2.Response:
        outlook = self.links.get(body["token"], {}).get("outlook", "link")
        return httpx2.Response(202, json={"outlook": outlook})

    def _use_link(self, agency: Agency, body: dict[str, Any]) -> httpx2.Response:
        link = self.links.get(body["token"])
        if link is None or link["state"] != "valid":
            return problem(409, "link_not_valid", state=link["state"] if link else "unknown")
        if "password1" in body.get("password", ""):
            errors = [{"field": "password", "reason": "is one of the most common passwords"}]
            return problem(422, "weak_password", errors=errors)
        link["state"] = "used"
        return self._started(a_person(agency, Portal(link["portal"]), name=link["name"]))

    def add_link(self, token: str, purpose: str, portal: Portal, **other: Any) -> None:
        """A link that is valid, unless told otherwise."""
        terms = {
            "version": "2026-1",
            "terms_of_use": "Be kind.\n\nBe on time.",
            "privacy_policy": "We keep what we need.",
        }
        self.links[token] = {
            "state": "valid",
            "purpose": purpose,
            "portal": portal.value,
            "language": "en",
            "email": "kari@example.com",
            "name": "Kari Nordmann",
            "terms": terms if purpose == "invitation" else None,
        } | other


def _of_the_middleware(request: httpx2.Request) -> bool:
    path = request.url.path
    asks_for_agency = path.startswith("/agencies/by-slug/") and path.count("/") == 3
    return asks_for_agency or path in {"/sessions/pass", "/.well-known/jwks.json"}


def ok(body: BaseModel) -> httpx2.Response:
    """The answer of a service that could."""
    return httpx2.Response(
        200,
        content=body.model_dump_json(by_alias=True),
        headers={"content-type": "application/json"},
    )


def problem(status: int, code: str, **data: object) -> httpx2.Response:
    """The answer of a service that refused."""
    body = {"type": f"urn:portico:problem:{code}", "title": code, "status": status, "code": code}
    return httpx2.Response(
        status,
        json=body | data,
        headers={"content-type": "application/problem+json"},
    )


def person_details(person: Person) -> dict[str, object]:
    """A person as identity describes one."""
    invited_at = "2026-11-01T08:00:00Z"
    times = {"invited_at": invited_at, "activated_at": None, "deactivated_at": None}
    return {**person.model_dump(mode="json"), **times}


def money(amount_minor: int, currency: str = "NOK") -> dict[str, object]:
    """An amount, as JSON."""
    return {"amount_minor": amount_minor, "currency": currency}


RETURNED_PAYMENT: dict[str, object] = {
    "payment_id": str(new_id()),
    "number": "P-2026-000007",
    "amount": money(250),
    "paid_on": "2026-11-06",
    "returned_on": "2026-11-07",
    "reason_code": "AC04",
    "reason": "",
    "is_about_account": True,
    "bank_account_id": str(new_id()),
    "ending": "1111",
    "ordered_again_for": None,
}
"""A payment that the bank returned, as payments shows it."""


NO_DETAILS = {
    **dict.fromkeys(("lines", "deduction_lines", "tax_lines", "history"), ()),
    "account_ending": "",
}
"""What the details of a transaction have beside its row, empty, as JSON."""


def a_transaction(**other: object) -> dict[str, object]:
    """A row of a list of transactions, as JSON."""
    return {
        "transaction_id": str(new_id()),
        "number": "T-2026-0042",
        "work_order_id": str(new_id()),
        "work_order_code": "WO-7",
        "work_order_title": "Site engineer",
        "project_id": str(ProjectId(new_id())),
        "project_name": "Bjørvika",
        "company_id": str(new_id()),
        "company_name": "Fjord Bygg",
        "contractor_id": str(new_id()),
        "contractor_name": "Kari Nordmann",
        "contractor_kind": "temp",
        "period_start": "2026-10-01",
        "period_end": "2026-10-31",
        "gross": money(6_240_000),
        "deductions": money(1_872_000),
        "taxes": money(0),
        "net": money(4_368_000),
        "pay_terms": "scheduled",
        "state": "scheduled",
        "shown_as": "2026-11-10",
        "estimated_payment_on": "2026-11-10",
        "held_because": None,
        "deductions_unsettled": False,
        "is_returned": False,
        "payment_id": None,
        "paid_on": None,
        "created_on": str(date(2026, 11, 1)),
    } | other


def _json(body: object) -> bytes:
    if isinstance(body, BaseModel):
        return body.model_dump_json(by_alias=True).encode()
    return json.dumps(body).encode()
