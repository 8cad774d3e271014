"""Opens the one-time links that identity sends: JWE for notifications alone."""

import json
from pathlib import Path

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, import_key

ALGORITHMS = ["ECDH-ES+A256KW", "A256GCM"]


class UnreadableSecretError(Exception):
    """A link cannot be opened: encrypted for another key, or damaged."""


class SecretReader:
    """Holds the private key. What it opens is used at once and kept nowhere."""

    def __init__(self, key: ECKey | OKPKey) -> None:
        self._key = key

    @classmethod
    def of_file(cls, path: Path) -> "SecretReader":
        """Read the key, a private JWK as JSON. Raises OSError or ValueError."""
        try:
            key = import_key(json.loads(path.read_text(encoding="utf-8")))
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise ValueError(f"{path} is not a JWK") from error
        if not isinstance(key, ECKey | OKPKey) or not key.is_private:
            raise ValueError(f"{path} is not a private key of an elliptic curve")
        return cls(key)

    def open(self, secret: str) -> str:
        """The address inside of a JWE (compact). Raises UnreadableSecretError."""
        try:
            opened = jwe.decrypt_compact(secret, self._key, algorithms=ALGORITHMS)
            if opened.plaintext is None:
                raise UnreadableSecretError("it is empty")
            return opened.plaintext.decode()
        except (JoseError, ValueError) as error:
            # Neither the secret nor what was read of it goes into the text.
            raise UnreadableSecretError(type(error).__name__) from None
