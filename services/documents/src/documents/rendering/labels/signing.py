"""The words of the evidence: the pages at the end of what is signed, and a signature on them."""

# ruff: noqa: RUF001 - an apostrophe as French writes it

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningLabels:
    """The words of one language. Words in braces are filled in."""

    title: str
    intro: str
    document: str
    number: str
    customer: str
    sent_by: str
    sent_at: str
    original_hash: str
    pages: str
    to_check: str
    check: str
    code: str
    signer: str
    not_signed: str

    signed_by: str
    for_company: str
    signed_at: str
    from_address: str
    from_unknown: str
    browser: str
    signed_in: str
    method: dict[str, str]
    with_factor: str
    factor: dict[str, str]
    without_factor: str
    hash_before: str
    consent: str
    forwarded: str


ENGLISH = SigningLabels(
    title="Signatures and evidence",
    intro="These pages are part of the signed document. Each signature below is sealed into the "
    "file with a certificate: any change to the file afterwards shows.",
    document="Document",
    number="Number",
    customer="Customer",
    sent_by="Sent by",
    sent_at="Sent",
    original_hash="SHA-256 of the file as it was sent",
    pages="Pages",
    to_check="To check this document",
    check="Go to {address} and choose the file, or enter its number and this code:",
    code="Code",
    signer="Signer {position}",
    not_signed="Not signed yet",
    signed_by="Signed by",
    for_company="for {company}",
    signed_at="Signed",
    from_address="From",
    from_unknown="not known",
    browser="Browser",
    signed_in="Signed in with",
    method={
        "password": "password",
        "invitation": "invitation link and new password",
        "login_link": "one-time login link",
        "password_reset": "new password by e-mail link",
        "passkey": "passkey",
        "provider": "account of another provider",
        "": "login to the portal",
    },
    with_factor="{method} and {factor}",
    factor={
        "totp": "code of an authenticator app",
        "passkey": "passkey",
        "recovery_code": "recovery code",
    },
    without_factor="{method}, without a second factor",
    hash_before="SHA-256 of the file when signing",
    consent="Agreed to",
    forwarded="Forwarded by {person} on {at}: {reason}",
)

FRENCH = SigningLabels(
    title="Signatures et preuves",
    intro="Ces pages font partie du document signé. Chaque signature ci-dessous est scellée dans "
    "le fichier par un certificat : toute modification ultérieure du fichier est détectée.",
    document="Document",
    number="Numéro",
    customer="Client",
    sent_by="Envoyé par",
    sent_at="Envoyé le",
    original_hash="SHA-256 du fichier tel qu’il a été envoyé",
    pages="Pages",
    to_check="Pour vérifier ce document",
    check="Allez à {address} et choisissez le fichier, ou entrez son numéro et ce code :",
    code="Code",
    signer="Signataire {position}",
    not_signed="Pas encore signé",
    signed_by="Signé par",
    for_company="pour {company}",
    signed_at="Signé le",
    from_address="Depuis",
    from_unknown="inconnu",
    browser="Navigateur",
    signed_in="Connexion par",
    method={
        "password": "mot de passe",
        "invitation": "lien d’invitation et nouveau mot de passe",
        "login_link": "lien de connexion à usage unique",
        "password_reset": "nouveau mot de passe par lien reçu par courriel",
        "passkey": "clé d’accès",
        "provider": "compte d’un autre fournisseur",
        "": "connexion au portail",
    },
    with_factor="{method} et {factor}",
    factor={
        "totp": "code d’une application d’authentification",
        "passkey": "clé d’accès",
        "recovery_code": "code de secours",
    },
    without_factor="{method}, sans second facteur",
    hash_before="SHA-256 du fichier à la signature",
    consent="Accord",
    forwarded="Transmis par {person} le {at} : {reason}",
)

NORWEGIAN = SigningLabels(
    title="Signaturer og dokumentasjon",
    intro="Disse sidene er en del av det signerte dokumentet. Hver signatur nedenfor er forseglet "
    "i filen med et sertifikat: enhver senere endring av filen oppdages.",
    document="Dokument",
    number="Nummer",
    customer="Kunde",
    sent_by="Sendt av",
    sent_at="Sendt",
    original_hash="SHA-256 for filen slik den ble sendt",
    pages="Sider",
    to_check="Kontroller dokumentet",
    check="Gå til {address} og velg filen, eller skriv inn nummeret og denne koden:",
    code="Kode",
    signer="Signatar {position}",
    not_signed="Ikke signert ennå",
    signed_by="Signert av",
    for_company="for {company}",
    signed_at="Signert",
    from_address="Fra",
    from_unknown="ukjent",
    browser="Nettleser",
    signed_in="Logget inn med",
    method={
        "password": "passord",
        "invitation": "invitasjonslenke og nytt passord",
        "login_link": "engangslenke for innlogging",
        "password_reset": "nytt passord via lenke på e-post",
        "passkey": "passnøkkel",
        "provider": "konto hos en annen leverandør",
        "": "innlogging i portalen",
    },
    with_factor="{method} og {factor}",
    factor={
        "totp": "kode fra en autentiseringsapp",
        "passkey": "passnøkkel",
        "recovery_code": "gjenopprettingskode",
    },
    without_factor="{method}, uten ekstra faktor",
    hash_before="SHA-256 for filen ved signering",
    consent="Godtok",
    forwarded="Videresendt av {person} {at}: {reason}",
)

_OF = {"en": ENGLISH, "fr": FRENCH, "nb": NORWEGIAN}


def signing_labels(language: str) -> SigningLabels:
    """The words of a language that Portico speaks. Raises KeyError for another."""
    return _OF[language]
