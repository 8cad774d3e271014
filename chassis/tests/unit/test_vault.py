import json
from pathlib import Path

import pytest

from chassis.jwk_files import KeyFileError
from chassis.vault import Vault, VaultError

OLD, NEW = b"o" * 32, b"n" * 32


@pytest.mark.requirement("X7")
def test_a_secret_opens_for_what_it_was_sealed_for_and_for_nothing_else() -> None:
    vault = Vault([OLD])
    sealed = vault.seal(b"secret", "totp of alma")
    assert b"secret" not in sealed
    assert vault.open(sealed, "totp of alma") == b"secret"
    with pytest.raises(VaultError):
        vault.open(sealed, "totp of bo")
    with pytest.raises(VaultError):
        vault.open(sealed[:-1] + bytes([sealed[-1] ^ 1]), "totp of alma")


def test_after_the_key_was_changed_old_secrets_still_open() -> None:
    sealed = Vault([OLD]).seal(b"secret", "x")
    both = Vault([NEW, OLD])
    assert both.open(sealed, "x") == b"secret"
    with pytest.raises(VaultError):
        Vault([OLD]).open(both.seal(b"secret", "x"), "x")


def test_a_fingerprint_is_equal_for_the_same_secret_and_tells_nothing_without_the_key() -> None:
    vault = Vault([OLD])
    shown = vault.fingerprint(b"secret", "maple")
    assert shown == vault.fingerprint(b"secret", "maple")
    assert shown != vault.fingerprint(b"secreT", "maple")
    assert shown != vault.fingerprint(b"secret", "fjord")
    assert shown != Vault([NEW]).fingerprint(b"secret", "maple")


def test_after_the_key_was_changed_fingerprints_stay_the_same() -> None:
    before = Vault([OLD]).fingerprint(b"secret", "maple")
    assert Vault([NEW, OLD]).fingerprint(b"secret", "maple") == before


@pytest.mark.parametrize(
    "key", [{"kty": "oct", "k": "c2hvcnQtYnV0LWxvbmctZW5vdWdo"}, {"keys": []}, []]
)
def test_a_key_that_cannot_be_one_stops_the_service(tmp_path: Path, key: object) -> None:
    file = tmp_path / "key.json"
    file.write_text(json.dumps(key))
    with pytest.raises(KeyFileError):
        Vault.read(file)
