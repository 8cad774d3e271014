"""HTTP of the bank's files: staff only."""

import asyncio
from functools import partial
from hashlib import sha256
from typing import Annotated, BinaryIO

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse

from chassis.actor import Actor
from chassis.errors import InvalidError
from chassis.fields import CurrencyCode
from chassis.http import Uow, tenant_router
from chassis.http.files import answers_file, respond
from chassis.http.routes import TenantRoute
from chassis.paging import BY_TIME, DEFAULT_LIMIT, Cursor, Limit, Page
from contracts.access import Permission
from contracts.ids import PayRunId
from payments.bank.reading import read
from payments.bank_files import accounts, actions, repository
from payments.bank_files.actions import FileFormat, PayRunFile
from payments.bank_files.schemas import (
    AgencyAccountDetails,
    AgencyAccountRequest,
    AgencyAccounts,
    BankFileDetails,
    BankFileResult,
)

router = tenant_router(tags=["bank files"])


class NotXmlError(InvalidError):
    """The body is not an XML file"""


class BankFileRoute(TenantRoute):
    """A route whose body is a file that is read before the transaction begins."""

    async def prepare(self, request: Request, actor: Actor) -> None:
        """Read the file beside the event loop. Raises NotXmlError, BankFileError."""
        actor.require(Permission.PAY_RUNS_RUN)
        content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if content_type not in {"application/xml", "text/xml"}:
            raise NotXmlError("send the file as application/xml", field="Content-Type")
        content = await request.body()
        request.state.message = await asyncio.to_thread(read, content)
        request.state.digest = sha256(content).hexdigest()


incoming = APIRouter(tags=["bank files"], route_class=BankFileRoute)

_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/xml": {
                "schema": {
                    "type": "string",
                    "description": "pain.002.001.03 or .10, camt.053.001.02 or .08,"
                    " camt.054.001.02 or .08, as the bank gives it",
                }
            }
        },
    }
}


@incoming.post("/bank-files", openapi_extra=_BODY)
async def receive_bank_file(request: Request, uow: Uow) -> BankFileResult:
    """Book what the bank says of payments and of clients' money, each once however often it comes.

    A credit comes in against the invoice whose reference it names; what is of no payment and names
    none waits in a list. 422 with element and line for a file that cannot be read or is not of this
    agency; nothing of it is booked then.
    """
    received = await actions.receive(uow, request.state.message, request.state.digest)
    return BankFileResult.of(received)


@router.get("/bank-files")
async def bank_files(
    uow: Uow, cursor: Cursor = None, limit: Limit = DEFAULT_LIMIT
) -> Page[BankFileDetails]:
    """The files of the bank that were read, the latest first."""
    uow.actor.require(Permission.PAY_RUNS_RUN, Permission.TRANSACTIONS_VIEW)
    rows = await repository.files(uow, after=BY_TIME.after(cursor), limit=limit + 1)
    return BY_TIME.page(
        rows, limit, key=lambda row: (row.received_at, row.file_id), shown=BankFileDetails.of
    )


@router.get("/pay-runs/{pay_run_id}/file", **answers_file("application/octet-stream"))
async def file_of_pay_run(
    pay_run_id: PayRunId,
    uow: Uow,
    file_format: Annotated[FileFormat, Query(alias="format")],
    currency: Annotated[CurrencyCode | None, Query()] = None,
) -> StreamingResponse:
    """What an exported run orders, for the bank: the same bytes each time, in one currency."""
    file = await actions.file_of(uow, pay_run_id, file_format, currency)
    return await respond(
        uow, partial(_write, file), name=file.name, media_type=file_format.media_type
    )


def _write(file: PayRunFile, to: BinaryIO) -> None:
    to.write(file.write())


@router.get("/agency-accounts")
async def agency_accounts(uow: Uow) -> AgencyAccounts:
    """The accounts that pay runs are paid from, by currency."""
    uow.actor.require(Permission.PAY_RUNS_RUN, Permission.SETTINGS_MANAGE)
    return AgencyAccounts.of(await repository.accounts(uow))


@router.put("/agency-accounts/{currency}")
async def set_agency_account(
    currency: CurrencyCode, body: AgencyAccountRequest, uow: Uow
) -> AgencyAccountDetails:
    """Say which account pay runs in a currency are paid from, from the next export on.

    403 `recent_sign_in_needed` where the person last showed who they are over ten minutes ago.
    """
    account = await accounts.set_account(
        uow,
        currency,
        name=body.name,
        country=body.country,
        details=body.account.details,
        agreement=body.agreement,
    )
    return AgencyAccountDetails.of(account)
