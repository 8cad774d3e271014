"""The words in files, in the languages of Portico. One that is missing does not start."""

from collections.abc import Mapping
from dataclasses import dataclass

from contracts.events.payments import TransactionState

# ruff: noqa: RUF001 - the apostrophe of French typography is meant


@dataclass(frozen=True, slots=True, kw_only=True)
class FileTexts:
    """The words of one language. Names of sheets have at most 31 letters."""

    # Names of sheets, and of files (ASCII, no spaces)
    summary: str
    payments: str
    transactions: str
    invoices: str
    postings: str
    report_file: str
    payments_file: str
    transactions_file: str
    invoices_file: str
    postings_file: str

    # Columns
    month: str
    client: str
    currency: str
    count: str
    gross: str
    deductions: str
    taxes: str
    net: str
    paid_on: str
    payment: str
    method: str
    amount: str
    transaction: str
    set_off: str
    work_order: str
    work_order_title: str
    project: str
    period_start: str
    period_end: str
    status: str
    estimated_payment_on: str
    held_because: str
    created_on: str
    invoice: str
    company: str
    issued_on: str
    due_on: str
    subtotal: str
    total: str
    credited: str
    late_charges: str
    received: str
    open_amount: str
    written_off: str
    disputed_amount: str
    booked_on: str
    cause: str
    reference: str
    payment_reference: str
    debit: str
    debit_of: str
    credit: str
    credit_of: str
    posting: str

    states: Mapping[TransactionState, str]
    returned: str
    methods: Mapping[str, str]
    invoice_states: Mapping[str, str]
    causes: Mapping[str, str]
    accounts: Mapping[str, str]


_ENGLISH = FileTexts(
    summary="By month and client",
    payments="Payments",
    transactions="Pending transactions",
    invoices="Invoices",
    postings="Ledger",
    report_file="payment-report",
    payments_file="payments",
    transactions_file="pending-transactions",
    invoices_file="invoices",
    postings_file="ledger",
    month="Month",
    client="Client",
    currency="Currency",
    count="Number of transactions",
    gross="Gross",
    deductions="Deductions",
    taxes="Taxes",
    net="Net",
    paid_on="Paid on",
    payment="Payment",
    method="Method",
    amount="Amount",
    transaction="Transaction",
    set_off="Set off against other payments",
    work_order="Work order no.",
    work_order_title="Work order",
    project="Project",
    period_start="Period from",
    period_end="Period to",
    status="Status",
    estimated_payment_on="Estimated payment date",
    held_because="On hold because",
    created_on="Created on",
    invoice="Invoice no.",
    company="Company",
    issued_on="Issued on",
    due_on="Due on",
    subtotal="Before tax",
    total="Total",
    credited="Credited",
    late_charges="Interest and fees",
    received="Received",
    open_amount="Open amount",
    written_off="Written off",
    disputed_amount="Disputed, not due",
    booked_on="Booked on",
    cause="Booked for",
    reference="Reference",
    payment_reference="Payment reference",
    debit="Debit account",
    debit_of="Debit: of",
    credit="Credit account",
    credit_of="Credit: of",
    posting="Posting",
    states={
        TransactionState.PENDING_CLIENT_PAYMENT: "Pending client payment",
        TransactionState.SCHEDULED: "Scheduled",
        TransactionState.PROCESSING: "Processing",
        TransactionState.PENDING_RELEASE: "Waiting for release",
        TransactionState.ON_HOLD: "On hold",
        TransactionState.PAID: "Paid",
        TransactionState.REVERSED: "Reversed",
    },
    returned="returned by the bank",
    methods={"bank_transfer": "Bank transfer"},
    invoice_states={
        "not_due": "Not due",
        "overdue": "Overdue",
        "disputed": "Disputed",
        "paid": "Paid",
        "credited": "Credited",
        "written_off": "Written off",
    },
    causes={
        "transaction": "Transaction",
        "invoice": "Invoice",
        "receipt": "Receipt",
        "payment": "Payment",
        "settlement": "Payment taken by the bank",
        "credit_note": "Credit note",
        "refund": "Refund to a client",
        "write_off": "Write-off",
        "interest": "Late payment interest",
        "reminder_fee": "Reminder fee",
        "bank_entry": "Bank entry",
        "set_aside": "Bank entry set aside",
        "reversal": "Reversal",
    },
    accounts={
        "work_cost": "Cost of work",
        "contractor_payable": "Payable to contractors",
        "withheld": "Withheld",
        "employer_cost": "Employer’s contributions",
        "employer_due": "Employer’s contributions owed",
        "input_tax": "Input tax",
        "customer_receivable": "Receivable from clients",
        "revenue": "Revenue",
        "interest_income": "Interest income",
        "reminder_fees": "Reminder fees",
        "bad_debt": "Bad debt",
        "output_tax": "Output tax",
        "payments_in_transit": "Payments in transit",
        "suspense": "Suspense account",
        "other_bank_entries": "Other bank entries",
        "bank": "Bank",
    },
)

_FRENCH = FileTexts(
    summary="Par mois et client",
    payments="Paiements",
    transactions="Transactions en attente",
    invoices="Factures",
    postings="Grand livre",
    report_file="rapport-de-paiements",
    payments_file="paiements",
    transactions_file="transactions-en-attente",
    invoices_file="factures",
    postings_file="grand-livre",
    month="Mois",
    client="Client",
    currency="Devise",
    count="Nombre de transactions",
    gross="Brut",
    deductions="Retenues",
    taxes="Taxes",
    net="Net",
    paid_on="Payé le",
    payment="Paiement",
    method="Mode de paiement",
    amount="Montant",
    transaction="Transaction",
    set_off="Compensé avec d’autres paiements",
    work_order="N° de bon de travail",
    work_order_title="Bon de travail",
    project="Projet",
    period_start="Période du",
    period_end="Période au",
    status="Statut",
    estimated_payment_on="Date de paiement prévue",
    held_because="Motif de la suspension",
    created_on="Créée le",
    invoice="N° de facture",
    company="Entreprise",
    issued_on="Émise le",
    due_on="Échéance",
    subtotal="Total avant taxes",
    total="Total",
    credited="Crédité",
    late_charges="Intérêts et frais",
    received="Reçu",
    open_amount="Solde dû",
    written_off="Radié",
    disputed_amount="Contesté, non exigible",
    booked_on="Comptabilisé le",
    cause="Nature",
    reference="Référence",
    payment_reference="Référence de paiement",
    debit="Compte débité",
    debit_of="Débit : tiers",
    credit="Compte crédité",
    credit_of="Crédit : tiers",
    posting="Écriture",
    states={
        TransactionState.PENDING_CLIENT_PAYMENT: "En attente du paiement du client",
        TransactionState.SCHEDULED: "Planifiée",
        TransactionState.PROCESSING: "En traitement",
        TransactionState.PENDING_RELEASE: "En attente de déblocage",
        TransactionState.ON_HOLD: "En suspens",
        TransactionState.PAID: "Payée",
        TransactionState.REVERSED: "Annulée",
    },
    returned="retournée par la banque",
    methods={"bank_transfer": "Virement bancaire"},
    invoice_states={
        "not_due": "Non échue",
        "overdue": "En retard",
        "disputed": "Contestée",
        "paid": "Payée",
        "credited": "Créditée",
        "written_off": "Radiée",
    },
    causes={
        "transaction": "Transaction",
        "invoice": "Facture",
        "receipt": "Encaissement",
        "payment": "Paiement",
        "settlement": "Paiement exécuté par la banque",
        "credit_note": "Note de crédit",
        "refund": "Remboursement à un client",
        "write_off": "Radiation de créance",
        "interest": "Intérêts de retard",
        "reminder_fee": "Frais de rappel",
        "bank_entry": "Écriture bancaire",
        "set_aside": "Écriture bancaire classée",
        "reversal": "Contre-passation",
    },
    accounts={
        "work_cost": "Coût du travail",
        "contractor_payable": "Dû aux consultants",
        "withheld": "Retenues",
        "employer_cost": "Charges patronales",
        "employer_due": "Charges patronales à payer",
        "input_tax": "Taxe déductible",
        "customer_receivable": "Créances clients",
        "revenue": "Produits",
        "interest_income": "Produits d’intérêts",
        "reminder_fees": "Frais de rappel",
        "bad_debt": "Créances irrécouvrables",
        "output_tax": "Taxe collectée",
        "payments_in_transit": "Paiements en cours",
        "suspense": "Compte d’attente",
        "other_bank_entries": "Autres écritures bancaires",
        "bank": "Banque",
    },
)

_NORWEGIAN = FileTexts(
    summary="Per måned og kunde",
    payments="Utbetalinger",
    transactions="Ventende transaksjoner",
    invoices="Fakturaer",
    postings="Hovedbok",
    report_file="utbetalingsrapport",
    payments_file="utbetalinger",
    transactions_file="ventende-transaksjoner",
    invoices_file="fakturaer",
    postings_file="hovedbok",
    month="Måned",
    client="Kunde",
    currency="Valuta",
    count="Antall transaksjoner",
    gross="Brutto",
    deductions="Trekk",
    taxes="Avgifter",
    net="Netto",
    paid_on="Betalt",
    payment="Utbetaling",
    method="Betalingsmåte",
    amount="Beløp",
    transaction="Transaksjon",
    set_off="Motregnet mot andre utbetalinger",
    work_order="Arbeidsordrenr.",
    work_order_title="Arbeidsordre",
    project="Prosjekt",
    period_start="Periode fra",
    period_end="Periode til",
    status="Status",
    estimated_payment_on="Forventet utbetaling",
    held_because="På vent fordi",
    created_on="Opprettet",
    invoice="Fakturanr.",
    company="Bedrift",
    issued_on="Fakturadato",
    due_on="Forfall",
    subtotal="Sum uten mva.",
    total="Totalt",
    credited="Kreditert",
    late_charges="Renter og gebyrer",
    received="Mottatt",
    open_amount="Utestående",
    written_off="Tapsført",
    disputed_amount="Bestridt, forfaller ikke",
    booked_on="Bokført",
    cause="Bilagstype",
    reference="Bilag",
    payment_reference="Betalingsreferanse",
    debit="Debetkonto",
    debit_of="Debet: part",
    credit="Kreditkonto",
    credit_of="Kredit: part",
    posting="Postering",
    states={
        TransactionState.PENDING_CLIENT_PAYMENT: "Venter på betaling fra kunden",
        TransactionState.SCHEDULED: "Planlagt",
        TransactionState.PROCESSING: "Under behandling",
        TransactionState.PENDING_RELEASE: "Venter på frigivelse",
        TransactionState.ON_HOLD: "Satt på vent",
        TransactionState.PAID: "Betalt",
        TransactionState.REVERSED: "Tilbakeført",
    },
    returned="returnert av banken",
    methods={"bank_transfer": "Bankoverføring"},
    invoice_states={
        "not_due": "Ikke forfalt",
        "overdue": "Forfalt",
        "disputed": "Bestridt",
        "paid": "Betalt",
        "credited": "Kreditert",
        "written_off": "Tapsført",
    },
    causes={
        "transaction": "Transaksjon",
        "invoice": "Faktura",
        "receipt": "Innbetaling",
        "payment": "Utbetaling",
        "settlement": "Utbetaling gjennomført av banken",
        "credit_note": "Kreditnota",
        "refund": "Tilbakebetaling til kunde",
        "write_off": "Tapsføring",
        "interest": "Forsinkelsesrente",
        "reminder_fee": "Purregebyr",
        "bank_entry": "Bankpost",
        "set_aside": "Bankpost lagt til side",
        "reversal": "Tilbakeføring",
    },
    accounts={
        "work_cost": "Arbeidskostnad",
        "contractor_payable": "Skyldig konsulenter",
        "withheld": "Trekk",
        "employer_cost": "Arbeidsgivers kostnader",
        "employer_due": "Skyldige arbeidsgiverkostnader",
        "input_tax": "Inngående avgift",
        "customer_receivable": "Kundefordringer",
        "revenue": "Inntekt",
        "interest_income": "Renteinntekter",
        "reminder_fees": "Purregebyrer",
        "bad_debt": "Tap på fordringer",
        "output_tax": "Utgående avgift",
        "payments_in_transit": "Utbetalinger underveis",
        "suspense": "Interimskonto",
        "other_bank_entries": "Andre bankposter",
        "bank": "Bank",
    },
)

WORDS: Mapping[str, FileTexts] = {"en": _ENGLISH, "fr": _FRENCH, "nb": _NORWEGIAN}


def words_of(language: str) -> FileTexts:
    """The words of a language; English for one that Portico does not speak."""
    return WORDS.get(language, _ENGLISH)
