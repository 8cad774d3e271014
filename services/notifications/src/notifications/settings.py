"""What notifications needs from the environment."""

from pathlib import Path
from typing import ClassVar, Literal

from pydantic import Field

from chassis.settings import ServiceSettings


class NotificationsSettings(ServiceSettings):
    """Settings of notifications. Times are seconds unless the name says otherwise."""

    service: ClassVar[str] = "notifications"

    smtp_host: str = "127.0.0.1"
    smtp_port: int = 8125
    smtp_security: Literal["none", "starttls", "tls"] = "none"
    smtp_username: str = ""
    smtp_password: str = Field(default="", repr=False)
    smtp_timeout_seconds: float = Field(default=20.0, gt=0, description="Of one answer")
    smtp_connections: int = Field(default=4, ge=1, le=50)
    smtp_idle_seconds: float = Field(
        default=20.0, ge=0, description="A connection that rested longer is not used again"
    )
    mail_from: str = Field(default="no-reply@portico.localhost", description="Without a name")

    secrets_private_key_file: Path | None = Field(
        default=None, description="JWK (JSON) that opens the links which identity sends"
    )

    email_poll_seconds: float = Field(default=1.0, gt=0, description="Of e-mails stored elsewhere")
    email_lease_seconds: float = Field(
        default=60.0, gt=0, description="After it another process takes an e-mail over"
    )
    email_retry_seconds: float = Field(
        default=5.0, gt=0, description="After the first refusal; doubles with each"
    )
    email_retry_max_seconds: float = Field(default=900.0, gt=0)
    email_refusals_before_failed: int = Field(
        default=4, ge=1, description="Refusals for good (5xx) after which an e-mail has failed"
    )
    email_give_up_hours: float = Field(
        default=48.0, gt=0, description="After which a mailbox that is still busy (4xx) has failed"
    )
    email_unknown_retry_seconds: float = Field(
        default=60.0,
        gt=0,
        description="After the first answer that was lost; four times as long with each",
    )
    email_unknown_retry_max_seconds: float = Field(default=14400.0, gt=0)
    email_unknowns_before_failed: int = Field(
        default=6, ge=1, description="Lost answers, each perhaps a copy, after which it is given up"
    )
    email_fault_retry_seconds: float = Field(
        default=60.0,
        gt=0,
        description="After the first fault of ours; four times as long with each",
    )
    email_fault_retry_max_seconds: float = Field(default=14400.0, gt=0)
    email_faults_before_failed: int = Field(
        default=12,
        ge=1,
        description="Faults of ours after which an e-mail is given up: time for a correction, about"
        " a day",
    )
    smtp_backoff_min_seconds: float = Field(default=0.5, gt=0)
    smtp_backoff_max_seconds: float = Field(
        default=30.0, gt=0, description="The longest pause while the mail server is away"
    )
