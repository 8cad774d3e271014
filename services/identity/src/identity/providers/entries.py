"""Providers in the file of `python -m identity agency`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    field_validator,
    model_validator,
)

from chassis.fields import Name
from contracts.ids import AgencyId
from identity.providers.model import PRESETS, Client, Provider, ProviderKind, is_issuer

MAX_PROVIDERS = 12
_ID = r"^[a-z0-9][a-z0-9-]{0,39}$"
_TENANT = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"


class ProviderEntry(BaseModel):
    """A provider at which the agency is registered.

    The secret stands in the file, or in a file of its own that `client_secret_file` names. `issuer`
    and `name` are known for all kinds but `generic`.
    """

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    kind: ProviderKind
    id: str = Field(default="", validate_default=False, pattern=_ID)
    name: Name | None = None
    issuer: Annotated[str, StringConstraints(max_length=500)] = ""
    client_id: str = Field(min_length=1, max_length=500)
    client_secret: SecretStr | None = Field(default=None, min_length=1, max_length=2_000)
    client_secret_file: Path | None = None
    tenants: tuple[Annotated[str, StringConstraints(pattern=_TENANT)], ...] = ()
    enabled: bool = True

    @field_validator("issuer")
    @classmethod
    def _is_issuer(cls, issuer: str) -> str:
        if issuer and not is_issuer(issuer):
            raise ValueError("must be an https address (http is for this machine alone)")
        return issuer

    @model_validator(mode="after")
    def _fits_together(self) -> "ProviderEntry":
        if self.kind is ProviderKind.GENERIC and not (self.issuer and self.name):
            raise ValueError("a generic provider needs an issuer and a name")
        if self.tenants and self.kind is not ProviderKind.MICROSOFT:
            raise ValueError("only Microsoft has tenants")
        if self.client_secret is not None and self.client_secret_file is not None:
            raise ValueError("the client secret is given twice")
        given = self.client_secret is not None or self.client_secret_file is not None
        if PRESETS[self.kind].needs_secret and not given:
            raise ValueError(f"{self.kind} needs a client secret")
        return self

    def client(self, agency_id: AgencyId) -> Client:
        """The provider and its secret. Raises OSError or UnicodeDecodeError for the secret's file.

        A line feed at the end of that file is not part of the secret.
        """
        preset = PRESETS[self.kind]
        secret = self.client_secret.get_secret_value() if self.client_secret else None
        if self.client_secret_file is not None:
            secret = self.client_secret_file.read_text(encoding="utf-8").strip()
        return Client(
            provider=Provider(
                agency_id=agency_id,
                id=self.id or self.kind.value,
                kind=self.kind,
                name=self.name or preset.name,
                issuer=self.issuer or preset.issuer,
                client_id=self.client_id,
                tenants=self.tenants,
                enabled=self.enabled,
            ),
            secret=secret or None,
        )


def require_distinct(entries: Sequence[ProviderEntry]) -> None:
    """Raise ValueError if two have the same id."""
    ids = [entry.id or entry.kind.value for entry in entries]
    if len(set(ids)) != len(ids):
        raise ValueError("two sign-in providers have the same id")
