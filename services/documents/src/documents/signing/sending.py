"""Sending an offer: the file is looked at and made ready between two units of work.

A large file takes seconds to look at, in which no connection to the database is held. What is
refused is refused before anything is kept.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date

from chassis.errors import InvalidError, UnavailableError
from chassis.ids import new_id
from chassis.settings import ServiceSettings
from chassis.uow import UnitOfWork
from contracts.ids import AgencyId, CompanyId, OfferId, PersonId, ProjectId
from documents.directory import repository as directory
from documents.rendering import RenderError, RenderPool, RenderRefusedError
from documents.rendering.evidence import AgreementInput
from documents.rendering.flaws import MAX_BYTES, REASONS, Flaw
from documents.rendering.inputs import Issuer
from documents.settings import DocumentsSettings
from documents.signing import actions, repository, transitions
from documents.signing.errors import FileRefusedError
from documents.signing.repository import OfferMetadata
from documents.storage import STORAGE_ERRORS, Storage

_CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_CODE_GROUPS, _GROUP_LETTERS = 3, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferRequest:
    """An offer as staff ask for it to be sent."""

    title: str
    message: str
    company_id: CompanyId
    project_id: ProjectId | None
    signer_ids: tuple[PersonId, ...]
    expires_on: date
    language: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An order of which everything but the file is known to be right."""

    offer_id: OfferId
    order: OfferRequest
    sent_by: PersonId
    new: transitions.NewOffer
    agreement: AgreementInput
    code_sha256: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedFile:
    """A file that can be signed."""

    sha256: str
    pages: int
    size_bytes: int


def require_seal(settings: ServiceSettings) -> None:
    """Raises UnavailableError where nothing could be sealed: signatures would wait for ever."""
    if not isinstance(settings, DocumentsSettings) or settings.credentials is None:
        raise UnavailableError("offers cannot be sent: no seal is set up (SIGNING_KEY_FILE)")


async def draft(uow: UnitOfWork, order: OfferRequest, file_sha256: str) -> Draft:
    """Look at everything but the file. Raises ForbiddenError, InvalidError that names the field."""
    actions.require_staff(uow.actor)
    company = await directory.company(uow, order.company_id)
    if company is None:
        raise InvalidError("is no company of the agency", field="company_id")
    if (
        order.project_id is not None
        and await directory.company_of_project(uow, order.project_id) != order.company_id
    ):
        raise InvalidError("is no project of the company", field="project_id")
    transitions.require_signers(order.signer_ids)
    signers = await actions.require_signers(
        uow, order.company_id, list(order.signer_ids), field="signer_ids"
    )
    agency = await directory.agency(uow)
    expires_at = actions.end_of(order.expires_on, agency.time_zone)
    transitions.require_expiry(expires_at, uow.now, after=uow.now)
    number = f"OFF-{await repository.next_number(uow):05}"
    code = _new_code()
    offer_id = OfferId(new_id())
    return Draft(
        offer_id=offer_id,
        order=order,
        sent_by=uow.actor.person,
        new=transitions.NewOffer(
            offer_id=offer_id,
            company_id=order.company_id,
            project_id=order.project_id,
            title=order.title,
            expires_at=expires_at,
            sha256="",
            signer_ids=order.signer_ids,
        ),
        agreement=AgreementInput(
            language=order.language or company.invoice_preferences.language,
            agency=Issuer.of(agency),
            time_zone=agency.time_zone,
            title=order.title,
            number=number,
            code=code,
            company_name=company.name,
            sent_by=uow.actor.name,
            sent_at=uow.now,
            original_sha256=file_sha256,
            check_address=f"{agency.site_url}/verify",
            signer_names=tuple(signers[person_id] for person_id in order.signer_ids),
        ),
        code_sha256=code_hash(code),
    )


async def make_ready(
    pool: RenderPool, storage: Storage, agency_id: AgencyId, drafted: Draft, pdf: bytes
) -> CheckedFile:
    """Look at the file, add the pages of evidence, and keep both. Raises FileRefusedError."""
    if len(pdf) > MAX_BYTES:
        raise _refusal(Flaw.TOO_LARGE)
    try:
        prepared, pages = await pool.prepare(pdf, drafted.agreement, share=agency_id)
        await storage.keep(agency_id, pdf)
        sha256 = await storage.keep(agency_id, prepared)
    except RenderRefusedError as error:
        # A flaw by its name; what else fails there is a file that its libraries cannot read.
        is_flaw = error.kind == "FileFlawError"
        raise _refusal(Flaw(error.detail) if is_flaw else Flaw.BROKEN) from error
    except (RenderError, *STORAGE_ERRORS) as error:
        raise UnavailableError("the file cannot be looked at now") from error
    return CheckedFile(sha256=sha256, pages=pages, size_bytes=len(prepared))


async def send(uow: UnitOfWork, drafted: Draft, ready: CheckedFile) -> OfferId:
    """Send what is ready: the first signer is asked."""
    new = transitions.with_file(drafted.new, ready.sha256)
    decision = transitions.send(
        new,
        drafted.sent_by,
        uow.now,
        details={
            "number": drafted.agreement.number,
            "original_sha256": drafted.agreement.original_sha256,
            "signer_ids": [str(person_id) for person_id in new.signer_ids],
            "expires_at": new.expires_at.isoformat(),
        },
    )
    await repository.add(
        uow,
        decision,
        OfferMetadata(
            number=drafted.agreement.number,
            code_sha256=drafted.code_sha256,
            message=drafted.order.message,
            language=drafted.agreement.language,
            original_sha256=drafted.agreement.original_sha256,
            pages=ready.pages,
            size_bytes=ready.size_bytes,
        ),
    )
    for event in decision.events:
        uow.record(event)
    return drafted.offer_id


def code_hash(code: str) -> bytes:
    """What is kept of a code; blanks, dashes and small letters do not matter."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return hashlib.sha256(plain.encode()).digest()


def _new_code() -> str:
    groups = (
        "".join(secrets.choice(_CODE_LETTERS) for _ in range(_GROUP_LETTERS))
        for _ in range(_CODE_GROUPS)
    )
    return "-".join(groups)


def _refusal(flaw: Flaw) -> FileRefusedError:
    return FileRefusedError(flaw.value, REASONS[flaw])
