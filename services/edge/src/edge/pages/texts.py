"""Every text of the pages in English, French and Norwegian (bokmål), side by side."""

# French has its own apostrophe, which ruff takes for a mistake.
# ruff: noqa: RUF001

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple


class Text(NamedTuple):
    """One text in each language. `{name}` is filled in."""

    en: str
    fr: str
    nb: str


LANGUAGE_NAMES = {"en": "English", "fr": "Français", "nb": "Norsk"}

TEXTS: Mapping[str, Text] = {
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
        "Sign in to see what is waiting for you.",
        "Connectez-vous pour voir ce qui vous attend.",
        "Logg inn for å se hva som venter på deg.",
    ),
    "home.contractor": Text(
        "Log your work, and see what you earn and when it is paid.",
        "Saisissez vos heures et voyez ce que vous gagnez et quand c’est payé.",
        "Før timer, og se hva du tjener og når det utbetales.",
    ),
    "home.customer": Text(
        "Approve logged work and find your invoices.",
        "Approuvez le travail saisi et retrouvez vos factures.",
        "Godkjenn førte timer og finn fakturaene dine.",
    ),
    "home.agency": Text(
        "People, projects, pay runs and invoices.",
        "Personnes, projets, paiements et factures.",
        "Personer, prosjekter, utbetalinger og fakturaer.",
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
    # Sign in
    "login": Text("Log in", "Se connecter", "Logg inn"),
    "login.title": Text("Log in", "Connexion", "Logg inn"),
    "login.lead": Text("{portal} of {agency}", "{portal} de {agency}", "{portal} hos {agency}"),
    "field.email": Text("E-mail address", "Adresse courriel", "E-postadresse"),
    "field.password": Text("Password", "Mot de passe", "Passord"),
    "field.new_password": Text("New password", "Nouveau mot de passe", "Nytt passord"),
    "field.new_password_again": Text(
        "New password again", "Nouveau mot de passe, encore", "Nytt passord én gang til"
    ),
    "field.current_password": Text("Current password", "Mot de passe actuel", "Nåværende passord"),
    "show": Text("Show", "Afficher", "Vis"),
    "hide": Text("Hide", "Masquer", "Skjul"),
    "login.remember": Text("Remember me", "Se souvenir de moi", "Husk meg"),
    "login.remember_hint": Text(
        "Fills in your address next time and keeps you signed in longer. Not on a shared computer.",
        "Remplit votre adresse la prochaine fois et vous garde connecté plus longtemps. "
        "Pas sur un ordinateur partagé.",
        "Fyller inn adressen neste gang og holder deg innlogget lenger. "
        "Ikke på en delt datamaskin.",
    ),
    "login.forgot": Text(
        "Forgot your password?", "Mot de passe oublié ?", "Har du glemt passordet?"
    ),
    "login.wrong": Text(
        "The email or password is incorrect.",
        "L’adresse courriel ou le mot de passe est incorrect.",
        "E-postadressen eller passordet er ikke riktig.",
    ),
    "login.too_many": Text(
        "Too many tries. Try again in {minutes} minutes, or request a new password.",
        "Trop d’essais. Réessayez dans {minutes} minutes, ou demandez un nouveau mot de passe.",
        "For mange forsøk. Prøv igjen om {minutes} minutter, eller be om nytt passord.",
    ),
    "login.away": Text(
        "Signing in is not possible at the moment. Try again shortly.",
        "La connexion est impossible pour le moment. Réessayez sous peu.",
        "Innlogging er ikke mulig akkurat nå. Prøv igjen om litt.",
    ),
    "login.required": Text("This is needed.", "Ce champ est requis.", "Dette må fylles ut."),
    # Second factor
    "second.title": Text("One more step", "Encore une étape", "Ett steg til"),
    "second.lead": Text(
        "Type the code that your authenticator app shows, or one of your recovery codes.",
        "Saisissez le code affiché par votre application d’authentification, "
        "ou un de vos codes de récupération.",
        "Skriv koden som autentiseringsappen viser, eller en av gjenopprettingskodene dine.",
    ),
    "second.code": Text("Code", "Code", "Kode"),
    "second.button": Text("Continue", "Continuer", "Fortsett"),
    "second.wrong": Text(
        "This code is not right, or was used already.",
        "Ce code est incorrect ou a déjà servi.",
        "Koden er ikke riktig, eller den er allerede brukt.",
    ),
    "second.over": Text(
        "That took too long or too many tries. Log in again.",
        "C’était trop long, ou trop d’essais. Connectez-vous de nouveau.",
        "Det tok for lang tid eller for mange forsøk. Logg inn på nytt.",
    ),
    "logout": Text("Log out", "Se déconnecter", "Logg ut"),
    # Forgotten password
    "forgot.title": Text("Forgot your password?", "Mot de passe oublié ?", "Glemt passordet?"),
    "forgot.lead": Text(
        "Give your e-mail address. We send a link to set a new password.",
        "Indiquez votre adresse courriel. Nous envoyons un lien pour changer de mot de passe.",
        "Oppgi e-postadressen din. Vi sender en lenke for å sette nytt passord.",
    ),
    "forgot.button": Text(
        "Request new password", "Demander un nouveau mot de passe", "Be om nytt passord"
    ),
    "forgot.sent_title": Text("Look in your inbox", "Consultez vos courriels", "Se i innboksen"),
    "forgot.sent": Text(
        "If {email} is known here, a link is on its way. It works for one hour.",
        "Si {email} est connue ici, un lien est en route. Il est valable une heure.",
        "Hvis {email} er kjent her, er en lenke på vei. Den virker i én time.",
    ),
    "login.back": Text("Back to log in", "Retour à la connexion", "Tilbake til innlogging"),
    # Invitation
    "welcome.title": Text("Welcome, {name}", "Bienvenue, {name}", "Velkommen, {name}"),
    "welcome.lead": Text(
        "Choose a password to set up your access to {agency}.",
        "Choisissez un mot de passe pour créer votre accès chez {agency}.",
        "Velg et passord for å opprette tilgangen din hos {agency}.",
    ),
    "welcome.button": Text("Sign up with email", "S’inscrire par courriel", "Registrer med e-post"),
    "welcome.terms": Text(
        "I accept the terms of use and the privacy policy",
        "J’accepte les conditions d’utilisation et la politique de confidentialité",
        "Jeg godtar bruksvilkårene og personvernerklæringen",
    ),
    "welcome.terms_needed": Text(
        "Accept the terms of use and the privacy policy to go on.",
        "Acceptez les conditions et la politique de confidentialité pour continuer.",
        "Godta vilkårene og personvernerklæringen for å gå videre.",
    ),
    "welcome.terms_of_use": Text("Terms of use", "Conditions d’utilisation", "Bruksvilkår"),
    "welcome.privacy": Text(
        "Privacy policy", "Politique de confidentialité", "Personvernerklæring"
    ),
    "welcome.version": Text("Version {version}", "Version {version}", "Versjon {version}"),
    # Passwords
    "password.length": Text("At least 8 characters", "Au moins 8 caractères", "Minst 8 tegn"),
    "password.no_email": Text(
        "Does not contain your e-mail address",
        "Ne contient pas votre adresse courriel",
        "Inneholder ikke e-postadressen din",
    ),
    "password.uncommon": Text(
        "Not one of the most common passwords",
        "Pas l’un des mots de passe les plus courants",
        "Ikke blant de vanligste passordene",
    ),
    "password.met": Text("met", "rempli", "oppfylt"),
    "password.open": Text("not yet met", "pas encore rempli", "ikke oppfylt ennå"),
    "password.too_short": Text(
        "The password needs at least 8 characters.",
        "Le mot de passe doit avoir au moins 8 caractères.",
        "Passordet må ha minst 8 tegn.",
    ),
    "password.too_long": Text(
        "The password may have at most 128 characters.",
        "Le mot de passe peut avoir 128 caractères au plus.",
        "Passordet kan ha høyst 128 tegn.",
    ),
    "password.refused": Text(
        "This password cannot be used: it is too common, or contains your e-mail address.",
        "Ce mot de passe ne convient pas : il est trop courant ou contient votre adresse courriel.",
        "Dette passordet kan ikke brukes: det er for vanlig, eller inneholder e-postadressen din.",
    ),
    "password.differ": Text(
        "The two passwords are not the same.",
        "Les deux mots de passe ne sont pas identiques.",
        "De to passordene er ikke like.",
    ),
    "password.wrong": Text(
        "This is not your current password.",
        "Ce n’est pas votre mot de passe actuel.",
        "Dette er ikke ditt nåværende passord.",
    ),
    "password.title": Text("Change password", "Changer le mot de passe", "Endre passord"),
    "password.lead": Text(
        "Other devices are signed out.",
        "Les autres appareils seront déconnectés.",
        "Andre enheter blir logget ut.",
    ),
    "password.save": Text("Save", "Enregistrer", "Lagre"),
    "password.changed": Text(
        "Your password is changed.", "Votre mot de passe est changé.", "Passordet er endret."
    ),
    "reset.title": Text("Set new password", "Nouveau mot de passe", "Sett nytt passord"),
    "reset.lead": Text(
        "For {email}. You are signed in with it at once.",
        "Pour {email}. Vous serez connecté aussitôt.",
        "For {email}. Du blir logget inn med det samme.",
    ),
    "reset.button": Text("Save and log in", "Enregistrer et se connecter", "Lagre og logg inn"),
    # Login link
    "link.title": Text("Log in as {name}", "Se connecter : {name}", "Logg inn som {name}"),
    "link.lead": Text(
        "This link works once. It signs in {email} at {agency}.",
        "Ce lien sert une seule fois. Il connecte {email} chez {agency}.",
        "Lenken virker én gang. Den logger inn {email} hos {agency}.",
    ),
    "link.used": Text("This link has been used", "Ce lien a déjà servi", "Denne lenken er brukt"),
    "link.used_lead": Text(
        "A link works once. We can send a new one to the same address.",
        "Un lien ne sert qu’une fois. Nous pouvons en envoyer un nouveau à la même adresse.",
        "En lenke virker én gang. Vi kan sende en ny til samme adresse.",
    ),
    "link.expired": Text("This link has expired", "Ce lien a expiré", "Denne lenken er utløpt"),
    "link.expired_lead": Text(
        "Links work for a limited time. We can send a new one to the same address.",
        "Un lien n’est valable qu’un temps. Nous pouvons en envoyer un nouveau à la même adresse.",
        "Lenker virker en begrenset tid. Vi kan sende en ny til samme adresse.",
    ),
    "link.unknown": Text(
        "This link does not lead anywhere",
        "Ce lien ne mène nulle part",
        "Denne lenken fører ingen steder",
    ),
    "link.unknown_lead": Text(
        "Part of it may have been lost when it was copied. Open it from the e-mail again, or give "
        "your e-mail address and we send a new one.",
        "Une partie a peut-être été perdue à la copie. Ouvrez-le de nouveau depuis le courriel, ou "
        "indiquez votre adresse et nous en envoyons un nouveau.",
        "Noe kan ha falt ut da den ble kopiert. Åpne den fra e-posten igjen, eller oppgi "
        "e-postadressen din, så sender vi en ny.",
    ),
    "link.has_access": Text(
        "You already have access. Log in.",
        "Vous avez déjà accès. Connectez-vous.",
        "Du har allerede tilgang. Logg inn.",
    ),
    "link.access_ended": Text(
        "Your access has ended. Contact your agency if you think this is a mistake.",
        "Votre accès a pris fin. Communiquez avec votre agence si c’est une erreur.",
        "Tilgangen din er avsluttet. Kontakt byrået ditt hvis dette er feil.",
    ),
    "link.renew": Text("Send me a new link", "M’envoyer un nouveau lien", "Send meg en ny lenke"),
    "link.renewed_title": Text("Look in your inbox", "Consultez vos courriels", "Se i innboksen"),
    "link.renewed": Text(
        "If the link was one of ours, a new one is on its way to the address it was sent to.",
        "Si le lien venait de nous, un nouveau est en route vers la même adresse.",
        "Hvis lenken var vår, er en ny på vei til adressen den ble sendt til.",
    ),
    # The page after sign-in
    "portal.signed_in": Text("Signed in as {name}", "Connecté : {name}", "Innlogget som {name}"),
    "portal.title": Text("Hello, {name}", "Bonjour {name}", "Hei, {name}"),
    "portal.lead.contractor": Text(
        "Your money and your work at a glance.",
        "Votre argent et votre travail en un coup d’œil.",
        "Pengene dine og arbeidet ditt på et øyeblikk.",
    ),
    "portal.lead.customer": Text(
        "What waits for you.", "Ce qui vous attend.", "Det som venter på deg."
    ),
    "portal.lead.agency": Text(
        "What waits, and for whom.", "Ce qui attend, et qui.", "Det som venter, og på hvem."
    ),
    "portal.missing": Text(
        "Some of this is not available right now; it comes back by itself.",
        "Une partie n’est pas disponible pour l’instant ; elle reviendra d’elle-même.",
        "Noe av dette er ikke tilgjengelig akkurat nå; det kommer tilbake av seg selv.",
    ),
    "portal.unavailable": Text("Not available now", "Indisponible", "Ikke tilgjengelig nå"),
    "portal.nothing": Text("Nothing right now", "Rien pour le moment", "Ingenting nå"),
    "fact.next_payment": Text("Next payment", "Prochain paiement", "Neste utbetaling"),
    "fact.no_payment": Text(
        "No payment is planned yet", "Aucun paiement prévu", "Ingen utbetaling er planlagt ennå"
    ),
    "fact.pending": Text("Pending", "En attente", "Venter"),
    "fact.returned": Text("Returned to you", "Renvoyé à corriger", "Returnert til deg"),
    "fact.drafts": Text("Not handed in yet", "Pas encore soumis", "Ikke sendt inn ennå"),
    "fact.activity": Text("Recent activity", "Activité récente", "Siste hendelser"),
    "fact.to_approval": Text("Work to approval", "Travail à approuver", "Arbeid til godkjenning"),
    "fact.unpaid": Text("Unpaid invoices", "Factures impayées", "Ubetalte fakturaer"),
    "fact.overdue": Text("Overdue invoices", "Factures en retard", "Forfalte fakturaer"),
    "fact.on_hold": Text("Transactions on hold", "Transactions retenues", "Transaksjoner på vent"),
    "fact.ready_to_pay": Text("Ready to pay", "Prêt à payer", "Klart til utbetaling"),
    "fact.invited": Text(
        "Invited, not signed up", "Invités, pas inscrits", "Invitert, ikke med ennå"
    ),
    "fact.for_clients": Text(
        "Waiting for client payment",
        "En attente du paiement du client",
        "Venter på kundens betaling",
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
        "Pending client payment", "En attente du paiement du client", "Venter på kundens betaling"
    ),
    "state.pending_release": Text(
        "Waiting for release", "En attente de libération", "Venter på frigivelse"
    ),
    "state.on_hold": Text("On hold", "Retenu", "På vent"),
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
    "error.404": Text("Nothing here", "Rien ici", "Ingenting her"),
    "error.404_lead": Text(
        "There is no page at this address. It may have been mistyped or moved.",
        "Il n’y a pas de page à cette adresse. Elle a peut-être été mal saisie ou déplacée.",
        "Det finnes ingen side på denne adressen. Den kan være feilskrevet eller flyttet.",
    ),
    "error.host_lead": Text(
        "No agency has its site at this address. Check how it is written.",
        "Aucune agence n’a son site à cette adresse. Vérifiez l’orthographe.",
        "Ingen byrå har nettstedet sitt på denne adressen. Sjekk hvordan den er skrevet.",
    ),
    "error.403": Text("This was not done", "Cela n’a pas été fait", "Dette ble ikke gjort"),
    "error.403_lead": Text(
        "The request did not come from a page of this site, or you may not do this.",
        "La demande ne venait pas d’une page de ce site, ou vous n’y êtes pas autorisé.",
        "Forespørselen kom ikke fra en side på dette nettstedet, eller du har ikke tilgang.",
    ),
    "error.4xx": Text("This cannot be done", "Impossible", "Dette går ikke"),
    "error.4xx_lead": Text(
        "The request could not be understood. Go back and try again.",
        "La demande n’a pas été comprise. Revenez en arrière et réessayez.",
        "Forespørselen kunne ikke forstås. Gå tilbake og prøv igjen.",
    ),
    "error.5xx": Text("Something went wrong", "Un problème est survenu", "Noe gikk galt"),
    "error.5xx_lead": Text(
        "It is on our side. Try again in a moment.",
        "C’est de notre côté. Réessayez dans un instant.",
        "Feilen er hos oss. Prøv igjen om litt.",
    ),
    "error.request": Text("Request {id}", "Demande {id}", "Forespørsel {id}"),
    "summary": Text("Check this", "À vérifier", "Se over dette"),
}


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts in one language."""

    language: str

    def __call__(self, key: str, **values: object) -> str:
        """The text of this key. Raises KeyError for one that does not exist."""
        found: str = getattr(TEXTS[key], self.language)
        return found.format(**values) if values else found
