"""Where things lie: the repository, and the folder of state that `reset` throws away."""

import importlib.util
import json
import os
from dataclasses import dataclass
from pathlib import Path


def repository_root() -> Path:
    """The checkout: `PORTICO_ROOT`, which ./portico sets, or where this editable package lies."""
    named = os.environ.get("PORTICO_ROOT")
    return Path(named) if named else Path(__file__).resolve().parents[4]


_OWNERS = 0o700
_PASSED_THROUGH = 0o711


@dataclass(frozen=True, slots=True)
class StateDirectory:
    """A stack's own folder. Two stacks in two folders have nothing in common."""

    root: Path

    @property
    def data(self) -> Path:
        """What the stack's databases, brokers and inbox keep."""
        return self.root / "data"

    @property
    def logs(self) -> Path:
        """One file a process."""
        return self.root / "logs"

    @property
    def secrets(self) -> Path:
        """Generated keys and passwords, readable by their owner only."""
        return self.root / "secrets"

    @property
    def sites_file(self) -> Path:
        """The slugs of the agencies that the page at the edge's bare address lists."""
        return self.data / "sites.json"

    @property
    def ports_file(self) -> Path:
        """The ports that were given, for the next start."""
        return self.data / "ports.json"

    @property
    def agencies_file(self) -> Path:
        """The agencies that the demo has created, as the operator's command was given them."""
        return self.data / "agencies.json"

    @property
    def state_file(self) -> Path:
        """Addresses and processes of the running stack."""
        return self.root / "state.json"

    @property
    def lock_file(self) -> Path:
        """Held for as long as a supervisor runs here."""
        return self.root / "supervisor.lock"

    def log(self, process: str) -> Path:
        """The log of one process."""
        return self.logs / f"{process}.log"

    def create(self) -> None:
        """Make the folders that are missing. Nobody but their owner looks into any of them.

        PostgreSQL does not run as root: where root starts it, its own user has to pass through to
        its folder. Then the two folders on the way let others pass, and show nothing.
        """
        on_the_way = _PASSED_THROUGH if os.geteuid() == 0 else _OWNERS
        self.root.parent.mkdir(parents=True, exist_ok=True)
        for folder, mode in (
            (self.root, on_the_way),
            (self.data, on_the_way),
            (self.logs, _OWNERS),
            (self.secrets, _OWNERS),
            *((self.data / name, _OWNERS) for name in ("documents", "mail")),
        ):
            folder.mkdir(exist_ok=True)
            # Those of an earlier version may have been made for everybody.
            folder.chmod(mode)


def package_directory(name: str) -> Path:
    """Where an installed package lies, without importing it. Raises ModuleNotFoundError."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(name)
    return Path(spec.origin).parent


def default_state_directory() -> StateDirectory:
    """The one of `./portico up`: `.portico` in the checkout, or `PORTICO_STATE_DIRECTORY`."""
    named = os.environ.get("PORTICO_STATE_DIRECTORY")
    return StateDirectory(Path(named) if named else repository_root() / ".portico")


def tools_directory() -> Path:
    """What is installed once for all stacks of a checkout: the mail catcher, Kafka's jars."""
    return repository_root() / ".portico" / "tools"


def keep_json(file: Path, content: object) -> None:
    """Write something down for the next start. Nobody but its owner reads it."""
    file.touch(mode=0o600)
    file.chmod(0o600)
    file.write_text(json.dumps(content, indent=2))
