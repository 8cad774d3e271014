"""`./portico bench`: how fast it is, each figure beside a plain peer in the same run."""

from portico_local.bench.command import main

__all__ = ["main"]
