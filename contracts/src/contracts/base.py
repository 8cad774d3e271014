"""The base of everything that crosses the bus."""

from typing import ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """An immutable value. Unknown fields are ignored, so that a producer may add some."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Event(Value):
    """Something that happened, in the past tense, said once and never changed.

    A subclass names its `topic` and its `version`, and the field that keys it: events of one key
    are read in the order in which they were recorded.
    """

    topic: ClassVar[str]
    version: ClassVar[int] = 1
    key_field: ClassVar[str]

    @property
    def key(self) -> UUID:
        """The entity whose events stay in order (a dotted `key_field` reaches into a value)."""
        found: object = self
        for part in self.key_field.split("."):
            found = getattr(found, part)
        if not isinstance(found, UUID):
            raise TypeError(f"{type(self).__name__}.{self.key_field} is not an id")
        return found

    @classmethod
    def type_name(cls) -> str:
        """The CloudEvents type, such as `payments.TransactionCreated.v1`."""
        owner = cls.topic.split(".", 1)[0]
        return f"{owner}.{cls.__name__}.v{cls.version}"
