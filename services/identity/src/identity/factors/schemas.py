"""Second factors over HTTP."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel, Field

from identity.factors import totp
from identity.factors.actions import Factors, SetUp
from identity.fields import TypedCode
from identity.passkeys.schemas import PasskeyDetails


class FactorsDetails(BaseModel):
    """What is set up. `totp_since` None: no authenticator app."""

    totp_since: datetime | None
    totp_last_used_at: datetime | None
    passkeys: Sequence[PasskeyDetails]
    recovery_codes_left: int

    @classmethod
    def of(cls, found: Factors) -> "FactorsDetails":
        """The factors."""
        return cls(
            totp_since=found.app.confirmed_at if found.app else None,
            totp_last_used_at=found.app.last_used_at if found.app else None,
            passkeys=[PasskeyDetails.of(passkey) for passkey in found.passkeys],
            recovery_codes_left=found.codes_left,
        )


class QrDetails(BaseModel):
    """A QR code: one SVG path, to be filled on a square of `size` units."""

    size: int
    path: str


class TotpBegun(BaseModel):
    """The secret of an app that is being set up: as a QR code, as an address, and to be typed."""

    secret: str
    address: str
    qr: QrDetails

    @classmethod
    def of(cls, begun: SetUp) -> "TotpBegun":
        """What was begun."""
        drawn = totp.qr_code(begun.address)
        return cls(
            secret=begun.secret,
            address=begun.address,
            qr=QrDetails(size=drawn.size, path=drawn.path),
        )


class CodeBody(BaseModel):
    """The code that the app shows."""

    code: TypedCode


class RecoveryCodes(BaseModel):
    """Recovery codes, shown this one time; empty where the person has some already."""

    recovery_codes: Sequence[str] = Field(default=())
