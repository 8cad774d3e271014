"""Links cross the bus encrypted, and only notifications opens them."""

import json
from pathlib import Path

import pytest
from joserfc import jwe
from joserfc.jwk import ECKey

from notifications.sending.secrets import ALGORITHMS, SecretReader, UnreadableSecretError

LINK = "https://maple.portico.example/i/secret-token"


def sealed(key: ECKey) -> str:
    public = ECKey.import_key(key.as_dict(private=False))
    header = {"alg": "ECDH-ES+A256KW", "enc": "A256GCM"}
    return jwe.encrypt_compact(header, LINK, public, algorithms=ALGORITHMS)


def test_what_was_sealed_with_the_public_key_is_opened(
    secrets_key: ECKey, secrets_file: Path
) -> None:
    assert SecretReader.of_file(secrets_file).open(sealed(secrets_key)) == LINK


def test_what_was_sealed_for_another_is_not_opened(secrets_file: Path) -> None:
    stranger = ECKey.generate_key("P-256", private=True)
    with pytest.raises(UnreadableSecretError) as caught:
        SecretReader.of_file(secrets_file).open(sealed(stranger))
    assert "secret-token" not in str(caught.value)


@pytest.mark.parametrize("damaged", ["", "x", "a.b.c.d.e"])
def test_what_is_no_secret_is_not_opened(damaged: str, secrets_file: Path) -> None:
    with pytest.raises(UnreadableSecretError):
        SecretReader.of_file(secrets_file).open(damaged)


def test_a_public_key_or_none_is_refused_at_the_start(secrets_key: ECKey, tmp_path: Path) -> None:
    path = tmp_path / "key.json"
    for content in (json.dumps(secrets_key.as_dict(private=False)), "no key", "{}"):
        path.write_text(content)
        with pytest.raises(ValueError, match="is not a"):
            SecretReader.of_file(path)
