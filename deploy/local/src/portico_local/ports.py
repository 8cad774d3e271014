"""TCP ports on the loopback interface: the usual one, or another that is free."""

import random
import socket
from collections.abc import Callable

HOST = "127.0.0.1"

# Below the range that systems take for outgoing connections, so that no connection of ours sits on
# a port between its choice and its use.
_FREE_RANGE = range(20_000, 32_000)
_TRIES = 200


def is_free(port: int) -> bool:
    """Whether nothing listens there now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


class Ports:
    """Hands out ports, none twice."""

    def __init__(
        self, *, usual: bool, taken: Callable[[str, int, int], None] | None = None
    ) -> None:
        """`usual`: try the named port first; `taken(name, usual, other)` hears if it is taken."""
        self._usual = usual
        self._taken = taken
        self._given: set[int] = set()

    def take(self, name: str, usual: int) -> int:
        """A free port for `name`. Raises OSError if there is none."""
        if self._usual and usual not in self._given and is_free(usual):
            self._given.add(usual)
            return usual
        port = self._any_free()
        self._given.add(port)
        if self._usual and self._taken is not None:
            self._taken(name, usual, port)
        return port

    def _any_free(self) -> int:
        for _ in range(_TRIES):
            port = random.choice(_FREE_RANGE)  # noqa: S311 - a port is no secret
            if port not in self._given and is_free(port):
                return port
        raise OSError(f"no free port found in {_TRIES} tries")
