import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import OKPKey

from chassis.actor import Authentication
from chassis.errors import UnauthenticatedError
from chassis.http.passes import ALGORITHM, PassVerifier
from chassis.ids import new_id
from chassis.jwk_files import KeyFileError
from contracts.access import Permission, Portal, Scope
from contracts.events.identity import Contact
from contracts.ids import AgencyId, CompanyId, ProjectId
from identity.client import RequestOrigin
from identity.factors.model import Method
from identity.people.access import access_of
from identity.people.model import Person
from identity.sessions.model import Session, StartedBy
from identity.sessions.passes import PassIssuer

CONTACT = Contact(
    company_id=CompanyId(new_id()),
    scope=Scope.PROJECTS,
    project_ids=(ProjectId(new_id()), ProjectId(new_id())),
)


def a_key_file(folder: Path, *keys: dict[str, Any]) -> Path:
    file = folder / "keys.json"
    file.write_text(json.dumps(keys[0] if len(keys) == 1 else {"keys": keys}))
    return file


def a_key(curve: Any = "Ed25519", *, private: bool = True) -> dict[str, Any]:
    found: dict[str, Any] = OKPKey.generate_key(curve).as_dict(private=private)
    return found


def a_contact_with_session(now: datetime) -> tuple[Person, Session]:
    person = Person.invite(
        agency_id=AgencyId(new_id()),
        portal=Portal.CUSTOMER,
        email="kari@fjord.example",
        name="Kari Dahl",
        language="nb",
        access=access_of(Portal.CUSTOMER, [Permission.WORK_VIEW], contact=CONTACT),
        now=now,
    )
    session, _ = Session.start(
        agency_id=person.agency_id,
        person_id=person.id,
        started_by=StartedBy.PASSWORD,
        client=RequestOrigin(),
        now=now,
    )
    return person, session


def verifier_of(issuer: PassIssuer) -> PassVerifier:
    async def fetch() -> dict[str, Any]:
        return issuer.jwks

    return PassVerifier(fetch)


async def test_a_service_reads_from_a_pass_who_it_is_and_what_they_may(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    person, session = a_contact_with_session(now)
    issuer = PassIssuer.read(a_key_file(tmp_path, a_key()))
    issued = issuer.issue(person, session, now)
    actor = await verifier_of(issuer).verify(issued.token)
    assert issued.expires_at == now + timedelta(seconds=60)
    assert actor.person_id == person.id
    assert actor.agency_id == person.agency_id
    assert actor.portal is Portal.CUSTOMER
    assert actor.permissions == {Permission.WORK_VIEW}
    assert actor.scope is Scope.PROJECTS
    assert actor.company_id == CONTACT.company_id
    assert actor.project_ids == set(CONTACT.project_ids)
    assert actor.session_id == session.id
    assert actor.name == "Kari Dahl"
    assert issued.token not in repr(issued)


@pytest.mark.parametrize("second_factor", [None, Method.TOTP])
async def test_a_pass_says_how_and_when_the_person_signed_in(
    tmp_path: Path, second_factor: Method | None
) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    person, session = a_contact_with_session(now - timedelta(hours=3))
    session = replace(session, second_factor=second_factor, started_by=StartedBy.PASSKEY)
    issuer = PassIssuer.read(a_key_file(tmp_path, a_key()))
    actor = await verifier_of(issuer).verify(issuer.issue(person, session, now).token)
    assert actor.signed_in == Authentication(
        method="passkey",
        second_factor="totp" if second_factor else None,
        at=now - timedelta(hours=3),
    )
    assert (actor.proved_at, actor.passed_at) == (now - timedelta(hours=3), now)
    confirmed = replace(session, confirmed_at=now - timedelta(minutes=1))
    actor = await verifier_of(issuer).verify(issuer.issue(person, confirmed, now).token)
    assert actor.proved_at == now - timedelta(minutes=1)


async def test_a_pass_is_over_after_a_minute(tmp_path: Path) -> None:
    earlier = datetime.now(UTC) - timedelta(seconds=65)
    issuer = PassIssuer.read(a_key_file(tmp_path, a_key()))
    issued = issuer.issue(*a_contact_with_session(earlier), earlier)
    with pytest.raises(UnauthenticatedError):
        await verifier_of(issuer).verify(issued.token)


async def test_passes_of_the_previous_key_are_read_while_it_is_published(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    old, new = a_key(), a_key()
    before = PassIssuer.read(a_key_file(tmp_path, old))
    issued = before.issue(*a_contact_with_session(now), now)
    after = PassIssuer.read(a_key_file(tmp_path, new, old))
    alone = PassIssuer.read(a_key_file(tmp_path, new))
    assert (await verifier_of(after).verify(issued.token)).name == "Kari Dahl"
    with pytest.raises(UnauthenticatedError):
        await verifier_of(alone).verify(issued.token)


def test_what_is_published_has_no_private_part_and_a_name(tmp_path: Path) -> None:
    issuer = PassIssuer.read(a_key_file(tmp_path, a_key(), a_key(private=False)))
    assert len(issuer.jwks["keys"]) == 2
    for key in issuer.jwks["keys"]:
        assert "d" not in key
        assert key["kid"]
        assert key["alg"] == ALGORITHM


@pytest.mark.parametrize(
    "keys",
    [
        [a_key(private=False)],
        [a_key("X25519")],
        [{"kty": "oct", "k": "c2VjcmV0"}],
    ],
    ids=["public only", "another curve", "symmetric"],
)
def test_keys_that_cannot_sign_passes_stop_the_service(
    keys: list[dict[str, Any]], tmp_path: Path
) -> None:
    with pytest.raises(KeyFileError):
        PassIssuer.read(a_key_file(tmp_path, *keys))
