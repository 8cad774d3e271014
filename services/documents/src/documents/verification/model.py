"""What anybody who has a document may learn of it. Pure."""

from collections import OrderedDict
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self

from documents.signing.model import State


class Kind(StrEnum):
    """What a document is. `offer_original`: as it was sent, before the pages for signatures."""

    OFFER = "offer"
    OFFER_ORIGINAL = "offer_original"
    PAYSTUB = "paystub"
    CONTRACTOR_INVOICE = "contractor_invoice"
    CUSTOMER_INVOICE = "customer_invoice"
    PAYMENT_STATEMENT = "payment_statement"
    PAYMENT_REPORT = "payment_report"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who signed, by the name that they had then."""

    name: str
    signed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiableOffer:
    """An offer that is asked about, and which of its files: `position` signatures are in it."""

    number: str
    title: str
    state: State
    sent_at: datetime
    expires_at: datetime
    closed_at: datetime | None
    signers: int
    position: int
    newest: int
    level: str | None
    signatures: tuple[Signature, ...]

    def state_at(self, now: datetime) -> State:
        """Its state; one whose time is over has expired, whether or not it is closed yet."""
        return State.EXPIRED if self.state.is_open and now >= self.expires_at else self.state


@dataclass(slots=True)
class Throttle:
    """How often one network may ask: so many times in a window, counted in this process."""

    most: int = 60
    window: timedelta = timedelta(minutes=1)
    most_networks: int = 10_000
    _asked: OrderedDict[str, tuple[datetime, int]] = field(
        default_factory=OrderedDict[str, tuple[datetime, int]]
    )

    @classmethod
    @asynccontextmanager
    async def open(cls) -> AsyncGenerator[Self]:
        """One that has counted nothing yet."""
        yield cls()

    def wait(self, network: str, now: datetime) -> int:
        """Count one more; seconds until it may ask again, 0 if it may."""
        began, count = self._asked.pop(network, (now, 0))
        if now - began >= self.window:
            began, count = now, 0
        self._asked[network] = (began, count + 1)
        if len(self._asked) > self.most_networks:
            self._asked.popitem(last=False)
        if count < self.most:
            return 0
        return max(1, round((began + self.window - now).total_seconds()))
