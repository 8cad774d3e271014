"""Sign-in methods and flows over HTTP."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, StringConstraints, model_validator

from chassis.fields import Body, Flag
from contracts.access import Portal
from identity.fields import Number, ShownToken, Slug, printable
from identity.provider_flows.model import MAX_PATH_LENGTH, FlowPurpose
from identity.sessions.schemas import StartedSession
from identity.sign_in.schemas import TicketDetails

ProviderId = Annotated[
    str, StringConstraints(min_length=1, max_length=40), AfterValidator(printable)
]
ReturnPath = Annotated[str, StringConstraints(min_length=1, max_length=MAX_PATH_LENGTH)]
# Providers' codes are long; this only keeps a megabyte away.
Code = Annotated[str, StringConstraints(min_length=1, max_length=4_096)]


class FlowBody(Body):
    """Who goes to a provider, and where the browser goes afterwards: a path within the portal.

    With the token of an invitation it is a sign-up, for which the terms must be accepted, in the
    version that was shown.
    """

    agency: Slug
    portal: Portal
    provider_id: ProviderId
    remember: Flag = False
    return_to: ReturnPath | None = None
    link_token: ShownToken | None = None
    accepted_terms: Flag = False
    terms_version: Number | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.link_token is not None and not (self.accepted_terms and self.terms_version):
            raise ValueError("accepted_terms and terms_version: the terms must be accepted")
        return self

    @property
    def path(self) -> str:
        """Where the browser goes afterwards."""
        return self.return_to or f"/{self.portal}"


class LinkFlowBody(Body):
    """Which provider's account to link, and where the browser goes afterwards."""

    provider_id: ProviderId
    return_to: ReturnPath | None = None


class FlowDetails(BaseModel):
    """Where the browser goes, and what it keeps meanwhile in a cookie of its own."""

    authorize_url: str
    browser_token: str
    portal: Portal
    expires_at: datetime


class ReturnBody(Body):
    """What the browser brought back from the provider, and what it kept meanwhile.

    `session_token` is the session that this browser has at the portal now, if any: it ends when
    another starts.
    """

    agency: Slug
    state: ShownToken
    browser_token: ShownToken
    code: Code | None = None
    error: Annotated[str, StringConstraints(max_length=200)] | None = None
    issuer: Annotated[str, StringConstraints(max_length=500)] | None = None
    session_token: ShownToken | None = None

    @model_validator(mode="after")
    def _code_or_error(self) -> Self:
        if self.code is None and self.error is None:
            raise ValueError("give code or error")
        return self


class FlowResult(BaseModel):
    """The flow is over. A session, or what is needed besides; neither where one was linked."""

    purpose: FlowPurpose
    portal: Portal
    return_to: str
    remember: bool
    session: StartedSession | None = None
    second_factor: TicketDetails | None = None
