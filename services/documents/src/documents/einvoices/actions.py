"""The e-invoices of a document: written before it is printed, handed out to who may see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from chassis.errors import ConflictError, UnavailableError
from chassis.uow import UnitOfWork
from documents.einvoices.model import EInvoiceRecord, Gap, Outcome, Syntax
from documents.einvoices.pool import EInvoicePool
from documents.rendering import AnyInput
from documents.rendering.inputs import CreditNoteInput, CustomerInvoiceInput
from documents.storage import STORAGE_ERRORS, Storage


class NoEInvoiceError(ConflictError):
    """The document has no e-invoice of this syntax"""


@dataclass(frozen=True, slots=True, kw_only=True)
class EInvoices:
    """What is kept of a document's e-invoices, and the one that its PDF has in it."""

    records: tuple[EInvoiceRecord, ...] = ()
    inside: bytes | None = None


async def keep(
    pool: EInvoicePool, storage: Storage, agency_id: UUID, document: AnyInput
) -> EInvoices:
    """Write and validate the e-invoices of an invoice or credit note, and keep the files.

    Nothing for other documents. Raises a RenderError, or an error of the storage.
    """
    if not isinstance(document, CustomerInvoiceInput | CreditNoteInput):
        return EInvoices()
    outcomes = await pool.write(document, share=agency_id)
    return EInvoices(
        records=tuple([await _kept(storage, agency_id, outcome) for outcome in outcomes]),
        inside=next((x.xml for x in outcomes if x.syntax is Syntax.FACTUR_X), None),
    )


async def _kept(storage: Storage, agency_id: UUID, outcome: Outcome) -> EInvoiceRecord:
    xml = outcome.xml
    return EInvoiceRecord(
        syntax=outcome.syntax,
        sha256=None if xml is None else await storage.keep_e_invoice(agency_id, xml),
        size_bytes=None if xml is None else len(xml),
        gaps=outcome.gaps,
        faults=outcome.faults,
    )


def file_of(records: Sequence[EInvoiceRecord], syntax: Syntax) -> str:
    """The hash of the file of this syntax. Raises NoEInvoiceError with what is missing for it."""
    record = next((one for one in records if one.syntax is syntax), None)
    if record is None or record.sha256 is None:
        gaps: tuple[Gap, ...] = record.gaps if record is not None else ()
        raise NoEInvoiceError(f"there is no e-invoice in {syntax}", missing=list(gaps))
    return record.sha256


async def content(uow: UnitOfWork, sha256: str) -> bytes:
    """The file of this hash. Raises UnavailableError."""
    try:
        return await uow.resource(Storage).read_e_invoice(uow.agency_id, sha256)
    except STORAGE_ERRORS as error:
        raise UnavailableError("the e-invoice cannot be read now") from error
