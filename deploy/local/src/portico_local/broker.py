"""The bus of a local stack: what both kinds of broker have in common."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from chassis.settings import KafkaFlavour
from portico_local.processes import ManagedProcess


class Broker(Protocol):
    """A broker or a cluster of them."""

    @property
    def flavour(self) -> KafkaFlavour:
        """Told to the services as KAFKA_FLAVOUR."""
        ...

    @property
    def bootstrap_servers(self) -> str:
        """Told to the services as KAFKA_BOOTSTRAP_SERVERS."""
        ...

    @property
    def processes(self) -> Sequence[ManagedProcess]:
        """One a node."""
        ...

    @property
    def replication(self) -> int:
        """On how many nodes each topic lies."""
        ...

    def prepare(self) -> None:
        """Blocking: fetch and format what the first start needs."""
        ...

    def wipe(self) -> None:
        """Forget everything that was ever on the bus. The nodes must be stopped."""
        ...


async def listens(bootstrap_servers: str) -> None:
    """Connect to every broker and hang up. Raises OSError while one is away."""
    for address in bootstrap_servers.split(","):
        host, _, port = address.rpartition(":")
        _, writer = await asyncio.wait_for(asyncio.open_connection(host, int(port)), 5)
        writer.close()


async def answers(bootstrap_servers: str, *, brokers: int) -> bool:
    """Whether the cluster answers with all of its brokers. Raises OSError while one is away."""
    # First without the client, which logs each connection that fails, and at a start many do.
    await listens(bootstrap_servers)
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap_servers, request_timeout_ms=5_000)
    try:
        await admin.start()
        cluster = await admin.describe_cluster()
        return len(cluster["brokers"]) >= brokers
    except KafkaError as error:
        raise ConnectionError(str(error)) from error
    finally:
        await admin.close()
