"""Files that cannot be signed are refused by name; what can be is written anew without its past."""

import io
import re
from collections.abc import Callable

import pikepdf
import pypdfium2
import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from documents.rendering import flaws, samples
from documents.rendering.flaws import Flaw
from documents.rendering.incoming import MAX_OBJECTS, FileFlawError, checked
from documents.rendering.renderer import Renderer

Change = Callable[[pikepdf.Pdf], None]


@pytest.fixture(scope="module")
def a_pdf() -> bytes:
    return Renderer().render(samples.contractor_invoice(lines=3)).pdf


def saved(document: pikepdf.Pdf, **how: object) -> bytes:
    out = io.BytesIO()
    document.save(out, **how)  # pyright: ignore[reportArgumentType]
    return out.getvalue()


def changed(pdf: bytes, change: Change) -> bytes:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        change(document)
        return saved(document)


def flaw_of(pdf: bytes) -> Flaw | None:
    try:
        with checked(pdf):
            return None
    except FileFlawError as error:
        return error.flaw


def blank(pages: int) -> bytes:
    with pikepdf.new() as document:
        for _ in range(pages):
            document.add_blank_page()
        return saved(document)


def action(kind: str, **entries: object) -> pikepdf.Dictionary:
    return pikepdf.Dictionary(S=pikepdf.Name(f"/{kind}"), **entries)  # pyright: ignore[reportArgumentType]


def on_open(kind: str, **entries: object) -> Change:
    def change(document: pikepdf.Pdf) -> None:
        document.Root["/OpenAction"] = action(kind, **entries)

    return change


def on_page(key: str, value: pikepdf.Object) -> Change:
    def change(document: pikepdf.Pdf) -> None:
        document.pages[0].obj[key] = value

    return change


def annotation(subtype: str, **entries: object) -> Change:
    def change(document: pikepdf.Pdf) -> None:
        found = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name(f"/{subtype}"),
            Rect=pikepdf.Array([0, 0, 10, 10]),
            **entries,  # pyright: ignore[reportArgumentType]
        )
        document.pages[0].obj["/Annots"] = pikepdf.Array([document.make_indirect(found)])

    return change


def attach(document: pikepdf.Pdf) -> None:
    document.attachments["tool.exe"] = pikepdf.AttachedFileSpec(
        document,
        b"MZ\x90",
        description="",
        filename="tool.exe",
        mime_type="application/x-msdownload",
        creation_date="",
        mod_date="",
    )


def add_form(document: pikepdf.Pdf) -> None:
    field = document.make_indirect(pikepdf.Dictionary(FT=pikepdf.Name.Tx, T="rate", V="100"))
    document.Root["/AcroForm"] = pikepdf.Dictionary(Fields=pikepdf.Array([field]))


def elsewhere(document: pikepdf.Pdf) -> None:
    stream = document.make_stream(b"")
    stream.stream_dict["/F"] = "http://elsewhere.example/page"
    document.pages[0].obj["/Contents"] = stream


def script_in_names(document: pikepdf.Pdf) -> None:
    js = document.make_indirect(action("JavaScript", JS="app.alert(1)"))
    tree = pikepdf.Dictionary(Names=pikepdf.Array(["a", js]))
    document.Root["/Names"] = pikepdf.Dictionary(JavaScript=tree)


HARMFUL: dict[str, tuple[Change, Flaw]] = {
    "a script on opening": (on_open("JavaScript", JS="app.alert(1)"), Flaw.SCRIPTS),
    "a script by name": (script_in_names, Flaw.SCRIPTS),
    "a program on opening": (on_open("Launch", F="/bin/sh"), Flaw.ACTIONS),
    "a form that is sent": (on_open("SubmitForm", F="http://a.example"), Flaw.ACTIONS),
    "another file on opening": (on_open("GoToR", F="other.pdf"), Flaw.ACTIONS),
    "an action of a page": (
        on_page("/AA", pikepdf.Dictionary(O=action("URI", URI="http://a"))),
        Flaw.ACTIONS,
    ),
    "a program in a link": (annotation("Link", A=action("Launch", F="x")), Flaw.ACTIONS),
    "a script in a link": (
        annotation("Link", A=action("URI", URI=" Java\tScript:alert(1)")),
        Flaw.SCRIPTS,
    ),
    "a file of the machine in a link": (
        annotation("Link", A=action("URI", URI="file:///etc/passwd")),
        Flaw.ACTIONS,
    ),
    "links that begin with a script": (
        on_page("/X", pikepdf.Dictionary(Base="javascript:")),
        Flaw.SCRIPTS,
    ),
    "a page of the web on opening": (on_open("URI", URI="https://a.example"), Flaw.ACTIONS),
    "an attached program": (attach, Flaw.ATTACHMENTS),
    "an attachment on a page": (annotation("FileAttachment"), Flaw.ATTACHMENTS),
    "a video": (annotation("RichMedia"), Flaw.MEDIA),
    "a field": (add_form, Flaw.FORM_FIELDS),
    "a field on a page alone": (annotation("Widget"), Flaw.FORM_FIELDS),
    "content from elsewhere": (elsewhere, Flaw.EXTERNAL),
}


@pytest.mark.requirement("K14")
@pytest.mark.parametrize(("change", "flaw"), HARMFUL.values(), ids=HARMFUL.keys())
def test_what_a_signer_could_not_see_is_refused(a_pdf: bytes, change: Change, flaw: Flaw) -> None:
    assert flaw_of(changed(a_pdf, change)) is flaw


@pytest.mark.parametrize(
    "address", ["https://maple.example", "mailto:a@maple.example", "tel:+15550100", "page/2"]
)
def test_a_plain_file_is_taken_with_its_links(a_pdf: bytes, address: str) -> None:
    link = annotation("Link", A=action("URI", URI=address))
    assert flaw_of(changed(a_pdf, link)) is None


@pytest.mark.requirement("K14")
@pytest.mark.parametrize(
    ("pdf", "flaw"),
    [
        (b"", Flaw.EMPTY),
        (b"PK\x03\x04 a workbook", Flaw.NOT_A_PDF),
        (b"<html>%PDF-1.7", Flaw.NOT_A_PDF),
        (b"%PDF-1.7\nnothing of the kind", Flaw.BROKEN),
        (b"%PDF-1.7\n" + b"0" * flaws.MAX_BYTES, Flaw.TOO_LARGE),
    ],
    ids=["empty", "a workbook", "two kinds at once", "nothing", "too large"],
)
def test_what_is_no_file_of_ours_is_refused(pdf: bytes, flaw: Flaw) -> None:
    assert flaw_of(pdf) is flaw


@pytest.mark.requirement("K14")
@pytest.mark.parametrize(
    ("pages", "flaw"), [(0, Flaw.BROKEN), (200, None), (201, Flaw.TOO_MANY_PAGES)]
)
def test_pages_have_a_bound(pages: int, flaw: Flaw | None) -> None:
    assert flaw_of(blank(pages)) is flaw


@pytest.mark.parametrize("is_nested", [False, True], ids=["a list", "a list of lists"])
def test_what_takes_long_to_look_at_is_refused(a_pdf: bytes, is_nested: bool) -> None:
    within = pikepdf.Array() if is_nested else 0
    long = on_page("/X", pikepdf.Array([within] * (MAX_OBJECTS + 1)))
    assert flaw_of(changed(a_pdf, long)) is Flaw.TOO_COMPLEX


def test_an_encrypted_file_is_refused_even_without_a_password_to_open_it(a_pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(a_pdf)) as document:
        for user in ("secret", ""):
            locked = saved(document, encryption=pikepdf.Encryption(owner="owner", user=user))
            assert flaw_of(locked) is Flaw.ENCRYPTED


@pytest.mark.parametrize("part", [0.2, 0.5, 0.9, 0.99])
def test_a_file_that_was_cut_off_is_refused(a_pdf: bytes, part: float) -> None:
    assert flaw_of(a_pdf[: int(len(a_pdf) * part)]) is Flaw.BROKEN


def test_a_file_that_has_to_be_guessed_at_is_refused(a_pdf: bytes) -> None:
    """Its table of contents points elsewhere: two readers could find two different documents."""
    assert flaw_of(re.sub(rb"startxref\n[0-9]+", b"startxref\n12", a_pdf)) is Flaw.BROKEN


def test_what_the_file_was_before_does_not_come_along(a_pdf: bytes) -> None:
    """A file can carry an earlier state of itself, which nobody sees and a reader can show."""
    first = changed(a_pdf, on_open("JavaScript", JS="app.alert('before')"))
    with pikepdf.open(io.BytesIO(first)) as document:
        first = saved(document, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    writer = IncrementalPdfFileWriter(io.BytesIO(first))
    del writer.root["/OpenAction"]
    writer.update_root()
    removed = io.BytesIO()
    writer.write(removed)
    assert b"app.alert" in removed.getvalue()
    with checked(removed.getvalue()) as document:
        out = saved(document)
    assert b"app.alert" not in out
    assert out.count(b"startxref") == 1
    assert _texts(out) == _texts(a_pdf)


def _texts(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def test_every_flaw_has_a_reason() -> None:
    assert flaws.REASONS.keys() == set(Flaw)
