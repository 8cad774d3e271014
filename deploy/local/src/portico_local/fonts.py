"""Fonts of all scripts that documents are set in, from their npm packages into its package."""

import shutil
from pathlib import Path

from portico_local.node import npm_ci
from portico_local.paths import package_directory, repository_root, tools_directory
from portico_local.reporting import Reporter, step
from portico_local.stamps import Stamp


def install_fonts(reporter: Reporter) -> None:
    """Blocking: put the fonts that the lock names where documents looks for them."""
    source = repository_root() / "services" / "documents" / "fonts"
    files = [source / "package.json", source / "package-lock.json"]
    target = package_directory("documents") / "rendering" / "fonts" / "scripts"
    installed = Stamp(target / ".stamp", files)
    if installed.holds():
        return

    def install() -> None:
        packages = tools_directory() / "fonts"
        packages.mkdir(parents=True, exist_ok=True)
        for file in files:
            shutil.copy(file, packages)
        npm_ci(packages)
        copy_fonts(packages / "node_modules", target)

    with step(reporter, "Fonts"):
        installed.make(install)


def copy_fonts(packages: Path, target: Path) -> None:
    """What of the packages is used: one variable font a slice of Unicode, and its licence."""
    for package in sorted(packages.glob("@fontsource-variable/*")):
        for font in sorted(package.glob("files/*-wght-normal.woff2")):
            shutil.copy(font, target)
        shutil.copy(package / "LICENSE", target / f"{package.name}.LICENSE.txt")
