"""What the demo gives the stack: a few agencies with logins, so that a first look is not empty.

`portico_local.demo` has `async def seed(stack: StackView) -> Sequence[DemoLogin]`. It is called
once for a folder of data, when everything is ready, and its answer is kept beside the data. At
every later start `async def follow_sites(stack: StackView) -> bool` is called instead.
"""

import importlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from portico_local.paths import StateDirectory, keep_json
from portico_local.view import StackView

_DEMO = "portico_local.demo"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoLogin:
    """Somebody who can log in at a portal of an agency."""

    agency: str
    portal: str
    name: str
    email: str
    password: str


def demo_is_missing(directory: StateDirectory) -> bool:
    """Whether the data of this folder were never filled in."""
    return not _file(directory).exists()


async def seed_demo(stack: StackView) -> None:
    """Fill in the demo data and keep who can log in. Raises whatever the demo raises."""
    demo = importlib.import_module(_DEMO)
    found: Sequence[DemoLogin] = await demo.seed(stack)
    sites = list(dict.fromkeys(login.agency for login in found))
    keep_json(stack.directory.sites_file, sites)
    keep_json(_file(stack.directory), [asdict(login) for login in found])


async def follow_sites(stack: StackView) -> bool:
    """Tell the demo's agencies where their sites are, if that has changed since; whether it has.

    Raises whatever the demo raises.
    """
    demo = importlib.import_module(_DEMO)
    has_moved: bool = await demo.follow_sites(stack)
    return has_moved


def demo_logins(directory: StateDirectory) -> list[DemoLogin]:
    """The logins that `seed` made in this folder's data."""
    file = _file(directory)
    if not file.exists():
        return []
    return [DemoLogin(**login) for login in json.loads(file.read_text())]


def _file(directory: StateDirectory) -> Path:
    return directory.data / "demo-logins.json"
