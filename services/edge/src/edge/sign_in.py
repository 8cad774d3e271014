"""A browser goes to a provider and comes back: what the edge says to identity, and what it keeps.

Identity holds the flow. The browser holds a token of it in a cookie, so that nobody can finish a
flow in another browser: a link with somebody else's code and state signs nobody in.
"""

import hashlib
import re
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import parse_qs, quote, unquote, urlsplit

from pydantic import ValidationError
from starlette.requests import HTTPConnection
from starlette.responses import Response

from contracts.access import Portal
from edge.generated.shapes import SecondFactorChallenge
from edge.sessions import MAX_TOKEN_LENGTH, Cookies

FLOW_SECONDS = 600
MAX_PATH_LENGTH = 500
MAX_FLOWS = 5

_PATH = re.compile(r"/[!-\[\]-~]*")


class PendingSecondFactor(SecondFactorChallenge):
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
class BrowserFlow:
    """What a browser keeps while it is away, and where it goes if that comes to nothing.

    One cookie for each flow, named by its state: a browser may begin several, in several tabs.
    """

    key: str
    token: str = field(repr=False)
    failed_to: str
    begun_at: int

    @classmethod
    def all_of(cls, cookies: Cookies, connection: HTTPConnection) -> list[Self]:
        """Every flow that the browser has begun, the latest first."""
        found: list[Self] = []
        for key, value in cookies.flows(connection).items():
            begun_at, _, rest = value.partition(".")
            token, _, path = rest.partition(".")
            if begun_at.isdigit() and 0 < len(token) <= MAX_TOKEN_LENGTH:
                at = int(begun_at[:15])
                found.append(cls(key=key, token=token, failed_to=unquote(path), begun_at=at))
        return sorted(found, key=lambda flow: flow.begun_at, reverse=True)

    def write(self, cookies: Cookies, connection: HTTPConnection, response: Response) -> None:
        """Keep it until the flow has expired; of too many the oldest are forgotten."""
        for older in self.all_of(cookies, connection)[MAX_FLOWS - 1 :]:
            cookies.drop_flow(response, older.key)
        value = f"{self.begun_at}.{self.token}.{quote(self.failed_to, safe='')}"
        cookies.keep_flow(response, self.key, value, FLOW_SECONDS)


def flow_key(state: str) -> str:
    """What the cookie of a flow is named by: its state, which only the provider brings back."""
    return hashlib.sha256(state.encode()).hexdigest()[:16]


def state_of(authorize_url: str) -> str:
    """The state in the address at the provider."""
    return parse_qs(urlsplit(authorize_url).query).get("state", [""])[0]


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
