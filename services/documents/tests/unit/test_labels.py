"""The words on paper, in every language."""

import re
from dataclasses import fields
from string import Formatter

import pytest

from contracts.events.documents import DocumentKind
from contracts.events.timesheets import ArticleKind, PayTerms
from documents.rendering.labels import LANGUAGES, Labels, labels_of

# The same word in French or Norwegian as in English.
SAME = {
    "fr": {
        *("questions", "client", "date", "description", "transaction", "transactions"),
        *("net", "taxes", "total"),
    },
    "nb": {"colon"},
}


def texts(labels: Labels) -> dict[str, str]:
    found: dict[str, str] = {}
    for field in fields(labels):
        value = getattr(labels, field.name)
        if isinstance(value, str):
            found[field.name] = value
        else:
            found |= {f"{field.name}.{key}": text for key, text in value.items()}
    return found


@pytest.mark.requirement("X4")
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_is_missing_in_any_language(language: str) -> None:
    found = texts(LANGUAGES[language])

    assert found.keys() == texts(LANGUAGES["en"]).keys()
    assert all(text.strip() for text in found.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_article_and_term_has_its_words(language: str) -> None:
    labels = LANGUAGES[language]

    assert labels.titles.keys() == set(DocumentKind)
    assert labels.file_names.keys() == set(DocumentKind)
    assert labels.articles.keys() == set(ArticleKind)
    assert labels.terms.keys() == set(PayTerms)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_filled_in_is_the_same_in_every_language(language: str) -> None:
    def filled_in(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    english = {name: filled_in(text) for name, text in texts(LANGUAGES["en"]).items()}

    assert {n: filled_in(t) for n, t in texts(LANGUAGES[language]).items()} == english


@pytest.mark.parametrize("language", ["fr", "nb"])
def test_nothing_was_left_in_english(language: str) -> None:
    english, other = texts(LANGUAGES["en"]), texts(LANGUAGES[language])

    assert {name for name in other if other[name] == english[name]} == SAME[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_file_names_need_no_encoding_anywhere(language: str) -> None:
    for name in LANGUAGES[language].file_names.values():
        assert re.fullmatch(r"[a-z-]+", name)


def test_a_language_that_portico_does_not_speak_is_read_in_english() -> None:
    assert labels_of("de") is LANGUAGES["en"]
