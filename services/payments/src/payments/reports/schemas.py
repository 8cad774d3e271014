"""HTTP shapes of the payment report."""

from collections.abc import Sequence
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from chassis.fields import Body, LanguageCode
from contracts.ids import CompanyId, DocumentId
from contracts.money import Money
from payments.reports import model
from payments.reports.model import Months, ReportInCurrency

MONTH = r"^20[0-9]{2}-(0[1-9]|1[0-2])$"


class Totals(BaseModel):
    """Sums of what was paid. net = gross - deductions + taxes."""

    transactions: int
    gross: Money
    deductions: Money
    taxes: Money
    net: Money

    @classmethod
    def of(cls, totals: model.Totals, **more: object) -> Self:
        """From sums, with what they are of."""
        return cls.model_validate(
            {
                "transactions": totals.transactions,
                "gross": totals.gross,
                "deductions": totals.deductions,
                "taxes": totals.taxes,
                "net": totals.net,
                **more,
            }
        )


class MonthTotals(Totals):
    """Of one month (YYYY-MM)."""

    month: str


class ClientTotals(Totals):
    """Of one client."""

    company_id: CompanyId
    company_name: str


class Row(ClientTotals):
    """Of one client in one month."""

    month: str


class CurrencyReport(BaseModel):
    """All of the report in one currency; `months` has every month, those with nothing too."""

    currency: str
    total: Totals
    carried: Money = Field(
        description="Added to the net to come to what was sent: above zero is set off with later"
        " payments, below zero was set off from before"
    )
    # Lists, not any sequence: pydantic writes them twice as fast.
    months: list[MonthTotals]
    clients: list[ClientTotals]
    rows: list[Row]

    @classmethod
    def of(cls, report: ReportInCurrency) -> Self:
        """From the report."""
        return cls(
            currency=report.currency,
            total=Totals.of(report.total),
            carried=report.carried,
            months=[
                MonthTotals.of(totals, month=f"{month:%Y-%m}") for month, totals in report.months
            ],
            clients=[
                ClientTotals.of(totals, company_id=company_id, company_name=name)
                for company_id, name, totals in report.clients
            ],
            rows=[
                Row.of(
                    sums,
                    month=f"{sums.month:%Y-%m}",
                    company_id=sums.company_id,
                    company_name=sums.company_name,
                )
                for sums in report.rows
            ],
        )


class PaymentReport(BaseModel):
    """All payments received from a month to a month, both of them in it."""

    from_month: str
    to_month: str
    currencies: list[CurrencyReport]

    @classmethod
    def of(cls, months: Months, found: Sequence[ReportInCurrency]) -> Self:
        """From the report."""
        return cls(
            from_month=f"{months.first:%Y-%m}",
            to_month=f"{months.last:%Y-%m}",
            currencies=[CurrencyReport.of(one) for one in found],
        )


class ReportDocumentRequest(Body):
    """The report as a document: months (YYYY-MM), January of this year to now by itself."""

    model_config = ConfigDict(populate_by_name=True)

    from_month: str | None = Field(default=None, alias="from", pattern=MONTH)
    to_month: str | None = Field(default=None, alias="to", pattern=MONTH)
    language: LanguageCode = "en"


class ReportDocument(BaseModel):
    """The document that the report becomes; the documents service has it a moment later."""

    document_id: DocumentId
