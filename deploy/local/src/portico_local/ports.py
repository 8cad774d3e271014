"""TCP ports on the loopback interface: that of the last time, the usual one, or a free one."""

import json
import random
import socket
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from portico_local.paths import keep_json

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
        self,
        *,
        usual: bool,
        before: Mapping[str, int] | None = None,
        taken: Callable[[str, int, int], None] | None = None,
    ) -> None:
        """`usual`: try the named port first; `taken(name, usual, other)` hears if it is taken.

        `before`: what was given by name the last time, which is tried before the usual ones.
        """
        self._usual = usual
        self._before = before or {}
        self._taken = taken
        self._given: dict[int, socket.socket] = {}
        self._names: dict[str, int] = {}

    @property
    def by_name(self) -> Mapping[str, int]:
        """What was given, this time or before."""
        return {**self._before, **self._names}

    def take(self, name: str, usual: int) -> int:
        """A free port for `name`. Raises OSError if there is none."""
        wanted = (self._before.get(name, usual), usual) if self._usual else ()
        port = next((port for port in wanted if self._takes(port)), None)
        if port is None:
            port = self._any_free()
            if self._usual and self._taken is not None:
                self._taken(name, usual, port)
        self._names[name] = port
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


def ports_of(file: Path) -> Mapping[str, int]:
    """Ports by name, as `keep_ports` has written them; none where there is no such file."""
    try:
        content: object = json.loads(file.read_text())
    except (FileNotFoundError, ValueError):
        return {}
    kept = content if isinstance(content, dict) else {}
    return {str(name): port for name, port in kept.items() if isinstance(port, int)}


def keep_ports(file: Path, ports: Ports) -> None:
    """So that the next start takes the same: links in e-mails and bookmarks go on working."""
    keep_json(file, ports.by_name)
