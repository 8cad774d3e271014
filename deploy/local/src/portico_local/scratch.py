"""A folder for what nobody needs later: in memory where there is room for it, otherwise on disk.

Each of a thousand tests has a database of its own, which is a copy of nine megabytes: on a disk
that takes ten times as long as in memory.
"""

import os
import secrets
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import psutil

MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
"""Where Linux shows memory as files."""

ROOM_BYTES = 6 * 1024**3
"""PostgreSQL keeps up to 4 GiB of its journal, and there are databases, brokers and logs."""

_NAME = "portico-scratch"


@contextmanager
def scratch_folder(otherwise: Path, *, memory: Path = MEMORY) -> Generator[Path]:
    """A new folder that is gone at the end; in `otherwise` where `memory` is missing or small.

    What somebody left in memory who was killed is removed first: it would stay until a restart.
    """
    parent = otherwise
    if os.access(memory, os.W_OK | os.X_OK):
        _sweep(memory)
        if has_room(memory):
            parent = memory
    folder = parent / f"{_NAME}-{os.getpid()}-{secrets.token_hex(4)}"
    # Others may pass through: PostgreSQL runs as a user of its own when we are root.
    folder.mkdir(mode=0o755, parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def has_room(memory: Path) -> bool:
    """Whether so much fits into the folder, and into the machine beside what runs on it."""
    available: int = psutil.virtual_memory().available
    return min(shutil.disk_usage(memory).free, available) >= ROOM_BYTES


def _sweep(memory: Path) -> None:
    for left in memory.glob(f"{_NAME}-*-*"):
        owner = left.name.removeprefix(f"{_NAME}-").partition("-")[0]
        if owner.isdigit() and not psutil.pid_exists(int(owner)):
            shutil.rmtree(left, ignore_errors=True)
