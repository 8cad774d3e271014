"""One name per thing in each language of the portals, and no sentence that nobody would say."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from portico_local.portals import portals_source

# Phrases that read like a translation, and what stands in their place.
STILTED = {
    "en": (
        r"\bType (a|your)\b",  # Enter a …
        r"\bwaits for\b",  # Waiting for …
        r"^Is paid\b",  # … will be paid
        r"\bstands? (here|on)\b",  # appears here
        r"\b[Nn]ot for you\b",  # You don't have access
        r"\bunwanted mail\b",  # spam folder
        r"\bhanded in\b",  # submitted
        r"\bcannot\b",  # can't
        r"\bby itself\b",
        r"\bmeanwhile\b",
        r"\bthere is no more\b",  # no longer exists
        r"\bhow the amount comes about\b",
    ),
    "fr": (r"\best attendu", r"\bil n’y a rien ici\b", r"\bcela n’a pas fonctionné\b"),
    "nb": (r"\bdet gikk ikke\b", r"\bknytt(e|es)? til\b", r"\bventes ikke på\b"),
}
_FILLED_IN = re.compile(r"\{\{.*?\}\}")


def catalogues() -> Iterator[dict[str, Path]]:
    """The files of a namespace, by language."""
    source = portals_source()
    for english in sorted(source.glob("packages/ui/src/**/locales/en.json")):
        yield {language: english.with_name(f"{language}.json") for language in STILTED}
    for english in sorted(source.glob("apps/*/src/locales/en/*.json")):
        yield {language: english.parents[1] / language / english.name for language in STILTED}


def leaves(tree: dict[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for name, value in tree.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", _FILLED_IN.sub("", str(value))


def read(path: Path) -> dict[str, str]:
    return dict(leaves(json.loads(path.read_text(encoding="utf-8"))))


@pytest.mark.parametrize("language", ["fr", "nb"])
def test_a_thing_has_the_same_name_wherever_it_is_named(language: str) -> None:
    words = json.loads((portals_source() / "words.json").read_text(encoding="utf-8"))
    strays: list[str] = []
    for files in catalogues():
        english, other = read(files["en"]), read(files[language])
        strays += [
            f"{files[language].parent.parent.name}:{key}: {word!r} is {other[key]!r}"
            for key, text in english.items()
            for word, names in words.items()
            if re.search(rf"\b{word}", text, re.IGNORECASE)
            and not re.search(names[language], other[key], re.IGNORECASE)
        ]
    assert strays == []


@pytest.mark.parametrize("language", STILTED)
def test_no_text_reads_like_a_translation(language: str) -> None:
    found = [
        f"{files[language].parent}:{key}: {text!r}"
        for files in catalogues()
        for key, text in read(files[language]).items()
        for phrase in STILTED[language]
        if re.search(phrase, text, re.IGNORECASE if phrase.islower() else 0)
    ]
    assert found == []
