from datetime import UTC, datetime, timedelta

import pytest

from chassis.ids import new_id
from contracts.ids import AgencyId, PersonId
from identity.client import RequestOrigin
from identity.sessions.model import (
    LIFETIME,
    LIFETIME_REMEMBERED,
    EndReason,
    Session,
    ShownEndReason,
    StartedBy,
)

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def a_session(*, remember: bool = False) -> Session:
    session, _ = Session.start(
        agency_id=AgencyId(new_id()),
        person_id=PersonId(new_id()),
        started_by=StartedBy.PASSWORD,
        client=RequestOrigin(),
        now=NOW,
        remember=remember,
    )
    return session


@pytest.mark.requirement("C3")
def test_remember_me_keeps_the_session_longer() -> None:
    assert a_session().expires_at == NOW + LIFETIME
    assert a_session(remember=True).expires_at == NOW + LIFETIME_REMEMBERED
    assert LIFETIME_REMEMBERED > LIFETIME


def test_a_session_is_open_until_it_expires() -> None:
    session = a_session()
    assert session.is_open(NOW)
    assert session.is_open(NOW + LIFETIME - timedelta(microseconds=1))
    assert not session.is_open(NOW + LIFETIME)


@pytest.mark.requirement("X7")
def test_an_ended_session_never_opens_again_and_keeps_its_first_reason() -> None:
    ended = a_session().end(EndReason.SIGNED_OUT, NOW)
    again = ended.end(EndReason.DEACTIVATED, NOW + timedelta(hours=1))
    assert not again.is_open(NOW)
    assert again.ended_because is EndReason.SIGNED_OUT


@pytest.mark.requirement("X7")
@pytest.mark.parametrize(
    ("ended", "because"),
    [
        (None, ShownEndReason.TIMED_OUT),
        (EndReason.SIGNED_OUT, ShownEndReason.SIGNED_OUT),
        (EndReason.SIGNED_IN_AGAIN, ShownEndReason.SIGNED_OUT),
        (EndReason.ENDED_BY_PERSON, ShownEndReason.ENDED_ELSEWHERE),
        (EndReason.ENDED_BY_STAFF, ShownEndReason.ENDED_ELSEWHERE),
        (EndReason.PASSWORD_CHANGED, ShownEndReason.ENDED_ELSEWHERE),
        (EndReason.DEACTIVATED, ShownEndReason.ACCESS_REMOVED),
    ],
)
def test_who_had_a_session_is_told_why_it_is_over(
    ended: EndReason | None, because: ShownEndReason
) -> None:
    session = a_session() if ended is None else a_session().end(ended, NOW)
    assert session.over_because() is because


def test_each_session_has_a_token_of_its_own() -> None:
    assert a_session().token_hash != a_session().token_hash
