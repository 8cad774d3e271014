"""The words of a statement of account."""

# ruff: noqa: RUF001 - an apostrophe as French writes it, and the dash of a range

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLabels:
    """The words of one language."""

    closing: str
    as_of: str
    opening: str
    charged: str
    credited: str
    late_charges: str
    ages: str
    age: dict[str, str]
    open_invoices: str
    invoice: str
    issued: str
    due: str
    overdue: str
    total: str
    open_amount: str
    disputed: str
    movements: str
    booked: str
    what: str
    kept_balance: str
    balance: str
    received_on: str
    cause: dict[str, str]
    nothing: str
    note: str


ENGLISH = StatementLabels(
    closing="Closing balance",
    as_of="As of",
    opening="Opening balance",
    charged="Charged",
    credited="Credited",
    late_charges="Interest and fees",
    ages="Open by age",
    age={
        "not_due": "Not due",
        "days_1_to_30": "1–30 days overdue",
        "days_31_to_60": "31–60 days overdue",
        "days_61_to_90": "61–90 days overdue",
        "over_90_days": "Over 90 days overdue",
    },
    open_invoices="Open invoices",
    invoice="Invoice",
    issued="Issued",
    due="Due",
    overdue="Days overdue",
    total="Total",
    open_amount="Open",
    disputed="Disputed, not due",
    movements="Movements",
    booked="Booked",
    what="Description",
    kept_balance="Paid too much",
    balance="Balance",
    received_on="received on {day}",
    cause={
        "invoice": "Invoice",
        "receipt": "Payment received",
        "receipt_returned": "Payment returned by the bank",
        "credit_note": "Credit note",
        "refund": "Refund",
        "write_off": "Written off",
        "write_off_reversed": "Write-off reversed",
        "interest": "Late payment interest",
        "interest_waived": "Late payment interest waived",
        "reminder_fee": "Reminder fee",
        "reminder_fee_waived": "Reminder fee waived",
        "reversal": "Reversal",
        "transaction": "Adjustment",
        "payment": "Payment sent",
    },
    nothing="Nothing was owed in this period, and nothing was booked.",
    note="Each payment counts on the day it was booked.",
)

FRENCH = StatementLabels(
    closing="Solde de clôture",
    as_of="En date du",
    opening="Solde d’ouverture",
    charged="Débit",
    credited="Crédit",
    late_charges="Intérêts et frais",
    ages="Solde dû par ancienneté",
    age={
        "not_due": "Non échu",
        "days_1_to_30": "1 à 30 jours de retard",
        "days_31_to_60": "31 à 60 jours de retard",
        "days_61_to_90": "61 à 90 jours de retard",
        "over_90_days": "Plus de 90 jours de retard",
    },
    open_invoices="Factures à payer",
    invoice="Facture",
    issued="Émise le",
    due="Échéance",
    overdue="Jours de retard",
    total="Total",
    open_amount="Solde dû",
    disputed="Contesté, non exigible",
    movements="Mouvements",
    booked="Comptabilisé",
    what="Détail",
    kept_balance="Trop-perçu",
    balance="Solde",
    received_on="reçu le {day}",
    cause={
        "invoice": "Facture",
        "receipt": "Paiement reçu",
        "receipt_returned": "Paiement retourné par la banque",
        "credit_note": "Note de crédit",
        "refund": "Remboursement",
        "write_off": "Radiation",
        "write_off_reversed": "Radiation annulée",
        "interest": "Intérêts de retard",
        "interest_waived": "Intérêts de retard annulés",
        "reminder_fee": "Frais de rappel",
        "reminder_fee_waived": "Frais de rappel annulés",
        "reversal": "Contrepassation",
        "transaction": "Ajustement",
        "payment": "Paiement envoyé",
    },
    nothing="Rien n’était dû pendant cette période, et rien n’a été comptabilisé.",
    note="Chaque paiement compte à la date de sa comptabilisation.",
)

NORWEGIAN = StatementLabels(
    closing="Utgående saldo",
    as_of="Per dato",
    opening="Inngående saldo",
    charged="Debet",
    credited="Kredit",
    late_charges="Renter og gebyrer",
    ages="Utestående etter alder",
    age={
        "not_due": "Ikke forfalt",
        "days_1_to_30": "1–30 dager over forfall",
        "days_31_to_60": "31–60 dager over forfall",
        "days_61_to_90": "61–90 dager over forfall",
        "over_90_days": "Mer enn 90 dager over forfall",
    },
    open_invoices="Åpne fakturaer",
    invoice="Faktura",
    issued="Fakturadato",
    due="Forfall",
    overdue="Dager over forfall",
    total="Totalt",
    open_amount="Utestående",
    disputed="Bestridt, forfaller ikke",
    movements="Bevegelser",
    booked="Bokført",
    what="Beskrivelse",
    kept_balance="Betalt for mye",
    balance="Saldo",
    received_on="mottatt {day}",
    cause={
        "invoice": "Faktura",
        "receipt": "Innbetaling",
        "receipt_returned": "Betaling tilbakeført av banken",
        "credit_note": "Kreditnota",
        "refund": "Tilbakebetaling",
        "write_off": "Tapsføring",
        "write_off_reversed": "Tapsføring tilbakeført",
        "interest": "Forsinkelsesrente",
        "interest_waived": "Forsinkelsesrente slettet",
        "reminder_fee": "Purregebyr",
        "reminder_fee_waived": "Purregebyr slettet",
        "reversal": "Tilbakeføring",
        "transaction": "Justering",
        "payment": "Utbetaling",
    },
    nothing="Ingenting var utestående i perioden, og ingenting ble bokført.",
    note="Hver innbetaling teller den dagen den ble bokført.",
)

_LANGUAGES = {"en": ENGLISH, "fr": FRENCH, "nb": NORWEGIAN}


def statement_labels(language: str) -> StatementLabels:
    """The words of a language; English for one that Portico does not speak."""
    return _LANGUAGES.get(language, ENGLISH)
