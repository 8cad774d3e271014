"""Settings of payments, from the environment."""

from pathlib import Path
from typing import ClassVar

from pydantic import Field

from chassis.settings import ServiceSettings


class PaymentsSettings(ServiceSettings):
    """What payments needs beside what every service needs."""

    service: ClassVar[str] = "payments"
    bank_details_key_file: Path = Field(
        default=Path("/run/secrets/bank_details_key"),
        description="JWK (oct, 32 bytes) that opens the numbers of bank accounts, or a JWK set; "
        "identity seals them with the same",
    )
    max_body_bytes: int = Field(
        default=34 * 1024 * 1024,
        description="More than a bank's file may have, so that one that is a little too large is"
        " refused by name",
    )
    http_port: int = 8103
    worker_http_port: int = 8203
