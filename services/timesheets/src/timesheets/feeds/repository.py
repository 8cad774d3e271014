"""SQL of feeds, and of whom they are."""

from dataclasses import dataclass

from chassis.uow import UnitOfWork
from contracts.access import Permission, Portal, Scope
from contracts.events.identity import PersonStatus
from contracts.ids import CompanyId, PersonId, ProjectId
from timesheets.feeds.model import Feed


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedOwner:
    """Whose feed it is, with what they may see by now."""

    person_id: PersonId
    portal: Portal
    permissions: frozenset[Permission]
    company_id: CompanyId | None
    scope: Scope | None
    project_ids: frozenset[ProjectId]
    language: str


async def get(uow: UnitOfWork, person_id: PersonId) -> Feed | None:
    """A contact's feed; None: there is none."""
    row = await uow.fetchrow(
        "SELECT language, made_at FROM job_feeds WHERE agency_id = $1 AND person_id = $2",
        uow.agency_id,
        person_id,
    )
    return Feed(**dict(row)) if row else None


async def save(uow: UnitOfWork, person_id: PersonId, feed: Feed, secret_sha256: bytes) -> None:
    """Keep a contact's feed; the one that there was has no address any more."""
    await uow.execute(
        """
        INSERT INTO job_feeds (agency_id, person_id, secret_sha256, language, made_at)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (agency_id, person_id) DO UPDATE SET
            secret_sha256 = excluded.secret_sha256, language = excluded.language,
            made_at = excluded.made_at
        """,
        uow.agency_id,
        person_id,
        secret_sha256,
        feed.language,
        feed.made_at,
    )


async def remove(uow: UnitOfWork, person_id: PersonId) -> None:
    """Take a contact's feed away; its address leads nowhere from now on."""
    await uow.execute(
        "DELETE FROM job_feeds WHERE agency_id = $1 AND person_id = $2", uow.agency_id, person_id
    )


async def owner(uow: UnitOfWork, secret_sha256: bytes) -> FeedOwner | None:
    """Whose feed this is the secret of; None: nobody's, or of somebody who cannot sign in."""
    row = await uow.fetchrow(
        """
        SELECT o.person_id, o.portal, o.permissions, o.company_id, o.scope, o.project_ids,
               f.language
        FROM job_feeds f
        JOIN people o ON o.agency_id = f.agency_id AND o.person_id = f.person_id
        WHERE f.agency_id = $1 AND f.secret_sha256 = $2 AND o.status = $3
        """,
        uow.agency_id,
        secret_sha256,
        PersonStatus.ACTIVE,
    )
    if row is None:
        return None
    return FeedOwner(
        person_id=row["person_id"],
        portal=Portal(row["portal"]),
        permissions=frozenset(Permission(each) for each in row["permissions"]),
        company_id=row["company_id"],
        scope=Scope(row["scope"]) if row["scope"] else None,
        project_ids=frozenset(row["project_ids"]),
        language=row["language"],
    )
