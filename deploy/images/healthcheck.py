"""Exits 0 if the process in this container is ready: python healthcheck.py [PORT].

Without a port the API's one (HTTP_PORT) is asked.
"""

import os
import sys
import urllib.error
import urllib.request

TIMEOUT_SECONDS = 3


def main() -> int:
    """Ask for readiness; the exit code."""
    port = sys.argv[1] if len(sys.argv) > 1 else os.environ["HTTP_PORT"]
    try:
        address = f"http://127.0.0.1:{int(port)}/health/ready"
        with urllib.request.urlopen(address, timeout=TIMEOUT_SECONDS):
            return 0
    except (OSError, urllib.error.URLError) as error:
        sys.stderr.write(f"{error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
