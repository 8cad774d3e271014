"""What taxes and contributions are called, and what is said where nothing says what is due."""

from collections.abc import Mapping
from functools import cache

from chassis.places import place_name
from payments.taxes.missing import MissingRule, NoRuleError
from presentation.formats import Formats

LANGUAGES = ("en", "fr", "nb")

NAMES: Mapping[str, Mapping[str, str]] = {
    "ca_federal_tax": {
        "en": "Federal income tax",
        "fr": "Impôt fédéral sur le revenu",
        "nb": "Føderal inntektsskatt",
    },
    "ca_provincial_tax": {
        "en": "Provincial income tax",
        "fr": "Impôt provincial sur le revenu",
        "nb": "Provinsiell inntektsskatt",
    },
    "cpp": {
        "en": "Canada Pension Plan (CPP)",
        "fr": "Régime de pensions du Canada (RPC)",
        "nb": "Canadisk pensjonsordning (CPP)",
    },
    "cpp2": {
        "en": "Second CPP contribution (CPP2)",
        "fr": "Deuxième cotisation au RPC (RPC2)",
        "nb": "Andre CPP-bidrag (CPP2)",
    },
    "qpp": {
        "en": "Quebec Pension Plan (QPP)",
        "fr": "Régime de rentes du Québec (RRQ)",
        "nb": "Quebecs pensjonsordning (QPP)",
    },
    "qpp2": {
        "en": "Second QPP contribution (QPP2)",
        "fr": "Deuxième cotisation au RRQ (RRQ2)",
        "nb": "Andre QPP-bidrag (QPP2)",
    },
    "ei": {
        "en": "Employment Insurance (EI)",
        "fr": "Assurance-emploi (AE)",
        "nb": "Arbeidsledighetsforsikring (EI)",
    },
    "qpip": {
        "en": "Quebec Parental Insurance Plan (QPIP)",
        "fr": "Régime québécois d’assurance parentale (RQAP)",  # noqa: RUF001
        "nb": "Quebecs foreldreforsikring (QPIP)",
    },
    "gst": {
        "en": "Goods and services tax (GST)",
        "fr": "Taxe sur les produits et services (TPS)",
        "nb": "Vare- og tjenesteavgift (GST)",
    },
    "hst": {
        "en": "Harmonized sales tax (HST)",
        "fr": "Taxe de vente harmonisée (TVH)",
        "nb": "Harmonisert omsetningsavgift (HST)",
    },
    "qst": {
        "en": "Quebec sales tax (QST)",
        "fr": "Taxe de vente du Québec (TVQ)",
        "nb": "Quebecs omsetningsavgift (QST)",
    },
    "pst": {
        "en": "Provincial sales tax (PST)",
        "fr": "Taxe de vente provinciale (TVP)",
        "nb": "Provinsiell omsetningsavgift (PST)",
    },
    "no_withholding_tax": {
        "en": "Withholding tax",
        "fr": "Retenue à la source",
        "nb": "Skattetrekk",
    },
    "no_holiday_pay": {
        "en": "Holiday pay",
        "fr": "Indemnité de congés payés",
        "nb": "Feriepenger",
    },
    "no_employer_contribution": {
        "en": "Employer’s national insurance contribution",  # noqa: RUF001
        "fr": "Cotisation patronale de sécurité sociale",
        "nb": "Arbeidsgiveravgift",
    },
    "mva": {
        "en": "Value added tax (MVA)",
        "fr": "Taxe sur la valeur ajoutée (MVA)",
        "nb": "Merverdiavgift (MVA)",
    },
}
"""By code, each in every language."""

EMPLOYER = "employer:"
"""Before the code of what the employer owes by the same rule."""

_EMPLOYERS: Mapping[str, str] = {
    "en": "{name}, employer",
    "fr": "{name}, employeur",
    "nb": "{name}, arbeidsgiver",
}

_MISSING: Mapping[MissingRule, Mapping[str, str]] = {
    MissingRule.WITHHOLDING: {
        "en": "We have no deduction rules for pay in {currency} in {place} on {on}. The agency will"
        " check what to withhold.",
        "fr": "Aucune règle de retenue n’est connue pour une paie en {currency} ({place}) au"  # noqa: RUF001
        " {on}. L’agence vérifiera ce qui doit être retenu.",  # noqa: RUF001
        "nb": "Vi har ingen trekkregler for lønn i {currency} i {place} per {on}. Byrået sjekker"
        " hva som skal trekkes.",
    },
    MissingRule.SALES_TAX: {
        "en": "We have no sales tax rule for {place} on {on}. The agency will check what to"
        " charge.",
        "fr": "Aucune règle de taxe de vente n’est connue ({place}) au {on}. L’agence vérifiera"  # noqa: RUF001
        " la taxe à facturer.",
        "nb": "Vi har ingen avgiftsregel for {place} per {on}. Byrået sjekker hva som skal"
        " beregnes.",
    },
    MissingRule.VALUES: {
        "en": "The tax rates of {place} for {on} are not known yet. The agency will check what"
        " applies.",
        "fr": "Les taux d’imposition ({place}) au {on} ne sont pas encore connus. L’agence"  # noqa: RUF001
        " vérifiera ce qui s’applique.",  # noqa: RUF001
        "nb": "Skattesatsene i {place} per {on} er ikke kjent ennå. Byrået sjekker hva som"
        " gjelder.",
    },
}
"""Read by the contractor and by staff, in the language of the agency: kept as it was given."""


@cache
def names_of(code: str) -> Mapping[str, str]:
    """What a tax or contribution is called; the employer's part of it is called so."""
    if not code.startswith(EMPLOYER):
        return NAMES[code]
    names = NAMES[code.removeprefix(EMPLOYER)]
    return {language: _EMPLOYERS[language].format(name=names[language]) for language in LANGUAGES}


def said_of(missing: NoRuleError, currency: str, language: str, country: str) -> str:
    """What is not known of an amount in a currency, in words, with dates as the country writes."""
    texts = _MISSING[missing.missing]
    text = texts.get(language, texts["en"])
    return text.format(
        currency=currency,
        place=place_name(missing.place, language),
        on=Formats(language, country).day(missing.on),
    )
