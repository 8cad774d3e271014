"""One name per thing in each language, and no sentence that nobody would say.

In the portals, in e-mails, on paper and in files: who reads of "on hold" in an e-mail finds the
same words on the page that it leads to.
"""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from importlib.resources import files
from typing import Any

import pytest

from documents.rendering.labels import labels_of
from payments.banking_days.names import TRANSLATIONS as HOLIDAYS
from payments.files import words as payments_words
from payments.statements import words as statement_words
from payments.taxes.names import NAMES
from portico_local.portals import portals_source
from timesheets.listing import words as timesheets_words

Catalogue = Mapping[str, Mapping[str, str]]
"""Texts by key, by language."""

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
        r"\be-mail",  # email
    ),
    "fr": (r"\best attendu", r"\bil n’y a rien ici\b", r"\bcela n’a pas fonctionné\b"),
    "nb": (r"\bdet gikk ikke\b", r"\bknytt(e|es)? til\b", r"\bventes ikke på\b"),
}
_FILLED_IN = re.compile(r"\{\{.*?\}\}|\{.*?\}")


def catalogues() -> Iterator[tuple[str, Catalogue]]:
    """Each place that has texts of its own, with its name."""
    source = portals_source()
    for english in sorted(source.glob("packages/ui/src/**/locales/en.json")):
        yield (
            english.parent.parent.name,
            {
                language: flat(json.loads(english.with_name(f"{language}.json").read_text()))
                for language in STILTED
            },
        )
    for english in sorted(source.glob("apps/*/src/locales/en/*.json")):
        yield (
            english.stem,
            {
                language: flat(
                    json.loads((english.parents[1] / language / english.name).read_text())
                )
                for language in STILTED
            },
        )
    yield "e-mails", {language: flat(e_mails(language)) for language in STILTED}
    yield "paper", {language: flat(asdict(labels_of(language))) for language in STILTED}
    for words in (payments_words.WORDS, statement_words.WORDS, timesheets_words.WORDS):
        yield "files", {language: flat(asdict(words[language])) for language in STILTED}


def e_mails(language: str) -> dict[str, Any]:
    text = (files("notifications.emails") / "texts" / f"{language}.toml").read_text("utf-8")
    return {name: texts for name, texts in tomllib.loads(text).items() if name != "counts"}


def flat(tree: Mapping[Any, Any]) -> dict[str, str]:
    return dict(leaves(tree))


def leaves(tree: Mapping[Any, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for name, value in tree.items():
        if isinstance(value, Mapping):
            yield from leaves(value, f"{above}{name}.")
        # Names of files are in plain letters, with hyphens.
        elif "file" not in f"{above}{name}":
            yield f"{above}{name}", _FILLED_IN.sub("", str(value))


@pytest.mark.parametrize("language", ["fr", "nb"])
def test_a_thing_has_the_same_name_wherever_it_is_named(language: str) -> None:
    words = json.loads((portals_source() / "words.json").read_text(encoding="utf-8"))
    strays: list[str] = []
    for place, texts in catalogues():
        other = texts[language]
        strays += [
            f"{place}:{key}: {word!r} is {other[key]!r}"
            for key, text in texts["en"].items()
            for word, names in words.items()
            if re.search(rf"\b{word}", text, re.IGNORECASE)
            and not re.search(names[language], other[key], re.IGNORECASE)
        ]
    assert strays == []


@pytest.mark.parametrize("language", STILTED)
def test_no_text_reads_like_a_translation(language: str) -> None:
    found = [
        f"{place}:{key}: {text!r}"
        for place, texts in catalogues()
        for key, text in texts[language].items()
        for phrase in STILTED[language]
        if re.search(phrase, text, re.IGNORECASE if phrase.islower() else 0)
    ]
    assert found == []


def test_an_apostrophe_is_one_of_typography_and_none_of_a_typewriter() -> None:
    found = [
        f"{place}:{key}: {text!r}"
        for place, texts in (*catalogues(), *called())
        for language in STILTED
        for key, text in texts[language].items()
        if re.search(r"\w'\w", text)
    ]
    assert found == []


def called() -> Iterator[tuple[str, Catalogue]]:
    """What is named in data: taxes on paper, holidays on pages."""
    for place, names in (("taxes", NAMES), ("holidays", HOLIDAYS)):
        yield (
            place,
            {language: {key: its[language] for key, its in names.items()} for language in STILTED},
        )
