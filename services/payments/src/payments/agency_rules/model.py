"""A rule that an agency sets for itself."""

from dataclasses import dataclass
from datetime import datetime

from contracts.ids import PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyRule:
    """What every rule says of itself: who set it and when. Nobody did: it is as its fields say."""

    changed_by: PersonId | None = None
    changed_by_name: str = ""
    changed_at: datetime | None = None
