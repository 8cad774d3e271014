"""A file that somebody sends along with a message: what it may be, and who may have it.

What kind it is follows from its bytes. Its name has to say the same, since whoever saves it opens
it by its name. Only kinds that have a signature of their own are taken: text could be anything,
HTML too.
"""

import io
import struct
import zipfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from chassis.errors import InvalidError, TooManyRequestsError
from contracts.ids import AttachmentId, InquiryId, PersonId

MAX_BYTES = 10 * 1024 * 1024
MAX_UNSENT = 20
"""Of a person: files that are of no message (yet)."""
UNSENT_FOR = timedelta(days=2)
"""Then a file that is of no message is removed. Notifications takes none that is half as old."""
_MAX_PARTS = 5_000
"""Of an Office file; a workbook of a thousand sheets has fewer."""
_MAX_DIRECTORY_BYTES = _MAX_PARTS * 200
"""Of the list of an archive's parts. Reading a longer one takes seconds, however often it is sent:
a file that is refused takes no place."""


class AttachmentFlaw(StrEnum):
    """Why a file is refused."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    WRONG_TYPE = "wrong_type"
    NAMED_OTHERWISE = "named_otherwise"
    MACROS = "macros"
    BROKEN = "broken"
    ENCRYPTED = "encrypted"
    TOO_MANY_PAGES = "too_many_pages"
    TOO_COMPLEX = "too_complex"
    SCRIPTS = "scripts"


REASONS = {
    AttachmentFlaw.EMPTY: "is empty",
    AttachmentFlaw.TOO_LARGE: f"is larger than {MAX_BYTES // 1024 // 1024} MB",
    AttachmentFlaw.WRONG_TYPE: "is none of PDF, PNG, JPEG, WebP, DOCX and XLSX",
    AttachmentFlaw.NAMED_OTHERWISE: "has a name that says another kind than what is in it",
    AttachmentFlaw.MACROS: "has macros: save it without them",
    AttachmentFlaw.BROKEN: "cannot be read: it is broken",
    AttachmentFlaw.ENCRYPTED: "is encrypted: save it without a password",
    AttachmentFlaw.TOO_MANY_PAGES: "has too many pages",
    AttachmentFlaw.TOO_COMPLEX: "is too complex: print it to a new PDF",
    AttachmentFlaw.SCRIPTS: "has scripts or starts programs: print it to a new PDF",
}


class AttachmentRefusedError(InvalidError):
    """This file cannot be sent: `flaw` says why"""

    def __init__(self, flaw: AttachmentFlaw) -> None:
        super().__init__(REASONS[flaw], field="file")
        self.data = {"flaw": flaw.value}


class TooManyAttachmentsError(TooManyRequestsError):
    """Many files were sent that no message names; name them, or try again later"""


PDF = "application/pdf"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_NAMES = {
    PDF: (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/webp": (".webp",),
    _DOCX: (".docx",),
    _XLSX: (".xlsx",),
}
_END = struct.Struct("<4s8xL6x")
_END_MARK = b"PK\x05\x06"
_LARGE_END_MARK, _LARGE_END_BYTES = b"PK\x06\x07", 20
_OFFICE_PARTS = {"word/document.xml": _DOCX, "xl/workbook.xml": _XLSX}


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that was sent. `inquiry_id`: of which conversation it is; None: of none yet."""

    attachment_id: AttachmentId
    name: str
    media_type: str
    size_bytes: int
    sha256: str
    stored_by: PersonId
    stored_at: datetime
    inquiry_id: InquiryId | None = None


def media_type_of(content: bytes, name: str) -> str:
    """What kind of file it is, by its bytes. Raises AttachmentRefusedError.

    Reading the list of an Office file's parts takes a while: not for the event loop.
    """
    if not content:
        raise AttachmentRefusedError(AttachmentFlaw.EMPTY)
    if len(content) > MAX_BYTES:
        raise AttachmentRefusedError(AttachmentFlaw.TOO_LARGE)
    found = _by_signature(content)
    if found is None:
        raise AttachmentRefusedError(AttachmentFlaw.WRONG_TYPE)
    if not name.lower().endswith(_NAMES[found]):
        raise AttachmentRefusedError(AttachmentFlaw.NAMED_OTHERWISE)
    return found


def _by_signature(content: bytes) -> str | None:
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR":
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "image/webp"
    if content.startswith(b"PK\x03\x04"):
        return _office_type(content)
    return None


def _office_type(content: bytes) -> str | None:
    """Of a ZIP archive: a document or a workbook of Office, without macros."""
    if _directory_bytes(content) > _MAX_DIRECTORY_BYTES:
        raise AttachmentRefusedError(AttachmentFlaw.TOO_COMPLEX)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {part.filename.lower() for part in archive.infolist()}
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise AttachmentRefusedError(AttachmentFlaw.BROKEN) from error
    if len(parts) > _MAX_PARTS:
        raise AttachmentRefusedError(AttachmentFlaw.TOO_COMPLEX)
    if "[content_types].xml" not in parts:
        return None
    if any(part.endswith("vbaproject.bin") for part in parts):
        raise AttachmentRefusedError(AttachmentFlaw.MACROS)
    kinds = {kind for part, kind in _OFFICE_PARTS.items() if part in parts}
    return kinds.pop() if len(kinds) == 1 else None


def _directory_bytes(content: bytes) -> int:
    """How long an archive's list of parts is, as its end says (APPNOTE 4.3.16); 0: it has no end.

    The end is found as `zipfile` finds it, which reads so many bytes. One with a second end, for
    archives of more than 4 GiB, is as long as can be: `zipfile` believes that one.
    """
    at = len(content) - _END.size
    if not (content.startswith(_END_MARK, max(at, 0)) and content.endswith(b"\0\0")):
        at = content.rfind(_END_MARK, max(at - 0xFFFF, 0))
    if at < 0 or at + _END.size > len(content):
        return 0
    if content.startswith(_LARGE_END_MARK, max(at - _LARGE_END_BYTES, 0)):
        return MAX_BYTES
    _, size = _END.unpack_from(content, at)
    return size
