"""The words of all e-mails: one TOML file a language, the same keys in each.

`[KIND]` sections have subject, heading, body (paragraphs apart by an empty line), button, and
optionally note; `KEY_VARIANT` goes before `KEY`. Words take values by `{name}`. Plural forms are
those of CLDR (`one`, `other`).
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import cast

LANGUAGES = ("en", "fr", "nb")
FALLBACK = "en"
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")

Texts = Mapping[str, Mapping[str, str | Mapping[str, str]]]


class MissingTextError(LookupError):
    """The catalogue of a language lacks a text."""

    def __init__(self, language: str, key: str) -> None:
        super().__init__(f"texts/{language}.toml has no {key}")


def fill(template: str, value_of: Callable[[str], str]) -> str:
    """The text with its values in place. `value_of` raises for a name that it does not know."""
    return _PLACEHOLDER.sub(lambda match: value_of(match[1]), template)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The texts of one language."""

    language: str
    texts: Texts

    def text(self, section: str, key: str, variant: str = "") -> str:
        """A text, that of the variant if there is one. Raises MissingTextError."""
        found = self.find(section, key, variant)
        if found is None:
            raise MissingTextError(self.language, f"{section}.{key}")
        return found

    def find(self, section: str, key: str, variant: str = "") -> str | None:
        """A text, that of the variant if there is one, or None.

        A variant of several words falls back to fewer: `again_disputed` to `again`.
        """
        texts = self.texts.get(section, {})
        while variant and f"{key}_{variant}" not in texts:
            variant = variant.rpartition("_")[0]
        found = texts.get(f"{key}_{variant}" if variant else key)
        return found.strip(" \n") if isinstance(found, str) else None

    def counted(self, key: str, form: str) -> str:
        """The text of a plural form (CLDR's name of it). Raises MissingTextError."""
        forms = self.texts.get("counts", {}).get(key)
        if not isinstance(forms, Mapping) or form not in forms:
            raise MissingTextError(self.language, f"counts.{key}.{form}")
        return forms[form]


@cache
def catalogue(language: str) -> Catalogue:
    """The catalogue of a language; of English for one that there is none of."""
    known = language if language in LANGUAGES else FALLBACK
    source = files("notifications.emails") / "texts" / f"{known}.toml"
    texts = tomllib.loads(source.read_text(encoding="utf-8"))
    return Catalogue(known, cast("Texts", texts))
