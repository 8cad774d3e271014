"""Who is signed in: a cookie per portal, exchanged at identity for a pass of a minute."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, unquote
from uuid import UUID

import structlog
from fastapi import Response
from pydantic import BaseModel, Field
from starlette.requests import HTTPConnection

from chassis.actor import Actor
from chassis.errors import UnauthenticatedError, UnavailableError
from chassis.http.passes import PassVerifier
from chassis.ids import new_id
from contracts.access import Permission, Portal, Scope
from contracts.events.identity import Agency
from contracts.ids import CompanyId, PersonId, ProjectId
from contracts.reach import Principal
from edge.cache import MomentaryCache
from edge.generated.shapes import PassBody
from edge.problems import (
    NotSignedInError,
    RefusedError,
    ServiceAwayError,
    ServiceFailedError,
    ServiceName,
)
from edge.services import RequestContext, ServiceClient, Services

PASS_DEADLINE_SECONDS = 2.0
REMEMBERED_EMAIL_DAYS = 180
KNOWN_BROWSER_DAYS = 180
MAX_PEOPLE_OF_A_BROWSER = 5
MAX_TOKEN_LENGTH = 512

_KNOWN_BROWSER = re.compile(r"[\w-]{1,64}(\.[\w-]{1,64}){0,4}", re.ASCII)

log = structlog.get_logger()


class _LanguageClaim(BaseModel):
    language: str = ""


class PassResponse(BaseModel):
    """What identity answers for a session."""

    pass_: str = Field(alias="pass")
    expires_at: datetime
    person: _LanguageClaim = _LanguageClaim()


@dataclass(frozen=True, slots=True)
class Pass:
    """A pass, and whom it is of."""

    token: str = field(repr=False)
    actor: Actor
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """The person of a request, as the pass of this moment says. `services` act as this person."""

    agency: Agency
    portal: Portal
    person_id: PersonId
    language: str
    permissions: frozenset[Permission]
    scope: Scope | None
    company_id: CompanyId | None
    project_ids: frozenset[ProjectId]
    stands_in_for: tuple[Principal, ...]
    session_id: UUID | None
    services: Services = field(repr=False)

    def may(self, permission: Permission) -> bool:
        """Whether to show it; whether it may be done is decided by the service that owns it."""
        return permission in self.permissions

    @property
    def approves_work(self) -> bool:
        """Whether there is work that they approve, their own or in somebody's place."""
        return self.may(Permission.WORK_APPROVE) or bool(self.stands_in_for)


class Passes:
    """Exchanges session tokens for passes; one is used for at most half a second."""

    def __init__(self, client: ServiceClient, *, ttl_seconds: float, capacity: int) -> None:
        self._client = client
        self._verifier = PassVerifier(self._keys)
        self._cache: MomentaryCache[bytes, Pass] = MomentaryCache(
            ttl_seconds=ttl_seconds, capacity=capacity
        )

    async def of(
        self,
        token: str,
        agency: Agency,
        portal: Portal,
        context: RequestContext,
        *,
        in_use: bool = True,
    ) -> Pass:
        """The pass of this session here. Raises NotSignedInError, also for another agency's.

        `in_use`: the person does something, so that the session is not idle.
        """

        async def ask() -> Pass:
            try:
                answer = await self._client.on_behalf_of(context).send(
                    ServiceName.IDENTITY,
                    "POST",
                    "/sessions/pass",
                    PassResponse,
                    body=PassBody(agency=agency.slug, session_token=token, in_use=in_use),
                    deadline_seconds=PASS_DEADLINE_SECONDS,
                )
            except RefusedError as error:
                if error.status in {401, 403, 404, 422}:
                    raise NotSignedInError(**error.over_because()) from error
                raise
            actor = await self._verify(answer.pass_)
            return Pass(answer.pass_, actor, answer.person.language)

        found = await self._cache.get(_key(token, agency, in_use=in_use), ask)
        if found.actor.agency_id != agency.agency_id or found.actor.portal is not portal:
            log.warning("refused", reason="session of another agency or portal")
            raise NotSignedInError
        return found

    def forget(self, token: str, agency: Agency) -> None:
        """The session has ended here."""
        for in_use in (True, False):
            self._cache.forget(_key(token, agency, in_use=in_use))

    async def _verify(self, token: str) -> Actor:
        """Whom a pass is of. One that identity has just given is good, or identity is broken."""
        try:
            return await self._verifier.verify(token)
        except UnauthenticatedError:
            log.exception("identity gave a pass that is not valid")
            raise ServiceFailedError(ServiceName.IDENTITY) from None
        except UnavailableError:
            raise ServiceAwayError(ServiceName.IDENTITY) from None

    async def _keys(self) -> Mapping[str, Any]:
        context = RequestContext(correlation_id=str(new_id()), traceparent="")
        return await self._client.on_behalf_of(context).get(
            ServiceName.IDENTITY,
            "/.well-known/jwks.json",
            dict[str, Any],
            deadline_seconds=PASS_DEADLINE_SECONDS,
        )


def _key(token: str, agency: Agency, *, in_use: bool) -> bytes:
    """The token itself is not kept in memory longer than the request.

    A pass that was asked for in the background is none for a click: that one tells identity of it.
    """
    return hashlib.sha256(f"{agency.slug}\0{in_use}\0{token}".encode()).digest()


@dataclass(frozen=True, slots=True)
class Cookies:
    """The cookies of the edge. With https they are Secure and bound to the host (`__Host-`)."""

    secure: bool

    def _name(self, name: str) -> str:
        return f"__Host-portico-{name}" if self.secure else f"portico-{name}"

    def session(self, connection: HTTPConnection, portal: Portal) -> str | None:
        """The session token of this portal, if the browser sent one that can be one."""
        token = connection.cookies.get(self._name(portal))
        return token if token and len(token) <= MAX_TOKEN_LENGTH else None

    def sign_in(
        self, response: Response, portal: Portal, token: str, until: datetime | None
    ) -> None:
        """Keep the session; `until` None: until the browser is closed."""
        left = None if until is None else int((until - datetime.now(UTC)).total_seconds())
        self._set(response, self._name(portal), token, left)

    def sign_out(self, response: Response, portal: Portal) -> None:
        """Drop the session, and what the browser keeps of its pages and files."""
        self._set(response, self._name(portal), "", 0)
        response.headers["Clear-Site-Data"] = '"cache"'

    def known_browser(self, connection: HTTPConnection) -> str:
        """What `know_browser` kept, empty where there is nothing of ours."""
        kept = connection.cookies.get(self._name("browser"), "")
        return kept if _KNOWN_BROWSER.fullmatch(kept) else ""

    def know_browser(self, response: Response, kept: str, token: str) -> None:
        """Keep that somebody has signed in here, besides what is `kept` of others; see identity."""
        others = [one for one in kept.split(".") if one not in {"", token}]
        value = ".".join([token, *others[: MAX_PEOPLE_OF_A_BROWSER - 1]])
        self._set(response, self._name("browser"), value, _seconds(KNOWN_BROWSER_DAYS))

    def flows(self, connection: HTTPConnection) -> dict[str, str]:
        """What `keep_flow` kept, by the keys of the flows."""
        start = self._name("flow-")
        return {
            name.removeprefix(start): value
            for name, value in connection.cookies.items()
            if name.startswith(start)
        }

    def keep_flow(self, response: Response, key: str, value: str, seconds: int) -> None:
        """Bind this browser to a sign-in that it has begun at a provider, one of several."""
        self._set(response, self._name(f"flow-{key}"), value, seconds)

    def drop_flow(self, response: Response, key: str) -> None:
        """That sign-in at a provider is over."""
        self._set(response, self._name(f"flow-{key}"), "", 0)

    def ticket(self, connection: HTTPConnection, portal: Portal) -> str:
        """What `keep_ticket` kept for this portal, empty where there is none."""
        return connection.cookies.get(self._name(f"{portal}-ticket"), "")

    def keep_ticket(self, response: Response, portal: Portal, value: str, seconds: int = 0) -> None:
        """Keep a second factor's ticket for the page to fetch; without seconds: drop it."""
        self._set(response, self._name(f"{portal}-ticket"), value if seconds else "", seconds)

    def email(self, connection: HTTPConnection, portal: Portal) -> str:
        """The address that "Remember me" kept."""
        return unquote(connection.cookies.get(self._name(f"{portal}-email"), ""))[:254]

    def remember_email(self, response: Response, portal: Portal, email: str) -> None:
        """Fill in this address the next time; an empty one forgets it."""
        seconds = _seconds(REMEMBERED_EMAIL_DAYS) if email else 0
        self._set(response, self._name(f"{portal}-email"), quote(email), seconds)

    def language(self, connection: HTTPConnection) -> str:
        """The language that was chosen before sign-in."""
        return connection.cookies.get(self._name("language"), "")

    def choose_language(self, response: Response, language: str) -> None:
        """Keep a chosen language."""
        self._set(response, self._name("language"), language, _seconds(REMEMBERED_EMAIL_DAYS))

    def _set(self, response: Response, name: str, value: str, seconds: int | None) -> None:
        response.set_cookie(
            name,
            value,
            max_age=seconds,
            path="/",
            secure=self.secure,
            httponly=True,
            samesite="lax",
        )


def _seconds(days: int) -> int:
    return int(timedelta(days=days).total_seconds())
