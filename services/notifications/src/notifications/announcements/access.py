"""E-mails about getting in: invitation, login link, new password (C1, C3, K1, K5)."""

from datetime import datetime
from uuid import UUID

from contracts.events.identity import (
    LoginLinkIssued,
    PasskeySuspected,
    PasswordChanged,
    PasswordResetRequested,
    PersonInvited,
    SecondFactorsReset,
    SecurityChange,
    SecurityChanged,
)
from notifications.announcements.draft import Draft
from notifications.directory.model import Agency, Person
from notifications.emails import paths
from notifications.emails.message import Fact, Kind, Message
from notifications.emails.values import Moment, Phrase, text

LinkEvent = PersonInvited | LoginLinkIssued | PasswordResetRequested

_KINDS: dict[type[LinkEvent], Kind] = {
    PersonInvited: Kind.INVITATION,
    LoginLinkIssued: Kind.LOGIN_LINK,
    PasswordResetRequested: Kind.PASSWORD_RESET,
}


def link_issued(because_of: UUID, event: LinkEvent, agency: Agency, person: Person) -> Draft:
    """The e-mail that carries a one-time link. The link stays encrypted until it is sent."""
    message = _message(
        _KINDS[type(event)],
        agency,
        person,
        Fact(label="expires_at", value=Moment(at=event.expires_at, zone=agency.time_zone)),
    )
    return Draft(
        because_of=because_of,
        recipient=person,
        message=message,
        secret_link=event.link,
        expires_at=event.expires_at,
    )


def password_changed(
    because_of: UUID, event: PasswordChanged, agency: Agency, person: Person
) -> Draft:
    """Tells that the password was changed, should it have been somebody else."""
    message = _message(Kind.PASSWORD_CHANGED, agency, person, _changed(event.changed_at, agency))
    return Draft(because_of=because_of, recipient=person, message=message)


def security_changed(
    because_of: UUID, event: SecurityChanged, agency: Agency, person: Person
) -> Draft:
    """Tells that a way to sign in was added or removed, should it have been somebody else."""
    what = Fact(label="what", value=Phrase(key=f"security_{event.what}"))
    named = [Fact(label="device", value=text(event.detail))] if _is_named(event) else []
    message = _message(
        Kind.SECURITY_CHANGED, agency, person, what, *named, _changed(event.changed_at, agency)
    )
    return Draft(because_of=because_of, recipient=person, message=message)


def second_factors_reset(
    because_of: UUID, event: SecondFactorsReset, agency: Agency, person: Person
) -> Draft:
    """Tells that staff took the second factors away, should nobody have asked them to."""
    what = Fact(label="what", value=Phrase(key="second_factors_reset"))
    message = _message(
        Kind.SECURITY_CHANGED, agency, person, what, _changed(event.reset_at, agency)
    )
    return Draft(because_of=because_of, recipient=person, message=message)


def passkey_suspected(
    because_of: UUID, event: PasskeySuspected, agency: Agency, person: Person
) -> Draft:
    """Tells that a passkey was refused as it may have been copied, and what to do."""
    named = Fact(label="device", value=text(event.passkey_name))
    at = Fact(label="refused_at", value=Moment(at=event.refused_at, zone=agency.time_zone))
    message = _message(Kind.SECURITY_CHANGED, agency, person, named, at)
    # Nothing was changed: it has words of its own.
    message = message.model_copy(update={"variant": "refused"})
    return Draft(because_of=because_of, recipient=person, message=message)


def _is_named(event: SecurityChanged) -> bool:
    # With a recovery code the detail is how many are left.
    return bool(event.detail) and event.what is not SecurityChange.RECOVERY_CODE_USED


def _changed(at: datetime, agency: Agency) -> Fact:
    return Fact(label="changed_at", value=Moment(at=at, zone=agency.time_zone))


def _message(kind: Kind, agency: Agency, person: Person, *facts: Fact) -> Message:
    return Message(
        kind=kind,
        brand=agency.brand,
        recipient_name=person.name,
        variant=person.portal.value,
        facts=(Fact(label="email", value=text(person.email)), *facts),
        path=paths.home(person.portal),
    )
