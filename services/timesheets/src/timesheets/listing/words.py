"""The words in files of logged work, in the languages of Portico."""

from collections.abc import Mapping
from dataclasses import dataclass

from contracts.events.timesheets import ArticleKind
from timesheets.work.model import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class FileTexts:
    """The words of one language. The sheet's name has at most 31 letters, the file's is ASCII."""

    sheet: str
    file: str

    day: str
    contractor: str
    company: str
    project: str
    work_order: str
    work_order_title: str
    article: str
    hours: str
    time: str
    expenses: str
    currency: str
    note: str
    status: str
    approved_by: str
    approved_at: str
    return_reason: str
    invoice: str

    articles: Mapping[ArticleKind, str]
    statuses: Mapping[Status, str]


_ENGLISH = FileTexts(
    sheet="Logged work",
    file="logged-work",
    day="Date",
    contractor="Contractor",
    company="Company",
    project="Project",
    work_order="Work order no.",
    work_order_title="Work order",
    article="Type",
    hours="Hours",
    time="Hours and minutes",
    expenses="Expenses",
    currency="Currency",
    note="Note",
    status="Status",
    approved_by="Approved by",
    approved_at="Approved at",
    return_reason="Reason for return",
    invoice="Invoice no.",
    articles={
        ArticleKind.REGULAR: "Regular hours",
        ArticleKind.OVERTIME: "Overtime",
        ArticleKind.EXPENSE: "Expenses",
    },
    statuses={
        Status.DRAFT: "Draft",
        Status.TO_APPROVAL: "To approval",
        Status.RETURNED: "Returned",
        Status.APPROVED: "Approved",
        Status.INVOICED: "Invoiced",
        Status.WITHDRAWN: "Withdrawn",
    },
)

_FRENCH = FileTexts(
    sheet="Travail saisi",
    file="travail-saisi",
    day="Date",
    contractor="Consultant",
    company="Entreprise",
    project="Projet",
    work_order="N° de bon de travail",
    work_order_title="Bon de travail",
    article="Type",
    hours="Heures",
    time="Heures et minutes",
    expenses="Dépenses",
    currency="Devise",
    note="Note",
    status="Statut",
    approved_by="Approuvé par",
    approved_at="Approuvé le",
    return_reason="Motif du renvoi",
    invoice="N° de facture",
    articles={
        ArticleKind.REGULAR: "Heures normales",
        ArticleKind.OVERTIME: "Heures supplémentaires",
        ArticleKind.EXPENSE: "Dépenses",
    },
    statuses={
        Status.DRAFT: "Brouillon",
        Status.TO_APPROVAL: "À approuver",
        Status.RETURNED: "Renvoyé",
        Status.APPROVED: "Approuvé",
        Status.INVOICED: "Facturé",
        Status.WITHDRAWN: "Retiré",
    },
)

_NORWEGIAN = FileTexts(
    sheet="Ført arbeid",
    file="fort-arbeid",
    day="Dato",
    contractor="Konsulent",
    company="Bedrift",
    project="Prosjekt",
    work_order="Arbeidsordrenr.",
    work_order_title="Arbeidsordre",
    article="Type",
    hours="Timer",
    time="Timer og minutter",
    expenses="Utlegg",
    currency="Valuta",
    note="Merknad",
    status="Status",
    approved_by="Godkjent av",
    approved_at="Godkjent",
    return_reason="Begrunnelse for retur",
    invoice="Fakturanr.",
    articles={
        ArticleKind.REGULAR: "Ordinære timer",
        ArticleKind.OVERTIME: "Overtid",
        ArticleKind.EXPENSE: "Utlegg",
    },
    statuses={
        Status.DRAFT: "Utkast",
        Status.TO_APPROVAL: "Til godkjenning",
        Status.RETURNED: "Returnert",
        Status.APPROVED: "Godkjent",
        Status.INVOICED: "Fakturert",
        Status.WITHDRAWN: "Trukket",
    },
)

WORDS: Mapping[str, FileTexts] = {"en": _ENGLISH, "fr": _FRENCH, "nb": _NORWEGIAN}


def words_of(language: str) -> FileTexts:
    """The words of a language; English for one that Portico does not speak."""
    return WORDS.get(language, _ENGLISH)
