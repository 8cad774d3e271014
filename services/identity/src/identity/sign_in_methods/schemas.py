"""Sign-in methods and flows over HTTP."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, StringConstraints, model_validator

from contracts.access import Portal
from identity.fields import Number, ShownToken, Slug, printable
from identity.providers.model import ProviderKind
from identity.sessions.schemas import SessionStarted, TicketDetails
from identity.sign_in_methods.actions import Methods
from identity.sign_in_methods.model import MAX_PATH_LENGTH, FlowPurpose, LinkedIdentity

ProviderId = Annotated[
    str, StringConstraints(min_length=1, max_length=40), AfterValidator(printable)
]
ReturnPath = Annotated[str, StringConstraints(min_length=1, max_length=MAX_PATH_LENGTH)]
# Providers' codes are long; this only keeps a megabyte away.
Code = Annotated[str, StringConstraints(min_length=1, max_length=4_096)]


class FlowBody(BaseModel):
    """Who goes to a provider, and where the browser goes afterwards: a path within the portal.

    With the token of an invitation it is a sign-up, for which the terms must be accepted, in the
    version that was shown.
    """

    agency: Slug
    portal: Portal
    provider_id: ProviderId
    remember: bool = False
    return_to: ReturnPath | None = None
    link_token: ShownToken | None = None
    accepted_terms: bool = False
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


class LinkFlowBody(BaseModel):
    """Which provider's account to link, and where the browser goes afterwards."""

    provider_id: ProviderId
    return_to: ReturnPath | None = None


class FlowBegun(BaseModel):
    """Where the browser goes, and what it keeps meanwhile in a cookie of its own."""

    authorize_url: str
    browser_token: str
    portal: Portal
    expires_at: datetime


class ReturnBody(BaseModel):
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


class FlowFinished(BaseModel):
    """The flow is over. A session, or what is needed besides; neither where one was linked."""

    purpose: FlowPurpose
    portal: Portal
    return_to: str
    remember: bool
    session: SessionStarted | None = None
    second_factor: TicketDetails | None = None


class MethodDetails(BaseModel):
    """A linked account. `usable`: the agency takes this provider's accounts now."""

    id: UUID
    provider_id: str
    kind: ProviderKind | None
    provider_name: str
    email: str | None
    name: str | None
    linked_at: datetime
    last_used_at: datetime | None
    usable: bool

    @classmethod
    def of(cls, linked: LinkedIdentity, methods: Methods) -> "MethodDetails":
        """The account."""
        provider = methods.providers.get(linked.provider_id)
        return cls(
            id=linked.id,
            provider_id=linked.provider_id,
            kind=provider.kind if provider else None,
            provider_name=provider.name if provider else linked.provider_id,
            email=linked.email,
            name=linked.name,
            linked_at=linked.linked_at,
            last_used_at=linked.last_used_at,
            usable=provider is not None,
        )


class OwnMethods(BaseModel):
    """How the person signs in beside passkeys; the list is short and has one page."""

    password_set: bool
    items: Sequence[MethodDetails]
    next_cursor: None = None

    @classmethod
    def of(cls, methods: Methods) -> "OwnMethods":
        """The own methods."""
        return cls(
            password_set=methods.password_set,
            items=[MethodDetails.of(linked, methods) for linked in methods.linked],
        )
