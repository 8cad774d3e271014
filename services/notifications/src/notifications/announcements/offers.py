"""E-mails about offers: to sign, signed, declined (X1, K14, B8)."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from contracts.events.documents import OfferDeclined, OfferSent, OfferSigned
from notifications.announcements.draft import Draft
from notifications.directory.model import Agency, Person
from notifications.emails import paths
from notifications.emails.message import Fact, Kind, Message
from notifications.emails.values import Moment, text


def sent(
    because_of: UUID,
    event: OfferSent,
    agency: Agency,
    company_name: str,
    signers: Iterable[Person],
) -> list[Draft]:
    """To every signer. There is no hurry after it expired, so it is not sent then."""
    facts = (
        Fact(label="title", value=text(event.title)),
        Fact(label="company", value=text(company_name)),
        *_expiry(event.expires_at, agency),
    )
    return [
        Draft(
            because_of=because_of,
            recipient=person,
            message=Message(
                kind=Kind.OFFER_TO_SIGN,
                brand=agency.brand,
                recipient_name=person.name,
                values={"title": text(event.title)},
                facts=facts,
                path=paths.customer_offer(event.offer_id),
            ),
            expires_at=event.expires_at,
        )
        for person in signers
        if person.can_be_told
    ]


def answered(
    because_of: UUID,
    event: OfferSigned | OfferDeclined,
    agency: Agency,
    company_name: str,
    signer: Person,
    staff: Iterable[Person],
) -> list[Draft]:
    """To staff: who signed or declined, and the reason."""
    is_signed = isinstance(event, OfferSigned)
    return [
        Draft(
            because_of=because_of,
            recipient=person,
            message=Message(
                kind=Kind.OFFER_SIGNED if is_signed else Kind.OFFER_DECLINED,
                brand=agency.brand,
                recipient_name=person.name,
                variant="complete" if isinstance(event, OfferSigned) and event.complete else "",
                values={
                    "person": text(signer.name),
                    "company": text(company_name),
                    "title": text(event.title),
                },
                quote=event.reason if isinstance(event, OfferDeclined) else None,
                facts=(
                    Fact(label="title", value=text(event.title)),
                    Fact(label="company", value=text(company_name)),
                ),
                path=paths.agency_offer(event.offer_id),
            ),
        )
        for person in staff
    ]


def _expiry(expires_at: datetime | None, agency: Agency) -> tuple[Fact, ...]:
    if expires_at is None:
        return ()
    return (Fact(label="expires_at", value=Moment(at=expires_at, zone=agency.time_zone)),)
