"""Writes docs/asyncapi/ and docs/openapi/: python docs/generate.py

Each service prints its own (`python -m SERVICE asyncapi | openapi`); nothing is connected to. The
edge repeats what the services say, so its shapes are generated in between (`edge/generated/`).
"""

import os
import subprocess
import sys
from pathlib import Path

DOCS = Path(__file__).parent
SERVICES = ("identity", "timesheets", "payments", "documents", "notifications", "edge")

PLACEHOLDERS = {
    "PASS_SIGNING_KEY_FILE": "not-read",
    "SECRETS_PUBLIC_KEY_FILE": "not-read",
    "SECRETS_PRIVATE_KEY_FILE": "not-read",
    "STORED_SECRETS_KEY_FILE": "not-read",
    "BANK_DETAILS_KEY_FILE": "not-read",
    "DOCUMENT_STORAGE_URL": "file:///not-read",
}
"""What settings require before a service says anything about itself."""


def printed_by(service: str, command: str) -> str:
    """What the command prints. Raises CalledProcessError."""
    return subprocess.run(  # noqa: S603 - Python and modules of ours
        [sys.executable, "-m", service, command],
        env={**os.environ, **PLACEHOLDERS, "LOG_LEVEL": "ERROR"},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        timeout=60,
    ).stdout


def generated() -> dict[Path, str]:
    """Every generated file of this folder and what it should hold."""
    return {
        DOCS / kind / f"{service}.json": printed_by(service, kind)
        for kind in ("asyncapi", "openapi")
        for service in SERVICES
    }


def main() -> int:
    """Write them; the exit code."""
    # The edge starts only once the shapes of all its rows are there: OpenAPI comes first.
    for kind in ("openapi", "asyncapi"):
        (DOCS / kind).mkdir(exist_ok=True)
        for service in SERVICES:
            if (kind, service) == ("openapi", "edge"):
                command = [sys.executable, "-m", "edge.forwarding.generate", str(DOCS / "openapi")]
                subprocess.run(command, check=True, timeout=60)  # noqa: S603 - a module of ours
            (DOCS / kind / f"{service}.json").write_text(printed_by(service, kind))
    return 0


if __name__ == "__main__":
    sys.exit(main())
