"""The own ways in, over HTTP."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from chassis.fields import Body, LineOf
from identity.factors import totp
from identity.fields import TypedCode, TypedPassword, WebAuthnAnswer
from identity.passkeys.model import Passkey
from identity.passkeys.schemas import OriginBody
from identity.providers.model import ProviderKind
from identity.security.own_accounts import SignInMethods
from identity.security.own_factors import SecondFactors, TotpSetup
from identity.security.own_passkeys import NewPasskey
from identity.sign_in_methods.model import LinkedIdentity

PasskeyName = Annotated[str, LineOf(min_length=1, max_length=60)]


class PasskeyBody(OriginBody):
    """What the browser created, and what the person calls it."""

    name: PasskeyName
    passkey: WebAuthnAnswer


class RenameBody(Body):
    """What the person calls it."""

    name: PasskeyName


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


class NewPasskeyDetails(BaseModel):
    """A new passkey. Recovery codes are shown this one time, if the person had none."""

    passkey: PasskeyDetails
    recovery_codes: Sequence[str]

    @classmethod
    def of(cls, added: NewPasskey) -> "NewPasskeyDetails":
        """What was added."""
        return cls(passkey=PasskeyDetails.of(added.passkey), recovery_codes=added.recovery_codes)


class FactorsDetails(BaseModel):
    """What is set up. `totp_since` None: no authenticator app."""

    totp_since: datetime | None
    totp_last_used_at: datetime | None
    passkeys: Sequence[PasskeyDetails]
    recovery_codes_left: int

    @classmethod
    def of(cls, found: SecondFactors) -> "FactorsDetails":
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


class TotpSetupDetails(BaseModel):
    """The secret of an app that is being set up: as a QR code, as an address, and to be typed."""

    secret: str
    address: str
    qr: QrDetails

    @classmethod
    def of(cls, setup: TotpSetup) -> "TotpSetupDetails":
        """What the person sets up."""
        drawn = totp.qr_code(setup.address)
        return cls(
            secret=setup.secret,
            address=setup.address,
            qr=QrDetails(size=drawn.size, path=drawn.path),
        )


class CodeBody(Body):
    """The code that the app shows."""

    code: TypedCode


class RecoveryCodes(BaseModel):
    """Recovery codes, shown this one time; empty where the person has some already."""

    recovery_codes: Sequence[str] = Field(default=())


class ChangeBody(Body):
    """A new password, by the current one; without one where the person has none yet."""

    current_password: TypedPassword | None = None
    password: TypedPassword


class ConfirmBody(Body):
    """Show once more that it is you: the password, or what a passkey signed at `origin`."""

    password: TypedPassword | None = None
    passkey: WebAuthnAnswer | None = None
    origin: str = Field(default="", max_length=300)

    @model_validator(mode="after")
    def _just_one(self) -> Self:
        if (self.password is None) == (self.passkey is None):
            raise ValueError("give just one of password and passkey")
        return self


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
    def of(cls, linked: LinkedIdentity, methods: SignInMethods) -> "MethodDetails":
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
    def of(cls, methods: SignInMethods) -> "OwnMethods":
        """The own methods."""
        return cls(
            password_set=methods.password_set,
            items=[MethodDetails.of(linked, methods) for linked in methods.linked],
        )
