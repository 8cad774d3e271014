"""Inputs to look at, to measure and to test with: invented, but as full as real ones."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from contracts.events.identity import Address, ContractorKind
from contracts.events.pay_runs import PaidTransaction, PaymentMade
from contracts.events.payments import (
    Charge,
    InvoicedWork,
    InvoiceIssued,
    InvoiceLine,
    Transaction,
    TransactionState,
    WorkLine,
)
from contracts.events.reports import (
    PaymentReportRequested,
    ReportedClient,
    ReportedCurrency,
    ReportedMonth,
    ReportedPayment,
    ReportedTotals,
)
from contracts.events.timesheets import ArticleKind, PayTerms
from contracts.ids import (
    CompanyId,
    DocumentId,
    EntryId,
    InvoiceId,
    PaymentId,
    PayRunId,
    PersonId,
    ProjectId,
    TransactionId,
    WorkOrderId,
)
from contracts.money import Money
from documents.rendering import paystub_samples
from documents.rendering.inputs import (
    ContractorInvoiceInput,
    Counterpart,
    CustomerInvoiceInput,
    Issuer,
    PaymentReportInput,
    PaymentStatementInput,
    PaystubInput,
)
from documents.rendering.party_samples import billed, self_billed, seller

_SPACE = UUID("6f6e0f64-5a0e-5c7e-9d5c-6d0f7a1a2b3c")

CANADIAN_AGENCY = Issuer(
    name="Maple Staffing",
    legal_name="Maple Staffing Services Inc.",
    organisation_number="81234 5678 RT0001",
    address=Address(
        street="200 Bay Street, Suite 1400",
        postal_code="M5J 2J2",
        city="Toronto",
        region="ON",
        country="CA",
    ),
    brand_colour="#b3261e",
    support_email="pay@maple.example",
    site_url="https://maple.example",
)
NORWEGIAN_AGENCY = Issuer(
    name="Fjord Bemanning",
    legal_name="Fjord Bemanning AS",
    organisation_number="987 654 321 MVA",
    address=Address(street="Storgata 12", postal_code="0184", city="Oslo", country="NO"),
    brand_colour="#0b5fa5",
    support_email="lonn@fjord.example",
    site_url="https://fjord.example",
)
_NOTES = ("", "Site survey", "", "Night shift, second entrance", "Handover with the day team")


def id_of(name: str) -> UUID:
    """The same for a name in each run, so that what is rendered is the same."""
    return uuid5(_SPACE, name)


def _tax(base: Money) -> Charge:
    if base.currency == "NOK":
        return paystub_samples.charge("mva", {"nb": "Merverdiavgift", "en": "VAT"}, base, "25")
    return paystub_samples.charge("hst", {"en": "HST (Ontario)", "fr": "TVH (Ontario)"}, base, "13")


def _work_lines(count: int, currency: str) -> tuple[WorkLine, ...]:
    first = date(2026, 3, 2)
    lines: list[WorkLine] = []
    for index in range(count):
        article, quantity, rate = ArticleKind.REGULAR, Decimal("7.5"), Decimal("48.00")
        if index % 7 == 5:
            article, quantity, rate = ArticleKind.OVERTIME, Decimal("2.25"), Decimal("72.00")
        elif index % 11 == 9:
            article, quantity, rate = ArticleKind.EXPENSE, Decimal("86.40"), Decimal(1)
        lines.append(
            WorkLine(
                entry_id=EntryId(id_of(f"entry {index}")),
                work_on=first + timedelta(days=index),
                article=article,
                quantity=quantity,
                rate=rate,
                amount=Money.of(quantity * rate, currency),
                note=_NOTES[index % len(_NOTES)],
            )
        )
    return tuple(lines)


def transaction(
    kind: ContractorKind, *, lines: int = 22, currency: str = "CAD", scheduled: bool = True
) -> Transaction:
    """A transaction with deductions (temp) or a tax that is added (incorporated)."""
    work = _work_lines(lines, currency)
    gross = Money.total((line.amount for line in work), currency)
    deductions: tuple[Charge, ...] = ()
    taxes: tuple[Charge, ...] = ()
    if kind is ContractorKind.TEMP:
        deductions = paystub_samples.deductions(gross)
    else:
        taxes = (_tax(gross),)
    added = Money.total((tax.amount for tax in taxes), currency)
    taken = Money.total((deduction.amount for deduction in deductions), currency)
    net = gross - taken + added
    is_temp = kind is ContractorKind.TEMP
    return Transaction(
        transaction_id=TransactionId(id_of(f"transaction {kind} {lines}")),
        number="T-2026-000417",
        work_order_id=WorkOrderId(id_of("work order")),
        work_order_code="WO-1042",
        work_order_title="Network technician",
        project_id=ProjectId(id_of("project")),
        project_name="Harbour terminal rewiring",
        company_id=CompanyId(id_of("company")),
        company_name="Lakeshore Logistics Ltd.",
        contractor_id=PersonId(id_of("contractor")),
        contractor_kind=kind,
        period_start=date(2026, 3, 1),
        period_end=date(2026, 3, 31),
        lines=work,
        gross=gross,
        deductions=deductions,
        taxes=taxes,
        net=net,
        pay_terms=PayTerms.SCHEDULED if scheduled else PayTerms.PAY_WHEN_PAID,
        state=(
            TransactionState.SCHEDULED if scheduled else TransactionState.PENDING_CLIENT_PAYMENT
        ),
        estimated_payment_on=date(2026, 4, 10) if scheduled else None,
        created_on=date(2026, 4, 1),
        **(paystub_samples.pay_statement(gross, net, deductions) if is_temp else {}),
    )


def invoice(*, lines: int = 9, projects: int = 2, currency: str = "CAD") -> InvoiceIssued:
    """An invoice over some projects, with one tax."""
    names = ("Harbour terminal rewiring", "Cold store north", "Fibre backbone")
    people = ("Amélie Tremblay", "Jonas Ødegård", "Priya Raghunathan", "Ka\u0161par Nov\u00e1k")
    found: list[InvoiceLine] = []
    for index in range(lines):
        quantity, rate = Decimal("37.5") + index, Decimal("71.25")
        article = ArticleKind.OVERTIME if index % 4 == 3 else ArticleKind.REGULAR
        found.append(
            InvoiceLine(
                work_order_id=WorkOrderId(id_of(f"work order {index}")),
                work_order_title="Network technician" if index % 2 else "Site lead",
                project_name=names[index * projects // lines],
                contractor_id=PersonId(id_of(people[index % 4])),
                contractor_name=people[index % 4],
                article=article,
                from_on=date(2026, 3, 2),
                to_on=date(2026, 3, 27),
                quantity=quantity,
                rate=rate,
                amount=Money.of(quantity * rate, currency),
            )
        )
    subtotal = Money.total((line.amount for line in found), currency)
    tax = _tax(subtotal)
    return InvoiceIssued(
        invoice_id=InvoiceId(id_of("invoice")),
        number="INV-2026-00093",
        company_id=CompanyId(id_of("company")),
        currency=currency,
        issued_on=date(2026, 4, 1),
        due_on=date(2026, 5, 1),
        period_start=date(2026, 3, 1),
        period_end=date(2026, 3, 31),
        lines=tuple(found),
        work=(
            InvoicedWork(
                work_order_id=WorkOrderId(id_of("work order 0")), entry_ids=(EntryId(id_of("e")),)
            ),
        ),
        subtotal=subtotal,
        taxes=(tax,),
        total=subtotal + tax.amount,
    )


def payment(transactions: Sequence[Transaction]) -> PaymentMade:
    """A payment of these transactions, of one contractor."""
    first = transactions[0]
    currency = first.net.currency
    paid = tuple(
        PaidTransaction(
            transaction_id=x.transaction_id,
            number=f"{x.number[:-3]}{417 + index}",
            work_order_title=x.work_order_title,
            company_name=x.company_name,
            period_start=x.period_start,
            period_end=x.period_end,
            gross=x.gross,
            deductions=Money.total((charge.amount for charge in x.deductions), currency),
            taxes=Money.total((charge.amount for charge in x.taxes), currency),
            net=x.net,
        )
        for index, x in enumerate(transactions)
    )
    return PaymentMade(
        payment_id=PaymentId(id_of("payment")),
        number="P-2026-00288",
        pay_run_id=PayRunId(id_of("pay run")),
        contractor_id=first.contractor_id,
        contractor_kind=first.contractor_kind,
        paid_on=date(2026, 4, 10),
        method="bank_transfer",
        amount=Money.total((x.net for x in transactions), currency),
        transactions=paid,
    )


def _contractor(agency: Issuer, kind: ContractorKind) -> Counterpart:
    at_home = agency.address.country == "CA"
    address = Address(
        street="88 Rue Saint-Denis, app. 4" if at_home else "Nedre Slottsgate 7 B",
        postal_code="H2X 3K3" if at_home else "0157",
        city="Montréal" if at_home else "Oslo",
        region="QC" if at_home else "",
        country=agency.address.country,
    )
    name = "Amélie Tremblay" if at_home else "Jonas Ødegård"
    if kind is ContractorKind.TEMP:
        return Counterpart(name=name, address=address)
    return Counterpart(
        name="Tremblay Réseaux Inc." if at_home else "Ødegård Nettverk AS",
        attention=name,
        organisation_number="80765 4321 RT0001" if at_home else "912 345 678 MVA",
        address=address,
    )


def paystub(language: str = "en", *, lines: int = 22, scheduled: bool = True) -> PaystubInput:
    """A temp's paystub: Norwegian agency for `nb`, Canadian otherwise."""
    agency, currency = home(language)
    subject = transaction(ContractorKind.TEMP, lines=lines, currency=currency, scheduled=scheduled)
    counterpart = _contractor(agency, ContractorKind.TEMP)
    return PaystubInput(language=language, agency=agency, counterpart=counterpart, subject=subject)


def contractor_invoice(language: str = "en", *, lines: int = 22) -> ContractorInvoiceInput:
    """An incorporated contractor's invoice."""
    agency, currency = home(language)
    subject = transaction(ContractorKind.INCORPORATED, lines=lines, currency=currency)
    counterpart = _contractor(agency, ContractorKind.INCORPORATED)
    return ContractorInvoiceInput(
        language=language,
        agency=agency,
        counterpart=counterpart,
        subject=subject,
        self_billed=self_billed(agency, counterpart, currency),
    )


def customer_invoice(
    language: str = "en", *, lines: int = 9, projects: int = 2
) -> CustomerInvoiceInput:
    """An invoice to a company."""
    agency, currency = home(language)
    counterpart = Counterpart(
        name="Lakeshore Logistics Ltd.",
        attention="Accounts payable",
        organisation_number="10234 5678 RT0001",
        address=Address(
            street="1 Harbour Square\nDock 9",
            postal_code="M5J 1A6",
            city="Toronto",
            region="ON",
            country="CA",
        ),
    )
    subject = invoice(lines=lines, projects=projects, currency=currency).model_copy(
        update={"seller": seller(agency, currency), "bill_to": billed(counterpart, language)}
    )
    return CustomerInvoiceInput(
        language=language, agency=agency, counterpart=counterpart, subject=subject
    )


def payment_statement(language: str = "en", *, transactions: int = 3) -> PaymentStatementInput:
    """A statement of a payment to a temp."""
    agency, currency = home(language)
    paid = [
        transaction(ContractorKind.TEMP, lines=5 + index, currency=currency)
        for index in range(transactions)
    ]
    counterpart = _contractor(agency, ContractorKind.TEMP)
    return PaymentStatementInput(
        language=language, agency=agency, counterpart=counterpart, subject=payment(paid)
    )


def payment_report(language: str = "en", *, payments: int = 11) -> PaymentReportInput:
    """A report of payments to a temp, one a month and two where they do not fit a year."""
    agency, currency = home(language)
    names = ("Lakeshore Logistics Ltd.", "Harbourfront Robotics Inc.")
    found = [
        _reported(index, payments, names[index % 3 == 2], currency) for index in range(payments)
    ]
    months = [date(2026, month, 1) for month in range(1, 12)]
    report = ReportedCurrency(
        currency=currency,
        total=ReportedTotals(**_added(found, currency)),
        months=tuple(
            ReportedMonth(
                month=month,
                **_added([x for x in found if x.paid_on.month == month.month], currency),
            )
            for month in months
        ),
        clients=tuple(
            ReportedClient(
                company_id=CompanyId(id_of(name)),
                company_name=name,
                **_added([x for x in found if name in x.company_names], currency),
            )
            for name in names
        ),
        payments=tuple(found),
    )
    return PaymentReportInput(
        language=language,
        agency=agency,
        counterpart=_contractor(agency, ContractorKind.TEMP),
        subject=PaymentReportRequested(
            document_id=DocumentId(id_of(f"report {payments}")),
            contractor_id=PersonId(id_of("contractor")),
            from_month=months[0],
            to_month=months[-1],
            requested_on=date(2026, 11, 22),
            language=language,
            currencies=(report,),
        ),
    )


def _reported(index: int, of: int, company_name: str, currency: str) -> ReportedPayment:
    gross = Money(amount_minor=412_000 + 3_750 * (index % 7), currency=currency)
    deductions = Money.of(gross.decimal * Decimal("0.2609"), currency)
    return ReportedPayment(
        payment_id=PaymentId(id_of(f"payment {index}")),
        number=f"P-2026-{412 + 37 * index:06}",
        paid_on=date(2026, 1 + index * 11 // of, 10 + index % 5),
        method="bank_transfer",
        company_names=(company_name,),
        transactions=1 + index % 2,
        gross=gross,
        deductions=deductions,
        taxes=Money.zero(currency),
        net=gross - deductions,
    )


def _added(found: Sequence[ReportedPayment], currency: str) -> dict[str, Any]:
    return {
        "transactions": sum(x.transactions for x in found),
        "gross": Money.total((x.gross for x in found), currency),
        "deductions": Money.total((x.deductions for x in found), currency),
        "taxes": Money.total((x.taxes for x in found), currency),
        "net": Money.total((x.net for x in found), currency),
    }


def home(language: str) -> tuple[Issuer, str]:
    """The agency of this language, and its currency."""
    return (NORWEGIAN_AGENCY, "NOK") if language == "nb" else (CANADIAN_AGENCY, "CAD")
