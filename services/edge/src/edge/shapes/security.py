"""What a person's security settings look like."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from edge.shapes.common import Body, Credential


class Passkey(BaseModel):
    """A passkey. `synced`: it can be on several devices of the person."""

    passkey_id: UUID
    name: str
    created_at: datetime
    last_used_at: datetime | None = None
    synced: bool


class Factors(BaseModel):
    """The second factors. `totp_since` null: no authenticator app."""

    totp_since: datetime | None = None
    totp_last_used_at: datetime | None = None
    passkeys: Sequence[Passkey]
    recovery_codes_left: int


class QrCode(BaseModel):
    """A QR code: one SVG path, to be filled dark on a light square of `size` units."""

    size: int
    path: str


class TotpBegun(BaseModel):
    """A secret for an authenticator app: as a QR code, as an address, and to be typed."""

    secret: str
    address: str
    qr: QrCode


class TotpCode(Body):
    """The code that the app shows."""

    code: str = Field(min_length=1, max_length=64)


class RecoveryCodes(BaseModel):
    """Recovery codes, shown this one time; empty where the person has some already."""

    recovery_codes: Sequence[str]


class NewPasskey(Body):
    """What the browser created (PublicKeyCredential.toJSON()), and what the person calls it."""

    name: str = Field(min_length=1, max_length=60)
    passkey: Credential


class PasskeyName(Body):
    """What the person calls it."""

    name: str = Field(min_length=1, max_length=60)


class PasskeyAdded(BaseModel):
    """A new passkey. Recovery codes are shown this one time, if the person had none."""

    passkey: Passkey
    recovery_codes: Sequence[str]
