"""What is done with offers: load, decide, keep. Never commits."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.actor import Actor
from chassis.errors import ForbiddenError, InvalidError, NotFoundError, UnavailableError
from chassis.uow import UnitOfWork
from contracts.access import Permission, Portal
from contracts.events.identity import Person, PersonStatus
from contracts.ids import CompanyId, OfferId, PersonId
from contracts.reach import Subject
from documents.directory import repository as directory
from documents.rendering import RenderError, RenderPool
from documents.rendering.evidence import ForwardingNote, SignatureInput
from documents.signing import consent, queries, repository, transitions
from documents.signing.drawing import Stroke, drawing
from documents.signing.errors import OfferChangedError
from documents.signing.model import Decision, Offer
from documents.signing.origin import Origin, details
from documents.signing.queries import StoredOffer
from documents.storage import STORAGE_ERRORS, Storage

Command = Callable[[Offer], Decision]


# Looking


async def show(uow: UnitOfWork, offer_id: OfferId) -> StoredOffer:
    """An offer that the actor may see. Raises NotFoundError for any other."""
    within = uow.actor.reach(Subject.OFFERS)
    kept = await queries.one(uow, offer_id)
    if kept is None or not within.shows(kept.offer.parties):
        raise NotFoundError("offer", offer_id)
    return kept


def require_newest(kept: StoredOffer, sha256: str | None) -> None:
    """Raises OfferChangedError for the hash of another file than the one that it is now."""
    if sha256 not in {None, kept.offer.sha256}:
        raise OfferChangedError(sha256=kept.offer.sha256)


async def content(uow: UnitOfWork, sha256: str) -> bytes:
    """The bytes of a file of an offer. Raises UnavailableError."""
    try:
        return await uow.resource(Storage).read(uow.agency_id, sha256)
    except STORAGE_ERRORS as error:
        raise UnavailableError("the document cannot be read now") from error


async def page(uow: UnitOfWork, kept: StoredOffer, number: int) -> bytes:
    """The picture (PNG) of a page from 1 on, made once. Raises InvalidError, UnavailableError."""
    if number > kept.pages:
        raise InvalidError(f"the document has {kept.pages} pages", field="page")
    storage, sha256 = uow.resource(Storage), kept.offer.sha256
    try:
        found = await storage.read_preview(uow.agency_id, sha256, number)
        if found is not None:
            return found
        pdf = await storage.read(uow.agency_id, sha256)
        png = await uow.resource(RenderPool).preview(pdf, number, share=uow.agency_id)
        await storage.keep_preview(uow.agency_id, sha256, number, png)
    except (RenderError, *STORAGE_ERRORS) as error:
        raise UnavailableError("the page cannot be shown now") from error
    return png


async def names(uow: UnitOfWork, kept: list[StoredOffer]) -> Mapping[UUID, str]:
    """Of all people, companies and projects that these offers name."""
    ids: set[UUID] = set()
    for one in kept:
        offer = one.offer
        ids |= {offer.company_id, offer.sent_by, *(s.person_id for s in offer.signers)}
        if offer.project_id is not None:
            ids.add(offer.project_id)
        for signer in offer.signers:
            for forwarding in signer.forwardings:
                ids |= {forwarding.from_id, forwarding.to_id, forwarding.by}
    return await directory.names_of(uow, ids)


async def who_may_sign(uow: UnitOfWork, company_id: CompanyId) -> list[Person]:
    """The contacts of a company who may sign, by name."""
    found = await directory.contacts_of(uow, company_id)
    return [person for person in found if _may_sign(person, company_id)]


def can_sign(uow: UnitOfWork, offer: Offer) -> bool:
    """Whether the actor may and can sign it now."""
    current = offer.current
    return (
        current is not None
        and uow.actor.portal is Portal.CUSTOMER
        and current.person_id == uow.actor.person_id
        and uow.actor.may(Permission.OFFERS_SIGN)
        and uow.now < offer.expires_at
    )


# Signers


async def view(uow: UnitOfWork, offer_id: OfferId) -> None:
    """The actor has opened it."""
    offer = await _seen(uow, offer_id)
    if uow.actor.portal is Portal.CUSTOMER:
        await _carry_out(uow, offer, transitions.view(offer, uow.actor.person, uow.now))


async def sign(
    uow: UnitOfWork,
    offer_id: OfferId,
    *,
    strokes: Sequence[Stroke] | None,
    typed: str | None,
    sha256: str,
    consent_version: str,
    language: str,
    origin: Origin,
) -> None:
    """The actor signs the file that they were shown. Raises what happened if they cannot."""
    person_id = _signer(uow)
    offer = await _seen(uow, offer_id)
    company = (await directory.companies(uow, [offer.company_id]))[offer.company_id]
    # What happened comes before what is wrong with the request: a stale tab has an old text, too.
    transitions.turn_of(offer, person_id, uow.now)
    given = drawing(strokes, typed)
    agreed = consent.text(consent_version, language, company.name)
    if agreed is None or consent_version != consent.VERSION:
        raise InvalidError(f"is {consent.VERSION} now", field="consent_version")
    shown = {
        "consent_version": consent_version,
        "consent": agreed,
        "language": language,
        "way": "typed" if given.typed else "drawn",
    }
    how = details(uow.actor, origin)
    decision = transitions.sign(offer, person_id, uow.now, sha256=sha256, details={**shown, **how})
    await _carry_out(uow, offer, decision)
    signer = decision.offer.being_sealed
    if signer is None:
        raise AssertionError("a signature that was given waits to be sealed")
    body = {**shown, **how, "typed": given.typed, "strokes": given.strokes}
    await repository.add_signature(uow, offer_id, signer, body)


async def decline(uow: UnitOfWork, offer_id: OfferId, reason: str, origin: Origin) -> None:
    """The actor declines. Raises what happened if they cannot."""
    person_id = _signer(uow)
    offer = await _seen(uow, offer_id)
    how = details(uow.actor, origin)
    decision = transitions.decline(offer, person_id, uow.now, reason=reason, details=how)
    await _carry_out(uow, offer, decision)


async def forward(
    uow: UnitOfWork, offer_id: OfferId, to: PersonId, reason: str, origin: Origin
) -> None:
    """The actor, or staff for whoever is asked, names the right signer (B8)."""
    is_staff = uow.actor.portal is Portal.AGENCY
    by = require_staff(uow.actor) if is_staff else _signer(uow)
    offer = await _seen(uow, offer_id)
    if not is_staff:
        transitions.turn_of(offer, by, uow.now)
    await require_signers(uow, offer.company_id, [to], field="person_id")
    how = details(uow.actor, origin)
    decision = transitions.forward(
        offer, by, uow.now, to=to, reason=reason, details=how, is_staff=is_staff
    )
    await _carry_out(uow, offer, decision)


# Staff


async def remind(uow: UnitOfWork, offer_id: OfferId) -> None:
    """Ask the signer whose turn it is once more."""
    by = require_staff(uow.actor)
    await _command(uow, offer_id, lambda offer: transitions.remind(offer, by, uow.now))


async def extend(uow: UnitOfWork, offer_id: OfferId, expires_on: date) -> None:
    """Give more time."""
    by = require_staff(uow.actor)
    agency = await directory.agency(uow)
    until = end_of(expires_on, agency.time_zone)
    await _command(
        uow, offer_id, lambda offer: transitions.extend(offer, by, uow.now, expires_at=until)
    )


async def withdraw(uow: UnitOfWork, offer_id: OfferId, reason: str) -> None:
    """Take it back."""
    by = require_staff(uow.actor)
    await _command(
        uow, offer_id, lambda offer: transitions.withdraw(offer, by, uow.now, reason=reason)
    )


# What happens by itself


async def expire(uow: UnitOfWork, offer_id: OfferId) -> None:
    """Close it if its time is over."""
    await _command(uow, offer_id, lambda offer: transitions.expire(offer, uow.now))


async def to_seal(uow: UnitOfWork, offer_id: OfferId, position: int) -> tuple[str, SignatureInput]:
    """The hash of the file that a signature goes into, and what stands in its place."""
    offer = await repository.get(uow, offer_id)
    signer = offer.signers[position - 1]
    body = await repository.signature_body(uow, offer_id, position)
    agency = await directory.agency(uow)
    kept = (await directory.companies(uow, [offer.company_id]))[offer.company_id]
    people = {f.by for f in signer.forwardings}
    known = await directory.names_of(uow, people)
    if signer.signed_at is None or signer.signed_sha256 is None:
        raise AssertionError("nothing that is not signed waits to be sealed")
    return signer.signed_sha256, SignatureInput(
        language=body["language"],
        country=agency.address.country,
        time_zone=agency.time_zone,
        position=position,
        name=body["name"],
        company_name=kept.name,
        signed_at=signer.signed_at,
        address=body["address"],
        browser=body["browser"],
        method=body["method"],
        second_factor=body["second_factor"],
        sha256=signer.signed_sha256,
        consent=f"{body['consent']} ({body['consent_version']})",
        typed=body["typed"],
        strokes=tuple(tuple((x, y) for x, y in stroke) for stroke in body["strokes"]),
        forwardings=tuple(
            ForwardingNote(person=known.get(f.by, ""), at=f.at, reason=f.reason)
            for f in signer.forwardings
        ),
    )


async def sealed(
    uow: UnitOfWork, offer_id: OfferId, position: int, sha256: str, level: str
) -> None:
    """The signature at this place is in the file: the next signer is asked."""
    await _command(
        uow,
        offer_id,
        lambda offer: transitions.seal(offer, position, uow.now, sha256=sha256, level=level),
    )


# Parts of the above


async def require_signers(
    uow: UnitOfWork, company_id: CompanyId, ids: list[PersonId], *, field: str
) -> dict[PersonId, str]:
    """The names of these people, who are contacts of the company and may sign. Or InvalidError."""
    may = {PersonId(p.person_id): p.name for p in await who_may_sign(uow, company_id)}
    for person_id in ids:
        if person_id not in may:
            raise InvalidError("is nobody at the company who may sign offers", field=field)
    return {person_id: may[person_id] for person_id in ids}


def end_of(day: date, time_zone: str) -> datetime:
    """The moment at which this day is over, in this zone."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(time_zone))


def _may_sign(person: Person, company_id: CompanyId) -> bool:
    return (
        person.status is PersonStatus.ACTIVE
        and person.contact is not None
        and person.contact.company_id == company_id
        and {Permission.OFFERS_VIEW, Permission.OFFERS_SIGN} <= set(person.permissions)
    )


def _signer(uow: UnitOfWork) -> PersonId:
    if uow.actor.portal is not Portal.CUSTOMER:
        raise ForbiddenError("only a contact may sign")
    uow.actor.require(Permission.OFFERS_SIGN)
    return uow.actor.person


def require_staff(actor: Actor) -> PersonId:
    """The member of staff who acts. Raises ForbiddenError for anybody else."""
    if actor.portal is not Portal.AGENCY:
        raise ForbiddenError("only staff may do this")
    actor.require(Permission.COMPANIES_MANAGE)
    return actor.person


async def _seen(uow: UnitOfWork, offer_id: OfferId) -> Offer:
    """The offer, locked, if the actor may see it. Raises NotFoundError for any other."""
    offer = await repository.get(uow, offer_id, for_update=True)
    if not uow.actor.reach(Subject.OFFERS).shows(offer.parties):
        raise NotFoundError("offer", offer_id)
    return offer


async def _command(uow: UnitOfWork, offer_id: OfferId, command: Command) -> None:
    offer = await repository.get(uow, offer_id, for_update=True)
    await _carry_out(uow, offer, command(offer))


async def _carry_out(uow: UnitOfWork, before: Offer, decision: Decision) -> None:
    """Keep what was decided, and say it."""
    await repository.save(uow, before, decision)
    for event in decision.events:
        uow.record(event)
