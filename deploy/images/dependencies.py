"""Prints what packages need from others: python dependencies.py LOCK PYPROJECT.toml ...

One requirement a line, with extras, at the version of the lock. An error if the lock has none.
"""

import re
import sys
import tomllib
from pathlib import Path

REQUIREMENT = re.compile(r"(?P<name>[A-Za-z0-9._-]+)(?P<extras>\[[^\]]*\])?")
LOCKED = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>[^\s;]+)", re.MULTILINE)


def normalised(name: str) -> str:
    """The name as registries compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def dependencies(lock: str, pyprojects: list[str]) -> list[str]:
    """All dependencies but those on each other. Raises KeyError for one that is not locked."""
    versions = {match["name"]: match["version"] for match in LOCKED.finditer(lock)}
    projects = [tomllib.loads(text)["project"] for text in pyprojects]
    own = {normalised(project["name"]) for project in projects}
    found: set[str] = set()
    for project in projects:
        for requirement in project.get("dependencies", []):
            match = REQUIREMENT.match(requirement)
            if match and (name := normalised(match["name"])) not in own:
                found.add(f"{name}{match['extras'] or ''}=={versions[name]}")
    return sorted(found)


if __name__ == "__main__":
    lock, *pyprojects = [Path(argument).read_text() for argument in sys.argv[1:]]
    sys.stdout.writelines(f"{line}\n" for line in dependencies(lock, pyprojects))
