"""One operation of the edge that a service answers by itself."""

from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from edge.live.invalidation import View
from edge.problems import DOCUMENTS, IDENTITY, NOTIFICATIONS, PAYMENTS, TIMESHEETS, ServiceName

BODY_BYTES = 64 * 1024


class InjectedField(StrEnum):
    """What the edge knows and a browser may not say. Where it goes, the service's operation says.

    `AGENCY` is the slug of the site, `AGENCY_ID` its agency's id, `ORIGIN` its address as the
    browser has it, `LANGUAGE` that of the person, `COMPANY` the person's own company.
    """

    AGENCY = "agency"
    AGENCY_ID = "agency_id"
    ORIGIN = "origin"
    LANGUAGE = "language"
    COMPANY = "company_id"


class EndsSessionsOf(StrEnum):
    """Whose open pages are looked at afterwards: their sessions may have ended."""

    SESSION = "session_id"
    SESSIONS_OF_PERSON = "person_id"


@dataclass(frozen=True, slots=True)
class Forward:
    """A row: `at` is method and path within the area, `to` the service's path if it is another.

    `live` names the live views that it shows. `takes` names the media types of a file that is sent,
    with at most `body_bytes`. `slow`: the service makes the answer first, which may take a minute.
    """

    service: ServiceName
    at: str
    name: str
    to: str = ""
    live: tuple[View, ...] = ()
    adds: frozenset[InjectedField] = frozenset()
    says: str = ""
    """Instead of the service's own description."""
    takes: tuple[str, ...] = ()
    body_bytes: int = BODY_BYTES
    slow: bool = False
    ends: EndsSessionsOf | None = None

    @property
    def method(self) -> str:
        """The HTTP method."""
        return self.at.partition(" ")[0]

    @property
    def path(self) -> str:
        """The path within the area."""
        return self.at.partition(" ")[2]


identity = partial(Forward, IDENTITY)
timesheets = partial(Forward, TIMESHEETS)
payments = partial(Forward, PAYMENTS)
documents = partial(Forward, DOCUMENTS)
notifications = partial(Forward, NOTIFICATIONS)


@dataclass(frozen=True, slots=True)
class Table:
    """The forwarded operations of an area of the API: a portal, or the session.

    At the service their paths begin with `prefix`, but where a row says another path. `anonymous`:
    nobody needs to be signed in.
    """

    area: str
    rows: tuple[Forward, ...]
    prefix: str = ""
    anonymous: bool = False

    def path_of(self, row: Forward) -> str:
        """The path at the edge."""
        return f"/api/{self.area}{row.path}"

    def service_path_of(self, row: Forward) -> str:
        """The path at the service."""
        return row.to or f"{self.prefix}{row.path}"

    def key_of(self, row: Forward) -> str:
        """The operation's id, which generated clients call."""
        return f"{self.area}_{row.name}"


ADD_AGENCY = frozenset({InjectedField.AGENCY})
ADD_AGENCY_ID = frozenset({InjectedField.AGENCY_ID})
ADD_ORIGIN = frozenset({InjectedField.ORIGIN})
ADD_SITE = ADD_AGENCY | ADD_ORIGIN
ADD_LANGUAGE = frozenset({InjectedField.LANGUAGE})
ADD_COMPANY = frozenset({InjectedField.COMPANY})
