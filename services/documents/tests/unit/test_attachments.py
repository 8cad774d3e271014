"""Which files go along with a message: by what is in them, their size, and their name."""

import io
import struct
import zipfile

import pikepdf
import pytest

from documents.attachments.model import (
    MAX_BYTES,
    AttachmentFlaw,
    AttachmentRefusedError,
    media_type_of,
)
from documents.rendering.flaws import Flaw
from documents.rendering.incoming import FileFlawError, inspect

pytestmark = pytest.mark.requirement("K15")

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF"
WEBP = b"RIFF\x24\x00\x00\x00WEBPVP8 "
HTML = b"<!doctype html><script>alert(document.cookie)</script>"


def office(*parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for part in ("[Content_Types].xml", *parts):
            archive.writestr(part, "<x/>")
    return out.getvalue()


DOCX, XLSX = office("word/document.xml"), office("xl/workbook.xml")


@pytest.mark.parametrize(
    ("content", "name", "ends"),
    [
        (b"%PDF-1.7\n", "Terms.PDF", "pdf"),
        (PNG, "a.b.png", "png"),
        (JPEG, "photo.jpeg", "jpeg"),
        (JPEG, "photo.jpg", "jpeg"),
        (WEBP, "photo.webp", "webp"),
        (DOCX, "letter.docx", "wordprocessingml.document"),
        (XLSX, "hours.xlsx", "spreadsheetml.sheet"),
    ],
)
def test_the_kind_of_a_file_is_by_what_is_in_it(content: bytes, name: str, ends: str) -> None:
    assert media_type_of(content, name).endswith(ends)


@pytest.mark.parametrize(
    ("content", "name", "flaw"),
    [
        (b"", "empty.pdf", AttachmentFlaw.EMPTY),
        (b"%PDF-" + bytes(MAX_BYTES), "large.pdf", AttachmentFlaw.TOO_LARGE),
        (HTML, "picture.png", AttachmentFlaw.WRONG_TYPE),
        (HTML, "page.html", AttachmentFlaw.WRONG_TYPE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg", AttachmentFlaw.WRONG_TYPE),
        (b"MZ\x90\x00", "tool.exe", AttachmentFlaw.WRONG_TYPE),
        (b"a,b\n1,2\n", "hours.csv", AttachmentFlaw.WRONG_TYPE),
        (PNG + HTML, "page.html", AttachmentFlaw.NAMED_OTHERWISE),
        (PNG, "terms.pdf", AttachmentFlaw.NAMED_OTHERWISE),
        (b"%PDF-1.7", "terms.pdf.exe", AttachmentFlaw.NAMED_OTHERWISE),
        (office("xl/workbook.xml", "xl/vbaProject.bin"), "hours.xlsx", AttachmentFlaw.MACROS),
        (DOCX, "hours.xlsx", AttachmentFlaw.NAMED_OTHERWISE),
        (office("word/document.xml", "xl/workbook.xml"), "a.docx", AttachmentFlaw.WRONG_TYPE),
        (b"PK\x03\x04 and nothing else", "letter.docx", AttachmentFlaw.BROKEN),
    ],
)
def test_any_other_file_is_refused_with_the_reason(
    content: bytes, name: str, flaw: AttachmentFlaw
) -> None:
    with pytest.raises(AttachmentRefusedError) as refused:
        media_type_of(content, name)
    assert refused.value.data == {"flaw": flaw.value}
    assert [error.field for error in refused.value.errors] == ["file"]


def end_of_archive(directory_bytes: int, *, comment: bytes = b"") -> bytes:
    sizes = struct.pack("<LLH", directory_bytes, 0, len(comment))
    return b"PK\x05\x06" + bytes(8) + sizes + comment


@pytest.mark.parametrize(
    "end",
    [
        end_of_archive(1_000_001),
        end_of_archive(1_000_001, comment=b"as long as it may be"),
        end_of_archive(0xFFFFFFFF),
        b"PK\x06\x07" + bytes(16) + end_of_archive(10),
    ],
    ids=["long", "with a comment", "as long as can be", "with a second end"],
)
def test_an_archive_with_more_parts_than_can_be_read_quickly_is_refused_unread(end: bytes) -> None:
    """60,000 parts took three seconds to list; a file that is refused can be sent again."""
    with pytest.raises(AttachmentRefusedError) as refused:
        media_type_of(b"PK\x03\x04" + bytes(100) + end, "hours.xlsx")
    assert refused.value.data == {"flaw": "too_complex"}


def test_an_office_file_of_thousands_of_parts_is_taken() -> None:
    parts = [f"xl/worksheets/sheet{number}.xml" for number in range(4_000)]
    assert media_type_of(office("xl/workbook.xml", *parts), "hours.xlsx")
    with pytest.raises(AttachmentRefusedError):
        media_type_of(office("xl/workbook.xml", *(f"a{n}" for n in range(5_001))), "hours.xlsx")


def a_pdf(**root: pikepdf.Object) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        for key, value in root.items():
            document.Root[f"/{key}"] = value
        document.save(out)
    return out.getvalue()


def test_a_pdf_that_is_only_kept_may_have_a_form_and_no_script() -> None:
    inspect(a_pdf(AcroForm=pikepdf.Dictionary(Fields=pikepdf.Array([pikepdf.Dictionary()]))))
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
    program = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("calc.exe"))
    link = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("javascript:alert(1)"))
    for action, flaw in (
        (script, Flaw.SCRIPTS),
        (program, Flaw.ACTIONS),
        (link, Flaw.SCRIPTS),
    ):
        with pytest.raises(FileFlawError) as refused:
            inspect(a_pdf(OpenAction=action))
        assert refused.value.flaw is flaw


def test_a_pdf_that_is_broken_or_encrypted_is_refused() -> None:
    with pytest.raises(FileFlawError) as broken:
        inspect(a_pdf()[:120])
    assert broken.value.flaw is Flaw.BROKEN
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(a_pdf())) as document:
        document.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
    with pytest.raises(FileFlawError) as encrypted:
        inspect(out.getvalue())
    assert encrypted.value.flaw is Flaw.ENCRYPTED
