"""`Stack`: the whole of Portico as processes of this machine, to be run, watched and hurt.

    options = StackOptions(directory=tmp_path / "stack", throwaway=True)
    async with Stack(options) as stack:
        client = httpx2.AsyncClient(base_url=stack.addresses.site("acme"))
        await stack.kill("payments-worker")          # SIGKILL, as a crash would
        …
        await stack.start_process("payments-worker")   # and wait until it is ready
        await stack.stop_broker()
        await stack.lose_broker()                    # it comes back empty

A throwaway stack has ports of its own and a PostgreSQL that is fast and not durable, so any number
of them run side by side with `./portico up`. Nothing is restarted by itself here: the supervisor of
`./portico up` does that on top.

Names of processes: "postgres", "kafka" ("kafka-1" … with three brokers), "mail", "demo-id" (where
it is wanted), "timestamps", and "SERVICE-api", "SERVICE-worker".
"""

import asyncio
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Self, final

from chassis.bus import create_topics
from chassis.settings import KafkaFlavour
from portico_local.broker import Broker
from portico_local.demo_id import DemoId
from portico_local.errors import CommandFailedError
from portico_local.fonts import install_fonts
from portico_local.kafka_apache import ApacheKafka
from portico_local.keys import Secrets
from portico_local.mail import MailCatcher
from portico_local.paths import StateDirectory, package_directory
from portico_local.portals import build_portals
from portico_local.ports import Ports, keep_ports, ports_of
from portico_local.postgres import SUPERUSER, Postgres
from portico_local.processes import ManagedProcess, ProcessSpec
from portico_local.reporting import Reporter, SilentReporter, step
from portico_local.services import (
    SERVICE_NAMES,
    SERVICES,
    Addresses,
    ServiceInfo,
    database_roles,
)
from portico_local.stamps import Stamp
from portico_local.tansu import Tansu
from portico_local.timestamping import TimestampAuthority
from portico_local.view import StackView, answers_ready

_READY_SECONDS = 120.0
_POSTGRES_PORT = 8132
_KAFKA_PORT = 8192
_SMTP_PORT = 8125
_MAIL_WEB_PORT = 8126
_DEMO_ID_PORT = 8127
_TIMESTAMPS_PORT = 8128


@dataclass(frozen=True, kw_only=True)
class StackOptions:
    """What to run and where.

    `services` starts only these (their migrations too); `environment` adds to the environment of
    a service by its name, or of all by "*". `demo_id` starts a provider to sign in with.
    `throwaway` means ports of its own, an undurable database, and that `directory` is deleted at
    the end.
    """

    directory: Path
    kafka: KafkaFlavour = KafkaFlavour.TANSU
    brokers: int = 1
    services: Sequence[str] = SERVICE_NAMES
    throwaway: bool = False
    environment: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    demo_id: bool = False
    ready_seconds: float = _READY_SECONDS


@final
class Stack(StackView):
    """A stack that this process owns: an async context manager. The module says how to use it."""

    def __init__(self, options: StackOptions, reporter: Reporter | None = None) -> None:
        directory = StateDirectory(options.directory)
        directory.create()
        self.options = options
        self.reporter = reporter or SilentReporter()
        self._ports = ports = self._handed_out(directory)
        secrets = Secrets(directory.secrets)
        services = [service for service in SERVICES if service.name in options.services]
        self.postgres = Postgres(
            data=directory.data / "postgres",
            log=directory.log("postgres"),
            port=ports.take("PostgreSQL", _POSTGRES_PORT),
            passwords=secrets.database_passwords([SUPERUSER, *database_roles()]),
            throwaway=options.throwaway,
        )
        self.broker: Broker = _broker(options, directory, ports)
        self.mail = MailCatcher(
            data=directory.data / "mail",
            log=directory.log("mail"),
            smtp_port=ports.take("SMTP", _SMTP_PORT),
            web_port=ports.take("the mail inbox", _MAIL_WEB_PORT),
        )
        self.demo_id = (
            DemoId(
                log=directory.log("demo-id"),
                directory=directory.root,
                port=ports.take("Demo ID", _DEMO_ID_PORT),
            )
            if options.demo_id
            else None
        )
        self.timestamps = _timestamps(options, directory, ports)
        super().__init__(
            Addresses(
                # Also those that do not run have an address: the others are told it.
                api_ports={s.name: ports.take(f"{s.name} api", s.api_port) for s in SERVICES},
                operations_ports={
                    s.name: ports.take(f"{s.name} operations", s.operations_port) for s in SERVICES
                },
                worker_ports={
                    s.name: ports.take(f"{s.name} worker", s.worker_port)
                    for s in SERVICES
                    if s.worker_port is not None
                },
                postgres_port=self.postgres.port,
                kafka_flavour=self.broker.flavour,
                kafka_bootstrap_servers=self.broker.bootstrap_servers,
                smtp_port=self.mail.smtp_port,
                mail_url=self.mail.web_url,
                demo_id_url=self.demo_id.url if self.demo_id else None,
                timestamp_url=self.timestamps.timestamp_url if self.timestamps else None,
            ),
            directory,
        )
        if not options.throwaway:
            keep_ports(directory.ports_file, ports)
        self._databases = [service.name for service in services if service.has_database]
        self._services = {
            process.name: process for service in services for process in self._of(service)
        }

    @property
    def processes(self) -> Mapping[str, ManagedProcess]:
        """Every process by its name, in the order in which they start."""
        parts = (self.postgres.process, *self.broker.processes, *self._beside)
        return {process.name: process for process in parts} | self._services

    @property
    def _beside(self) -> list[ManagedProcess]:
        """What services speak to and nothing is kept in that matters."""
        wanted = [self.demo_id, self.timestamps]
        return [self.mail.process, *(one.process for one in wanted if one is not None)]

    def process(self, name: str) -> ManagedProcess:
        """One process. Raises KeyError."""
        return self.processes[name]

    # As a whole

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        """Start everything, wait until it is ready; if that fails, stop everything again."""
        try:
            async with asyncio.TaskGroup() as parts:
                parts.create_task(self._start_postgres())
                parts.create_task(self._start_kafka())
                parts.create_task(self._start_mail())
                parts.create_task(self._start_demo_id())
                parts.create_task(self._start_timestamps())
                parts.create_task(self._build_portals())
                parts.create_task(self._install_fonts())
            await self._migrate()
            await self._start_services()
        except BaseException as error:
            await asyncio.shield(self.stop())
            if isinstance(error, BaseExceptionGroup):
                raise error.exceptions[0] from error
            raise

    async def stop(self) -> None:
        """Stop everything, services first; nothing of it is left after."""
        await _stop_all(self._services.values())
        await _stop_all([*self._beside, *self.broker.processes])
        await self.postgres.process.stop()
        if self.options.throwaway:
            await asyncio.to_thread(shutil.rmtree, self.directory.data, ignore_errors=True)

    async def kill_all(self) -> None:
        """SIGKILL everything at once."""
        async with asyncio.TaskGroup() as group:
            for process in self.processes.values():
                group.create_task(process.kill())

    # One process

    async def start_process(self, name: str) -> None:
        """Start one process and wait until it is ready. Raises LocalStackError."""
        if name == self.postgres.process.name:
            return await self.postgres.start()
        process = self.process(name)
        process.start()
        await process.wait_ready(self.options.ready_seconds)
        if process in self.broker.processes:
            await self.ensure_topics()
        return None

    async def stop_process(self, name: str) -> None:
        """Stop one process as a deployment would: it may finish what it does."""
        await self.process(name).stop()

    async def kill(self, name: str) -> None:
        """SIGKILL one process and whatever it started."""
        await self.process(name).kill()

    def pause(self, name: str) -> None:
        """Freeze one process: its connections stay and nothing answers."""
        self.process(name).pause()

    def resume(self, name: str) -> None:
        """Let a frozen process go on."""
        self.process(name).resume()

    # The bus

    async def start_broker(self) -> None:
        """Start the bus, all of its nodes, and make the topics that are missing."""
        await asyncio.to_thread(self.broker.prepare)
        for process in self.broker.processes:
            process.start()
        async with asyncio.TaskGroup() as nodes:
            for process in self.broker.processes:
                nodes.create_task(process.wait_ready(self.options.ready_seconds))
        await self.ensure_topics()

    async def stop_broker(self) -> None:
        """Stop the bus. The embedded one forgets everything, Apache Kafka nothing."""
        await _stop_all(self.broker.processes)

    async def kill_broker(self) -> None:
        """SIGKILL every node of the bus."""
        for process in self.broker.processes:
            await process.kill()

    async def lose_broker(self) -> None:
        """The bus dies and comes back as a new, empty one at the same address."""
        await self.kill_broker()
        self.broker.wipe()
        await self.start_broker()

    async def ensure_topics(self) -> None:
        """Make the topics that are missing."""
        await create_topics(
            self.addresses.kafka_bootstrap_servers,
            replication=self.broker.replication,
            flavour=self.broker.flavour,
        )

    # The database

    async def cut_database(self, service: str) -> int:
        """Terminate every session in a service's database; how many there were."""
        return await self.postgres.cut_connections(service)

    # Parts of the start

    async def _start_postgres(self) -> None:
        with step(self.reporter, "PostgreSQL 18"):
            await self.postgres.start()
            await self.postgres.create_databases(self._databases)

    async def _start_kafka(self) -> None:
        flavours = {KafkaFlavour.TANSU: "Tansu, embedded", KafkaFlavour.APACHE: "Apache Kafka 4"}
        with step(self.reporter, f"Bus ({flavours[self.broker.flavour]})"):
            await self.start_broker()

    async def _start_mail(self) -> None:
        with step(self.reporter, "Mail inbox"):
            await asyncio.to_thread(self.mail.prepare)
            self.mail.process.start()
            await self.mail.process.wait_ready(self.options.ready_seconds)

    async def _build_portals(self) -> None:
        if "edge" in self.options.services:
            await asyncio.to_thread(build_portals, self.reporter)

    async def _install_fonts(self) -> None:
        await asyncio.to_thread(install_fonts, self.reporter)

    async def _start_demo_id(self) -> None:
        if self.demo_id is None:
            return
        with step(self.reporter, "Demo ID"):
            self.demo_id.process.start()
            await self.demo_id.process.wait_ready(self.options.ready_seconds)

    async def _start_timestamps(self) -> None:
        if self.timestamps is None:
            return
        with step(self.reporter, "Timestamps"):
            self.timestamps.process.start()
            await self.timestamps.process.wait_ready(self.options.ready_seconds)

    async def _migrate(self) -> None:
        # What is in the cluster's folder goes with the cluster: a new one is migrated anew.
        stamps = {service: self._migrated(service) for service in self._databases}
        old = [service for service, stamp in stamps.items() if not stamp.holds()]
        if not old:
            return
        with step(self.reporter, "Migrations"):
            async with asyncio.TaskGroup() as group:
                for service in old:
                    group.create_task(self._migrate_one(service))
            for service in old:
                stamps[service].set()

    def _migrated(self, service: str) -> Stamp:
        packages = (package_directory("chassis"), package_directory(service))
        files = sorted(file for folder in packages for file in folder.rglob("*.sql"))
        return Stamp(self.postgres.data / f"portico-migrated-{service}", files)

    async def _migrate_one(self, service: str) -> None:
        result = await self.run(service, "migrate", as_migrator=True)
        if result.code:
            raise CommandFailedError(
                f"python -m {service} migrate",
                result.code,
                result.output + result.errors,
                hint="./portico reset would begin with empty databases",
            )

    async def _start_services(self) -> None:
        if not self._services:
            return
        name = "Services"
        waiting = set(self._services)
        with step(self.reporter, name):

            async def wait(process: ManagedProcess) -> None:
                await process.wait_ready(self.options.ready_seconds)
                waiting.discard(process.name)
                ready = len(self._services) - len(waiting)
                self.reporter.update(name, f"{ready} of {len(self._services)} ready")

            for process in self._services.values():
                process.start()
            async with asyncio.TaskGroup() as group:
                for process in self._services.values():
                    group.create_task(wait(process))

    def _of(self, service: ServiceInfo) -> list[ManagedProcess]:
        roles = {"api": self.addresses.api_ports[service.name]}
        if service.has_database:
            roles["worker"] = self.addresses.worker_ports[service.name]
        return [self._service(service.name, role, port) for role, port in roles.items()]

    def _service(self, service: str, role: str, port: int) -> ManagedProcess:
        name = f"{service}-{role}"
        url = self.health_url(name)
        assert url is not None  # noqa: S101 - every service has one
        extra = {
            **self.options.environment.get("*", {}),
            **self.options.environment.get(service, {}),
        }
        return ManagedProcess(
            ProcessSpec(
                name=name,
                argv=(sys.executable, "-m", service, role),
                environment=self.environment(service) | extra,
                log=self.directory.log(name),
                directory=self.directory.root,
                is_ready=partial(answers_ready, url),
                port=port,
            )
        )

    def _handed_out(self, directory: StateDirectory) -> Ports:
        """They are ours as long as what this gives is kept: nothing listens there yet."""
        before = ports_of(directory.ports_file)
        usual = not self.options.throwaway
        return Ports(usual=usual, before=before, taken=self._port_was_taken)

    def _port_was_taken(self, name: str, usual: int, other: int) -> None:
        self.reporter.note(f"Port {usual} is taken: {name} is at {other}")


def _timestamps(
    options: StackOptions, directory: StateDirectory, ports: Ports
) -> TimestampAuthority | None:
    """Where offers are sealed, they are timestamped, too."""
    if "documents" not in options.services:
        return None
    return TimestampAuthority(
        folder=directory.secrets / "authority",
        log=directory.log("timestamps"),
        directory=directory.root,
        port=ports.take("timestamps", _TIMESTAMPS_PORT),
    )


def _broker(options: StackOptions, directory: StateDirectory, ports: Ports) -> Broker:
    if options.kafka is KafkaFlavour.APACHE:
        return ApacheKafka(
            nodes=options.brokers,
            data=directory.data / f"kafka-{options.brokers}",
            logs=directory.logs,
            ports=ports,
        )
    return Tansu(log=directory.log("kafka"), port=ports.take("Kafka", _KAFKA_PORT))


async def _stop_all(processes: Iterable[ManagedProcess]) -> None:
    async with asyncio.TaskGroup() as group:
        for process in processes:
            group.create_task(process.stop())
