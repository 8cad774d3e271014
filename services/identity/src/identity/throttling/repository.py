"""Counters of attempts in the database."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from chassis.uow import UnitOfWork
from identity.throttling.model import Attempts, Counter


async def attempts_for_update(
    uow: UnitOfWork, counters: Mapping[bytes, Counter]
) -> Mapping[bytes, Attempts]:
    """What the counters have seen, locked until the unit ends, in one order for everybody."""
    await uow.execute(
        "INSERT INTO sign_in_failures (agency_id, key, counter, failures)"
        " SELECT $1, key, counter, 0 FROM unnest($2::bytea[], $3::text[]) AS new (key, counter)"
        " ORDER BY key ON CONFLICT (agency_id, key) DO NOTHING",
        uow.agency_id,
        list(counters.keys()),
        list(counters.values()),
    )
    return await _for_update(uow, list(counters))


async def save_attempts(uow: UnitOfWork, attempts: Mapping[bytes, Attempts]) -> None:
    """Write back what the counters have seen."""
    await uow.executemany(
        "UPDATE sign_in_failures SET failures = $3, last_failed_at = $4"
        " WHERE agency_id = $1 AND key = $2",
        [
            (uow.agency_id, key, seen.failures, seen.last_failed_at)
            for key, seen in attempts.items()
        ],
    )


async def take_back(uow: UnitOfWork, counters: Mapping[bytes, Counter]) -> None:
    """The attempt was right: it is no failure.

    What this network failed at this account before is forgotten; what others failed is not.
    """
    seen = await _for_update(uow, list(counters))
    await save_attempts(uow, {key: attempts.taken_back() for key, attempts in seen.items()})


async def tidy(uow: UnitOfWork, before: datetime) -> str:
    """Delete counters that saw their last failure before. Returns the statement's tag."""
    return await uow.execute(
        "DELETE FROM sign_in_failures WHERE agency_id = $1"
        " AND (last_failed_at IS NULL OR last_failed_at < $2)",
        uow.agency_id,
        before,
    )


async def _for_update(uow: UnitOfWork, keys: Sequence[bytes]) -> Mapping[bytes, Attempts]:
    """The counters that there are, locked in the order of their keys: so nobody deadlocks."""
    rows = await uow.fetch(
        "SELECT key, counter, failures, last_failed_at FROM sign_in_failures"
        " WHERE agency_id = $1 AND key = ANY($2::bytea[]) ORDER BY key FOR UPDATE",
        uow.agency_id,
        keys,
    )
    return {
        row["key"]: Attempts(
            counter=Counter(row["counter"]),
            failures=row["failures"],
            last_failed_at=row["last_failed_at"],
        )
        for row in rows
    }
