"""The catalogues of texts: complete in every language, and nothing in them that nobody says."""

import re
import tomllib
from importlib.resources import files

import pytest
from babel import Locale

from notifications.announcements.samples import all_kinds
from notifications.emails.catalogue import LANGUAGES, catalogue, fill
from notifications.emails.message import Kind
from notifications.emails.values import Day, Phrase

Flat = dict[str, str]


def flat(language: str) -> Flat:
    source = files("notifications.emails") / "texts" / f"{language}.toml"
    texts = tomllib.loads(source.read_text(encoding="utf-8"))
    return {
        f"{section}.{key}": text
        for section, keys in texts.items()
        if section != "counts"
        for key, text in keys.items()
    }


def placeholders(template: str) -> set[str]:
    """The names of the values that a text takes."""
    named: list[str] = []

    def note(name: str) -> str:
        named.append(name)
        return ""

    fill(template, note)
    return set(named)


@pytest.mark.requirement("X1")
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_missing_and_none_is_left_over_in_any_language(language: str) -> None:
    assert set(flat(language)) == set(flat("en"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_names_the_same_values_in_every_language(language: str) -> None:
    english = flat("en")
    for key, text in flat(language).items():
        # The agency's name may be said once more or less often; what happened may not.
        optional = {"agency"}
        assert placeholders(text) - optional == placeholders(english[key]) - optional, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty_or_has_markup(language: str) -> None:
    for key, text in flat(language).items():
        assert text.strip(" \n"), key
        assert not re.search(r"[<>&]", text), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_ends_in_a_colon_and_leaves_its_reader_waiting(language: str) -> None:
    """What somebody wrote has a title of its own, so that each text is whole without it."""
    followed = {"common.colon", "common.copy_link"}
    ending = {key for key, text in flat(language).items() if text.rstrip(" \n\xa0").endswith(":")}
    assert ending == followed


def test_a_sign_of_french_never_begins_a_line() -> None:
    """No blank before it, or one that does not break."""
    texts = flat("fr")
    assert {key: text for key, text in texts.items() if re.search(r" [:;?!»]|« ", text)} == {}


def test_what_is_called_the_date_of_a_payment_is_a_day() -> None:
    """What it waits for instead has a name of its own."""
    facts = [fact for draft in all_kinds() for fact in draft.message.facts]
    assert {type(fact.value) for fact in facts if fact.label == "date"} == {Day}
    assert {type(fact.value) for fact in facts if fact.label == "payment"} == {Phrase}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_its_texts(kind: Kind, language: str) -> None:
    for key in ("subject", "heading", "body", "button"):
        assert catalogue(language).text(kind, key)


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_counted_has_the_plural_forms_of_its_language(language: str) -> None:
    forms = {Locale.parse(language).plural_form(number) for number in (0, 1, 2, 5, 11, 1000000)}
    counts = catalogue(language).texts["counts"]
    assert set(counts) == {"hours", "more", "news"}
    for key, texts in counts.items():
        assert isinstance(texts, dict)
        assert forms <= set(texts), key


def test_every_label_is_used_by_some_e_mail() -> None:
    used = {fact.label for draft in all_kinds() for fact in draft.message.facts}
    assert set(catalogue("en").texts["labels"]) == used


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_that_a_digest_can_hold_has_a_title_in_it(language: str) -> None:
    collected = {kind for kind in Kind if not kind.is_security} - {Kind.DAILY_DIGEST}
    assert set(catalogue(language).texts["groups"]) == collected


def test_there_is_a_sample_of_every_kind() -> None:
    assert {draft.message.kind for draft in all_kinds()} == set(Kind)


def test_an_unknown_language_is_told_in_english() -> None:
    assert catalogue("de").language == "en"
