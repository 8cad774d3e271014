"""What the evidence pages of an agreement say, and what stands in a signer's place on them."""

from datetime import datetime

from pydantic import Field

from contracts.base import Value
from contracts.events.identity import Language
from documents.rendering.inputs import Issuer

STROKE_WIDTH, STROKE_HEIGHT = 1000, 400
"""The square that a drawn signature is in, whatever it was drawn on."""


class AgreementInput(Value):
    """What the evidence pages say before anybody has signed."""

    language: Language
    agency: Issuer
    time_zone: str
    title: str
    number: str
    code: str
    company_name: str
    sent_by: str
    sent_at: datetime
    original_sha256: str
    check_address: str
    signer_names: tuple[str, ...] = Field(min_length=1)


class ForwardingNote(Value):
    """Who handed a place on, and why."""

    person: str
    at: datetime
    reason: str


class SignatureInput(Value):
    """What stands in the place of one signer. Strokes are pairs of whole numbers in the square."""

    language: Language
    country: str
    time_zone: str
    position: int
    name: str
    company_name: str
    signed_at: datetime
    address: str | None
    browser: str | None
    method: str
    second_factor: str | None
    sha256: str
    consent: str
    typed: str | None = None
    strokes: tuple[tuple[tuple[int, int], ...], ...] = ()
    forwardings: tuple[ForwardingNote, ...] = ()
