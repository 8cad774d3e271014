"""Secrets that must be read again, encrypted at rest.

AES-256-GCM under a key that is not in the database. Each secret is bound to what it is of (its
`context`): a row that was copied to another person does not open.
"""

import os
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from joserfc.jwk import OctKey

from chassis.jwk_files import KeyFileError, read_keys

KEY_BYTES = 32
NONCE_BYTES = 12


class VaultError(RuntimeError):
    """A sealed secret opens with none of the keys: it is another's, was changed, or a key is gone.

    No business failure: somebody must look at it.
    """


class Vault:
    """Seals and opens secrets. A resource of the service. The first key seals, all of them open."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        if not keys or any(len(key) != KEY_BYTES for key in keys):
            raise KeyFileError(f"secrets are sealed with keys of {KEY_BYTES} bytes")
        self._keys = [AESGCM(key) for key in keys]
        # A new key is put first: fingerprints are by the last one, so that they stay the same.
        self._fingerprint_key = HKDF(
            algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=b"fingerprint"
        ).derive(keys[-1])

    @classmethod
    def read(cls, path: Path) -> "Vault":
        """The keys of a file with a JWK (`oct`) or a JWK set. Raises KeyFileError."""
        keys = [key for key in read_keys(path) if isinstance(key, OctKey)]
        if not keys:
            raise KeyFileError(f"{path} holds no symmetric key (kty oct)")
        return cls([key.raw_value for key in keys])

    def seal(self, secret: bytes, context: str) -> bytes:
        """The secret, encrypted for this context."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._keys[0].encrypt(nonce, secret, context.encode())

    def open(self, sealed: bytes, context: str) -> bytes:
        """The secret that was sealed for this context. Raises VaultError."""
        nonce, content = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        for key in self._keys:
            try:
                return key.decrypt(nonce, content, context.encode())
            except InvalidTag:
                continue
        raise VaultError("no key opens this secret")

    def fingerprint(self, secret: bytes, context: str) -> str:
        """What is the same for the same secret in this context, as hexadecimal digits.

        It tells nothing else of the secret to those who do not hold the key.
        """
        digest = hmac.HMAC(self._fingerprint_key, hashes.SHA256())
        digest.update(context.encode() + b"\0" + secret)
        return digest.finalize().hex()


def open_vault(path: Path) -> Callable[[], AbstractAsyncContextManager[Vault]]:
    """The resource: the key is read when the service starts, so that a bad one stops it there."""

    @asynccontextmanager
    async def opened() -> AsyncGenerator[Vault]:
        yield Vault.read(path)

    return opened
