"""What HTTP shows and takes of preferences."""

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import Field

from chassis.fields import Body, LineOf, WholeNumber
from contracts.access import Portal
from contracts.base import Value
from notifications.emails.message import SECURITY
from notifications.preferences.model import Choice, Preferences, Subject, kinds_of


class KindPreference(Value):
    """A kind that the person can get. Pages have a name of each kind and subject by its key."""

    kind: str
    subject: Subject
    choice: Choice
    can_be_changed: bool = Field(description="False: it always comes, at once")


class PreferencesDetails(Value):
    """How a person hears of things by e-mail; in the portal's list everything stands."""

    digest_hour: int
    time_zone: str = Field(description="Of the digest's hour: the agency's")
    kinds: tuple[KindPreference, ...]

    @classmethod
    def of(cls, preferences: Preferences, portal: Portal, time_zone: str) -> Self:
        """Of a person of this portal."""
        return cls(
            digest_hour=preferences.digest_hour,
            time_zone=time_zone,
            kinds=tuple(
                KindPreference(
                    kind=kind,
                    subject=subject,
                    choice=preferences.choice(kind),
                    can_be_changed=kind not in SECURITY,
                )
                for kind, subject in kinds_of(portal).items()
            ),
        )


KindName = Annotated[str, LineOf(min_length=1, max_length=60)]


class PreferencesRequest(Body):
    """All that a person chooses, at once: a kind that is left out comes at once."""

    digest_hour: WholeNumber = Field(
        ge=0, le=23, description="Of the day, in the agency's time zone"
    )
    choices: Mapping[KindName, Choice] = Field(max_length=100)
