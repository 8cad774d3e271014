"""Issuing links: one for everybody who can approve the work, told to notifications alone."""

from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from chassis.ids import new_id
from chassis.sealing import Sealer
from chassis.uow import UnitOfWork
from contracts.events.timesheets import ApprovalLink as ToldLink
from contracts.events.timesheets import Entry
from contracts.ids import WorkOrderId
from timesheets.approval_links import repository
from timesheets.approval_links.model import LIFETIME, ApprovalLink, address, hash_of, new_token
from timesheets.approvers.model import Approver
from timesheets.directory import repository as directory

MOST = 20
"""Links for one e-mail's work. Whoever else can approve it signs in."""


@dataclass(frozen=True, slots=True)
class LinkSealer:
    """Seals addresses for notifications; None where no key is given: no links are issued."""

    sealer: Sealer | None


def open_link_sealer(path: Path | None) -> Callable[[], AbstractAsyncContextManager[LinkSealer]]:
    """The resource: the key is read when the service starts, so that a bad one stops it there."""

    @asynccontextmanager
    async def opened() -> AsyncGenerator[LinkSealer]:
        yield LinkSealer(Sealer.read(path) if path is not None else None)

    return opened


async def issue(
    uow: UnitOfWork,
    approvers: Iterable[Approver],
    work_order_id: WorkOrderId,
    entries: Sequence[Entry],
) -> tuple[ToldLink, ...]:
    """A link for each of these people, sealed. None where identity has not told of the site."""
    sealer = uow.resource(LinkSealer).sealer
    rules = await directory.agency_rules(uow)
    if sealer is None or rules is None or not rules.site_url:
        return ()
    issued: list[tuple[ApprovalLink, bytes]] = []
    told: list[ToldLink] = []
    # Somebody else is asked in the place of who is away: their link would decide nothing.
    for approver in [one for one in approvers if not one.is_away][:MOST]:
        token = new_token()
        link = ApprovalLink(
            link_id=new_id(),
            person_id=approver.person_id,
            work_order_id=work_order_id,
            entries={entry.entry_id: entry.version for entry in entries},
            issued_at=uow.now,
            expires_at=uow.now + LIFETIME,
        )
        issued.append((link, hash_of(token)))
        told.append(
            ToldLink(
                person_id=link.person_id,
                link=sealer.seal(address(rules.site_url, token)),
                expires_at=link.expires_at,
            )
        )
    await repository.add(uow, issued)
    return tuple(told)
