"""HTTP of statements of account (B12): for staff, and for contacts who see all of their company."""

from typing import Annotated

from fastapi import Query, status
from fastapi.responses import StreamingResponse

from chassis.fields import Day
from chassis.http import Uow, tenant_router
from chassis.http.files import Language, answers_file
from contracts.ids import CompanyId
from payments.statements import documents, files, reading
from payments.statements.schemas import Statement, StatementDocument, StatementDocumentRequest
from presentation.tables import FileKind

router = tenant_router(tags=["statements"])

From = Annotated[
    Day | None,
    Query(alias="from", description="Its first day; by itself three calendar months are shown"),
]
AsOf = Annotated[Day | None, Query(description="As of the end of this day; today by itself")]


@router.get("/companies/{company_id}/statement")
async def statement(
    company_id: CompanyId, uow: Uow, from_on: From = None, as_of: AsOf = None
) -> Statement:
    """What a company owed at the end of a day: what was booked, invoices open then, and their age.

    As of a past day it is the same whenever it is asked for. The balance is the ledger's; where the
    open invoices do not come to it, `difference` says by how much. Who sees only some projects of
    the company is refused: their invoices alone are not the account.
    """
    asked = await reading.allowed(uow, company_id, from_on, as_of)
    accounts, movements = await reading.statement(uow, asked.query)
    return Statement.of(
        company_id,
        asked.company_name,
        asked.query.days,
        first_on=asked.first_on,
        accounts=accounts.shown,
        movements=movements,
    )


@router.get("/companies/{company_id}/statement.xlsx", **answers_file(FileKind.XLSX.media_type))
async def statement_as_workbook(
    company_id: CompanyId,
    uow: Uow,
    from_on: From = None,
    as_of: AsOf = None,
    language: Language = "en",
) -> StreamingResponse:
    """The same statement as a workbook: summary with ages, open invoices, every movement."""
    asked = await reading.allowed(uow, company_id, from_on, as_of)
    response, accounts = await files.workbook(uow, asked.query, language)
    reading.log_difference(uow, asked.query, accounts)
    return response


@router.post("/companies/{company_id}/statement/documents", status_code=status.HTTP_202_ACCEPTED)
async def statement_as_document(
    company_id: CompanyId, body: StatementDocumentRequest, uow: Uow
) -> StatementDocument:
    """Have the same statement printed. Asked again for the same figures, it is the same document.

    Refused with 409 where the ledger and the open invoices differ: paper is not corrected.
    """
    asked = await reading.allowed(uow, company_id, body.from_on, body.as_of)
    return StatementDocument(document_id=await documents.request(uow, asked.query, body.language))
