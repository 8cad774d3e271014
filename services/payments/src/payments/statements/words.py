"""The words in a statement's file, in the languages of Portico."""

from collections.abc import Mapping
from dataclasses import dataclass

from payments.statements.model import Age, MovementKind

# ruff: noqa: RUF001 - the apostrophe of French typography is meant


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementTexts:
    """The words of one language. Names of sheets have at most 31 letters."""

    file: str
    summary: str
    movements: str
    open_invoices: str

    currency: str
    opening: str
    charged: str
    credited: str
    closing: str
    open_total: str
    kept_balance: str
    difference: str
    booked_on: str
    what: str
    number: str
    reference: str
    received_on: str
    issued_on: str
    due_on: str
    balance: str
    total: str
    late_charges: str
    received: str
    open_amount: str
    disputed: str
    days_overdue: str
    age: str
    opening_on: str

    ages: Mapping[Age, str]
    causes: Mapping[MovementKind, str]


_ENGLISH = StatementTexts(
    file="statement-of-account",
    summary="Summary",
    movements="Movements",
    open_invoices="Open invoices",
    currency="Currency",
    opening="Opening balance",
    charged="Charged",
    credited="Credited",
    closing="Closing balance",
    open_total="Open invoices",
    kept_balance="Paid too much",
    difference="Difference under review",
    booked_on="Booked on",
    what="Description",
    number="Invoice no.",
    reference="Reference",
    received_on="Received on",
    issued_on="Issued on",
    due_on="Due on",
    balance="Balance",
    total="Total",
    late_charges="Interest and fees",
    received="Received",
    open_amount="Open amount",
    disputed="Disputed, not due",
    days_overdue="Days overdue",
    age="Age",
    opening_on="Opening balance",
    ages={
        Age.NOT_DUE: "Not due",
        Age.DAYS_1_TO_30: "1 to 30 days overdue",
        Age.DAYS_31_TO_60: "31 to 60 days overdue",
        Age.DAYS_61_TO_90: "61 to 90 days overdue",
        Age.OVER_90_DAYS: "Over 90 days overdue",
    },
    causes={
        MovementKind.INVOICE: "Invoice",
        MovementKind.RECEIPT: "Payment received",
        MovementKind.RECEIPT_RETURNED: "Payment returned by the bank",
        MovementKind.CREDIT_NOTE: "Credit note",
        MovementKind.REFUND: "Refund",
        MovementKind.WRITE_OFF: "Written off",
        MovementKind.WRITE_OFF_REVERSED: "Write-off reversed",
        MovementKind.INTEREST: "Late payment interest",
        MovementKind.INTEREST_WAIVED: "Late payment interest waived",
        MovementKind.REMINDER_FEE: "Reminder fee",
        MovementKind.REMINDER_FEE_WAIVED: "Reminder fee waived",
        MovementKind.REVERSAL: "Reversal",
    },
)

_FRENCH = StatementTexts(
    file="releve-de-compte",
    summary="Sommaire",
    movements="Mouvements",
    open_invoices="Factures à payer",
    currency="Devise",
    opening="Solde d’ouverture",
    charged="Débit",
    credited="Crédit",
    closing="Solde de clôture",
    open_total="Factures à payer",
    kept_balance="Trop-perçu",
    difference="Écart en vérification",
    booked_on="Comptabilisé le",
    what="Description",
    number="N° de facture",
    reference="Référence",
    received_on="Reçu le",
    issued_on="Émise le",
    due_on="Échéance",
    balance="Solde",
    total="Total",
    late_charges="Intérêts et frais",
    received="Reçu",
    open_amount="Solde dû",
    disputed="Contesté, non exigible",
    days_overdue="Jours de retard",
    age="Ancienneté",
    opening_on="Solde d’ouverture",
    ages={
        Age.NOT_DUE: "Non échu",
        Age.DAYS_1_TO_30: "1 à 30 jours de retard",
        Age.DAYS_31_TO_60: "31 à 60 jours de retard",
        Age.DAYS_61_TO_90: "61 à 90 jours de retard",
        Age.OVER_90_DAYS: "Plus de 90 jours de retard",
    },
    causes={
        MovementKind.INVOICE: "Facture",
        MovementKind.RECEIPT: "Paiement reçu",
        MovementKind.RECEIPT_RETURNED: "Paiement retourné par la banque",
        MovementKind.CREDIT_NOTE: "Note de crédit",
        MovementKind.REFUND: "Remboursement",
        MovementKind.WRITE_OFF: "Radiation",
        MovementKind.WRITE_OFF_REVERSED: "Radiation annulée",
        MovementKind.INTEREST: "Intérêts de retard",
        MovementKind.INTEREST_WAIVED: "Intérêts de retard annulés",
        MovementKind.REMINDER_FEE: "Frais de rappel",
        MovementKind.REMINDER_FEE_WAIVED: "Frais de rappel annulés",
        MovementKind.REVERSAL: "Contrepassation",
    },
)

_NORWEGIAN = StatementTexts(
    file="kontoutskrift",
    summary="Sammendrag",
    movements="Bevegelser",
    open_invoices="Åpne fakturaer",
    currency="Valuta",
    opening="Inngående saldo",
    charged="Debet",
    credited="Kredit",
    closing="Utgående saldo",
    open_total="Sum åpne fakturaer",
    kept_balance="Betalt for mye",
    difference="Differanse under avklaring",
    booked_on="Bokført",
    what="Beskrivelse",
    number="Fakturanr.",
    reference="Referanse",
    received_on="Mottatt dato",
    issued_on="Fakturadato",
    due_on="Forfall",
    balance="Saldo",
    total="Totalt",
    late_charges="Renter og gebyrer",
    received="Mottatt",
    open_amount="Utestående",
    disputed="Bestridt, forfaller ikke",
    days_overdue="Dager over forfall",
    age="Alder",
    opening_on="Inngående saldo",
    ages={
        Age.NOT_DUE: "Ikke forfalt",
        Age.DAYS_1_TO_30: "1 til 30 dager over forfall",
        Age.DAYS_31_TO_60: "31 til 60 dager over forfall",
        Age.DAYS_61_TO_90: "61 til 90 dager over forfall",
        Age.OVER_90_DAYS: "Mer enn 90 dager over forfall",
    },
    causes={
        MovementKind.INVOICE: "Faktura",
        MovementKind.RECEIPT: "Innbetaling",
        MovementKind.RECEIPT_RETURNED: "Betaling tilbakeført av banken",
        MovementKind.CREDIT_NOTE: "Kreditnota",
        MovementKind.REFUND: "Tilbakebetaling",
        MovementKind.WRITE_OFF: "Tapsføring",
        MovementKind.WRITE_OFF_REVERSED: "Tapsføring tilbakeført",
        MovementKind.INTEREST: "Forsinkelsesrente",
        MovementKind.INTEREST_WAIVED: "Forsinkelsesrente slettet",
        MovementKind.REMINDER_FEE: "Purregebyr",
        MovementKind.REMINDER_FEE_WAIVED: "Purregebyr slettet",
        MovementKind.REVERSAL: "Tilbakeføring",
    },
)

WORDS: Mapping[str, StatementTexts] = {"en": _ENGLISH, "fr": _FRENCH, "nb": _NORWEGIAN}


def words_of(language: str) -> StatementTexts:
    """The words of a language; English for one that Portico does not speak."""
    return WORDS.get(language, _ENGLISH)
