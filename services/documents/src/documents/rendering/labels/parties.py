"""The words of who sells and buys, of their registers, and of how to pay."""

# ruff: noqa: RUF001 - the apostrophe of French typography is meant

from dataclasses import dataclass

from contracts.registrations import RegistrationKind


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyLabels:
    """The words of one language. `registers`: what stands before a number of each of them."""

    registers: dict[RegistrationKind, str]
    business_register: str
    not_registered: dict[str, str]
    account: str
    institution: str
    bank: str
    holder: str
    terms: str
    terms_days: str
    terms_at_once: str
    interest: str
    national: str
    national_tax: str
    rounding: str
    agreement: str
    basis: str
    basis_file: str
    basis_note: str
    credits: str


ENGLISH = PartyLabels(
    registers={
        RegistrationKind.NORWEGIAN_ORGANISATION: "Org. no.",
        RegistrationKind.NORWEGIAN_VAT: "Org. no.",
        RegistrationKind.CANADIAN_BUSINESS: "Business no.",
        RegistrationKind.CANADIAN_GST_HST: "GST/HST no.",
        RegistrationKind.QUEBEC_QST: "QST no.",
        RegistrationKind.EUROPEAN_VAT: "VAT no.",
    },
    business_register="Foretaksregisteret",
    not_registered={
        "CA": "Not registered for GST/HST",
        "NO": "Not registered in the Norwegian VAT register",
        "": "Not registered for VAT",
    },
    account="Account",
    institution="Institution · transit · account",
    bank="Bank",
    holder="Account holder",
    terms="Payment terms",
    terms_days="{days} days from the invoice date",
    terms_at_once="Due at once",
    interest="Interest of {percent} a year is charged on what is paid late.",
    national="Tax in {currency}",
    national_tax="{name} ({rate} {currency} per {foreign}, {day}, {source})",
    rounding="Rounding",
    agreement="Self-billing agreement of {day}",
    basis="Invoice basis",
    basis_file="invoice-basis",
    basis_note="This is not an invoice. "
    "There is no self-billing agreement with {contractor}, so your company issues"
    " its own invoice for this amount.",
    credits="Credits invoice",
)

FRENCH = PartyLabels(
    registers={
        RegistrationKind.NORWEGIAN_ORGANISATION: "N° d’organisation",
        RegistrationKind.NORWEGIAN_VAT: "N° d’organisation",
        RegistrationKind.CANADIAN_BUSINESS: "N° d’entreprise",
        RegistrationKind.CANADIAN_GST_HST: "N° de TPS/TVH",
        RegistrationKind.QUEBEC_QST: "N° de TVQ",
        RegistrationKind.EUROPEAN_VAT: "N° de TVA",
    },
    business_register="Foretaksregisteret",
    not_registered={
        "CA": "Non inscrit au fichier de la TPS/TVH",
        "NO": "Non inscrit au registre norvégien de la TVA",
        "": "Non assujetti à la TVA",
    },
    account="Compte",
    institution="Institution · transit · compte",
    bank="Banque",
    holder="Titulaire du compte",
    terms="Conditions de paiement",
    terms_days="{days} jours à compter de la date de facturation",
    terms_at_once="Payable immédiatement",
    interest="Des intérêts de {percent} par an s’appliquent aux sommes payées en retard.",
    national="Taxe en {currency}",
    national_tax="{name} ({rate} {currency} pour 1 {foreign}, {day}, {source})",
    rounding="Arrondi",
    agreement="Entente d’autofacturation du {day}",
    basis="Relevé à facturer",
    basis_file="releve-a-facturer",
    basis_note="Ceci n’est pas une facture. "
    "En l’absence d’une entente d’autofacturation avec {contractor}, votre"
    " entreprise émet sa propre facture pour ce montant.",
    credits="Facture créditée",
)

NORWEGIAN = PartyLabels(
    registers={
        RegistrationKind.NORWEGIAN_ORGANISATION: "Org.nr.",
        RegistrationKind.NORWEGIAN_VAT: "Org.nr.",
        RegistrationKind.CANADIAN_BUSINESS: "Kanadisk foretaksnr.",
        RegistrationKind.CANADIAN_GST_HST: "GST/HST-nr.",
        RegistrationKind.QUEBEC_QST: "QST-nr.",
        RegistrationKind.EUROPEAN_VAT: "Mva-nr.",
    },
    business_register="Foretaksregisteret",
    not_registered={
        "CA": "Ikke registrert for GST/HST",
        "NO": "Ikke registrert i Merverdiavgiftsregisteret",
        "": "Ikke mva-registrert",
    },
    account="Kontonummer",
    institution="Institusjon · transit · konto",
    bank="Bank",
    holder="Kontoeier",
    terms="Betalingsbetingelser",
    terms_days="{days} dager fra fakturadato",
    terms_at_once="Forfaller straks",
    interest="Ved for sen betaling beregnes {percent} rente i året.",
    national="Avgift i {currency}",
    national_tax="{name} ({rate} {currency} per {foreign}, {day}, {source})",
    rounding="Avrunding",
    agreement="Avtale om selvfakturering av {day}",
    basis="Fakturagrunnlag",
    basis_file="fakturagrunnlag",
    basis_note="Dette er ikke en faktura. "
    "Det finnes ingen avtale om selvfakturering med {contractor}, så selskapet"
    " ditt sender egen faktura på beløpet.",
    credits="Krediterer faktura",
)

_LANGUAGES = {"en": ENGLISH, "fr": FRENCH, "nb": NORWEGIAN}


def party_labels(language: str) -> PartyLabels:
    """The words of a language; English for one that Portico does not speak."""
    return _LANGUAGES.get(language, ENGLISH)
