"""HTTP of the contractor's payment report (C12): to look at, to save, and as a document."""

from typing import Annotated

from fastapi import Query, status
from fastapi.responses import StreamingResponse

from chassis.http import Uow, tenant_router
from chassis.http.files import Language, answers_file
from chassis.uow import UnitOfWork
from payments.access import own_id
from payments.directory import repository as directory
from payments.reports import documents, files, repository
from payments.reports.model import Months, by_currency
from payments.reports.schemas import (
    MONTH,
    PaymentReport,
    ReportDocument,
    ReportDocumentRequest,
)
from presentation.tables import FileKind

router = tenant_router(tags=["reports"])

From = Annotated[str | None, Query(alias="from", pattern=MONTH, description="YYYY-MM")]
To = Annotated[str | None, Query(alias="to", pattern=MONTH, description="YYYY-MM")]


@router.get("/my/report")
async def my_report(uow: Uow, from_month: From = None, to_month: To = None) -> PaymentReport:
    """The contractor's payments by month and client; January of this year to now by itself."""
    contractor_id = own_id(uow.actor)
    months = await _months(uow, from_month, to_month)
    found = await repository.paid_by_month_and_client(uow, contractor_id, months.days)
    carried = await repository.carried(uow, contractor_id, months.days)
    return PaymentReport.of(months, by_currency(found, months, carried))


@router.get("/my/report.xlsx", **answers_file(FileKind.XLSX.media_type))
async def my_report_as_workbook(
    uow: Uow, from_month: From = None, to_month: To = None, language: Language = "en"
) -> StreamingResponse:
    """The same report as a workbook: sums by month and client, and every line behind them."""
    contractor_id = own_id(uow.actor)
    months = await _months(uow, from_month, to_month)
    return await files.report(uow, contractor_id, months, FileKind.XLSX, language)


@router.get("/my/report.csv", **answers_file(FileKind.CSV.media_type))
async def my_report_as_csv(
    uow: Uow, from_month: From = None, to_month: To = None, language: Language = "en"
) -> StreamingResponse:
    """The lines of the same report as CSV."""
    contractor_id = own_id(uow.actor)
    months = await _months(uow, from_month, to_month)
    return await files.report(uow, contractor_id, months, FileKind.CSV, language)


@router.post("/my/report/documents", status_code=status.HTTP_202_ACCEPTED)
async def my_report_as_document(body: ReportDocumentRequest, uow: Uow) -> ReportDocument:
    """Have the same report printed. Asked again for the same figures, it is the same document."""
    contractor_id = own_id(uow.actor)
    months = await _months(uow, body.from_month, body.to_month)
    return ReportDocument(
        document_id=await documents.request(uow, contractor_id, months, body.language)
    )


async def _months(uow: UnitOfWork, first: str | None, last: str | None) -> Months:
    today = (await directory.agency_in_use(uow)).today(uow.now)
    return Months.asked(first, last, today)
