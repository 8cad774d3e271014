"""Builds the web portals, with the Node of our own environment."""

from collections.abc import Iterator
from pathlib import Path

from portico_local.node import npm, npm_ci
from portico_local.paths import repository_root, tools_directory
from portico_local.reporting import Reporter, step
from portico_local.stamps import Stamp

_NOT_SOURCES = frozenset({"node_modules", "dist", ".vite"})


def portals_source() -> Path:
    """The npm workspace."""
    return repository_root() / "portals"


def built_portals() -> Path:
    """Where they are when they are built, a folder each: the edge's PORTALS_DIRECTORY."""
    return tools_directory() / "portals"


def build_portals(reporter: Reporter) -> None:
    """Blocking: install and build what is not built of the sources of now."""
    built = Stamp(built_portals() / ".stamp", sorted(_sources(portals_source())))
    if built.holds():
        return
    install_packages(reporter)
    with step(reporter, "Portals"):
        built.make(_build)


def install_packages(reporter: Reporter) -> None:
    """Blocking: what the workspace's lock names, into its `node_modules`."""
    source = portals_source()
    # Each part of the workspace by its folder: `*/*` would be the installed packages, too, and what
    # was just installed would be installed once more, under whoever builds with it.
    parts = [
        path for folder in ("apps", "packages") for path in source.glob(f"{folder}/*/package.json")
    ]
    files = [source / name for name in (".npmrc", "package-lock.json", "package.json")]
    installed = Stamp(source / "node_modules" / ".portico-stamp", [*files, *sorted(parts)])
    if installed.holds():
        return
    with step(reporter, "Portals' packages"):
        installed.make(lambda: npm_ci(source))


def _build() -> None:
    npm(
        "run",
        "build",
        directory=portals_source(),
        environment={"PORTICO_PORTALS": str(built_portals())},
    )


def _sources(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name in _NOT_SOURCES:
            continue
        if path.is_dir():
            yield from _sources(path)
        else:
            yield path
