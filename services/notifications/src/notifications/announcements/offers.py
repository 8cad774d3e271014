"""E-mails about offers: to sign, signed, declined, closed (X1, K14, B8).

Documents says in each event who hears of it; nobody whose turn has not come is among them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contracts.access import Portal
from contracts.events.documents import (
    OfferAsked,
    OfferDeclined,
    OfferExpired,
    OfferSent,
    OfferSigned,
    OfferWithdrawn,
    SignatureRequestReason,
)
from notifications.announcements.draft import Draft
from notifications.directory.model import Agency, Person
from notifications.directory.told import offer_of
from notifications.emails import paths
from notifications.emails.message import Fact, Kind, Message
from notifications.emails.values import Moment, text

OfferEvent = OfferSent | OfferAsked | OfferSigned | OfferDeclined | OfferWithdrawn | OfferExpired

_VARIANT_OF = {
    SignatureRequestReason.TURN: "",
    SignatureRequestReason.FORWARDED: "forwarded",
    SignatureRequestReason.REMINDED: "reminded",
    SignatureRequestReason.EXTENDED: "extended",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferContext:
    """What an event about an offer refers to."""

    agency: Agency
    company_name: str


def sent(
    because_of: UUID, event: OfferSent, context: OfferContext, signers: Iterable[Person]
) -> list[Draft]:
    """To whom it asks first. There is no hurry after it expired, so it is not sent then."""
    message = _to_sign(event, context, event.expires_at)
    return [
        _draft(because_of, person, message, event, event.expires_at)
        for person in signers
        if person.can_be_told
    ]


def asked(
    because_of: UUID,
    event: OfferAsked,
    context: OfferContext,
    signer: Person,
    forwarded_by: Person | None,
) -> list[Draft]:
    """To whose turn it is: for the first time, by forwarding, once more, or with more time."""
    if not signer.can_be_told:
        return []
    message = _to_sign(event, context, event.expires_at)
    variant = _VARIANT_OF[event.because]
    if variant == "forwarded" and forwarded_by is None:
        # Staff chose another signer: to them it is an offer like any other.
        variant = ""
    named = {"person": text(forwarded_by.name)} if forwarded_by else {}
    message = message.model_copy(
        update={
            "variant": variant,
            "values": message.values | named,
            "quote": event.reason if variant == "forwarded" else None,
        }
    )
    return [_draft(because_of, signer, message, event, event.expires_at)]


def answered(
    because_of: UUID,
    event: OfferSigned | OfferDeclined,
    context: OfferContext,
    signer: Person,
    told: Iterable[Person],
) -> list[Draft]:
    """To the sender, or staff, and to contacts who hear of it: who signed or declined, and why."""
    is_signed = isinstance(event, OfferSigned)
    message = Message(
        kind=Kind.OFFER_SIGNED if is_signed else Kind.OFFER_DECLINED,
        brand=context.agency.brand,
        recipient_name="",
        variant="complete" if isinstance(event, OfferSigned) and event.complete else "",
        values={
            "person": text(signer.name),
            "company": text(context.company_name),
            "title": text(event.title),
        },
        quote=event.reason if isinstance(event, OfferDeclined) else None,
        facts=_facts(event.title, context),
        path="",
    )
    return [_draft(because_of, person, message, event) for person in told]


def closed(
    because_of: UUID,
    event: OfferWithdrawn | OfferExpired,
    context: OfferContext,
    told: Iterable[Person],
) -> list[Draft]:
    """To who signed, whose answer was awaited and, of what expired, the sender."""
    is_withdrawn = isinstance(event, OfferWithdrawn)
    message = Message(
        kind=Kind.OFFER_CLOSED,
        brand=context.agency.brand,
        recipient_name="",
        variant="withdrawn" if is_withdrawn else "",
        values={"company": text(context.company_name), "title": text(event.title)},
        quote=event.reason if isinstance(event, OfferWithdrawn) else None,
        facts=_facts(event.title, context),
        path="",
    )
    return [_draft(because_of, person, message, event) for person in told]


def _to_sign(
    event: OfferSent | OfferAsked, context: OfferContext, expires_at: datetime | None
) -> Message:
    return Message(
        kind=Kind.OFFER_TO_SIGN,
        brand=context.agency.brand,
        recipient_name="",
        values={"title": text(event.title)},
        facts=(*_facts(event.title, context), *_expiry(expires_at, context.agency)),
        path="",
    )


def _draft(
    because_of: UUID,
    person: Person,
    message: Message,
    event: OfferEvent,
    expires_at: datetime | None = None,
) -> Draft:
    is_staff = person.portal is Portal.AGENCY
    path = paths.agency_news() if is_staff else paths.customer_offer(event.offer_id)
    return Draft(
        because_of=because_of,
        recipient=person,
        message=message.model_copy(update={"recipient_name": person.name, "path": path}),
        about=offer_of(event).parties,
        expires_at=expires_at,
    )


def _facts(title: str, context: OfferContext) -> tuple[Fact, ...]:
    return (
        Fact(label="title", value=text(title)),
        Fact(label="company", value=text(context.company_name)),
    )


def _expiry(expires_at: datetime | None, agency: Agency) -> tuple[Fact, ...]:
    if expires_at is None:
        return ()
    return (Fact(label="expires_at", value=Moment(at=expires_at, zone=agency.time_zone)),)
