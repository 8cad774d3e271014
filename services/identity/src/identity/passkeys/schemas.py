"""Passkeys over HTTP. Options and answers are WebAuthn's own JSON (Level 3, 5.1.8 to 5.1.10)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, StringConstraints

from contracts.access import Portal
from identity.fields import Name, ShownToken, Slug
from identity.passkeys.actions import Added
from identity.passkeys.model import Passkey

PasskeyName = Annotated[Name, StringConstraints(max_length=60)]
Origin = Annotated[str, StringConstraints(min_length=1, max_length=300)]


class OriginBody(BaseModel):
    """The origin of the page, as the edge has seen it."""

    origin: Origin


class PasskeyOptions(BaseModel):
    """What the browser is asked: for `parse…OptionsFromJSON`."""

    options: dict[str, Any]


class PasskeyBody(OriginBody):
    """What the browser created, and what the person calls it."""

    name: PasskeyName
    passkey: dict[str, Any]


class RenameBody(BaseModel):
    """What the person calls it."""

    name: PasskeyName


class ProofBody(OriginBody):
    """What a passkey signed."""

    passkey: dict[str, Any]


class SiteOriginBody(OriginBody):
    """An agency's site, and the origin of the page."""

    agency: Slug


class PasskeyLoginBody(ProofBody):
    """Sign in by a passkey. `session_token`: see LoginBody."""

    agency: Slug
    portal: Portal
    remember: bool = False
    session_token: ShownToken | None = None


class PasskeyDetails(BaseModel):
    """A passkey. `synced`: it can be on several devices."""

    passkey_id: UUID
    name: str
    created_at: datetime
    last_used_at: datetime | None
    synced: bool

    @classmethod
    def of(cls, passkey: Passkey) -> "PasskeyDetails":
        """The passkey."""
        return cls(
            passkey_id=passkey.id,
            name=passkey.name,
            created_at=passkey.created_at,
            last_used_at=passkey.last_used_at,
            synced=passkey.synced,
        )


class PasskeyAdded(BaseModel):
    """A new passkey. Recovery codes are shown this one time, if the person had none."""

    passkey: PasskeyDetails
    recovery_codes: Sequence[str]

    @classmethod
    def of(cls, added: Added) -> "PasskeyAdded":
        """What was added."""
        return cls(passkey=PasskeyDetails.of(added.passkey), recovery_codes=added.recovery_codes)
