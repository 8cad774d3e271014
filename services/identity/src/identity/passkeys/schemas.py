"""Passkeys over HTTP. Options and answers are WebAuthn's own JSON (Level 3, 5.1.8 to 5.1.10)."""

from typing import Annotated, Any

from pydantic import BaseModel, StringConstraints

from chassis.fields import Body
from identity.fields import WebAuthnAnswer

Origin = Annotated[str, StringConstraints(min_length=1, max_length=300)]


class OriginBody(Body):
    """The origin of the page, as the edge has seen it."""

    origin: Origin


class PasskeyOptions(BaseModel):
    """What the browser is asked: for `parse…OptionsFromJSON`."""

    options: dict[str, Any]


class ProofBody(OriginBody):
    """What a passkey signed."""

    passkey: WebAuthnAnswer
