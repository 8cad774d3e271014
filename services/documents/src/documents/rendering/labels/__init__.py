"""The words on paper, in the languages of Portico."""

from documents.rendering.labels.catalogue import Labels
from documents.rendering.labels.english import ENGLISH
from documents.rendering.labels.french import FRENCH
from documents.rendering.labels.norwegian import NORWEGIAN

LANGUAGES: dict[str, Labels] = {"en": ENGLISH, "fr": FRENCH, "nb": NORWEGIAN}


def labels_of(language: str) -> Labels:
    """The words of a language; English for one that Portico does not speak."""
    return LANGUAGES.get(language, ENGLISH)


__all__ = ["LANGUAGES", "Labels", "labels_of"]
