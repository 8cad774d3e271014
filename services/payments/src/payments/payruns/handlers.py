"""Who brought in which staff: what was approved by them may stand out by it, even afterwards."""

from collections.abc import Sequence
from typing import Any

from chassis.consumer import EventVersion, Handlers, Received
from chassis.uow import UnitOfWork
from contracts.access import Permission, Portal
from contracts.events.identity import PersonChanged, PersonInvited
from contracts.events.pay_runs import StaffGrantKind
from contracts.ids import PersonId
from payments.directory.model import StaffGrant
from payments.directory.staff_grants import repository as staff_grants
from payments.numbers.repository import lock_books
from payments.payruns import repository
from payments.payruns.standouts import approval_standouts, stood_out

handlers = Handlers()


@handlers.on(PersonInvited)
async def keep_invitations(uow: UnitOfWork, events: Sequence[Received[PersonInvited]]) -> None:
    """Who invited a member of staff. Whoever is asked for by nobody of staff has no inviter."""
    await _keep(
        uow,
        [
            _grant(event, StaffGrantKind.INVITED, event.body.invited_by)
            for event in events
            if event.body.invited_by is not None and event.body.person.portal is Portal.AGENCY
        ],
    )


@handlers.on(PersonChanged)
async def keep_rights_given(uow: UnitOfWork, events: Sequence[Received[PersonChanged]]) -> None:
    """Who gave a member of staff the right to run pay runs, which is to approve them as well."""
    await _keep(
        uow,
        [
            _grant(event, StaffGrantKind.RIGHT_GIVEN, event.body.given_by)
            for event in events
            if event.body.given_by is not None and Permission.PAY_RUNS_RUN in event.body.given
        ],
    )


def _grant(
    event: Received[Any], kind: StaffGrantKind, granted_by: PersonId
) -> tuple[StaffGrant, EventVersion]:
    grant = StaffGrant(
        person_id=event.body.person.person_id,
        kind=kind,
        granted_by=granted_by,
        granted_at=event.envelope.time,
    )
    return grant, event.told


async def _keep(uow: UnitOfWork, told: Sequence[tuple[StaffGrant, EventVersion]]) -> None:
    """Keep them, and tell of each approval that did not stand out without them."""
    if not told:
        return
    # An approval takes this lock, too: it sees them, or is seen here.
    await lock_books(uow)
    people = {grant.person_id for grant, _ in told}
    before = await staff_grants.of_people(uow, people)
    await staff_grants.keep(uow, told)
    known = await staff_grants.of_people(uow, people)
    since = min(grant.granted_at for grant, _ in told)
    for approval in await repository.approvals_by(uow, people, since):
        found = approval_standouts(known, approval)
        if found and not approval_standouts(before, approval):
            uow.record(stood_out(approval, found))
