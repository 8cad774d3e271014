"""A running stack as its users see it: addresses, environments, health. It controls nothing.

The demo, `status` and `dead` work on one that another process supervises (`StackView.attach`);
tests that own a stack have the same methods on `Stack`.
"""

import asyncio
import fcntl
import json
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Self

import httpx2
from prometheus_client.parser import text_string_to_metric_families

from chassis.settings import KafkaFlavour
from portico_local.http import loopback_client
from portico_local.keys import Secrets
from portico_local.paths import StateDirectory
from portico_local.services import Addresses, service_environment

_COMMAND_SECONDS = 120.0


@dataclass(frozen=True, kw_only=True)
class ProcessState:
    """One process, as the supervisor last wrote it."""

    name: str
    pid: int | None
    port: int | None
    started_at: float
    restarts: int = 0
    state: str = "running"


@dataclass(frozen=True, kw_only=True)
class StackState:
    """What the state file holds."""

    supervisor_pid: int
    addresses: Addresses
    processes: Sequence[ProcessState]
    ready: bool


@dataclass(frozen=True, kw_only=True)
class CommandResult:
    """How a service's command ended, and what it printed."""

    code: int
    output: str
    errors: str


class StackView:
    """Addresses, environments and health of a stack."""

    def __init__(self, addresses: Addresses, directory: StateDirectory) -> None:
        self.addresses = addresses
        self.directory = directory
        self.secrets = Secrets(directory.secrets)

    @classmethod
    def attach(cls, directory: StateDirectory) -> Self | None:
        """The stack that runs in this folder now; None if none does or it is not ready yet."""
        state = read_state(directory)
        if state is None or not state.ready or not is_supervised(directory):
            return None
        return cls(state.addresses, directory)

    def environment(self, service: str, *, as_migrator: bool = False) -> dict[str, str]:
        """What `python -m SERVICE …` needs to reach its own database, the bus and its keys."""
        return service_environment(
            service,
            addresses=self.addresses,
            secrets=self.secrets,
            directory=self.directory,
            as_migrator=as_migrator,
        )

    async def run(
        self,
        service: str,
        *arguments: str,
        as_migrator: bool = False,
        timeout_seconds: float = _COMMAND_SECONDS,
    ) -> CommandResult:
        """Run `python -m SERVICE ARGUMENTS` beside the stack. Raises TimeoutError."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            service,
            *arguments,
            cwd=self.directory.root,
            env=self.environment(service, as_migrator=as_migrator),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            async with asyncio.timeout(timeout_seconds):
                output, errors = await process.communicate()
        except BaseException:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
            raise
        return CommandResult(
            code=process.returncode or 0,
            output=output.decode(errors="replace"),
            errors=errors.decode(errors="replace"),
        )

    def health_url(self, process: str) -> str | None:
        """Where "payments-api" or "payments-worker" tells its health; None for what has no HTTP."""
        service, _, role = process.rpartition("-")
        if role == "api" and service in self.addresses.api_ports:
            return self.addresses.operations(service)
        if role == "worker" and service in self.addresses.worker_ports:
            return self.addresses.worker(service)
        return None

    async def is_ready(self, process: str) -> bool:
        """Whether a service's process says that it is ready. Raises ConnectionError if not."""
        url = self.health_url(process)
        if url is None:
            raise KeyError(process)
        return await answers_ready(url)

    async def metrics(self, process: str) -> Mapping[str, float]:
        """Sums of the process' gauges and counters by name. Raises ConnectionError."""
        url = self.health_url(process)
        if url is None:
            raise KeyError(process)
        try:
            async with loopback_client() as client:
                answer = await client.get(f"{url}/metrics")
        except httpx2.HTTPError as error:
            raise ConnectionError(str(error) or type(error).__name__) from error
        sums: dict[str, float] = {}
        for family in text_string_to_metric_families(answer.text):
            for sample in family.samples:
                sums[sample.name] = sums.get(sample.name, 0.0) + sample.value
        return sums


async def answers_ready(base_url: str) -> bool:
    """GET /health/ready says 2xx. Raises ConnectionError, with what it said instead."""
    try:
        async with loopback_client() as client:
            answer = await client.get(f"{base_url}/health/ready")
    except httpx2.HTTPError as error:
        raise ConnectionError(str(error) or type(error).__name__) from error
    if not answer.is_success:
        raise ConnectionError(f"{answer.status_code}: {answer.text[:200]}")
    return True


def write_state(directory: StateDirectory, state: StackState) -> None:
    """Replace the state file in one step."""
    aside = directory.state_file.with_suffix(".new")
    aside.unlink(missing_ok=True)
    aside.touch(mode=0o600)
    aside.write_text(json.dumps(asdict(state), indent=2))
    aside.replace(directory.state_file)


def read_state(directory: StateDirectory) -> StackState | None:
    """The state file, also of a stack that has ended since; None if there never was one."""
    try:
        content = json.loads(directory.state_file.read_text())
        where = content["addresses"]
        where["kafka_flavour"] = KafkaFlavour(where["kafka_flavour"])
        return StackState(
            supervisor_pid=content["supervisor_pid"],
            addresses=Addresses(**where),
            processes=[ProcessState(**process) for process in content["processes"]],
            ready=content["ready"],
        )
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        return None  # of another version, or cut short: as good as none


def is_supervised(directory: StateDirectory) -> bool:
    """Whether a supervisor runs in this folder now: it holds the lock for as long as it lives."""
    if not directory.lock_file.exists():
        return False
    descriptor = os.open(directory.lock_file, os.O_RDWR)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        return False
    finally:
        os.close(descriptor)
