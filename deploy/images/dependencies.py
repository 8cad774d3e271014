"""Prints what a service needs from others: python dependencies.py LOCK PYPROJECT.toml ...

The last is the service's; the others are of our own packages, counted if it builds on them. One
requirement a line, with extras, at the version of the lock. An error if the lock has none.
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
    """What the last project and ours below it need. Raises KeyError for what is not locked."""
    versions = {match["name"]: match["version"] for match in LOCKED.finditer(lock)}
    projects = [tomllib.loads(text)["project"] for text in pyprojects]
    own = {normalised(project["name"]): project for project in projects}
    found: set[str] = set()
    waiting, seen = [normalised(projects[-1]["name"])], set[str]()
    while waiting:
        project = waiting.pop()
        if project in seen:
            continue
        seen.add(project)
        for requirement in own[project].get("dependencies", []):
            match = REQUIREMENT.match(requirement)
            if not match:
                continue
            name = normalised(match["name"])
            if name in own:
                waiting.append(name)
            else:
                found.add(f"{name}{match['extras'] or ''}=={versions[name]}")
    return sorted(found)


if __name__ == "__main__":
    lock, *pyprojects = [Path(argument).read_text() for argument in sys.argv[1:]]
    sys.stdout.writelines(f"{line}\n" for line in dependencies(lock, pyprojects))
