"""What only notifications may read crosses the bus sealed: it alone holds the key (JWE)."""

from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from joserfc import jwe
from joserfc.jwk import ECKey, OKPKey

from chassis.jwk_files import KeyFileError, read_keys

ALGORITHM = "ECDH-ES+A256KW"
ENCRYPTION = "A256GCM"


class Sealer:
    """Seals an address for notifications. A resource of the service."""

    def __init__(self, key: ECKey | OKPKey) -> None:
        self._key = key
        self._header = {"alg": ALGORITHM, "enc": ENCRYPTION}
        if key.kid:
            self._header["kid"] = key.kid

    @classmethod
    def read(cls, path: Path) -> "Sealer":
        """A sealer for the public key in a file. Raises KeyFileError."""
        key = read_keys(path)[0]
        if not isinstance(key, ECKey | OKPKey):
            raise KeyFileError(f"{path} holds no key for {ALGORITHM}")
        return cls(key)

    def seal(self, address: str) -> str:
        """The compact JWE of an address."""
        return jwe.encrypt_compact(
            self._header, address, self._key, algorithms=[ALGORITHM, ENCRYPTION]
        )


def open_sealer(path: Path) -> Callable[[], AbstractAsyncContextManager[Sealer]]:
    """The resource: the key is read when the service starts, so that a bad one stops it there."""

    @asynccontextmanager
    async def opened() -> AsyncGenerator[Sealer]:
        yield Sealer.read(path)

    return opened
