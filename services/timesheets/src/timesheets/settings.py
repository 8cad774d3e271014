"""What timesheets reads from its environment."""

from pathlib import Path
from typing import ClassVar

from pydantic import Field

from chassis.settings import ServiceSettings


class Settings(ServiceSettings):
    """What timesheets needs beside what every service needs."""

    service: ClassVar[str] = "timesheets"

    secrets_public_key_file: Path | None = Field(
        default=None,
        description="JWK (public) for which the links of e-mails are sealed; notifications holds "
        "the private one. Without it e-mails lead to the sign-in alone",
    )

    http_port: int = 8102
    worker_http_port: int = 8202
