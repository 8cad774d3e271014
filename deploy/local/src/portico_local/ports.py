"""TCP ports on the loopback interface: the usual one, or another that is free."""

import random
import socket
import sys
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


def _claim(port: int) -> socket.socket | None:
    """Tell other stacks of this machine that the port is ours; None if another was first.

    Between its choice and its use nothing listens on a port, so two stacks that start together
    would choose the same. An abstract Unix address (Linux has them) is taken by one process only,
    and is free again when that ends, however it ends.
    """
    claim = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    if sys.platform == "linux":
        try:
            claim.bind(f"\0portico-port-{port}")
        except OSError:
            claim.close()
            return None
    return claim


class Ports:
    """Hands out ports, none twice, and keeps them from other stacks for as long as it lives."""

    def __init__(
        self, *, usual: bool, taken: Callable[[str, int, int], None] | None = None
    ) -> None:
        """`usual`: try the named port first; `taken(name, usual, other)` hears if it is taken."""
        self._usual = usual
        self._taken = taken
        self._given: dict[int, socket.socket] = {}

    def take(self, name: str, usual: int) -> int:
        """A free port for `name`. Raises OSError if there is none."""
        if self._usual and self._takes(usual):
            return usual
        port = self._any_free()
        if self._usual and self._taken is not None:
            self._taken(name, usual, port)
        return port

    def _any_free(self) -> int:
        for _ in range(_TRIES):
            port = random.choice(_FREE_RANGE)  # noqa: S311 - a port is no secret
            if self._takes(port):
                return port
        raise OSError(f"no free port found in {_TRIES} tries")

    def _takes(self, port: int) -> bool:
        if port in self._given or not is_free(port):
            return False
        claim = _claim(port)
        if claim is None:
            return False
        self._given[port] = claim
        return True
