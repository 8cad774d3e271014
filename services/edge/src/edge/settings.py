"""What the edge needs to know, from the environment."""

from pathlib import Path
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from chassis.settings import ServiceSettings
from edge.problems import ServiceName

MEBIBYTE = 1024 * 1024


class EdgeSettings(ServiceSettings):
    """Where the services are, under which domain the agencies live, and what is bounded."""

    service: ClassVar[str] = "edge"

    http_port: int = 8080
    max_body_bytes: int = Field(
        default=34 * MEBIBYTE, description="Of a bank's file; each operation has a limit of its own"
    )

    identity_url: str = "http://127.0.0.1:8101"
    timesheets_url: str = "http://127.0.0.1:8102"
    payments_url: str = "http://127.0.0.1:8103"
    documents_url: str = "http://127.0.0.1:8104"
    notifications_url: str = "http://127.0.0.1:8105"

    portico_domain: str = Field(
        default="localhost", description="Agencies are at SLUG.<this>", pattern=r"^[a-z0-9.-]+$"
    )
    public_scheme: Literal["http", "https"] = Field(
        default="http",
        description="What browsers speak; https where TLS ends in front of the edge. "
        "With https cookies are Secure with the __Host- prefix, and HSTS is sent",
    )

    portals_directory: Path | None = Field(
        default=None,
        description="Where the built portals are, a folder each; of one that is not there the edge "
        "says how to build it",
    )

    sites_file: Path | None = Field(
        default=None,
        description="For a stack on one machine: a JSON list of the slugs that the page at its "
        "bare address leads to; nowhere else does one agency's address lead to another's",
    )

    trusted_proxies: int = Field(
        default=0,
        ge=0,
        description="How many proxies in front append to X-Forwarded-For; with https at least one, "
        "or everybody would be throttled as one network",
    )

    agency_cache_seconds: float = 30.0
    agency_cache_size: int = 1_024
    pass_cache_seconds: float = Field(
        default=0.5, le=0.5, description="An ended session is felt within a second everywhere"
    )
    pass_cache_size: int = 10_000

    live_connections: int = Field(default=5_000, ge=1, description="Of this instance")
    live_connections_per_person: int = Field(default=8, ge=1)
    live_recheck_seconds: float = Field(
        default=5.0, description="How often an open connection asks whether its session still is"
    )
    live_slow_seconds: float = Field(
        default=30.0, description="A browser that has not read for so long is dropped"
    )

    @property
    def connections_per_address(self) -> int:
        """A quarter of all, an office's worth; behind proxies everybody comes from theirs."""
        return self.max_connections if self.trusted_proxies else self.max_connections // 4

    @model_validator(mode="after")
    def _knows_its_browsers(self) -> Self:
        """With https TLS ends in front: then who connects is a proxy, and never a browser."""
        if self.public_scheme == "https" and not self.trusted_proxies:
            raise ValueError(
                "PUBLIC_SCHEME=https needs TRUSTED_PROXIES: how many proxies in front of the edge "
                "append to X-Forwarded-For (1 for the one that ends TLS)"
            )
        return self

    def addresses(self) -> dict[ServiceName, str]:
        """Where each service is."""
        return {
            ServiceName.IDENTITY: self.identity_url,
            ServiceName.TIMESHEETS: self.timesheets_url,
            ServiceName.PAYMENTS: self.payments_url,
            ServiceName.DOCUMENTS: self.documents_url,
            ServiceName.NOTIFICATIONS: self.notifications_url,
        }
