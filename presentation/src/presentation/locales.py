"""Which locale a language in a country is: the one place where this is decided.

The language is the reader's. The country is the agency's, so that all who deal with an agency read
its dates and amounts in one form, wherever they live.

- English is Canadian in Canada. Everywhere else it is British, Norway included: the day stands
  before the month, and the decimal sign is a point, which is what readers of English expect. (CLDR
  has English of Norway, with a decimal comma; browsers do not all have it, so that pages would
  differ from paper.)
- French is Canadian in Canada and of France elsewhere.
- Norwegian bokmål is of Norway everywhere.

The portals choose in the same way (`portals/packages/ui/src/formats.ts`; a test compares them).
"""

from functools import cache

from babel import Locale

LOCALES = {
    ("en", "CA"): "en_CA",
    ("fr", "CA"): "fr_CA",
}
DEFAULT_LOCALES = {"en": "en_GB", "fr": "fr_FR", "nb": "nb_NO"}
FALLBACK_LOCALE = "en_GB"
"""For a language that Portico does not speak."""


@cache
def locale_of(language: str, country: str) -> Locale:
    """The locale of a language (ISO 639-1) in a country (ISO 3166-1 alpha-2)."""
    default = DEFAULT_LOCALES.get(language, FALLBACK_LOCALE)
    return Locale.parse(LOCALES.get((language, country), default))
