"""Turn drafts into what people are told: stored once, and sent, collected or listed."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from uuid import UUID

from chassis.uow import UnitOfWork
from chassis.wakeup import Wakeup
from contracts.envelope import Envelope
from contracts.ids import EventId
from notifications.announcements.draft import Draft
from notifications.digest import actions as digest
from notifications.directory.model import Agency
from notifications.emails import paths, repository
from notifications.emails.message import WITH_SECRET_LINK
from notifications.emails.model import Email, State, email_id_of
from notifications.inbox import actions as inbox
from notifications.preferences import repository as preferences
from notifications.preferences.model import Choice, Preferences


def correlations(envelopes: Iterable[Envelope]) -> dict[UUID, UUID]:
    """The correlation of each event, by its id."""
    return {envelope.id: envelope.correlation_id for envelope in envelopes}


async def announce(
    uow: UnitOfWork,
    agency: Agency,
    correlation_of: Mapping[UUID, UUID],
    drafts: Iterable[Draft | None],
) -> None:
    """Store what each draft tells, in the recipient's language, as the recipient chose to hear it.

    Nothing is sent here. In the person's list it stands in any case. What is there already of the
    same event, recipient and kind is left as it was decided the first time, whatever was chosen
    since. Whoever lost the login is left out. A company's own address is always sent to at once.
    """
    told = [draft for draft in drafts if draft is not None and draft.recipient.can_be_told]
    if not told:
        return
    people = {draft.recipient.person_id for draft in told if not draft.recipient.is_mailbox}
    chosen = await preferences.of_people(uow, people)
    emails = [
        _email(uow, agency, correlation_of, draft, chosen.get(draft.recipient.person_id))
        for draft in told
    ]
    new = await repository.add(uow, emails)
    added = [email for email in emails if email.email_id in new]
    collecting = {email.recipient_id for email in added if email.state is State.COLLECTED}
    if collecting:
        await digest.collect(uow, agency, collecting)
    await inbox.entered(uow, [email for email in added if email.recipient_id in people])
    if any(email.state is State.WAITING for email in added):
        uow.after_commit(uow.resource(Wakeup).ring)


def as_told(draft: Draft) -> Draft:
    """The draft with the way to the recipient's choices, where its kind can be chosen."""
    if draft.recipient.is_mailbox:
        return replace(draft, message=draft.message.model_copy(update={"to_mailbox": True}))
    if draft.message.kind.is_security:
        return draft
    path = paths.settings(draft.recipient.portal)
    return replace(draft, message=draft.message.model_copy(update={"settings_path": path}))


_STATES = {
    Choice.AT_ONCE: State.WAITING,
    Choice.DAILY: State.COLLECTED,
    Choice.NEVER: State.LISTED,
}


def _email(
    uow: UnitOfWork,
    agency: Agency,
    correlation_of: Mapping[UUID, UUID],
    draft: Draft,
    chosen: Preferences | None,
) -> Email:
    draft = as_told(draft)
    person, kind = draft.recipient, draft.message.kind
    state = State.WAITING if chosen is None else _STATES[chosen.choice(kind)]
    return Email(
        email_id=email_id_of(draft.because_of, person.person_id, kind),
        agency_id=agency.agency_id,
        because_of=EventId(draft.because_of),
        correlation_id=correlation_of[draft.because_of],
        recipient_id=person.person_id,
        kind=kind,
        language=agency.language_of(person),
        address=person.email,
        message=draft.message,
        about=draft.about,
        # Only an e-mail of its own carries it: a digest, or the list, leads to the portal.
        secret_link=draft.secret_link if state is State.WAITING else None,
        expires_at=draft.expires_at,
        created_at=uow.now,
        state=state,
        # Whoever asked for a link has it in the mailbox; it is no news in the portal. And nobody
        # reads the list of an address without a login.
        read_at=uow.now if kind in WITH_SECRET_LINK or chosen is None else None,
    )
