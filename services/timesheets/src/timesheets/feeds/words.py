"""The words in feeds, in the languages of Portico."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedTexts:
    """The words of one language."""

    name: str
    work_order: str
    cancelled: str


WORDS: Mapping[str, FeedTexts] = {
    "en": FeedTexts(name="Jobs · {agency}", work_order="Work order", cancelled="Cancelled"),
    "fr": FeedTexts(name="Missions · {agency}", work_order="Bon de travail", cancelled="Annulée"),
    "nb": FeedTexts(name="Oppdrag · {agency}", work_order="Arbeidsordre", cancelled="Avlyst"),
}


def words_of(language: str) -> FeedTexts:
    """The words of a language; English for one that Portico does not speak."""
    return WORDS.get(language, WORDS["en"])
