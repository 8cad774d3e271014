"""The words of a pay statement."""

from dataclasses import dataclass

# ruff: noqa: RUF001 - the apostrophe of English and French typography is meant


@dataclass(frozen=True, slots=True, kw_only=True)
class PaystubLabels:
    """The words of one language."""

    earnings: str
    total_hours: str
    exempt: str
    to_date: str
    this_statement: str
    summary: str
    employer_side: str
    employer_charge: str
    vacation_pay: str
    account: str
    account_ending: str
    work_by_day: str
    counted: str
    no_longer_counted: str
    counted_since: str


ENGLISH = PaystubLabels(
    earnings="Earnings",
    total_hours="Total hours",
    exempt="Exempt",
    to_date="{year} to date",
    this_statement="This paystub",
    summary="Summary",
    employer_side="Employer contributions",
    employer_charge="Contribution",
    vacation_pay="Vacation pay set aside",
    account="Bank account",
    account_ending="Ending in {ending}",
    work_by_day="Work by day",
    counted="{year} to date: all paystubs so far for pay in {year}, this one included.",
    no_longer_counted="No longer counted, because reversed or paid in another year: {numbers}.",
    counted_since="Counted too, because paid in {year} after all: {numbers}.",
)

FRENCH = PaystubLabels(
    earnings="Gains",
    total_hours="Total des heures",
    exempt="Exempté",
    to_date="Cumul {year}",
    this_statement="Ce bulletin",
    summary="Sommaire",
    employer_side="Cotisations de l’employeur",
    employer_charge="Cotisation",
    vacation_pay="Indemnité de vacances accumulée",
    account="Compte bancaire",
    account_ending="Se terminant par {ending}",
    work_by_day="Travail par jour",
    counted="Cumul {year} : tous les bulletins de paie émis jusqu’ici pour une paie versée en "
    "{year}, celui-ci compris.",
    no_longer_counted="Bulletins qui ne comptent plus, car annulés ou payés une autre année : "
    "{numbers}.",
    counted_since="Bulletins comptés aussi, car finalement payés en {year} : {numbers}.",
)

NORWEGIAN = PaystubLabels(
    earnings="Lønn",
    total_hours="Timer i alt",
    exempt="Fritatt",
    to_date="Hittil i {year}",
    this_statement="Denne lønnsslippen",
    summary="Oppsummering",
    employer_side="Arbeidsgivers kostnader",
    employer_charge="Kostnad",
    vacation_pay="Avsatte feriepenger",
    account="Bankkonto",
    account_ending="Slutter på {ending}",
    work_by_day="Arbeid per dag",
    counted="Hittil i {year}: alle lønnsslipper til nå for lønn som utbetales i {year}, "
    "medregnet denne.",
    no_longer_counted="Regnes ikke lenger med, fordi de er reversert eller utbetalt et annet år: "
    "{numbers}.",
    counted_since="Regnes også med, fordi de likevel utbetales i {year}: {numbers}.",
)

_LANGUAGES = {"en": ENGLISH, "fr": FRENCH, "nb": NORWEGIAN}


def paystub_labels(language: str) -> PaystubLabels:
    """The words of a language; English for one that Portico does not speak."""
    return _LANGUAGES.get(language, ENGLISH)
