"""Every text of the pages in English, French and Norwegian (bokmål), side by side."""

# French has its own apostrophe, which ruff takes for a mistake.
# ruff: noqa: RUF001

from collections.abc import Mapping
from dataclasses import dataclass

from edge.pages.sign_in_texts import SIGN_IN
from edge.pages.text import Text

LANGUAGE_NAMES = {"en": "English", "fr": "Français", "nb": "Norsk"}

TEXTS: Mapping[str, Text] = {
    **SIGN_IN,
    # The frame of every page
    "skip": Text("Skip to content", "Aller au contenu", "Hopp til innholdet"),
    "language": Text("Language", "Langue", "Språk"),
    "home": Text("Home", "Accueil", "Hjem"),
    "return_home": Text("Return to homepage", "Retour à l’accueil", "Tilbake til forsiden"),
    "portal.contractor": Text("Contractors", "Consultants", "Konsulenter"),
    "portal.customer": Text("Customers", "Clients", "Kunder"),
    "portal.agency": Text("Agency staff", "Personnel de l’agence", "Ansatte i byrået"),
    # Home
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
        "People, projects, pay runs and invoices",
        "Personnes, projets, cycles de paie et factures",
        "Personer, prosjekter, lønnskjøringer og fakturaer",
    ),
    "home.contact": Text("Contact", "Contact", "Kontakt"),
    "home.address": Text("Address", "Adresse", "Adresse"),
    "home.email": Text("E-mail", "Courriel", "E-post"),
    "home.organisation": Text("Organisation number", "Numéro d’entreprise", "Org.nr."),
    "home.previous": Text(
        "Payments before {date} are in the previous system.",
        "Les paiements antérieurs au {date} sont dans l’ancien système.",
        "Utbetalinger før {date} ligger i det forrige systemet.",
    ),
    # The page after sign-in
    "portal.signed_in": Text(
        "Logged in as {name}", "Connecté en tant que {name}", "Innlogget som {name}"
    ),
    "portal.title": Text("Hello, {name}", "Bonjour {name}", "Hei, {name}"),
    "portal.lead.contractor": Text(
        "Upcoming pay and what needs your attention",
        "Vos prochains paiements et ce qui requiert votre attention",
        "Kommende utbetalinger og det som venter på deg",
    ),
    "portal.lead.customer": Text(
        "What needs your attention", "Ce qui requiert votre attention", "Det som venter på deg"
    ),
    "portal.lead.agency": Text(
        "What needs attention", "Ce qui requiert votre attention", "Det som må gjøres"
    ),
    "portal.missing": Text(
        "We can’t show everything right now. Reload the page in a moment.",
        "Nous ne pouvons pas tout afficher pour l’instant. Actualisez la page dans un moment.",
        "Vi kan ikke vise alt akkurat nå. Last siden på nytt om litt.",
    ),
    "portal.unavailable": Text(
        "Unavailable right now", "Indisponible pour l’instant", "Utilgjengelig akkurat nå"
    ),
    "portal.nothing": Text("Nothing right now", "Rien pour le moment", "Ingenting akkurat nå"),
    "fact.next_payment": Text("Next payment", "Prochain paiement", "Neste utbetaling"),
    "fact.no_payment": Text(
        "No payment planned yet", "Aucun paiement prévu", "Ingen utbetaling planlagt ennå"
    ),
    "fact.pending": Text("Pending", "En attente", "Venter"),
    "fact.returned": Text("Returned to you", "Renvoyé à corriger", "Returnert til deg"),
    "fact.drafts": Text("Drafts", "Brouillons", "Utkast"),
    "fact.activity": Text("Recent activity", "Activité récente", "Siste hendelser"),
    "fact.to_approval": Text("Work to approve", "Travail à approuver", "Arbeid til godkjenning"),
    "fact.unpaid": Text("Unpaid invoices", "Factures impayées", "Ubetalte fakturaer"),
    "fact.overdue": Text("Overdue invoices", "Factures en retard", "Forfalte fakturaer"),
    "fact.on_hold": Text(
        "Transactions on hold", "Transactions en suspens", "Transaksjoner på vent"
    ),
    "fact.ready_to_pay": Text("Ready to pay", "Prêt à payer", "Klart til utbetaling"),
    "fact.invited": Text(
        "Invited, not signed up yet",
        "Invités, pas encore inscrits",
        "Invitert, ikke registrert ennå",
    ),
    "fact.for_clients": Text(
        "Waiting for the client to pay",
        "En attente du paiement du client",
        "Venter på betaling fra kunden",
    ),
    # What is stuck at the agency
    "stuck.title": Text("Needs attention", "À régler", "Må ordnes"),
    "stuck.lead": Text(
        "Portico couldn’t process these. Send the reference to your support contact.",
        "Portico n’a pas pu traiter ces éléments. Transmettez la référence au soutien technique.",
        "Portico kunne ikke behandle disse. Send referansen til brukerstøtten.",
    ),
    "stuck.kind.work_not_priced": Text(
        "Approved work isn’t being paid or invoiced",
        "Du travail approuvé n’est ni payé ni facturé",
        "Godkjent arbeid blir verken betalt eller fakturert",
    ),
    "stuck.kind.payments_behind": Text(
        "Payments is missing a change",
        "Un changement n’est pas parvenu aux paiements",
        "En endring har ikke nådd utbetalingene",
    ),
    "stuck.kind.work_behind": Text(
        "Logged work is missing a change",
        "Un changement n’est pas parvenu au travail saisi",
        "En endring har ikke nådd det førte arbeidet",
    ),
    "stuck.kind.document_not_made": Text(
        "A document isn’t being created",
        "Un document n’est pas créé",
        "Et dokument blir ikke laget",
    ),
    "stuck.kind.documents_behind": Text(
        "Documents is missing a change",
        "Un changement n’est pas parvenu aux documents",
        "En endring har ikke nådd dokumentene",
    ),
    "stuck.kind.people_not_told": Text(
        "An email or a notification isn’t being sent",
        "Un courriel ou un avis n’est pas envoyé",
        "En e-post eller et varsel blir ikke sendt",
    ),
    "stuck.kind.access_behind": Text(
        "A contact’s access isn’t up to date",
        "L’accès d’un contact n’est pas à jour",
        "Tilgangen til en kontaktperson er ikke oppdatert",
    ),
    "stuck.reason.no_rate": Text(
        "The work order has no rate for this kind of work. Add one.",
        "Le bon de travail n’a pas de tarif pour ce type de travail. Ajoutez-le.",
        "Arbeidsordren har ingen sats for denne typen arbeid. Legg den til.",
    ),
    "stuck.reason.unreadable_event": Text(
        "The data can’t be read.", "Les données sont illisibles.", "Dataene kan ikke leses."
    ),
    "stuck.reason.other": Text(
        "Something went wrong while processing it.",
        "Une erreur s’est produite pendant le traitement.",
        "Noe gikk galt under behandlingen.",
    ),
    "stuck.behind.one": Text(
        "{n} later change is waiting for it",
        "{n} changement ultérieur attend",
        "{n} senere endring venter på den",
    ),
    "stuck.behind": Text(
        "{n} later changes are waiting for it",
        "{n} changements ultérieurs attendent",
        "{n} senere endringer venter på den",
    ),
    "stuck.since": Text(
        "Since {since} · Reference: {reference}",
        "Depuis le {since} · Référence : {reference}",
        "Siden {since} · Referanse: {reference}",
    ),
    "stuck.nobody": Text(
        "We don’t know whom this concerns yet",
        "Les personnes concernées ne sont pas encore connues",
        "Vi vet ikke ennå hvem dette gjelder",
    ),
    "activity.payment": Text("Payment {number}", "Paiement {number}", "Utbetaling {number}"),
    "activity.paid_on": Text("Paid {day}", "Payé le {day}", "Utbetalt {day}"),
    "state.on_day": Text("Estimated payment {day}", "Paiement prévu le {day}", "Utbetales {day}"),
    "state.scheduled": Text("Scheduled", "Planifié", "Planlagt"),
    "state.processing": Text("Processing", "En traitement", "Under behandling"),
    "state.pending_client_payment": Text(
        "Pending client payment",
        "En attente du paiement du client",
        "Venter på betaling fra kunden",
    ),
    "state.pending_release": Text(
        "Waiting for release", "En attente de déblocage", "Venter på frigivelse"
    ),
    "state.on_hold": Text("On hold", "En suspens", "Satt på vent"),
    "state.paid": Text("Paid", "Payé", "Utbetalt"),
    "state.reversed": Text("Reversed", "Annulé", "Reversert"),
    "count.entries.one": Text("{n} entry", "{n} saisie", "{n} post"),
    "count.entries": Text("{n} entries", "{n} saisies", "{n} poster"),
    "count.hours.one": Text("{n} hour", "{n} heure", "{n} time"),
    "count.hours": Text("{n} hours", "{n} heures", "{n} timer"),
    "count.people.one": Text("{n} person", "{n} personne", "{n} person"),
    "count.people": Text("{n} people", "{n} personnes", "{n} personer"),
    "count.invoices.one": Text("{n} invoice", "{n} facture", "{n} faktura"),
    "count.invoices": Text("{n} invoices", "{n} factures", "{n} fakturaer"),
    "count.transactions.one": Text("{n} transaction", "{n} transaction", "{n} transaksjon"),
    "count.transactions": Text("{n} transactions", "{n} transactions", "{n} transaksjoner"),
    # Errors
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
        "Ingen byrå har nettsted på denne adressen. Sjekk skrivemåten.",
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
    "error.request": Text("Request {id}", "Demande {id}", "Forespørsel {id}"),
    "summary": Text("Please fix this", "À corriger", "Rett dette"),
}


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts in one language."""

    language: str

    def __call__(self, key: str, **values: object) -> str:
        """The text of this key. Raises KeyError for one that does not exist."""
        found: str = getattr(TEXTS[key], self.language)
        return found.format(**values) if values else found
