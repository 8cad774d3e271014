"""Shapes of the services, from their OpenAPI documents, by edge.forwarding.generate."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from contracts.access import Permission, Portal
from contracts.money import Money


class AcceptInvitationBody(BaseModel):
    """Sign-up. The terms must be accepted, in the version that was shown."""

    model_config = ConfigDict(extra="forbid")

    accepted_terms: Literal[True]
    agency: str
    password: str = Field(repr=False)
    terms_version: str
    token: str = Field(repr=False)


class AcceptInvitationRequest(BaseModel):
    """Sign-up. The terms must be accepted, in the version that was shown."""

    model_config = ConfigDict(extra="forbid")

    accepted_terms: Literal[True]
    password: str = Field(repr=False)
    terms_version: str
    token: str = Field(repr=False)


class Address(BaseModel):
    """A postal address. `region` is a province or state code where the country has them."""

    city: str = Field(default='', validate_default=True)
    country: str
    postal_code: str = Field(default='', validate_default=True)
    region: str = Field(default='', validate_default=True)
    street: str = Field(default='', validate_default=True)


class ArticleKind(StrEnum):
    """What is logged."""

    REGULAR = 'regular'
    OVERTIME = 'overtime'
    EXPENSE = 'expense'


class AskedApprover(BaseModel):
    """Who is asked to approve an entry that waits, and can do so now."""

    is_staff: bool = Field(default=False, validate_default=True)
    name: str
    person_id: UUID | None = Field(default=None)
    stands_in_for: str | None = Field(default=None)


class BankAccountKind(StrEnum):
    """How a bank account is named."""

    IBAN = 'iban'
    NORWEGIAN = 'norwegian'
    CANADIAN = 'canadian'


class BankAccountState(StrEnum):
    """What an account that was named is now."""

    IN_FORCE = 'in_force'
    COOLING_OFF = 'cooling_off'
    TAKEN_BACK = 'taken_back'
    REPLACED = 'replaced'


class CalculationStep(BaseModel):
    """One step of how an amount came about, by the names that its source gives."""

    code: str = Field(repr=False)
    edition: str
    formula: str
    inputs: dict[str, str] = Field(default={}, validate_default=True)
    result: str
    source: str


class ChargeToDate(BaseModel):
    """What one charge comes to in a year until now."""

    amount: Money
    code: str = Field(repr=False)
    names: dict[str, str]


class ContractorKind(StrEnum):
    """A temp is an employee and gets paystubs; an incorporated one is paid against an invoice."""

    TEMP = 'temp'
    INCORPORATED = 'incorporated'


class DocumentKind(StrEnum):
    """What a document is. Its subject: a transaction, invoice, credit note, payment or itself."""

    PAYSTUB = 'paystub'
    CONTRACTOR_INVOICE = 'contractor_invoice'
    CUSTOMER_INVOICE = 'customer_invoice'
    CREDIT_NOTE = 'credit_note'
    PAYMENT_STATEMENT = 'payment_statement'
    PAYMENT_REPORT = 'payment_report'
    STATEMENT_OF_ACCOUNT = 'statement_of_account'


class DocumentState(StrEnum):
    """How far a document is."""

    ORDERED = 'ordered'
    RENDERED = 'rendered'
    FAILED = 'failed'


class EndAllRequest(BaseModel):
    """Sign out everywhere; `this_one` too, unless told otherwise."""

    model_config = ConfigDict(extra="forbid")

    this_one: bool = Field(default=True, validate_default=True)


class EndOwnSessionsResult(BaseModel):
    """How many sessions ended."""

    ended: int


class ExpectationBasis(StrEnum):
    """Why an expectation is what it is."""

    RECORD = 'record'
    TOO_FEW = 'too_few'
    LATER_THAN_USUAL = 'later_than_usual'


class FirstLogin(BaseModel):
    """A temporary password was right, and signs nobody in: `invitation_token` leads to sign-up."""

    expires_at: datetime
    invitation_token: str = Field(repr=False)
    portal: Portal


class FlowBody(BaseModel):
    """Who goes to a provider, and where the browser goes afterwards: a path within the portal."""

    model_config = ConfigDict(extra="forbid")

    accepted_terms: bool = Field(default=False, validate_default=True)
    agency: str
    link_token: str | None = Field(default=None, repr=False)
    portal: Portal
    provider_id: str
    remember: bool = Field(default=False, validate_default=True)
    return_to: str | None = Field(default=None)
    terms_version: str | None = Field(default=None)


class FlowDetails(BaseModel):
    """Where the browser goes, and what it keeps meanwhile in a cookie of its own."""

    authorize_url: str
    browser_token: str = Field(repr=False)
    expires_at: datetime
    portal: Portal


class FlowPurpose(StrEnum):
    """What the browser went to the provider for."""

    SIGN_IN = 'sign_in'
    SIGN_UP = 'sign_up'
    LINK = 'link'


class Gap(StrEnum):
    """What is missing to make an e-invoice. Its value is what an API tells."""

    SELLER = 'seller'
    SELLER_ADDRESS = 'seller_address'
    SELLER_TAX_NUMBER = 'seller_tax_number'
    SELLER_ELECTRONIC_ADDRESS = 'seller_electronic_address'
    BUYER_ADDRESS = 'buyer_address'
    BUYER_ELECTRONIC_ADDRESS = 'buyer_electronic_address'
    BUYER_REFERENCE = 'buyer_reference'
    RECEIVING_ACCOUNT = 'receiving_account'
    REASON_WITHOUT_TAX = 'reason_without_tax'
    TAX_RATE = 'tax_rate'
    CURRENCY = 'currency'


class HistoryItemKind(StrEnum):
    """What can happen to a transaction."""

    CREATED = 'created'
    HELD = 'held'
    RELEASED = 'released'
    CLIENT_PAID = 'client_paid'
    ORDERED = 'ordered'
    PAID = 'paid'
    CAME_BACK = 'came_back'
    REVERSED = 'reversed'


class InquiriesOverview(BaseModel):
    """Answers that I have not seen, and whether one can write to the agency here."""

    count: int
    oldest_at: datetime | None = Field(default=None)
    takes_inquiries: bool


class InterestDetails(BaseModel):
    """What being late comes to from a day to the end of another, at so many percent a year."""

    amount: Money
    from_on: date
    percent: str
    until_on: date


class InvoiceState(StrEnum):
    """Where an invoice stands on a day. Not paid is every one but the last three."""

    NOT_DUE = 'not_due'
    OVERDUE = 'overdue'
    DISPUTED = 'disputed'
    PAID = 'paid'
    CREDITED = 'credited'
    WRITTEN_OFF = 'written_off'


class InvoicedWork(BaseModel):
    """The entries of one work order that an invoice covers."""

    entry_ids: list[UUID]
    versions: list[int] = Field(default=[], validate_default=True)
    work_order_id: UUID


class LateChargeKind(StrEnum):
    """What is charged because an invoice was not paid in time."""

    INTEREST = 'interest'
    REMINDER_FEE = 'reminder_fee'


class LinkAccountRequest(BaseModel):
    """Which provider's account to link, and where the browser goes afterwards."""

    model_config = ConfigDict(extra="forbid")

    provider_id: str
    return_to: str | None = Field(default=None)


class LinkBody(BaseModel):
    """A link of an agency's site."""

    model_config = ConfigDict(extra="forbid")

    agency: str
    token: str = Field(repr=False)


class LinkRequest(BaseModel):
    """A link of an agency's site."""

    model_config = ConfigDict(extra="forbid")

    token: str = Field(repr=False)


class LoginBody(BaseModel):
    """Sign in. `session_token` is the session that this browser has now, if any: it ends."""

    model_config = ConfigDict(extra="forbid")

    agency: str
    email: str
    password: str = Field(repr=False)
    portal: Portal
    remember: bool = Field(default=False, validate_default=True)
    session_token: str | None = Field(default=None, repr=False)


class LoginRequest(BaseModel):
    """Sign in. `session_token` is the session that this browser has now, if any: it ends."""

    model_config = ConfigDict(extra="forbid")

    email: str
    password: str = Field(repr=False)
    portal: Portal
    remember: bool = Field(default=False, validate_default=True)


class MoveReason(StrEnum):
    """Why a date is on another day: banks are closed on the one that was planned, the agency's pay
run is for another one, or the bank returned the payment."""

    WEEKEND = 'weekend'
    HOLIDAY = 'holiday'
    PAY_RUN = 'pay_run'
    RETURNED = 'returned'


class NewPasswordRequest(BaseModel):
    """A new password, by a reset link."""

    model_config = ConfigDict(extra="forbid")

    password: str = Field(repr=False)
    token: str = Field(repr=False)


class OpenInvoices(BaseModel):
    """How many invoices are not paid, and what is open in each currency."""

    count: int
    totals: list[Money]


class PaidTransaction(BaseModel):
    """One transaction that a payment covers."""

    company_name: str
    deductions: Money
    gross: Money
    net: Money
    number: str
    period_end: date
    period_start: date
    taxes: Money
    transaction_id: UUID
    work_order_title: str


class PassBody(BaseModel):
    """A session to be exchanged. `in_use`: not where a page only listens for news."""

    model_config = ConfigDict(extra="forbid")

    agency: str
    in_use: bool = Field(default=True, validate_default=True)
    session_token: str = Field(repr=False)


class PasskeyLoginBody(BaseModel):
    """Sign in by a passkey. `session_token`: see LoginBody."""

    model_config = ConfigDict(extra="forbid")

    agency: str
    origin: str
    passkey: dict[str, Any]
    portal: Portal
    remember: bool = Field(default=False, validate_default=True)
    session_token: str | None = Field(default=None, repr=False)


class PasskeyLoginRequest(BaseModel):
    """Sign in by a passkey. `session_token`: see LoginBody."""

    model_config = ConfigDict(extra="forbid")

    passkey: dict[str, Any]
    portal: Portal
    remember: bool = Field(default=False, validate_default=True)


class PauseDetails(BaseModel):
    """Who has an invoice not reminded until which day, and why."""

    paused_at: datetime
    paused_by: UUID
    paused_by_name: str
    reason: str
    until_on: date


class PayTerms(StrEnum):
    """When a contractor is paid for approved work."""

    IMMEDIATE = 'immediate'
    SCHEDULED = 'scheduled'
    PAY_WHEN_PAID = 'pay_when_paid'


class PaymentState(StrEnum):
    """Where the money is."""

    IN_TRANSIT = 'in_transit'
    SETTLED = 'settled'
    FAILED = 'failed'


class PendingOfferSignatures(BaseModel):
    """What awaits one's signature."""

    count: int
    next_expires_at: datetime | None = Field(default=None)
    oldest_sent_at: datetime | None = Field(default=None)


class PendingSums(BaseModel):
    """How many, and how much in each currency."""

    count: int
    totals: list[Money]


class PersonStatus(StrEnum):
    """Whether the person can sign in."""

    INVITED = 'invited'
    ACTIVE = 'active'
    DEACTIVATED = 'deactivated'


class ProviderKind(StrEnum):
    """Whose it is. What is peculiar to each stands in TRAITS."""

    GOOGLE = 'google'
    MICROSOFT = 'microsoft'
    LINKEDIN = 'linkedin'
    GENERIC = 'generic'


class ReceiptSource(StrEnum):
    """Where what was received came from: the bank, or the balance that a company has with us."""

    BANK = 'bank'
    BALANCE = 'balance'


class RegistrationKind(StrEnum):
    """Which register a number is of. Norway's VAT number is the organisation number with MVA."""

    NO_ORGANISATION = 'no_organisation'
    NO_VAT = 'no_vat'
    CA_BUSINESS = 'ca_business'
    CA_GST_HST = 'ca_gst_hst'
    CA_QST = 'ca_qst'
    EU_VAT = 'eu_vat'
    OTHER = 'other'


class RemarkKind(StrEnum):
    """What stands out about an entry."""

    LONG_DAY = 'long_day'
    WEEKEND = 'weekend'
    DOUBLED_DAY = 'doubled_day'
    RATE_CHANGED = 'rate_changed'


class ReminderName(StrEnum):
    """Which reminder of an overdue invoice it is: the last of several is the final notice."""

    FIRST = 'first'
    SECOND = 'second'
    THIRD = 'third'
    FOURTH = 'fourth'
    FINAL = 'final'


class ResetBody(BaseModel):
    """A new password, by a reset link."""

    model_config = ConfigDict(extra="forbid")

    agency: str
    password: str = Field(repr=False)
    token: str = Field(repr=False)


class ReturnBody(BaseModel):
    """What the browser brought back from the provider, and what it kept meanwhile."""

    model_config = ConfigDict(extra="forbid")

    agency: str
    browser_token: str = Field(repr=False)
    code: str | None = Field(default=None, repr=False)
    error: str | None = Field(default=None)
    issuer: str | None = Field(default=None)
    session_token: str | None = Field(default=None, repr=False)
    state: str = Field(repr=False)


class ReturnedPayment(BaseModel):
    """A payment that the bank returned and of which something is not paid yet."""

    amount: Money
    bank_account_id: UUID | None = Field(default=None)
    ending: str
    is_about_account: bool
    number: str
    ordered_again_for: date | None = Field(default=None)
    paid_on: date
    payment_id: UUID
    reason: str
    reason_code: str
    returned_on: date | None = Field(default=None)


class Scope(StrEnum):
    """How far a contact's view of the own company reaches."""

    OWN = 'own'
    PROJECTS = 'projects'
    COMPANY = 'company'


class SecondFactor(StrEnum):
    """What can be shown as a second factor."""

    TOTP = 'totp'
    PASSKEY = 'passkey'
    RECOVERY_CODE = 'recovery_code'


class SecondFactorBody(BaseModel):
    """A ticket, and just one of the three. `origin` goes with `passkey`."""

    model_config = ConfigDict(extra="forbid")

    agency: str
    origin: str = Field(default='', validate_default=True)
    passkey: dict[str, Any] | None = Field(default=None)
    recovery_code: str | None = Field(default=None, repr=False)
    ticket: str = Field(repr=False)
    totp: str | None = Field(default=None, repr=False)


class SelfBillingAgreement(BaseModel):
    """A contractor's company lets the agency write its invoices, in a series of its own."""

    agreed_on: date
    number_prefix: str


class SessionBody(BaseModel):
    """A session of an agency's site."""

    model_config = ConfigDict(extra="forbid")

    agency: str
    session_token: str = Field(repr=False)


class ShownFactor(BaseModel):
    """A ticket, and just one of the three. `origin` goes with `passkey`."""

    model_config = ConfigDict(extra="forbid")

    passkey: dict[str, Any] | None = Field(default=None)
    recovery_code: str | None = Field(default=None, repr=False)
    ticket: str = Field(repr=False)
    totp: str | None = Field(default=None, repr=False)


class StandIn(BaseModel):
    """Who approves work in a contact's place, and on which days at the agency, both included."""

    from_on: date
    person_id: UUID
    stand_in_id: UUID
    until_on: date


class StartRequest(BaseModel):
    """Who goes to a provider, and where the browser goes afterwards: a path within the portal."""

    model_config = ConfigDict(extra="forbid")

    accepted_terms: bool = Field(default=False, validate_default=True)
    link_token: str | None = Field(default=None, repr=False)
    portal: Portal
    provider_id: str
    remember: bool = Field(default=False, validate_default=True)
    return_to: str | None = Field(default=None)
    terms_version: str | None = Field(default=None)


class StartedBy(StrEnum):
    """How the person proved to be the person."""

    PASSWORD = 'password'
    INVITATION = 'invitation'
    LOGIN_LINK = 'login_link'
    PASSWORD_RESET = 'password_reset'
    PASSKEY = 'passkey'
    PROVIDER = 'provider'


class StatusCount(BaseModel):
    """How much stands at a status."""

    count: int = Field(default=0, validate_default=True)
    hours: str = Field(default='0', validate_default=True)
    minutes: int | None = Field(default=0, validate_default=True)


class StuckSubject(BaseModel):
    """Somebody or something that a stuck event is about."""

    id: UUID
    kind: str
    name: str | None = Field(default=None)


class Syntax(StrEnum):
    """How an e-invoice is written."""

    PEPPOL = 'peppol'
    FACTUR_X = 'factur_x'


class TransactionState(StrEnum):
    """Where a transaction stands."""

    PENDING_CLIENT_PAYMENT = 'pending_client_payment'
    SCHEDULED = 'scheduled'
    PROCESSING = 'processing'
    PENDING_RELEASE = 'pending_release'
    ON_HOLD = 'on_hold'
    PAID = 'paid'
    REVERSED = 'reversed'


class VacationPay(BaseModel):
    """Vacation pay that the employer sets aside: `amount` is `percent` of `base`, rounded once."""

    amount: Money
    base: Money
    percent: str


class WaiverDetails(BaseModel):
    """Why and when a charge was given up, all of it."""

    reason: str
    waived_at: datetime
    waived_by: UUID
    waived_by_name: str
    waived_on: date


class WorkStatus(StrEnum):
    """Where an entry stands."""

    DRAFT = 'draft'
    TO_APPROVAL = 'to_approval'
    RETURNED = 'returned'
    APPROVED = 'approved'
    INVOICED = 'invoiced'
    WITHDRAWN = 'withdrawn'


class WriteOffDetails(BaseModel):
    """What was written off an invoice; below zero, what of that came in after all or was credited."""

    amount: Money
    reason: str
    recorded_at: datetime
    recorded_by: UUID | None = Field(default=None)
    recorded_by_name: str
    write_off_id: UUID
    written_off_on: date


class BankAccount(BaseModel):
    """An account by its last characters. `usable_on`: the day at the agency of `usable_from`."""

    bank_account_id: UUID
    bank_code: str
    bic: str
    changed_at: datetime
    country: str
    ending: str
    holder: str
    kind: BankAccountKind
    state: BankAccountState = Field(repr=False)
    usable_from: datetime
    usable_on: date


class Charge(BaseModel):
    """A tax or deduction by rule: `amount` of `base`, named in each language of the agency."""

    amount: Money
    base: Money
    code: str = Field(repr=False)
    exempt: Money | None = Field(default=None)
    names: dict[str, str]
    percent: str | None = Field(default=None)
    steps: list[CalculationStep] = Field(default=[], validate_default=True)


class Contact(BaseModel):
    """What makes a person a contact of a company."""

    company_id: UUID
    project_ids: list[UUID] = Field(default=[], validate_default=True)
    scope: Scope


class DateMove(BaseModel):
    """Why a date is not on the day that was planned, or told."""

    because: MoveReason
    names: dict[str, str] = Field(default={}, validate_default=True)
    planned_on: date


class EInvoiceDetails(BaseModel):
    """An e-invoice of a document: its file, or why there is none."""

    faults: list[str]
    missing: list[Gap]
    sha256: str | None = Field(default=None)
    size_bytes: int | None = Field(default=None)
    syntax: Syntax


class ExpectedClientPayment(BaseModel):
    """When the client's money is expected, and why then."""

    basis: ExpectationBasis
    due_on: date
    earliest_days: int | None = Field(default=None)
    first_on: date | None = Field(default=None)
    last_on: date | None = Field(default=None)
    latest_days: int | None = Field(default=None)


class HistoryItem(BaseModel):
    """Who did what, and when. `actor_id` is null when the system did it."""

    actor_id: UUID | None = Field(default=None)
    actor_name: str
    facts: dict[str, Any]
    happened_at: datetime
    state: TransactionState = Field(repr=False)
    what: HistoryItemKind


class InvoiceLine(BaseModel):
    """Approved work of one work order, article and rate, summed for an invoice."""

    amount: Money
    article: ArticleKind
    contractor_id: UUID
    contractor_name: str
    from_on: date
    minutes: int | None = Field(default=None)
    project_name: str
    quantity: str
    rate: str
    to_on: date
    work_order_id: UUID
    work_order_title: str


class InvoicesSummary(BaseModel):
    """What is not paid; the amounts of `overdue` and `disputed` are parts of it, and share nothing."""

    disputed: OpenInvoices
    overdue: OpenInvoices
    unpaid: OpenInvoices


class LateChargeDetails(BaseModel):
    """What being late cost: interest on days at a rate, or the fee of a reminder."""

    amount: Money
    charge_id: UUID
    charged_at: datetime
    charged_by: UUID | None = Field(default=None)
    charged_by_name: str
    charged_on: date
    from_on: date | None = Field(default=None)
    kind: LateChargeKind
    percent: str | None = Field(default=None)
    reminder: ReminderName | None = Field(default=None)
    until_on: date | None = Field(default=None)
    waiver: WaiverDetails | None = Field(default=None)


class OwnSession(BaseModel):
    """One of the own sessions. `current`: the one that asks."""

    current: bool
    expires_at: datetime
    last_used_at: datetime
    network: str | None = Field(default=None)
    remembered: bool
    second_factor: SecondFactor | None = Field(default=None)
    session_id: UUID
    started_at: datetime
    started_by: StartedBy
    user_agent: str | None = Field(default=None)


class PaymentDetails(BaseModel):
    """All of a payment, with its breakdown by transaction."""

    amount: Money
    carried: Money | None = Field(default=None)
    contractor_id: UUID
    contractor_kind: ContractorKind
    contractor_name: str
    method: str
    number: str
    paid_on: date
    pay_run_id: UUID
    payment_id: UUID
    reason: str
    reason_code: str
    returned_on: date | None = Field(default=None)
    state: PaymentState = Field(repr=False)
    transactions: list[PaidTransaction]


class PaymentSummary(BaseModel):
    """A payment in a list."""

    amount: Money
    carried: Money | None = Field(default=None)
    contractor_id: UUID
    contractor_kind: ContractorKind
    contractor_name: str
    method: str
    number: str
    paid_on: date
    pay_run_id: UUID
    payment_id: UUID
    reason: str
    reason_code: str
    returned_on: date | None = Field(default=None)
    state: PaymentState = Field(repr=False)


class Receipt(BaseModel):
    """Money that came in."""

    amount: Money
    bank_entry_id: UUID | None = Field(default=None)
    receipt_id: UUID
    received_on: date
    recorded_at: datetime
    recorded_by: UUID | None = Field(default=None)
    recorded_by_name: str
    reference: str
    reverses: UUID | None = Field(default=None)
    source: ReceiptSource


class Registration(BaseModel):
    """A registered number: 923609016 (both of Norway), 123026635, 123026635RT0001,
1227494057TQ0001, DE136695976."""

    kind: RegistrationKind
    name: str = Field(default='', validate_default=True)
    number: str


class Remark(BaseModel):
    """Entries that stand out for one reason: how many, and the first of them."""

    count: int
    entry_ids: list[UUID]
    kind: RemarkKind


class ReminderDetails(BaseModel):
    """A reminder of what was due. The delivery log knows by its id to whom it went, and when."""

    amount: Money
    days_overdue: int
    fee: Money | None = Field(default=None)
    name: ReminderName
    reminded_at: datetime
    reminder_id: UUID


class ReturnedPayments(BaseModel):
    """What came back and is not paid yet, the last first."""

    items: list[ReturnedPayment]


class SecondFactorChallenge(BaseModel):
    """The first proof was right; one of `methods` is needed besides, within minutes."""

    expires_at: datetime
    methods: list[SecondFactor]
    portal: Portal
    ticket: str = Field(repr=False)


class SignInProvider(BaseModel):
    """A provider as everybody may know it."""

    id: str
    kind: ProviderKind
    name: str


class StuckEvent(BaseModel):
    """An event that could not be handled, and stops what comes after it."""

    concerns: list[StuckSubject]
    event: str
    reason: str
    reference: str
    since: datetime
    waiting_behind: int


class TransactionSummary(BaseModel):
    """A transaction in a list."""

    company_id: UUID
    company_name: str
    contractor_id: UUID
    contractor_kind: ContractorKind
    contractor_name: str
    created_on: date
    deductions: Money
    deductions_unsettled: bool
    estimated_payment_on: date | None = Field(default=None)
    gross: Money
    held_because: str | None = Field(default=None)
    is_returned: bool
    net: Money
    number: str
    paid_on: date | None = Field(default=None)
    pay_terms: PayTerms
    payment_id: UUID | None = Field(default=None)
    period_end: date
    period_start: date
    project_id: UUID
    project_name: str
    shown_as: str
    state: TransactionState = Field(repr=False)
    taxes: Money
    transaction_id: UUID
    work_order_code: str
    work_order_id: UUID
    work_order_title: str


class UnpaidSummary(BaseModel):
    """What of the agency's transactions is not paid, by state."""

    on_hold: PendingSums
    pending_client_payment: PendingSums
    pending_release: PendingSums
    processing: PendingSums
    scheduled: PendingSums


class WorkLine(BaseModel):
    """Approved work of one entry at its rate."""

    amount: Money
    article: ArticleKind
    entry_id: UUID
    minutes: int | None = Field(default=None)
    note: str = Field(default='', validate_default=True)
    quantity: str
    rate: str
    work_on: date


class WorkRow(BaseModel):
    """An entry as a list shows it. Names are empty while identity has not told them."""

    approval_id: UUID | None = Field(default=None)
    approved_at: datetime | None = Field(default=None)
    approved_by_name: str | None = Field(default=None)
    approved_for_name: str | None = Field(default=None)
    article: ArticleKind
    comment_count: int
    company_id: UUID
    company_name: str
    contractor_id: UUID
    contractor_name: str
    currency: str
    entry_id: UUID
    final_at: datetime | None = Field(default=None)
    invoice_id: UUID | None = Field(default=None)
    invoice_number: str | None = Field(default=None)
    minutes: int | None = Field(default=None)
    note: str
    project_id: UUID
    project_name: str
    quantity: str
    return_reason: str | None = Field(default=None)
    status: WorkStatus
    submitted_at: datetime | None = Field(default=None)
    unit: str
    version: int
    waits_for: AskedApprover | None = Field(default=None)
    work_on: date
    work_order_code: str
    work_order_id: UUID
    work_order_title: str


class WorkSummary(BaseModel):
    """How much stands at each status."""

    approved: StatusCount
    draft: StatusCount
    invoiced: StatusCount
    returned: StatusCount
    to_approval: StatusCount


class YearToDate(BaseModel):
    """What a person's pay statements of one calendar year come to, this one included."""

    charges: list[ChargeToDate] = Field(default=[], validate_default=True)
    counted_since: list[str] = Field(default=[], validate_default=True)
    deductions: Money
    employer_charges: list[ChargeToDate] = Field(default=[], validate_default=True)
    gross: Money
    net: Money
    no_longer_counted: list[str] = Field(default=[], validate_default=True)
    statements: int
    taxes: Money
    vacation_pay: Money | None = Field(default=None)
    year: int


class ApprovalPreview(BaseModel):
    """What approving a selection would cover."""

    amounts: list[Money] | None = Field(default=None)
    contractors: int
    count: int
    fingerprint: str
    first_on: date | None = Field(default=None)
    hours: str
    last_on: date | None = Field(default=None)
    minutes: int | None = Field(default=None)
    stands_out: list[Remark]


class BillTo(BaseModel):
    """The company of an invoice, as it was when the invoice was issued: that never changes."""

    address: Address
    billing_email: str = Field(default='', validate_default=True)
    language: str
    name: str
    organisation_number: str = Field(default='', validate_default=True)
    purchase_order: str = Field(default='', validate_default=True)
    registrations: list[Registration] = Field(default=[], validate_default=True)


class Contractor(BaseModel):
    """What makes a person a contractor."""

    address: Address
    is_in_business_register: bool = Field(default=False, validate_default=True)
    is_vat_registered: bool | None = Field(default=None)
    kind: ContractorKind
    legal_name: str = Field(default='', validate_default=True)
    organisation_number: str = Field(default='', validate_default=True)
    registrations: list[Registration] = Field(default=[], validate_default=True)
    self_billing: SelfBillingAgreement | None = Field(default=None)


class CreditNoteDetails(BaseModel):
    """What was taken back of an invoice: amounts above zero are credited."""

    credit_note_id: UUID
    credited_on: date
    kept_balance: Money
    lines: list[InvoiceLine]
    number: str
    reason: str
    subtotal: Money
    taxes: list[Charge]
    total: Money


class Document(BaseModel):
    """A document and, when it is rendered, its file."""

    company_id: UUID | None = Field(default=None)
    dated_on: date
    document_id: UUID
    e_invoices: list[EInvoiceDetails] = Field(default=[], validate_default=True)
    failed_because: str | None = Field(default=None)
    file_name: str
    kind: DocumentKind
    language: str
    number: str
    ordered_at: datetime
    pages: int | None = Field(default=None)
    person_id: UUID | None = Field(default=None)
    project_id: UUID | None = Field(default=None)
    rendered_at: datetime | None = Field(default=None)
    sha256: str | None = Field(default=None)
    size_bytes: int | None = Field(default=None)
    state: DocumentState = Field(repr=False)
    subject_id: UUID


class NextScheduledPayment(BaseModel):
    """What is paid first. `on` is null when that is with the next pay run."""

    count: int
    moved: DateMove | None = Field(default=None)
    on: date | None = Field(default=None)
    ordered: bool
    totals: list[Money]


class OwnBankAccount(BaseModel):
    """Where pay goes, where it goes after a change has cooled off, and what was named before."""

    cooling_off_days: int
    current: BankAccount | None = Field(default=None)
    history: list[BankAccount]
    pending: BankAccount | None = Field(default=None)


class OwnSessions(BaseModel):
    """The own open sessions; the list is short and has one page."""

    items: list[OwnSession]
    next_cursor: None = Field(default=None)


class Providers(BaseModel):
    """The providers of an agency; the list is short and has one page."""

    items: list[SignInProvider]
    next_cursor: None = Field(default=None)


class StuckEvents(BaseModel):
    """What is stuck, oldest first: 100 at most of `total`."""

    items: list[StuckEvent]
    total: int


class TransactionDetails(BaseModel):
    """All of a transaction; `history` is newest first. `moved`: what moved its estimated day."""

    account_ending: str
    client_payment: ExpectedClientPayment | None = Field(default=None)
    company_id: UUID
    company_name: str
    contractor_id: UUID
    contractor_kind: ContractorKind
    contractor_name: str
    created_on: date
    deduction_lines: list[Charge]
    deductions: Money
    deductions_unsettled: bool
    estimated_payment_on: date | None = Field(default=None)
    gross: Money
    held_because: str | None = Field(default=None)
    history: list[HistoryItem]
    is_returned: bool
    lines: list[WorkLine]
    moved: DateMove | None = Field(default=None)
    net: Money
    number: str
    paid_on: date | None = Field(default=None)
    pay_terms: PayTerms
    payment_id: UUID | None = Field(default=None)
    period_end: date
    period_start: date
    project_id: UUID
    project_name: str
    returned: ReturnedPayment | None = Field(default=None)
    shown_as: str
    state: TransactionState = Field(repr=False)
    tax_lines: list[Charge]
    taxes: Money
    transaction_id: UUID
    vacation_pay: VacationPay | None = Field(default=None)
    work_order_code: str
    work_order_id: UUID
    work_order_title: str
    year_to_date: YearToDate | None = Field(default=None)


class InvoiceDetails(BaseModel):
    """All of an invoice; `work` names the entries behind its lines."""

    bill_to: BillTo | None = Field(default=None)
    buyer_reference: str
    charged: Money
    company_id: UUID
    company_name: str
    credit_notes: list[CreditNoteDetails]
    credited: Money
    disputed_amount: Money
    due_moved: DateMove | None = Field(default=None)
    due_on: date
    interest: InterestDetails | None = Field(default=None)
    invoice_id: UUID
    issued_on: date
    last_reminded_at: datetime | None = Field(default=None)
    last_reminder: ReminderName | None = Field(default=None)
    late_charges: list[LateChargeDetails]
    lines: list[InvoiceLine]
    note: str
    number: str
    open_amount: Money
    paid_on: date | None = Field(default=None)
    payment_reference: str
    period_end: date
    period_start: date
    project_id: UUID | None = Field(default=None)
    project_name: str | None = Field(default=None)
    receipts: list[Receipt]
    received: Money
    reminders: list[ReminderDetails]
    reminders_paused: PauseDetails | None = Field(default=None)
    state: InvoiceState = Field(repr=False)
    subtotal: Money
    taxes: list[Charge]
    total: Money
    work: list[InvoicedWork]
    write_offs: list[WriteOffDetails]
    written_off: Money


class PendingSummary(BaseModel):
    """What each tab of pending transactions holds, and what of it is paid next."""

    all: PendingSums
    next_payment: NextScheduledPayment | None = Field(default=None)
    pending_release: PendingSums
    processing: PendingSums
    to_set_off: list[Money] = Field(default=[], validate_default=True)


class PersonDetails(BaseModel):
    """A person, as staff and the person see it."""

    activated_at: datetime | None = Field(default=None)
    agency_id: UUID
    assigned_project_ids: list[UUID] = Field(default=[], validate_default=True)
    contact: Contact | None = Field(default=None)
    contractor: Contractor | None = Field(default=None)
    deactivated_at: datetime | None = Field(default=None)
    email: str
    invited_at: datetime
    language: str
    name: str
    permissions: list[Permission]
    person_id: UUID
    portal: Portal
    stand_ins: list[StandIn] = Field(default=[], validate_default=True)
    status: PersonStatus


class StartedSession(BaseModel):
    """A new session. The token is told here, and never again."""

    browser_token: str = Field(repr=False)
    expires_at: datetime
    person: PersonDetails
    session_token: str = Field(repr=False)


class FlowResult(BaseModel):
    """The flow is over. A session, or what is needed besides; neither where one was linked."""

    portal: Portal
    purpose: FlowPurpose
    remember: bool
    return_to: str
    second_factor: SecondFactorChallenge | None = Field(default=None)
    session: StartedSession | None = Field(default=None)
