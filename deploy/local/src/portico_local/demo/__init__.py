"""`./portico demo`: the story, played on a stack and checked. `seed` fills in a first look."""

from portico_local.demo.agency import follow_sites
from portico_local.demo.command import main, seed

__all__ = ["follow_sites", "main", "seed"]
