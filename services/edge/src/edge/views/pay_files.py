"""`/api/contractor`: lists of pay and the report as files to save, and the report as a document."""

from typing import Annotated

from fastapi import Query
from fastapi.responses import StreamingResponse

from edge.problems import ServiceName
from edge.routing import view_router
from edge.shapes.pay import (
    OwnPaymentsFilter,
    OwnTransactionsFilter,
    ReportDocument,
    ReportDocumentRequest,
    ReportQuery,
)
from edge.views.parts import CSV, XLSX, list_as_file
from edge.visit import ContractorHere

router = view_router("contractor", "/api/contractor")


@router.get("/transactions.xlsx", response_class=StreamingResponse, responses=XLSX)
async def save_transactions_as_workbook(
    caller: ContractorHere, query: Annotated[OwnTransactionsFilter, Query()]
) -> StreamingResponse:
    """Just the pending transactions that the list shows, all pages of it."""
    return await list_as_file(caller, ServiceName.PAYMENTS, "/my/transactions.xlsx", query)


@router.get("/transactions.csv", response_class=StreamingResponse, responses=CSV)
async def save_transactions_as_csv(
    caller: ContractorHere, query: Annotated[OwnTransactionsFilter, Query()]
) -> StreamingResponse:
    """The same as CSV."""
    return await list_as_file(caller, ServiceName.PAYMENTS, "/my/transactions.csv", query)


@router.get("/payments.xlsx", response_class=StreamingResponse, responses=XLSX)
async def save_payments_as_workbook(
    caller: ContractorHere, query: Annotated[OwnPaymentsFilter, Query()]
) -> StreamingResponse:
    """Just the payments that the list shows, all pages of it."""
    return await list_as_file(caller, ServiceName.PAYMENTS, "/my/payments.xlsx", query)


@router.get("/payments.csv", response_class=StreamingResponse, responses=CSV)
async def save_payments_as_csv(
    caller: ContractorHere, query: Annotated[OwnPaymentsFilter, Query()]
) -> StreamingResponse:
    """The same as CSV."""
    return await list_as_file(caller, ServiceName.PAYMENTS, "/my/payments.csv", query)


@router.get("/report.xlsx", response_class=StreamingResponse, responses=XLSX)
async def save_report_as_workbook(
    caller: ContractorHere, query: Annotated[ReportQuery, Query()]
) -> StreamingResponse:
    """The report: sums by month and client, and every line behind them."""
    return await list_as_file(caller, ServiceName.PAYMENTS, "/my/report.xlsx", query)


@router.get("/report.csv", response_class=StreamingResponse, responses=CSV)
async def save_report_as_csv(
    caller: ContractorHere, query: Annotated[ReportQuery, Query()]
) -> StreamingResponse:
    """The lines of the report as CSV."""
    return await list_as_file(caller, ServiceName.PAYMENTS, "/my/report.csv", query)


@router.post("/report/document", status_code=202)
async def print_report(body: ReportQuery, caller: ContractorHere) -> ReportDocument:
    """Have the report printed, in the person's language; the same figures are one document.

    It is among the documents a moment later: the live view `documents` goes stale then.
    """
    wanted = ReportDocumentRequest.model_validate(
        {**body.model_dump(exclude_unset=True), "language": caller.language}
    )
    return await caller.services.send(
        ServiceName.PAYMENTS, "POST", "/my/report/documents", ReportDocument, body=wanted
    )
