"""Apache Kafka 4 (KRaft) from its own jars: one node or three, each broker and controller in one.

Settings and reasons are in `deploy/kafka`; this fills them in and runs them.
"""

import base64
import secrets
import shutil
from functools import partial
from pathlib import Path
from string import Template
from typing import final

from chassis.settings import KafkaFlavour
from portico_local.broker import answers
from portico_local.errors import LocalStackError
from portico_local.paths import repository_root, tools_directory
from portico_local.ports import HOST, Ports
from portico_local.processes import ManagedProcess, ProcessSpec, child_environment, run
from portico_local.stamps import Stamp

_FIRST_CLIENT_PORT = 8192
_FIRST_CONTROLLER_PORT = 8292
_MAVEN_SECONDS = 600


@final
class ApacheKafka:
    """A cluster that keeps its log on disk."""

    flavour = KafkaFlavour.APACHE

    def __init__(self, *, nodes: int, data: Path, logs: Path, ports: Ports) -> None:
        """`nodes` is 1 or 3. Raises LocalStackError."""
        if nodes not in {1, 3}:
            raise LocalStackError(f"{nodes} brokers are not a cluster here", hint="Take 1 or 3")
        self._data = data
        names = ["kafka"] if nodes == 1 else [f"kafka-{number}" for number in range(1, nodes + 1)]
        self._clients = [
            ports.take(name, _FIRST_CLIENT_PORT + index) for index, name in enumerate(names)
        ]
        self._controllers = [
            ports.take(f"{name} controller", _FIRST_CONTROLLER_PORT + index)
            for index, name in enumerate(names)
        ]
        self.replication = nodes
        self.bootstrap_servers = ",".join(f"{HOST}:{port}" for port in self._clients)
        self.processes = tuple(
            self._node(name, index, logs / f"{name}.log") for index, name in enumerate(names)
        )

    def prepare(self) -> None:
        """Fetch the jars by Maven if they are not there, write and format each node."""
        _fetch_jars()
        identity = self._data / "cluster-id"
        if not identity.exists():
            self._data.mkdir(mode=0o700, parents=True, exist_ok=True)
            identity.write_text(_new_cluster_id())
        for index in range(self.replication):
            self._write_properties(index)
            if not (self._node_data(index) / "meta.properties").exists():
                self._format(index, identity.read_text())

    def wipe(self) -> None:
        """Throw the logs away; `prepare` then makes a new cluster with another id."""
        shutil.rmtree(self._data, ignore_errors=True)

    def _node(self, name: str, index: int, log: Path) -> ManagedProcess:
        settings = repository_root() / "deploy" / "kafka" / "log4j2.xml"
        return ManagedProcess(
            ProcessSpec(
                name=name,
                argv=(
                    _java(),
                    "-Xms256m",
                    "-Xmx256m",
                    "-XX:+UseG1GC",
                    f"-Dlog4j2.configurationFile={settings}",
                    "-cp",
                    f"{_jars()}/*",
                    "kafka.Kafka",
                    str(self._properties(index)),
                ),
                environment=child_environment(),
                log=log,
                directory=Path("/"),
                # A node of three is ready when the cluster is: alone it has no majority.
                is_ready=partial(answers, self.bootstrap_servers, brokers=self.replication),
                port=self._clients[index],
                stop_seconds=20.0,
            )
        )

    def _node_data(self, index: int) -> Path:
        return self._data / f"node-{index + 1}"

    def _properties(self, index: int) -> Path:
        return self._data / f"node-{index + 1}.properties"

    def _write_properties(self, index: int) -> None:
        template = repository_root() / "deploy" / "kafka" / "server.properties.template"
        voters = (f"{n}@{HOST}:{port}" for n, port in enumerate(self._controllers, start=1))
        self._properties(index).write_text(
            Template(template.read_text()).substitute(
                node_id=index + 1,
                controller_quorum_voters=",".join(voters),
                host=HOST,
                advertised_host=HOST,
                client_port=self._clients[index],
                controller_port=self._controllers[index],
                data_dir=self._node_data(index),
                replication_factor=self.replication,
                min_insync_replicas=min(self.replication, 2),
            )
        )

    def _format(self, index: int, cluster_id: str) -> None:
        run(
            "formatting a Kafka node",
            [
                _java(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-cp",
                f"{_jars()}/*",
                "kafka.tools.StorageTool",
                "format",
                "--ignore-formatted",
                "--cluster-id",
                cluster_id,
                "--config",
                str(self._properties(index)),
            ],
            directory=self._data,
            timeout_seconds=120,
        )


def _new_cluster_id() -> str:
    """16 random bytes in base64url; the first bit is clear, as Kafka takes no "-" in front."""
    random = secrets.token_bytes(16)
    return base64.urlsafe_b64encode(bytes([random[0] & 0x7F]) + random[1:]).decode().rstrip("=")


def _jars() -> Path:
    return tools_directory() / "kafka"


def _java() -> str:
    found = shutil.which("java")
    if found is None:
        raise LocalStackError(
            "Apache Kafka needs Java 17 or newer",
            hint="apt-get install default-jre-headless, or go without --kafka apache",
        )
    return found


def _fetch_jars() -> None:
    pom = repository_root() / "deploy" / "kafka" / "pom.xml"

    def fetch() -> None:
        maven = shutil.which("mvn")
        if maven is None:
            raise LocalStackError(
                "fetching Apache Kafka needs Maven",
                hint="apt-get install maven, or go without --kafka apache",
            )
        run(
            "fetching Apache Kafka",
            [
                maven,
                "--quiet",
                "--batch-mode",
                f"--file={pom}",
                "dependency:copy-dependencies",
                "-DincludeScope=runtime",
                f"-DoutputDirectory={_jars()}",
            ],
            directory=_jars(),
            timeout_seconds=_MAVEN_SECONDS,
        )

    Stamp(_jars() / ".stamp", [pom]).make(fetch)
