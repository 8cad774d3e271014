"""Pictures of pages. PDFium is not thread-safe: this runs in a worker process."""

import io
from typing import Any

import pypdfium2

SCALE: Any = 110 / 72
"""110 dots per inch. PDFium takes a fraction; its types say otherwise."""


class NoSuchPageError(ValueError):
    """The document has no page of this number."""


def preview(pdf: bytes, page: int) -> bytes:
    """Page `page` (from 1) of a PDF as a PNG. Raises NoSuchPageError."""
    with pypdfium2.PdfDocument(pdf) as document:
        # Else a signature that stands in its field is not drawn.
        document.init_forms()
        if not 1 <= page <= len(document):
            raise NoSuchPageError(f"page {page} of {len(document)}")
        picture = document[page - 1].render(scale=SCALE).to_pil()
    out = io.BytesIO()
    picture.save(out, format="PNG", optimize=True)
    return out.getvalue()
