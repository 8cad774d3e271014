"""Identity's settings, from the environment."""

from pathlib import Path
from typing import ClassVar

from pydantic import Field

from chassis.settings import ServiceSettings


class IdentitySettings(ServiceSettings):
    """What identity needs beside what every service needs."""

    service: ClassVar[str] = "identity"

    pass_signing_key_file: Path = Field(
        default=Path("/run/secrets/pass_signing_key"),
        description="JWK (Ed25519, private), or a JWK set: the first key signs, all are published",
    )
    secrets_public_key_file: Path = Field(
        default=Path("/run/secrets/secrets_public_key"),
        description="JWK (public) for which links are sealed; notifications holds the private one",
    )
    stored_secrets_key_file: Path = Field(
        default=Path("/run/secrets/stored_secrets_key"),
        description="JWK (oct, 32 bytes) that secrets are encrypted with in the database, or a JWK "
        "set: the first key encrypts, all decrypt",
    )
    bank_details_key_file: Path = Field(
        default=Path("/run/secrets/bank_details_key"),
        description="JWK (oct, 32 bytes) that numbers of bank accounts are sealed with, or a JWK "
        "set: the first key seals; payments opens them with the same",
    )
    max_body_bytes: int = Field(
        default=6 * 1024 * 1024,
        description="A picture that is a little too large is refused by name, with 422",
    )
    http_port: int = 8101
    worker_http_port: int = 8201
