"""Writes the schemas of the events, unless a reader would break.

python -m contracts write contracts            writes contracts/schemas/TYPE.json
python -m contracts check contracts            exits 1 if they are not what the code says
"""

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path

from contracts.compatibility import Break, breaks
from contracts.schemas import JsonSchema, all_schemas, as_text

ACCEPTED_BREAKS = "accepted-breaks.json"


def committed_schemas(folder: Path) -> dict[str, JsonSchema]:
    """The schemas in `folder/schemas`, by event type."""
    return {
        path.name.removesuffix(".json"): json.loads(path.read_text())
        for path in sorted((folder / "schemas").glob("*.json"))
    }


def accepted_breaks(folder: Path) -> Mapping[str, str]:
    """Breaks that were decided on: `str(Break)` to the reason. Empty without the file."""
    path = folder / ACCEPTED_BREAKS
    return json.loads(path.read_text()) if path.exists() else {}


def refused_breaks(
    folder: Path, old: Mapping[str, JsonSchema], new: Mapping[str, JsonSchema]
) -> list[Break]:
    """What breaks from old to new and was not accepted with a reason."""
    accepted = accepted_breaks(folder)
    return [found for found in breaks(old, new) if str(found) not in accepted]


def write(folder: Path) -> int:
    """Write the schemas of today's code. Nothing is written if a reader would break."""
    old, new = committed_schemas(folder), all_schemas()
    if refused := refused_breaks(folder, old, new):
        sys.stderr.write("These changes break readers; give the event a new version instead:\n")
        sys.stderr.writelines(f"  {found}\n" for found in refused)
        return 1
    (folder / "schemas").mkdir(parents=True, exist_ok=True)
    for name in old.keys() - new.keys():
        (folder / "schemas" / f"{name}.json").unlink()
    for name, schema in new.items():
        (folder / "schemas" / f"{name}.json").write_text(as_text(schema))
    sys.stdout.write(f"{len(new)} schemas written\n")
    return 0


def check(folder: Path) -> int:
    """Say which committed schemas differ from today's code."""
    old, new = committed_schemas(folder), all_schemas()
    stale = sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
    sys.stdout.writelines(f"not fresh: {name}\n" for name in stale)
    return 1 if stale else 0


def main() -> int:
    """Run the command of the command line; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m contracts", description=__doc__)
    parser.add_argument("command", choices=("write", "check"))
    parser.add_argument("folder", type=Path, help="the one with schemas/ and examples/")
    arguments = parser.parse_args()
    return {"write": write, "check": check}[arguments.command](arguments.folder)


if __name__ == "__main__":
    sys.exit(main())
