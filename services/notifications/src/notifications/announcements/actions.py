"""Turn drafts into e-mails: stored once, queued, and the sender woken after the commit."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from chassis.uow import UnitOfWork
from contracts.envelope import Envelope
from contracts.ids import EventId
from notifications.announcements.draft import Draft
from notifications.directory.model import Agency
from notifications.emails import repository
from notifications.emails.catalogue import LANGUAGES
from notifications.emails.model import Email, email_id_of
from notifications.sending.wakeup import Wakeup


def correlations(envelopes: Iterable[Envelope]) -> dict[UUID, UUID]:
    """The correlation of each event, by its id."""
    return {envelope.id: envelope.correlation_id for envelope in envelopes}


async def announce(
    uow: UnitOfWork,
    agency: Agency,
    correlation_of: Mapping[UUID, UUID],
    drafts: Iterable[Draft | None],
) -> None:
    """Store an e-mail for each draft, in the recipient's language. Never sends: the sender does.

    An e-mail of the same event, recipient and kind is left as it is. Whoever lost the login is
    left out.
    """
    emails = [
        _email(uow, agency, correlation_of, draft)
        for draft in drafts
        if draft is not None and draft.recipient.can_be_told
    ]
    if emails and await repository.add(uow, emails):
        uow.after_commit(uow.resource(Wakeup).ring)


def _email(
    uow: UnitOfWork, agency: Agency, correlation_of: Mapping[UUID, UUID], draft: Draft
) -> Email:
    person = draft.recipient
    language = person.language if person.language in LANGUAGES else agency.default_language
    return Email(
        email_id=email_id_of(draft.because_of, person.person_id, draft.message.kind),
        agency_id=agency.agency_id,
        because_of=EventId(draft.because_of),
        correlation_id=correlation_of[draft.because_of],
        recipient_id=person.person_id,
        kind=draft.message.kind,
        language=language,
        address=person.email,
        message=draft.message,
        secret_link=draft.secret_link,
        expires_at=draft.expires_at,
        created_at=uow.now,
    )
