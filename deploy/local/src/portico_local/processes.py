"""A child process that ends with us, whatever ends us, and that can be hurt on purpose."""

import asyncio
import ctypes
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import final

from portico_local.errors import CommandFailedError, NotReadyError, ProcessDiedError

_POLL_SECONDS = 0.05
_LOG_LIMIT_BYTES = 20 * 1024 * 1024
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass(frozen=True, kw_only=True)
class ProcessSpec:
    """What to run. `is_ready` tells whether it can be used; it may raise OSError for "not yet"."""

    name: str
    argv: tuple[str, ...]
    environment: Mapping[str, str]
    log: Path
    directory: Path
    is_ready: Callable[[], Awaitable[bool]]
    ready_poll_seconds: float = 0.1
    port: int | None = None
    user: str | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = 25.0


@final
class ManagedProcess:
    """A process in a group and session of its own, with its output in a file.

    It is started and watched without asyncio's child watchers, so that it is not bound to the
    event loop that started it: a stack may live longer than one test's loop.
    """

    def __init__(self, spec: ProcessSpec) -> None:
        self.spec = spec
        self._popen: subprocess.Popen[bytes] | None = None
        self._group_gone = True
        self.started_at = 0.0

    @property
    def name(self) -> str:
        """Its name in the stack: "payments-worker"."""
        return self.spec.name

    @property
    def pid(self) -> int | None:
        """Its process id, also after its end; None before the first start."""
        return self._popen.pid if self._popen else None

    @property
    def alive(self) -> bool:
        """Whether it runs now."""
        return self._popen is not None and self._popen.poll() is None

    @property
    def exit_code(self) -> int | None:
        """How it ended: negative for a signal; None while it runs or before it ran."""
        return self._popen.poll() if self._popen else None

    def start(self) -> None:
        """Start it, unless it runs. It is not ready yet when this returns.

        Must be called on a thread that lives as long as the process should: Linux ties the death
        signal to the thread that forked.
        """
        if self.alive:
            return
        spec = self.spec
        spec.log.parent.mkdir(parents=True, exist_ok=True)
        if spec.log.exists() and spec.log.stat().st_size > _LOG_LIMIT_BYTES:
            spec.log.replace(spec.log.with_suffix(".old.log"))
        account = pwd.getpwnam(spec.user) if spec.user else None
        with spec.log.open("ab") as output:
            self._popen = subprocess.Popen(
                spec.argv,
                cwd=spec.directory,
                env=dict(spec.environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                user=account.pw_uid if account else None,
                group=account.pw_gid if account else None,
                extra_groups=[] if account else None,
                preexec_fn=_die_with_parent(spec.stop_signal),  # noqa: PLW1509 - prctl only
            )
        self._group_gone = False
        self.started_at = time.time()

    async def wait_ready(self, timeout_seconds: float = 60.0) -> None:
        """Wait until it can be used. Raises ProcessDiedError or NotReadyError."""
        deadline = time.monotonic() + timeout_seconds
        last = ""
        while True:
            code = self.exit_code
            if self._popen is None or code is not None:
                raise ProcessDiedError(self.name, code or 0, self.spec.log, self.log_tail())
            try:
                if await self.spec.is_ready():
                    return
            except OSError as error:
                last = str(error)
            if time.monotonic() > deadline:
                raise NotReadyError(self.name, timeout_seconds, self.spec.log, last)
            await asyncio.sleep(self.spec.ready_poll_seconds)

    async def stop(self, timeout_seconds: float | None = None) -> None:
        """Ask it to end; kill it if it has not within the time. Its whole group is gone after."""
        if self._popen is None:
            return
        if self.alive:
            self._signal(signal.SIGCONT)
            self._popen.send_signal(self.spec.stop_signal)
            await self._wait(timeout_seconds or self.spec.stop_seconds)
        await self.kill()

    async def kill(self) -> None:
        """SIGKILL to the whole group, at once, as a crash of the machine would."""
        self._signal(signal.SIGKILL)
        await self._wait(10.0)
        self._group_gone = not self.alive

    def pause(self) -> None:
        """SIGSTOP: it is there, holds its connections and answers nothing, like a hung machine."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Go on after `pause`."""
        self._signal(signal.SIGCONT)

    def log_tail(self, lines: int = 15) -> str:
        """The last lines of its log."""
        return tail(self.spec.log, lines)

    def _signal(self, number: signal.Signals) -> None:
        # The group outlives its leader: also what the process left behind has to go. Once it is
        # gone its number may be somebody else's.
        if self._popen is None or self._group_gone:
            return
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._popen.pid, number)

    async def _wait(self, timeout_seconds: float) -> None:
        deadline = time.monotonic() + timeout_seconds
        while self.alive and time.monotonic() < deadline:  # noqa: ASYNC110 - no loop to wake us
            await asyncio.sleep(_POLL_SECONDS)


def tail(path: Path, lines: int) -> str:
    """The last lines of a file; nothing if there is none."""
    if not path.exists():
        return ""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 64 * 1024))
        return "\n".join(file.read().decode(errors="replace").splitlines()[-lines:])


def child_environment() -> dict[str, str]:
    """Our environment for children: bytecode is kept (warm starts need it), output unbuffered."""
    environment = dict(os.environ)
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment["PYTHONUNBUFFERED"] = "1"
    return environment


def run(
    what: str,
    command: list[str],
    *,
    directory: Path,
    timeout_seconds: float,
    environment: Mapping[str, str] | None = None,
) -> str:
    """Run a command of the set-up to its end; what it printed. Raises CommandFailedError.

    `environment` is added to our own.
    """
    try:
        done = subprocess.run(
            command,
            cwd=directory,
            env=child_environment() | dict(environment or {}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=timeout_seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise CommandFailedError(what, -signal.SIGKILL, f"still not done: {error}") from error
    if done.returncode:
        raise CommandFailedError(what, done.returncode, done.stdout)
    return done.stdout


def _die_with_parent(number: signal.Signals) -> Callable[[], None] | None:
    if _LIBC is None:
        return None
    parent = os.getpid()

    def ask() -> None:
        assert _LIBC is not None  # noqa: S101 - narrowed above
        _LIBC.prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0)
        if os.getppid() != parent:  # it died before we asked
            os._exit(1)

    return ask
