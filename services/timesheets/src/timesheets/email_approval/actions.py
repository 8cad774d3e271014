"""What a link shows, and what it decides: by the same commands as in the portal.

Whoever shows a token acts as the person that it is bound to, with what that person may do at this
moment and no more. Looking changes nothing, however often it is done and by whatever: only `decide`
does, once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from chassis.actor import Actor
from chassis.errors import ConflictError
from chassis.uow import UnitOfWork
from contracts.ids import CompanyId, EntryId, PersonId, ProjectId
from timesheets.approval_links import repository as links
from timesheets.approval_links.model import (
    ApprovalLink,
    LinkDecision,
    LinkedEntry,
    LinkState,
    hash_of,
    state_of,
)
from timesheets.approvers import repository as approver_rows
from timesheets.approvers.model import Approver, Contact, approvers
from timesheets.directory import repository as directory
from timesheets.email_approval import repository
from timesheets.email_approval.schemas import DecideBody, LinkDetails, LinkedDay, LinkedWork
from timesheets.work import approval
from timesheets.work.bulk import Outcome, PreviewOutdatedError, SeenPreview
from timesheets.work.filters import EntrySelection
from timesheets.work.model import OtherVersionError, Status, StepRefusedError
from timesheets.work.schemas import time_of

if TYPE_CHECKING:
    from asyncpg import Record


class LinkNotValidError(ConflictError):
    """This link decides nothing any more; `state` says why. Sign in to see how the work stands."""


class PartRefusedError(ConflictError):
    """A part of this work cannot be approved: sign in to see which, and why"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _LinkLookup:
    """A link with what it is about, and its person as they are at this moment."""

    link: ApprovalLink
    rows: "Sequence[Record]"
    state: LinkState
    contact: Contact | None
    approver: Approver | None
    may_return: bool


async def inspect(uow: UnitOfWork, token: str) -> LinkDetails:
    """What a link is about, or why it is over. Changes nothing."""
    found = await _find(uow, token)
    if found is None:
        return LinkDetails(state=LinkState.UNKNOWN)
    if found.state is LinkState.USED:
        return _used(found)
    if found.state is not LinkState.VALID or found.approver is None:
        return LinkDetails(state=found.state)
    return LinkDetails(
        state=LinkState.VALID,
        work=_work(found.rows),
        for_name=found.approver.name,
        stands_in_for=found.approver.stands_in_for,
        expires_at=found.link.expires_at,
        may_return=found.may_return,
    )


async def decide(uow: UnitOfWork, body: DecideBody) -> LinkDetails:
    """Approve or return what the link is about, as its person: all of it or nothing.

    Raises LinkNotValidError, PartRefusedError. Of two at once the second waits for the first and
    finds the link used.
    """
    found = await _find(uow, body.token, lock=True)
    if found is None or found.state is not LinkState.VALID or found.contact is None:
        state = found.state if found else LinkState.UNKNOWN
        raise LinkNotValidError(state=state.value)
    if body.count != len(found.link.entries):
        raise LinkNotValidError(state=LinkState.CHANGED.value)
    uow.actor = _actor(found.contact, uow)
    try:
        outcome = await _carry_out(uow, found.link, body)
    except (StepRefusedError, OtherVersionError, PreviewOutdatedError) as error:
        # Somebody decided on a part of it since it was looked at: all of it or nothing.
        raise LinkNotValidError(state=LinkState.CHANGED.value) from error
    if outcome.refused:
        raise PartRefusedError(outcome.refused[0].reason)
    await links.use(uow, found.link, body.decision)
    final_at = outcome.approval.final_at if outcome.approval else None
    return LinkDetails(
        state=LinkState.USED,
        used_to=body.decision,
        used_at=uow.now,
        final_at=final_at if final_at is not None and final_at > uow.now else None,
    )


async def _carry_out(uow: UnitOfWork, link: ApprovalLink, body: DecideBody) -> Outcome:
    selection = EntrySelection(dict(link.entries))
    shown = SeenPreview(count=body.count)
    if body.decision is LinkDecision.RETURN and body.reason is not None:
        return await approval.return_work(uow, selection, shown, body.reason, by_email=True)
    return await approval.approve(uow, selection, shown, by_email=True)


async def _find(uow: UnitOfWork, token: str, *, lock: bool = False) -> _LinkLookup | None:
    link = await links.find(uow, hash_of(token), lock=lock)
    if link is None:
        return None
    rows = await repository.linked(uow, link)
    rules = await directory.agency_rules(uow)
    today = rules.day_of(uow.now) if rules else uow.now.date()
    contact, approver = await _person(uow, link.person_id, rows, today)
    state = state_of(
        link,
        {
            EntryId(row["entry_id"]): LinkedEntry(
                version=row["version"],
                waits=row["status"] == Status.TO_APPROVAL,
                put_at=row["put_at"],
            )
            for row in rows
        },
        uow.now,
        can_approve=approver is not None,
        is_away=approver is not None and approver.is_away,
    )
    return _LinkLookup(
        link=link,
        rows=rows,
        state=state,
        contact=contact,
        approver=approver,
        may_return=rules is not None and rules.contacts_may_return,
    )


async def _person(
    uow: UnitOfWork, person_id: PersonId, rows: "Sequence[Record]", today: date
) -> tuple[Contact | None, Approver | None]:
    """The link's person as a viewer, and as one of those who can approve the work; None: is not."""
    contact = await approver_rows.contact(uow, person_id)
    if contact is None or not rows:
        return contact, None
    project_id = ProjectId(rows[0]["project_id"])
    projects = await approver_rows.projects(uow, [project_id])
    contacts = await approver_rows.contacts_of(uow, [CompanyId(contact.company_id)])
    found = approvers(contacts, projects[project_id], today)
    approver = next((one for one in found if one.person_id == person_id), None)
    return acting(contact, contacts, today), approver


def acting(contact: Contact, contacts: Sequence[Contact], today: date) -> Contact:
    """The contact with those in whose place they act today, as their pass would have it."""
    lent = tuple(
        other.as_principal()
        for other in contacts
        if any(
            one.person_id == contact.person_id and one.holds_on(today) for one in other.stand_ins
        )
    )
    return replace(contact, stands_in_for=lent)


def _actor(contact: Contact, uow: UnitOfWork) -> Actor:
    """The person as if signed in, for this one command."""
    return Actor(
        name=contact.name,
        person_id=contact.person_id,
        agency_id=uow.agency_id,
        portal=contact.portal,
        permissions=contact.permissions,
        scope=contact.scope,
        company_id=contact.company_id,
        project_ids=contact.project_ids,
        stands_in_for=contact.stands_in_for,
    )


def _used(found: _LinkLookup) -> LinkDetails:
    moments = [row["final_at"] for row in found.rows if row["final_at"] is not None]
    return LinkDetails(
        state=LinkState.USED,
        used_to=found.link.used_to,
        used_at=found.link.used_at,
        final_at=min(moments) if moments else None,
    )


def _work(rows: "Sequence[Record]") -> LinkedWork:
    first = rows[0]
    total = sum(
        (
            Decimal(row["minutes"]) if row["minutes"] is not None else row["quantity"] * 60
            for row in rows
            if row["article"] != "expense"
        ),
        start=Decimal(0),
    )
    return LinkedWork.model_validate(
        {
            **dict(first),
            **time_of(total),
            "first_on": first["work_on"],
            "last_on": rows[-1]["work_on"],
            "entries": [LinkedDay.model_validate(dict(row)) for row in rows],
        }
    )
