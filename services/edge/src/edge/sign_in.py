"""A browser goes to a provider and comes back: what the edge says to identity, and what it keeps.

Identity holds the flow. The browser holds a token of it in a cookie, so that nobody can finish a
flow in another browser: a link with somebody else's code and state signs nobody in.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self
from urllib.parse import quote, unquote

from pydantic import ValidationError
from starlette.requests import HTTPConnection
from starlette.responses import Response

from contracts.access import Portal
from edge.generated.shapes import SecondFactorNeeded, SessionStarted
from edge.sessions import MAX_TOKEN_LENGTH, Cookies

FLOW_SECONDS = 600
MAX_PATH_LENGTH = 500

_PATH = re.compile(r"/[!-\[\]-~]*")


class Waiting(SecondFactorNeeded):
    """The account was right, and a second factor is needed: `POST /login/second-factor` takes it.

    `remember` and `return_to` are those of the start.
    """

    remember: bool
    return_to: str

    def write(self, cookies: Cookies, response: Response, portal: Portal) -> None:
        """Keep it until the page fetches it: a redirect has nowhere else to put a secret."""
        cookies.keep_ticket(response, portal, quote(self.model_dump_json(), safe=""), FLOW_SECONDS)

    @classmethod
    def read(cls, cookies: Cookies, connection: HTTPConnection, portal: Portal) -> Self | None:
        """What was kept for this portal, None if there is nothing, or nothing of ours."""
        try:
            return cls.model_validate_json(unquote(cookies.ticket(connection, portal)))
        except ValidationError:
            return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a browser keeps while it is away, and where it goes if that comes to nothing."""

    token: str = field(repr=False)
    failed_to: str

    @classmethod
    def read(cls, cookies: Cookies, connection: HTTPConnection) -> Self | None:
        """What the cookie holds, if it can be what was put there."""
        token, _, path = cookies.flow(connection).partition(".")
        if not token or len(token) > MAX_TOKEN_LENGTH:
            return None
        return cls(token=token, failed_to=unquote(path))

    def write(self, cookies: Cookies, response: Response) -> None:
        """Keep it until the flow has expired."""
        cookies.keep_flow(response, f"{self.token}.{quote(self.failed_to, safe='')}", FLOW_SECONDS)


def portal_of(state: str) -> Portal | None:
    """The portal that a flow was begun at, as its state says."""
    name = state.partition(".")[0]
    return Portal(name) if name in set(Portal) else None


def page_of_start(portal: Portal, link_token: str | None) -> str:
    """The page that a browser went away from: that of the invitation, or the login page."""
    if link_token is None:
        return f"/{portal}/login"
    return f"/{portal}/welcome?token={quote(link_token, safe='')}"


def is_local(path: str, portal: Portal) -> bool:
    """Whether a redirect there stays at this portal of this site, however the path is written."""
    if len(path) > MAX_PATH_LENGTH or not _PATH.fullmatch(path):
        return False
    segments = unquote(unquote(path.partition("?")[0].partition("#")[0])).split("/")
    return segments[1] == portal.value and not {".", ".."} & set(segments) and "\\" not in path


def with_problem(path: str, code: str) -> str:
    """The path, with the code of what went wrong for the page to tell."""
    base, mark, fragment = path.partition("#")
    return f"{base}{'&' if '?' in base else '?'}problem={quote(code, safe='')}{mark}{fragment}"


def until(started: SessionStarted, *, remember: bool) -> datetime | None:
    """How long the browser keeps a session's cookie; None: until it is closed."""
    return started.expires_at if remember else None
