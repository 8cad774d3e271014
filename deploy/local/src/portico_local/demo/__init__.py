"""`./portico demo`: the story, played on a stack and checked. `seed` fills in a first look."""

from portico_local.demo.command import main, seed

__all__ = ["main", "seed"]
