"""Idempotency keys: a command that is sent again gets the first answer and has no second effect.

The answer is stored in the transaction of the effect. Its scope is agency, route and key; the
body's hash is kept with it, so that the key cannot be used for something else.
"""

import hashlib
from http import HTTPStatus

from fastapi import Depends, Request
from fastapi.responses import Response

from chassis.errors import InvalidError
from chassis.uow import UnitOfWork

HEADER = "Idempotency-Key"
_MAX_LENGTH = 200


class IdempotencyKeyMissingError(InvalidError):
    """This command needs an Idempotency-Key header"""


class IdempotencyKeyReusedError(InvalidError):
    """This Idempotency-Key was used for another command"""


def _required(request: Request) -> None:
    if not request.headers.get(HEADER):
        raise IdempotencyKeyMissingError(
            "send an Idempotency-Key that is new for each command", field=HEADER
        )


IdempotencyRequired = Depends(_required)
"""For `dependencies=[IdempotencyRequired]` of routes that move money."""


async def earlier_answer(uow: UnitOfWork, *, route: str, key: str, body: bytes) -> Response | None:
    """Claim the key; the stored answer if the command was carried out before.

    A second one at the same time waits here until the first has committed or rolled back. Raises
    IdempotencyKeyReusedError when the body, or who sends it, differs.
    """
    if len(key) > _MAX_LENGTH:
        raise InvalidError(f"at most {_MAX_LENGTH} characters", field=HEADER)
    person_id = uow.actor.person_id
    body_hash = hashlib.sha256(body).digest()
    claimed = await uow.fetchval(
        "INSERT INTO chassis.idempotency_keys (agency_id, route, key, person_id, body_hash)"
        " VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING true",
        uow.agency_id,
        route,
        key,
        person_id,
        body_hash,
    )
    if claimed:
        return None
    row = await uow.fetchrow(
        "SELECT person_id, body_hash, status, content_type, body FROM chassis.idempotency_keys"
        " WHERE agency_id = $1 AND route = $2 AND key = $3",
        uow.agency_id,
        route,
        key,
    )
    if row is None or row["body_hash"] != body_hash or row["person_id"] != person_id:
        raise IdempotencyKeyReusedError("use a new key for a new command", field=HEADER)
    return Response(
        row["body"],
        status_code=row["status"],
        media_type=row["content_type"],
        headers={"Idempotency-Replayed": "true"},
    )


async def remember(uow: UnitOfWork, *, route: str, key: str, response: Response) -> None:
    """Store the answer beside the effect."""
    await uow.execute(
        "UPDATE chassis.idempotency_keys SET status = $4, content_type = $5, body = $6"
        " WHERE agency_id = $1 AND route = $2 AND key = $3",
        uow.agency_id,
        route,
        key,
        response.status_code or HTTPStatus.OK,
        response.headers.get("content-type"),
        bytes(response.body),
    )
