"""Every text of the pages in English, French and Norwegian (bokmål), side by side."""

# French has its own apostrophe, which ruff takes for a mistake.
# ruff: noqa: RUF001

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

LANGUAGE_NAMES = {"en": "English", "fr": "Français", "nb": "Norsk"}


class Text(NamedTuple):
    """One text in each language. `{name}` is filled in."""

    en: str
    fr: str
    nb: str


TEXTS: Mapping[str, Text] = {
    "login": Text("Log in", "Se connecter", "Logg inn"),
    "skip": Text("Skip to content", "Aller au contenu", "Hopp til innholdet"),
    "language": Text("Language", "Langue", "Språk"),
    "home": Text("Home", "Accueil", "Hjem"),
    "return_home": Text("Return to homepage", "Retour à l’accueil", "Tilbake til forsiden"),
    "portal.contractor": Text("Contractors", "Consultants", "Konsulenter"),
    "portal.customer": Text("Customers", "Clients", "Kunder"),
    "portal.agency": Text("Agency staff", "Personnel de l’agence", "Ansatte i byrået"),
    "home.title": Text("Welcome to {agency}", "Bienvenue chez {agency}", "Velkommen til {agency}"),
    "home.lead": Text(
        "Log in to see what needs your attention.",
        "Connectez-vous pour voir ce qui requiert votre attention.",
        "Logg inn for å se hva som venter på deg.",
    ),
    "home.contractor": Text(
        "Log your work and see what you’ll be paid, and when.",
        "Saisissez vos heures et voyez combien vous serez payé, et quand.",
        "Før timer, og se hva du får utbetalt og når.",
    ),
    "home.customer": Text(
        "Approve logged work and find your invoices.",
        "Approuvez les heures saisies et retrouvez vos factures.",
        "Godkjenn førte timer og finn fakturaene dine.",
    ),
    "home.agency": Text(
        "Manage people, projects, pay runs and invoices.",
        "Gérez les personnes, les projets, les cycles de paie et les factures.",
        "Administrer personer, prosjekter, lønnskjøringer og fakturaer.",
    ),
    "home.contact": Text("Contact", "Contact", "Kontakt"),
    "home.address": Text("Address", "Adresse", "Adresse"),
    "home.email": Text("Email", "Courriel", "E-post"),
    "home.organisation": Text("Organisation number", "Numéro d’entreprise", "Org.nr."),
    "home.verify": Text("Verify a document", "Vérifier un document", "Kontroller et dokument"),
    "home.previous": Text(
        "Payments up to and including {date} are in the previous system.",
        "Les paiements jusqu’au {date} inclus sont dans l’ancien système.",
        "Utbetalinger til og med {date} ligger i det forrige systemet.",
    ),
    "sites": Text(
        "Agencies on this machine", "Agences sur cette machine", "Byråer på denne maskinen"
    ),
    "sites.lead": Text(
        "Each agency has a site of its own. Open one, or go straight to a portal.",
        "Chaque agence a son propre site. Ouvrez-en un, ou accédez directement à un portail.",
        "Hvert byrå har sitt eget nettsted. Åpne ett, eller gå rett til en portal.",
    ),
    "error.404": Text("Page not found", "Page introuvable", "Fant ikke siden"),
    "error.404_lead": Text(
        "The address may be misspelled, or the page has moved.",
        "L’adresse contient peut-être une faute, ou la page a été déplacée.",
        "Adressen kan være feilskrevet, eller siden er flyttet.",
    ),
    "error.host_lead": Text(
        "No agency has a site at this address. Check the spelling.",
        "Aucune agence n’a de site à cette adresse. Vérifiez l’orthographe.",
        "Ikke noe byrå har nettsted på denne adressen. Sjekk skrivemåten.",
    ),
    "error.403": Text("You don’t have access", "Vous n’avez pas accès", "Du har ikke tilgang"),
    "error.403_lead": Text(
        "You may not do this, or the request came from another site. Open the page from this "
        "site and try again.",
        "Vous n’y êtes pas autorisé, ou la demande venait d’un autre site. Ouvrez la page "
        "depuis ce site et réessayez.",
        "Du har ikke lov til dette, eller forespørselen kom fra et annet nettsted. Åpne siden "
        "herfra og prøv igjen.",
    ),
    "error.4xx": Text("We couldn’t do that", "Nous n’avons pas pu le faire", "Det gikk ikke"),
    "error.4xx_lead": Text(
        "Something in the request was wrong. Go back and try again.",
        "La demande contenait une erreur. Revenez en arrière et réessayez.",
        "Noe i forespørselen var feil. Gå tilbake og prøv igjen.",
    ),
    "error.5xx": Text("Something went wrong", "Un problème est survenu", "Noe gikk galt"),
    "error.5xx_lead": Text(
        "The problem is on our side. Try again in a moment.",
        "Le problème vient de nous. Réessayez dans un moment.",
        "Feilen er hos oss. Prøv igjen om litt.",
    ),
    "error.not_built": Text(
        "This portal isn’t built", "Ce portail n’est pas compilé", "Denne portalen er ikke bygd"
    ),
    "error.not_built_lead": Text(
        "Run ./portico up, which builds every portal, or build it in portals/ and start the edge "
        "with PORTALS_DIRECTORY.",
        "Lancez ./portico up, qui compile tous les portails, ou compilez-le dans portals/ et "
        "démarrez l’edge avec PORTALS_DIRECTORY.",
        "Kjør ./portico up, som bygger alle portalene, eller bygg den i portals/ og start edge "
        "med PORTALS_DIRECTORY.",
    ),
    "error.request": Text("Request {id}", "Demande {id}", "Forespørsel {id}"),
}


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts in one language."""

    language: str

    def __call__(self, key: str, **values: object) -> str:
        """The text of this key. Raises KeyError for one that does not exist."""
        found: str = getattr(TEXTS[key], self.language)
        return found.format(**values) if values else found
