"""Texts of the pages that lead in: sign-in, forgotten passwords, invitations and login links."""

# French has its own apostrophe, which ruff takes for a mistake.
# ruff: noqa: RUF001

from collections.abc import Mapping

from edge.pages.text import Text

SIGN_IN: Mapping[str, Text] = {
    # Sign in
    "login": Text("Log in", "Se connecter", "Logg inn"),
    "login.title": Text("Log in", "Connexion", "Logg inn"),
    "login.lead": Text("{portal} of {agency}", "{portal} de {agency}", "{portal} hos {agency}"),
    "field.email": Text("E-mail address", "Adresse courriel", "E-postadresse"),
    "field.password": Text("Password", "Mot de passe", "Passord"),
    "field.new_password": Text("New password", "Nouveau mot de passe", "Nytt passord"),
    "field.new_password_again": Text(
        "Confirm new password", "Confirmer le nouveau mot de passe", "Gjenta nytt passord"
    ),
    "field.current_password": Text("Current password", "Mot de passe actuel", "Nåværende passord"),
    "show": Text("Show", "Afficher", "Vis"),
    "hide": Text("Hide", "Masquer", "Skjul"),
    "login.remember": Text("Remember me", "Se souvenir de moi", "Husk meg"),
    "login.remember_hint": Text(
        "Fills in your address next time and keeps you logged in longer. Don’t use it on a "
        "shared computer.",
        "Remplit votre adresse la prochaine fois et vous garde connecté plus longtemps. À "
        "éviter sur un ordinateur partagé.",
        "Fyller inn adressen neste gang og holder deg innlogget lenger. Ikke bruk det på en "
        "delt datamaskin.",
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
        "Too many attempts. Try again in {minutes} min, or request a new password.",
        "Trop d’essais. Réessayez dans {minutes} min ou demandez un nouveau mot de passe.",
        "For mange forsøk. Prøv igjen om {minutes} min, eller be om nytt passord.",
    ),
    "login.away": Text(
        "You can’t log in right now. Try again in a moment.",
        "La connexion est impossible pour l’instant. Réessayez dans un moment.",
        "Du kan ikke logge inn akkurat nå. Prøv igjen om litt.",
    ),
    "login.required": Text("Enter a value.", "Remplissez ce champ.", "Fyll ut feltet."),
    # Second factor
    "second.title": Text(
        "Two-step verification", "Vérification en deux étapes", "Bekreft i to steg"
    ),
    "second.lead": Text(
        "Enter the code from your authenticator app, or one of your recovery codes.",
        "Entrez le code de votre application d’authentification ou un de vos codes de "
        "récupération.",
        "Skriv inn koden fra autentiseringsappen, eller en av gjenopprettingskodene dine.",
    ),
    "second.code": Text("Code", "Code", "Kode"),
    "second.button": Text("Continue", "Continuer", "Fortsett"),
    "second.wrong": Text(
        "The code is incorrect or has already been used. Enter a new one.",
        "Le code est incorrect ou a déjà servi. Entrez-en un nouveau.",
        "Koden er feil eller allerede brukt. Skriv inn en ny.",
    ),
    "second.over": Text(
        "That took too long, or too many attempts. Log in again.",
        "Le délai ou le nombre d’essais est dépassé. Reconnectez-vous.",
        "Det tok for lang tid, eller for mange forsøk. Logg inn på nytt.",
    ),
    "logout": Text("Log out", "Se déconnecter", "Logg ut"),
    # Forgotten password
    "forgot.title": Text("Forgot your password?", "Mot de passe oublié ?", "Glemt passordet?"),
    "forgot.lead": Text(
        "Enter your e-mail address and we’ll send you a link to set a new password.",
        "Entrez votre adresse courriel et nous vous enverrons un lien pour changer de mot de "
        "passe.",
        "Skriv inn e-postadressen din, så sender vi deg en lenke for å velge nytt passord.",
    ),
    "forgot.button": Text(
        "Request new password", "Demander un nouveau mot de passe", "Be om nytt passord"
    ),
    "forgot.sent_title": Text("Check your inbox", "Consultez vos courriels", "Sjekk innboksen"),
    "forgot.sent": Text(
        "If {email} has an account, we’ve sent it a link. The link works for one hour.",
        "Si {email} a un compte, nous lui avons envoyé un lien. Il est valable une heure.",
        "Hvis {email} har en konto, har vi sendt en lenke dit. Den virker i én time.",
    ),
    "login.back": Text("Back to log in", "Retour à la connexion", "Tilbake til innlogging"),
    # Invitation
    "welcome.title": Text("Welcome, {name}", "Bienvenue, {name}", "Velkommen, {name}"),
    "welcome.lead": Text(
        "Choose a password to set up your access to {agency}.",
        "Choisissez un mot de passe pour créer votre accès chez {agency}.",
        "Velg et passord for å få tilgang hos {agency}.",
    ),
    "welcome.button": Text("Sign up with email", "S’inscrire par courriel", "Registrer med e-post"),
    "welcome.terms": Text(
        "I accept the terms of use and the privacy policy",
        "J’accepte les conditions d’utilisation et la politique de confidentialité",
        "Jeg godtar bruksvilkårene og personvernerklæringen",
    ),
    "welcome.terms_needed": Text(
        "Accept the terms of use and the privacy policy to continue.",
        "Acceptez les conditions et la politique de confidentialité pour continuer.",
        "Godta bruksvilkårene og personvernerklæringen for å fortsette.",
    ),
    "welcome.terms_of_use": Text("Terms of use", "Conditions d’utilisation", "Bruksvilkår"),
    "welcome.privacy": Text(
        "Privacy policy", "Politique de confidentialité", "Personvernerklæring"
    ),
    "welcome.version": Text("Version {version}", "Version {version}", "Versjon {version}"),
    # Passwords
    "password.length": Text("At least 8 characters", "Au moins 8 caractères", "Minst 8 tegn"),
    "password.no_email": Text(
        "Doesn’t contain your e-mail address",
        "Ne contient pas votre adresse courriel",
        "Inneholder ikke e-postadressen din",
    ),
    "password.uncommon": Text(
        "Isn’t a common password", "N’est pas un mot de passe courant", "Er ikke et vanlig passord"
    ),
    "password.met": Text("met", "rempli", "oppfylt"),
    "password.open": Text("not yet met", "pas encore rempli", "ikke oppfylt ennå"),
    "password.too_short": Text(
        "Use at least 8 characters.", "Utilisez au moins 8 caractères.", "Bruk minst 8 tegn."
    ),
    "password.too_long": Text(
        "Use at most 128 characters.", "Utilisez au plus 128 caractères.", "Bruk høyst 128 tegn."
    ),
    "password.refused": Text(
        "Choose another password: this one is too common or contains your e-mail address.",
        "Choisissez un autre mot de passe : celui-ci est trop courant ou contient votre adresse"
        " courriel.",
        "Velg et annet passord: dette er for vanlig eller inneholder e-postadressen din.",
    ),
    "password.differ": Text(
        "The passwords don’t match.",
        "Les mots de passe ne correspondent pas.",
        "Passordene er ikke like.",
    ),
    "password.wrong": Text(
        "Your current password is incorrect.",
        "Votre mot de passe actuel est incorrect.",
        "Det nåværende passordet er feil.",
    ),
    "password.title": Text("Change password", "Changer le mot de passe", "Endre passord"),
    "password.lead": Text(
        "We’ll log you out on your other devices.",
        "Nous vous déconnecterons de vos autres appareils.",
        "Vi logger deg ut på de andre enhetene dine.",
    ),
    "password.save": Text("Save", "Enregistrer", "Lagre"),
    "password.changed": Text(
        "You changed your password.",
        "Vous avez changé votre mot de passe.",
        "Du har endret passordet.",
    ),
    "reset.title": Text("Set new password", "Nouveau mot de passe", "Sett nytt passord"),
    "reset.lead": Text(
        "For {email}. Saving it logs you in.",
        "Pour {email}. L’enregistrer vous connecte.",
        "For {email}. Du logges inn når du lagrer.",
    ),
    "reset.button": Text("Save and log in", "Enregistrer et se connecter", "Lagre og logg inn"),
    # Login link
    "link.title": Text("Log in as {name}", "Se connecter : {name}", "Logg inn som {name}"),
    "link.lead": Text(
        "This link works once. It logs in {email} at {agency}.",
        "Ce lien sert une seule fois. Il connecte {email} chez {agency}.",
        "Lenken virker én gang. Den logger inn {email} hos {agency}.",
    ),
    "link.used": Text(
        "This link has already been used", "Ce lien a déjà servi", "Denne lenken er allerede brukt"
    ),
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
        "This link doesn’t work", "Ce lien ne fonctionne pas", "Denne lenken virker ikke"
    ),
    "link.unknown_lead": Text(
        "Part of it may be missing. Open it from the e-mail again, or enter your e-mail address"
        " and we’ll send you a new one.",
        "Il en manque peut-être une partie. Rouvrez-le depuis le courriel, ou entrez votre "
        "adresse courriel et nous vous en enverrons un nouveau.",
        "Noe av den kan mangle. Åpne den fra e-posten igjen, eller skriv inn e-postadressen "
        "din, så sender vi en ny.",
    ),
    "link.has_access": Text(
        "You already have access. Log in.",
        "Vous avez déjà accès. Connectez-vous.",
        "Du har allerede tilgang. Logg inn.",
    ),
    "link.access_ended": Text(
        "Your access has ended. If you think this is a mistake, contact your agency.",
        "Votre accès a pris fin. Si c’est une erreur, communiquez avec votre agence.",
        "Tilgangen din er avsluttet. Kontakt byrået ditt hvis det er en feil.",
    ),
    "link.renew": Text("Send me a new link", "M’envoyer un nouveau lien", "Send meg en ny lenke"),
    "link.renewed_title": Text("Check your inbox", "Consultez vos courriels", "Sjekk innboksen"),
    "link.renewed": Text(
        "If the link was ours, we’ve sent a new one to the same address.",
        "Si le lien venait de nous, nous en avons envoyé un nouveau à la même adresse.",
        "Hvis lenken var vår, har vi sendt en ny til samme adresse.",
    ),
}
