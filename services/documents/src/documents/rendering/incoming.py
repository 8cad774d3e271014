"""A PDF that somebody sent: whether it can be signed, or kept. Runs in a render process.

What is refused is what a signer could not see or what could change after it was signed: scripts and
other actions, forms, attachments, media, files from elsewhere. What is reachable from the catalogue
is looked at, since that, and no more, goes into the file that is signed (`agreements`).
"""

import io
import re
from collections.abc import Callable, Generator
from contextlib import contextmanager

import pikepdf
import pypdfium2

from documents.rendering.flaws import MAX_BYTES, MAX_PAGES, Flaw

MAX_OBJECTS = 300_000
"""More than a document of so many pages has."""
_MAX_SIDE_POINTS = 14_400
"""The largest page that PDF knows (ISO 32000-1, Annex C)."""


_SCRIPT_KEYS = frozenset({"/JS", "/JavaScript"})
_ACTIONS = {
    "/JavaScript": Flaw.SCRIPTS,
    "/Launch": Flaw.ACTIONS,
    "/SubmitForm": Flaw.ACTIONS,
    "/ResetForm": Flaw.ACTIONS,
    "/ImportData": Flaw.ACTIONS,
    "/GoToR": Flaw.ACTIONS,
    "/GoToE": Flaw.ACTIONS,
    "/Hide": Flaw.ACTIONS,
    "/SetOCGState": Flaw.ACTIONS,
    "/Rendition": Flaw.MEDIA,
    "/Sound": Flaw.MEDIA,
    "/Movie": Flaw.MEDIA,
    "/RichMediaExecute": Flaw.MEDIA,
    "/GoTo3DView": Flaw.MEDIA,
}
_ANNOTATIONS = {
    "/FileAttachment": Flaw.ATTACHMENTS,
    "/RichMedia": Flaw.MEDIA,
    "/Movie": Flaw.MEDIA,
    "/Sound": Flaw.MEDIA,
    "/Screen": Flaw.MEDIA,
    "/3D": Flaw.MEDIA,
    "/Widget": Flaw.FORM_FIELDS,
}
_KEYS = {
    "/EmbeddedFiles": Flaw.ATTACHMENTS,
    "/EF": Flaw.ATTACHMENTS,
    "/AA": Flaw.ACTIONS,
    "/XFA": Flaw.FORM_FIELDS,
    "/DocMDP": Flaw.SIGNED,
    "/ByteRange": Flaw.SIGNED,
}

_LINKS = ("http:", "https:", "mailto:", "tel:")
"""Where a link may lead; one without a scheme leads nowhere by itself."""
_SCHEME = re.compile(r"[\s\x00-\x20]*([a-z][a-z0-9+.-]*:)", re.IGNORECASE)


class FileFlawError(ValueError):
    """The file cannot be signed, for the reason that its text is the name of."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.value)
        self.flaw = flaw


@contextmanager
def checked(pdf: bytes) -> Generator[pikepdf.Pdf]:
    """The file, written anew: what its catalogue does not reach is gone. Raises FileFlawError."""
    pages = _pages_of(pdf)
    if pages > MAX_PAGES:
        raise FileFlawError(Flaw.TOO_MANY_PAGES)
    try:
        with pikepdf.open(io.BytesIO(_rewritten(pdf))) as found:
            if len(found.pages) != pages:
                raise FileFlawError(Flaw.BROKEN)
            _look_at_all(found, _look_at)
            yield found
    except (pikepdf.PdfError, pikepdf.DataDecodingError) as error:
        raise FileFlawError(Flaw.BROKEN) from error


def inspect(pdf: bytes) -> None:
    """Look at a file that is only kept and handed on. Raises FileFlawError.

    Forms, attachments and signatures are welcome in it; scripts and starting programs are not.
    """
    if _pages_of(pdf) > MAX_PAGES:
        raise FileFlawError(Flaw.TOO_MANY_PAGES)
    try:
        with pikepdf.open(io.BytesIO(pdf)) as found:
            if found.is_encrypted:
                raise FileFlawError(Flaw.ENCRYPTED)
            _look_at_all(found, _look_for_programs)
    except (pikepdf.PdfError, pikepdf.DataDecodingError) as error:
        raise FileFlawError(Flaw.BROKEN) from error


def _rewritten(pdf: bytes) -> bytes:
    """In one piece, without earlier states of it and without streams of objects.

    Nothing is recovered: a part could be missing, and nobody would see which.
    """
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf), attempt_recovery=False) as found:
        if found.is_encrypted:
            raise FileFlawError(Flaw.ENCRYPTED)
        found.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


def _pages_of(pdf: bytes) -> int:
    """How many pages PDFium finds, each of which it can open: it makes the pictures to read."""
    if not pdf:
        raise FileFlawError(Flaw.EMPTY)
    if len(pdf) > MAX_BYTES:
        raise FileFlawError(Flaw.TOO_LARGE)
    # At the start: what has something before it can be another kind of file at the same time.
    if not pdf.startswith(b"%PDF-"):
        raise FileFlawError(Flaw.NOT_A_PDF)
    try:
        with pypdfium2.PdfDocument(pdf) as document:
            count = len(document)
            for index in range(min(count, MAX_PAGES)):
                width, height = document[index].get_size()
                if not (0 < width <= _MAX_SIDE_POINTS and 0 < height <= _MAX_SIDE_POINTS):
                    raise FileFlawError(Flaw.BROKEN)
            return count
    except pypdfium2.PdfiumError as error:
        # PDFium names its errors in the text alone.
        flaw = Flaw.ENCRYPTED if "password" in str(error).lower() else Flaw.BROKEN
        raise FileFlawError(flaw) from error


def _look_at_all(document: pikepdf.Pdf, look: Callable[[pikepdf.Dictionary, bool], None]) -> None:
    """Look at every dictionary of the file, and whether it is a stream's."""
    looked_at = 0
    left: list[pikepdf.Object] = [document.trailer, *document.objects]
    while left:
        found = left.pop()
        looked_at += 1
        if looked_at > MAX_OBJECTS:
            raise FileFlawError(Flaw.TOO_COMPLEX)
        if isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
            is_stream = isinstance(found, pikepdf.Stream)
            entries = found.stream_dict if is_stream else found
            look(entries, is_stream)
            values = [value for _, value in entries.items()]
        elif isinstance(found, pikepdf.Array):
            if len(found) > MAX_OBJECTS:
                raise FileFlawError(Flaw.TOO_COMPLEX)
            values = list(found)
        else:
            continue
        # What stands by itself is in the list of all objects already.
        left.extend(
            value
            for value in values
            if isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect
        )


def _look_for_programs(found: pikepdf.Dictionary, _is_stream: bool) -> None:
    """Raises FileFlawError for what runs when the file is opened or clicked."""
    if not _SCRIPT_KEYS.isdisjoint(found.keys()):
        raise FileFlawError(Flaw.SCRIPTS)
    if "/S" in found.keys() and str(found["/S"]) == "/Launch":  # noqa: SIM118 - no mapping
        raise FileFlawError(Flaw.ACTIONS)
    _look_at_links(found)


def _look_at_links(found: pikepdf.Dictionary) -> None:
    """Raises FileFlawError for a link that leads elsewhere than to a page, a mail or a telephone.

    `javascript:` runs where a viewer lets it, `file:` and others start what is on the machine.
    """
    for key in ("/URI", "/Base"):
        if key not in found.keys():  # noqa: SIM118 - no mapping
            continue
        value = found[key]
        if not isinstance(value, pikepdf.String):
            continue
        # Browsers pass over line breaks and tabs within a scheme.
        address = "".join(one for one in str(value) if one not in "\t\r\n")
        scheme = _SCHEME.match(address)
        if scheme is not None and scheme[1].lower() not in _LINKS:
            is_script = scheme[1].lower().endswith("script:")
            raise FileFlawError(Flaw.SCRIPTS if is_script else Flaw.ACTIONS)


def _look_at(found: pikepdf.Dictionary, is_stream: bool) -> None:
    """Raises FileFlawError for what must not be in a file that is signed."""
    keys = set(found.keys())
    if not _SCRIPT_KEYS.isdisjoint(keys):
        raise FileFlawError(Flaw.SCRIPTS)
    for key in keys & _KEYS.keys():
        raise FileFlawError(_KEYS[key])
    for key, flaws in (("/S", _ACTIONS), ("/Subtype", _ANNOTATIONS)):
        if key in keys and (flaw := flaws.get(str(found[key]))):
            raise FileFlawError(flaw)
    if "/Fields" in keys and len(found["/Fields"]):  # pyright: ignore[reportArgumentType]
        raise FileFlawError(Flaw.FORM_FIELDS)
    _look_at_links(found)
    opening = found.get("/OpenAction")
    if isinstance(opening, pikepdf.Dictionary) and str(opening.get("/S")) == "/URI":
        raise FileFlawError(Flaw.ACTIONS)
    if is_stream and "/F" in keys:
        raise FileFlawError(Flaw.EXTERNAL)
