"""New ids, and ids that follow from others."""

from uuid import UUID, uuid5

import uuid_utils.compat

_NAMESPACE = UUID("0a5e3c1e-8d0b-5d5a-9a51-7b6b0c2f5c11")


def new_id() -> UUID:
    """A new UUID, version 7: ids that are made later sort later."""
    return uuid_utils.compat.uuid7()


def derived_id(*parts: object) -> UUID:
    """The id that always follows from these parts, so that making it twice makes one thing."""
    return uuid5(_NAMESPACE, "\x1f".join(str(part) for part in parts))
