"""What holidays of banks are called in the languages that Portico speaks.

By their English names in the library, which has few of them in French and Norwegian.
"""

from collections.abc import Mapping

LANGUAGES = ("en", "fr", "nb")


def _called(en: str, fr: str, nb: str) -> Mapping[str, str]:
    return {"en": en, "fr": fr, "nb": nb}


WEEKEND = _called("weekend", "fin de semaine", "helg")
_NEW_YEAR = _called("New Year’s Day", "jour de l’An", "første nyttårsdag")  # noqa: RUF001
_LABOUR_DAY = _called("Labour Day", "fête du Travail", "arbeidernes dag")
_BOXING_DAY = _called("Boxing Day", "lendemain de Noël", "andre juledag")
_SECOND_DAY = _called("second day of Christmas", "lendemain de Noël", "andre juledag")
_WHIT_SUNDAY = _called("Whit Sunday", "dimanche de Pentecôte", "første pinsedag")
_WHIT_MONDAY = _called("Whit Monday", "lundi de Pentecôte", "andre pinsedag")
_SEPTEMBER = _called(
    "National Day for Truth and Reconciliation",
    "Journée nationale de la vérité et de la réconciliation",
    "Canadas dag for sannhet og forsoning",
)

TRANSLATIONS: Mapping[str, Mapping[str, str]] = {
    "New Year's Day": _NEW_YEAR,
    "New Year Day": _NEW_YEAR,
    "Maundy Thursday": _called("Maundy Thursday", "Jeudi saint", "skjærtorsdag"),
    "Good Friday": _called("Good Friday", "Vendredi saint", "langfredag"),
    "Easter Sunday": _called("Easter Sunday", "dimanche de Pâques", "første påskedag"),
    "Easter Monday": _called("Easter Monday", "lundi de Pâques", "andre påskedag"),
    "Labor Day": _LABOUR_DAY,
    "Labour Day": _LABOUR_DAY,
    "1 May (Labour Day)": _LABOUR_DAY,
    "Constitution Day": _called("Constitution Day", "fête de la Constitution", "grunnlovsdagen"),
    "Ascension Day": _called("Ascension Day", "Ascension", "Kristi himmelfartsdag"),
    "Whit Sunday": _WHIT_SUNDAY,
    "Whit Monday": _WHIT_MONDAY,
    "Pentecost": _WHIT_SUNDAY,
    "Pentecost Monday": _WHIT_MONDAY,
    "Christmas Day": _called("Christmas Day", "Noël", "første juledag"),
    "Second Day of Christmas": _SECOND_DAY,
    "Christmas Holiday": _SECOND_DAY,
    "26 December": _SECOND_DAY,
    "Boxing Day": _BOXING_DAY,
    "Family Day": _called("Family Day", "jour de la Famille", "familiedagen"),
    "Louis Riel Day": _called("Louis Riel Day", "journée Louis Riel", "Louis Riel-dagen"),
    "Heritage Day": _called("Heritage Day", "fête du Patrimoine", "kulturarvdagen"),
    "Islander Day": _called("Islander Day", "fête des Insulaires", "øyboerdagen"),
    "Victoria Day": _called("Victoria Day", "fête de la Reine", "Victoria-dagen"),
    "National Patriots' Day": _called(
        "National Patriots’ Day",  # noqa: RUF001
        "Journée nationale des patriotes",
        "patriotenes dag",
    ),
    "Saint Jean Baptiste Day": _called(
        "Saint-Jean-Baptiste Day", "fête nationale du Québec", "Saint-Jean-Baptiste-dagen"
    ),
    "Canada Day": _called("Canada Day", "fête du Canada", "Canadas nasjonaldag"),
    "Civic Holiday": _called("Civic Holiday", "congé civique", "Civic Holiday"),
    "National Day for Truth and Reconciliation": _SEPTEMBER,
    "Thanksgiving Day": _called("Thanksgiving Day", "Action de grâce", "Thanksgiving"),
    "May Day": _called("May Day", "1er mai", "1. mai"),
    "Epiphany": _called("Epiphany", "Épiphanie", "helligtrekongersdag"),
    "National Day": _called("National Day", "fête nationale", "nasjonaldagen"),
    "Midsummer Eve": _called("Midsummer Eve", "veille de la Saint-Jean", "midtsommeraften"),
    "Midsummer Day": _called("Midsummer Day", "Saint-Jean", "midtsommerdagen"),
    "All Saints' Day": _called("All Saints’ Day", "Toussaint", "allehelgensdag"),  # noqa: RUF001
    "Christmas Eve": _called("Christmas Eve", "veille de Noël", "julaften"),
    "New Year's Eve": _called("New Year’s Eve", "veille du jour de l’An", "nyttårsaften"),  # noqa: RUF001
    "Memorial Day": _called("Memorial Day", "Memorial Day", "Memorial Day"),
    "Independence Day": _called("Independence Day", "fête de l’Indépendance", "uavhengighetsdagen"),  # noqa: RUF001
    "Spring Bank Holiday": _called(
        "Spring Bank Holiday", "jour férié bancaire de printemps", "bankfridag om våren"
    ),
    "Late Summer Bank Holiday": _called(
        "Summer Bank Holiday",
        "jour férié bancaire d’été",  # noqa: RUF001
        "bankfridag om sommeren",
    ),
    "Remembrance Day": _called("Remembrance Day", "jour du Souvenir", "minnedagen"),
}
