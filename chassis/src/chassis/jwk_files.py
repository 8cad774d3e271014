"""Reading keys from files. What is wrong with a file is said by its path, never by its content."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

from joserfc import jwk
from joserfc.errors import JoseError

Key = jwk.Key


class KeyFileError(ValueError):
    """A key file is missing or holds no key that can be used."""


def read_keys(path: Path) -> Sequence[Key]:
    """The keys of a JWK, or of a JWK set in its order. Raises KeyFileError."""
    try:
        content: object = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise KeyFileError(f"{path} cannot be read as JSON") from error
    if not isinstance(content, Mapping):
        raise KeyFileError(f"{path} is neither a JWK nor a JWK set")
    members: object = cast("Mapping[str, object]", content).get("keys", [content])
    if not isinstance(members, list) or not members:
        raise KeyFileError(f"{path} holds no key")
    try:
        return [jwk.import_key(member) for member in cast("list[jwk.DictKey]", members)]
    except (JoseError, ValueError, TypeError) as error:
        raise KeyFileError(f"{path} holds something that is not a JWK") from error
