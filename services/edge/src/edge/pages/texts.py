"""The words of the pages: one TOML file a language, the same keys in each."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

LANGUAGE_NAMES = {"en": "English", "fr": "Français", "nb": "Norsk"}


@cache
def texts_of(language: str) -> Mapping[str, str]:
    """Every text in a language, `{name}` to be filled in."""
    source = files("edge.pages") / "texts" / f"{language}.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts in one language."""

    language: str

    def __call__(self, key: str, **values: object) -> str:
        """The text of this key. Raises KeyError for one that does not exist."""
        found = texts_of(self.language)[key]
        return found.format(**values) if values else found
