"""Paths as they may be logged: one that is a secret, such as a calendar's address, is not said."""

import re

_SECRET = re.compile(r"/[0-9a-f]{64}(?=/|$)")


def loggable(path: str) -> str:
    """The path without secrets of 64 hexadecimal digits."""
    return _SECRET.sub("/…", path)
