"""Prints the logs of a service's processes, and follows them."""

import re
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from portico_local.errors import LocalStackError
from portico_local.paths import StateDirectory
from portico_local.processes import tail

_POLL_SECONDS = 0.2
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def find(directory: StateDirectory, name: str) -> Sequence[Path]:
    """The logs of "payments" (both processes) or "payments-worker". Raises LocalStackError."""
    found = [
        path
        for path in sorted(directory.logs.glob("*.log"))
        if not path.name.endswith(".old.log") and (path.stem == name or _belongs(path.stem, name))
    ]
    if not found:
        known = sorted({path.stem for path in directory.logs.glob("*.log")})
        raise LocalStackError(
            f"there is no log of {name}",
            hint=f"There are: {', '.join(known)}" if known else "Nothing has run here yet",
        )
    return found


def _belongs(process: str, name: str) -> bool:
    base, _, last = process.rpartition("-")
    return base == name and (last in {"api", "worker"} or last.isdigit())


def print_last(paths: Sequence[Path], lines: int) -> None:
    """The last lines of each."""
    for path in paths:
        for line in tail(path, lines).splitlines():
            print(_prefixed(path, line, paths))


def follow(paths: Sequence[Path]) -> None:
    """Print what is added, until interrupted."""
    offsets = {path: path.stat().st_size for path in paths}
    while True:
        for path, lines in _added(offsets):
            for line in lines:
                print(_prefixed(path, line, paths), flush=True)
        time.sleep(_POLL_SECONDS)


def _added(offsets: dict[Path, int]) -> Iterable[tuple[Path, Sequence[str]]]:
    for path, known in offsets.items():
        if not path.exists():
            continue
        size = path.stat().st_size
        offset = known if size >= known else 0  # or it is a new file in its place
        if size == offset:
            continue
        with path.open("rb") as file:
            file.seek(offset)
            content = file.read()
        whole = content.rfind(b"\n") + 1
        offsets[path] = offset + whole
        yield path, content[:whole].decode(errors="replace").splitlines()


def _prefixed(path: Path, line: str, paths: Sequence[Path]) -> str:
    if not sys.stdout.isatty():
        line = _COLOURS.sub("", line)
    return line if len(paths) == 1 else f"{path.stem} | {line}"
