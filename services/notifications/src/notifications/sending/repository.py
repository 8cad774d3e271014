"""SQL of the queue: claims, and the states of an e-mail on its way out.

A claim is a lease: a row whose `due_at` was moved ahead and which carries the claim's id. Whoever
claims skips rows that are locked, and the transaction that ends an e-mail keeps its row locked
until the mail server has answered: even when a process sleeps past its lease, nobody else sends
what it has in hand.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from chassis.uow import UnitOfWork
from contracts.ids import AgencyId, EmailId, PersonId
from notifications.emails import repository as emails
from notifications.emails.message import Kind
from notifications.emails.model import Email, State


class ClaimLostError(Exception):
    """Another process took the e-mail over, or it was withdrawn: this one must not send it."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to send one e-mail, for the time of the lease."""

    id: UUID
    email_id: EmailId
    agency_id: AgencyId


# One after the other of the agencies that have e-mails (PostgreSQL has no skip scan of its own); of
# each the next ones. `turn` counts those of its that are in hand, too: whoever has many of them
# comes after whoever has none.
_CLAIM = """
    WITH RECURSIVE agencies AS (
        (SELECT agency_id FROM email_queue ORDER BY agency_id LIMIT 1)
        UNION ALL
        SELECT (SELECT agency_id FROM email_queue WHERE agency_id > before.agency_id
                ORDER BY agency_id LIMIT 1)
        FROM agencies before WHERE before.agency_id IS NOT NULL
    ), turns AS (
        SELECT due.email_id, due.urgency, due.due_at,
            due.place + (
                SELECT count(*) FROM email_queue held
                WHERE held.agency_id = agencies.agency_id
                AND held.claim IS NOT NULL AND held.due_at > now()
            ) AS turn
        FROM agencies CROSS JOIN LATERAL (
            SELECT email_id, urgency, due_at,
                row_number() OVER (ORDER BY urgency, due_at) AS place
            FROM (
                SELECT email_id, urgency, due_at FROM email_queue
                WHERE agency_id = agencies.agency_id AND due_at <= now()
                ORDER BY urgency, due_at LIMIT 2 * $3
            ) waiting
        ) due
        WHERE agencies.agency_id IS NOT NULL
    ), chosen AS (
        SELECT email_queue.email_id FROM email_queue JOIN turns USING (email_id)
        WHERE email_queue.due_at <= now()
        ORDER BY turns.urgency, turns.turn, turns.due_at
        LIMIT $3 FOR UPDATE OF email_queue SKIP LOCKED
    )
    UPDATE email_queue SET claim = $1, due_at = now() + $2
    WHERE email_id IN (SELECT email_id FROM chosen)
    RETURNING email_id, agency_id
"""


async def claim(uow: UnitOfWork, claim_id: UUID, *, most: int, lease: timedelta) -> list[Claim]:
    """Claim e-mails that are due, those about getting in first.

    Then agencies take turns, so that one with thousands of e-mails keeps no other waiting; of one
    agency the oldest.
    """
    rows = await uow.fetch(_CLAIM, claim_id, lease, most)
    return [Claim(claim_id, row["email_id"], row["agency_id"]) for row in rows]


async def release(uow: UnitOfWork, given: Sequence[Claim], *, after: timedelta) -> None:
    """Give claims back, due again after a while. Claims that were lost stay as they are."""
    await uow.execute(
        "UPDATE email_queue SET claim = NULL, due_at = now() + $3"
        " WHERE email_id = ANY($1) AND claim = ANY($2)",
        [one.email_id for one in given],
        [one.id for one in given],
        after,
    )


async def mark_sending(uow: UnitOfWork, held: Claim, *, lease: timedelta) -> int:
    """Say that the mail server may have it from now on; returns how often that was said before.

    The lease starts anew: whatever time was spent until here, nobody takes the e-mail over before
    the unit that ends it holds its row. Raises ClaimLostError, also for one that was
    withdrawn meanwhile. More than zero means that a process
    ended between its final dot and its commit, and the recipient may get the same message twice.
    """
    await _hold(uow, held)
    await uow.execute(
        "UPDATE email_queue SET due_at = now() + $2 WHERE email_id = $1", held.email_id, lease
    )
    interruptions: int | None = await uow.fetchval(
        "UPDATE emails SET interruptions = interruptions + (state = 'sending')::int,"
        " state = 'sending' WHERE agency_id = $1 AND email_id = $2"
        " AND withdrawn_because IS NULL RETURNING interruptions",
        uow.agency_id,
        held.email_id,
    )
    if interruptions is None:
        raise ClaimLostError(held.email_id)
    return interruptions


async def mark_sent(uow: UnitOfWork, held: Claim, *, message_id: str) -> None:
    """Say that the mail server took it: only true if this unit commits. Raises ClaimLostError."""
    await _dequeue(uow, held)
    await uow.execute(
        "UPDATE emails SET state = 'sent', sent_at = $3, message_id = $4, reason = NULL,"
        " secret_link = NULL WHERE agency_id = $1 AND email_id = $2",
        uow.agency_id,
        held.email_id,
        uow.now,
        message_id,
    )


async def mark_sent_anyway(uow: UnitOfWork, email: Email, *, message_id: str) -> bool:
    """Say that the mail server took it, whoever has the claim; False when that is said already."""
    await uow.execute("DELETE FROM email_queue WHERE email_id = $1", email.email_id)
    tag = await uow.execute(
        "UPDATE emails SET state = 'sent', sent_at = $3, message_id = $4, reason = NULL,"
        " secret_link = NULL WHERE agency_id = $1 AND email_id = $2 AND state <> 'sent'",
        uow.agency_id,
        email.email_id,
        uow.now,
        message_id,
    )
    return tag != "UPDATE 0"


async def mark_failed(uow: UnitOfWork, held: Claim, *, reason: str) -> None:
    """Say that it is given up. Raises ClaimLostError."""
    await _dequeue(uow, held)
    await uow.execute(
        "UPDATE emails SET state = 'failed', failed_at = $3, reason = $4, secret_link = NULL"
        " WHERE agency_id = $1 AND email_id = $2",
        uow.agency_id,
        held.email_id,
        uow.now,
        reason,
    )


async def mark_withheld(uow: UnitOfWork, held: Claim) -> None:
    """Say that it is not sent: it stands in the person's list alone. Raises ClaimLostError."""
    await _dequeue(uow, held)
    await uow.execute(
        "UPDATE emails SET state = $3, secret_link = NULL,"
        " reason = coalesce(withdrawn_because, reason) WHERE agency_id = $1 AND email_id = $2",
        uow.agency_id,
        held.email_id,
        State.LISTED.value,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """What e-mails that lead to a page say is not so any more, and why.

    `before`: only of those that an earlier event asked for.
    """

    page: str
    because: str
    before: UUID | None = None


_WITHDRAWN = (
    "e.kind = ANY($2) AND EXISTS (SELECT FROM unnest($3::text[], $4::uuid[]) AS w (page, before)"
    " WHERE w.page = e.message->>'path' AND (w.before IS NULL OR e.because_of < w.before))"
)
_QUEUED = (
    "SELECT e.email_id FROM email_queue q JOIN emails e USING (agency_id, email_id)"
    f" WHERE q.agency_id = $1 AND e.state = ANY($5) AND {_WITHDRAWN}"
)
_IN_DIGESTS = (
    "SELECT e.email_id FROM email_queue q"
    " JOIN emails d ON d.agency_id = q.agency_id AND d.email_id = q.email_id"
    " JOIN emails e ON e.agency_id = d.agency_id AND e.recipient_id = d.recipient_id"
    " AND e.digest_id = d.email_id"
    f" WHERE q.agency_id = $1 AND d.state = ANY($5) AND d.kind = 'daily_digest' AND {_WITHDRAWN}"
)


async def withdraw(
    uow: UnitOfWork, kinds: Collection[Kind], withdrawals: Sequence[Withdrawal]
) -> None:
    """E-mails of these kinds that wait, for the mail server or for a digest, are not sent: they
    stand in people's lists alone, and the delivery log says why. A digest that waits is made anew.

    What a sender has in hand, or the mail server may have, is marked: it is not sent, or not again,
    unless it is being handed over at this moment.
    """
    which = (
        uow.agency_id,
        sorted(kinds),
        [one.page for one in withdrawals],
        [one.before for one in withdrawals],
    )
    waiting = [State.WAITING.value]
    queued = await uow.fetch(f"{_QUEUED} FOR UPDATE OF q SKIP LOCKED", *which, waiting)
    digested = await uow.fetch(f"{_IN_DIGESTS} FOR UPDATE OF q SKIP LOCKED", *which, waiting)
    collected = await uow.fetch(
        "SELECT e.email_id FROM emails AS e"
        f" WHERE e.agency_id = $1 AND e.state = 'collected' AND {_WITHDRAWN}",
        *which,
    )
    held = await emails.hold(
        uow,
        "(state = 'waiting' AND email_id = ANY($2) OR state = 'digested' AND email_id = ANY($3)"
        " OR state = 'collected' AND email_id = ANY($4))",
        *([row["email_id"] for row in rows] for rows in (queued, digested, collected)),
    )
    reasons = ([one.page for one in withdrawals], [one.because for one in withdrawals])
    await uow.execute(
        "WITH withdrawn AS (UPDATE emails SET state = $3, digest_id = NULL, reason = w.because"
        " FROM unnest($4::text[], $5::text[]) AS w (page, because)"
        " WHERE agency_id = $1 AND email_id = ANY($2) AND w.page = message->>'path'"
        " RETURNING email_id)"
        " DELETE FROM email_queue WHERE email_id IN (SELECT email_id FROM withdrawn)",
        uow.agency_id,
        held,
        State.LISTED.value,
        *reasons,
    )
    in_hand = [State.WAITING.value, State.SENDING.value]
    queued = await uow.fetch(_QUEUED, *which, in_hand)
    digested = await uow.fetch(_IN_DIGESTS, *which, in_hand)
    await uow.execute(
        "UPDATE emails SET withdrawn_because = w.because"
        " FROM unnest($3::text[], $4::text[]) AS w (page, because)"
        " WHERE agency_id = $1 AND w.page = message->>'path' AND email_id IN ("
        "SELECT email_id FROM emails WHERE agency_id = $1 AND email_id = ANY($2)"
        " FOR UPDATE SKIP LOCKED)",
        uow.agency_id,
        [row["email_id"] for row in (*queued, *digested)],
        *reasons,
    )


async def mark_unknown(
    uow: UnitOfWork, held: Claim, *, reason: str, again_after: timedelta
) -> None:
    """Say that the server's answer was lost, and when it is sent again. Raises ClaimLostError.

    It stays `sending`: delivered, or not. Its reason puts it on the list of what is stuck.
    """
    await _hold(uow, held)
    await uow.execute(
        "UPDATE emails SET reason = $3 WHERE agency_id = $1 AND email_id = $2",
        uow.agency_id,
        held.email_id,
        reason,
    )
    await release(uow, [held], after=again_after)


async def mark_refused(
    uow: UnitOfWork, held: Claim, *, reason: str, again_after: timedelta
) -> None:
    """Say that it was refused and certainly not delivered; it is tried again. ClaimLostError."""
    await _hold(uow, held)
    await uow.execute(
        "UPDATE emails SET state = $3, refusals = refusals + 1, reason = $4"
        " WHERE agency_id = $1 AND email_id = $2",
        uow.agency_id,
        held.email_id,
        State.WAITING.value,
        reason,
    )
    await release(uow, [held], after=again_after)


async def mark_fault(uow: UnitOfWork, held: Claim, *, because: str) -> int:
    """Say that a fault of ours kept it from being sent; how often that was by now.

    Raises ClaimLostError.
    """
    await _hold(uow, held)
    faults: int = await uow.fetchval(
        "UPDATE email_queue SET faults = faults + 1, failing_because = $2,"
        " failing_since = coalesce(failing_since, $3) WHERE email_id = $1 RETURNING faults",
        held.email_id,
        because,
        uow.now,
    )
    return faults


@dataclass(frozen=True, slots=True, kw_only=True)
class StuckEmail:
    """An e-mail that a fault of ours keeps from being sent; `because` names the error's class."""

    email_id: EmailId
    recipient_id: PersonId
    because: str
    since: datetime


async def stuck(uow: UnitOfWork, before: datetime, limit: int) -> tuple[Sequence[StuckEmail], int]:
    """Those of the agency that have failed since before then, oldest first; and how many."""
    rows = await uow.fetch(
        "SELECT q.email_id, e.recipient_id, q.failing_because, q.failing_since,"
        " count(*) OVER () AS total"
        " FROM email_queue q JOIN emails e USING (agency_id, email_id)"
        " WHERE q.agency_id = $1 AND q.failing_since <= $2"
        " ORDER BY q.failing_since, q.email_id LIMIT $3",
        uow.agency_id,
        before,
        limit,
    )
    found = [
        StuckEmail(
            email_id=row["email_id"],
            recipient_id=row["recipient_id"],
            because=row["failing_because"],
            since=row["failing_since"],
        )
        for row in rows
    ]
    return found, rows[0]["total"] if rows else 0


async def stuck_by_agency(uow: UnitOfWork, before: datetime) -> dict[AgencyId, int]:
    """How many have failed since before then, of every agency that has any."""
    rows = await uow.fetch(
        "SELECT agency_id, count(*) AS count FROM email_queue WHERE failing_since <= $1"
        " GROUP BY agency_id",
        before,
    )
    return {AgencyId(row["agency_id"]): row["count"] for row in rows}


async def forget(uow: UnitOfWork, held: Claim) -> None:
    """Take an e-mail out of the queue that was sent or given up already."""
    await uow.execute("DELETE FROM email_queue WHERE email_id = $1", held.email_id)


async def _hold(uow: UnitOfWork, held: Claim) -> None:
    found: datetime | None = await uow.fetchval(
        "SELECT due_at FROM email_queue WHERE email_id = $1 AND claim = $2 FOR UPDATE",
        held.email_id,
        held.id,
    )
    if found is None:
        raise ClaimLostError(held.email_id)


async def _dequeue(uow: UnitOfWork, held: Claim) -> None:
    tag = await uow.execute(
        "DELETE FROM email_queue WHERE email_id = $1 AND claim = $2", held.email_id, held.id
    )
    if tag == "DELETE 0":
        raise ClaimLostError(held.email_id)
