"""Secrets that identity must be able to read again, encrypted at rest.

AES-256-GCM under a key that is not in the database. Each secret is bound to what it is of (its
`context`): a row that was copied to another person does not open.
"""

import os
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
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


def open_vault(path: Path) -> Callable[[], AbstractAsyncContextManager[Vault]]:
    """The resource: the key is read when the service starts, so that a bad one stops it there."""

    @asynccontextmanager
    async def opened() -> AsyncGenerator[Vault]:
        yield Vault.read(path)

    return opened
