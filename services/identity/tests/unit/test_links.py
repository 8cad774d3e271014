import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from joserfc import jwe
from joserfc.jwk import ECKey, OKPKey

from chassis.ids import new_id
from chassis.jwk_files import KeyFileError
from chassis.sealing import ALGORITHM, ENCRYPTION, Sealer
from contracts.access import Portal
from contracts.ids import AgencyId, PersonId
from identity.links.model import LIFETIMES, Link, LinkState, Purpose, address
from identity.tokens import Token, hash_of

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def a_link(purpose: Purpose = Purpose.INVITATION) -> tuple[Link, Token]:
    return Link.issue(
        agency_id=AgencyId(new_id()),
        person_id=PersonId(new_id()),
        purpose=purpose,
        created_by=None,
        now=NOW,
    )


@pytest.mark.requirement("C1")
@pytest.mark.parametrize("purpose", Purpose)
def test_a_link_is_valid_until_it_expires(purpose: Purpose) -> None:
    link, _ = a_link(purpose)
    end = NOW + LIFETIMES[purpose]
    assert link.state(NOW) is LinkState.VALID
    assert link.state(end - timedelta(microseconds=1)) is LinkState.VALID
    assert link.state(end) is LinkState.EXPIRED


@pytest.mark.requirement("C1")
def test_a_used_link_stays_used_also_when_it_has_expired() -> None:
    link, _ = a_link()
    used = replace(link, used_at=NOW)
    assert used.state(NOW) is LinkState.USED
    assert used.state(NOW + timedelta(days=30)) is LinkState.USED


def test_a_revoked_link_counts_as_expired() -> None:
    link, _ = a_link()
    assert replace(link, revoked_at=NOW).state(NOW) is LinkState.EXPIRED


def test_a_token_has_256_bits_and_is_kept_as_its_hash_alone() -> None:
    link, token = a_link()
    assert len(token.secret) == 43
    assert link.token_hash == hash_of(token.secret)
    assert token.secret not in repr(link) + repr(token)
    assert a_link()[1].secret != token.secret


@pytest.mark.parametrize(
    ("purpose", "path"),
    [
        (Purpose.INVITATION, "welcome"),
        (Purpose.LOGIN, "login-link"),
        (Purpose.RESET, "reset"),
    ],
)
def test_a_link_leads_to_a_page_of_the_agencys_site(purpose: Purpose, path: str) -> None:
    token = Token("abc")
    found = address(
        site_url="http://nord.localhost:8080/",
        portal=Portal.CUSTOMER,
        purpose=purpose,
        token=token,
    )
    assert found == f"http://nord.localhost:8080/customer/{path}?token=abc"


@pytest.mark.parametrize("kind", ["X25519", "P-256"])
def test_a_sealed_link_is_read_with_the_private_key_alone(kind: str, tmp_path: Path) -> None:
    private = OKPKey.generate_key("X25519") if kind == "X25519" else ECKey.generate_key("P-256")
    file = tmp_path / "public.json"
    file.write_text(json.dumps(private.as_dict(private=False)))
    sealed = Sealer.read(file).seal("http://nord.localhost/customer/reset?token=abc")
    assert "abc" not in sealed
    opened = jwe.decrypt_compact(sealed, private, algorithms=[ALGORITHM, ENCRYPTION])
    assert opened.plaintext == b"http://nord.localhost/customer/reset?token=abc"


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"keys": []}', '{"kty": "oct", "k": "c2Vj"}'])
def test_a_file_without_a_usable_key_is_refused_by_its_path(content: str, tmp_path: Path) -> None:
    file = tmp_path / "public.json"
    file.write_text(content)
    with pytest.raises(KeyFileError, match=r"public\.json"):
        Sealer.read(file)
    with pytest.raises(KeyFileError, match=r"missing\.json"):
        Sealer.read(tmp_path / "missing.json")
