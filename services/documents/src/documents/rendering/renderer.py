"""From an input to PDF/A, in this process. It holds the interpreter: see `pool` for a service."""

import os
import re
from collections.abc import Sequence
from datetime import UTC, datetime, time
from pathlib import Path

import pydyf
from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration

from documents.rendering import scripts
from documents.rendering.assets import SCHEME, PackagedAssets
from documents.rendering.inputs import AnyInput, PaystubInput
from documents.rendering.pages import html_of
from documents.rendering.paystub_data import FILE_NAME, FORMAT, paystub_json
from documents.rendering.rendered import RenderedDocument
from documents.rendering.text import FONTS

VARIANT = "pdf/a-3a"
"""Archival, tagged for screen readers, and able to carry an e-invoice as an attachment."""

FACTUR_X_XMP = Path(__file__).parent / "templates/factur_x.xmp"
"""What the metadata of a PDF with an e-invoice says, and how PDF/A wants that explained."""
FACTUR_X_NAME = "factur-x.xml"
"""Of the attachment; readers look for just this name."""

_ANY_DAY = datetime(2000, 1, 1)  # noqa: DTZ001 - WeasyPrint takes it as UTC
"""The attachment's: equal inputs give equal bytes, whenever they are rendered."""
_SEAM = re.compile(rb"</rdf:RDF>\s*<rdf:RDF[^>]*>")
_NO_TEXT = b" <>"
_ZERO_WIDTH_SPACE = b" <200b>"


class Renderer:
    """Fonts and styles, loaded once; make one a process and keep it. Not thread-safe."""

    def __init__(self) -> None:
        use_packaged_fonts()
        self._fetcher = PackagedAssets()
        self._fonts = FontConfiguration()
        self._loaded: set[str] = set()
        self._style = CSS(url="asset:style.css", url_fetcher=self._fetcher, font_config=self._fonts)

    def render(self, document: AnyInput, *, e_invoice: bytes | None = None) -> RenderedDocument:
        """The document as PDF/A; equal inputs give equal bytes. Raises TotalsDifferError.

        With the `e_invoice` of the document in it, it is Factur-X.
        """
        return self.render_html(html_of(document), attachments_of(document), e_invoice=e_invoice)

    def render_html(
        self,
        html: str,
        attachments: Sequence[Attachment] = (),
        *,
        e_invoice: bytes | None = None,
    ) -> RenderedDocument:
        """A page that `html_of` made, and what is attached to it.

        Raises FatalURLFetchingError if it reaches for more.
        """
        page = HTML(string=html, url_fetcher=self._fetcher)
        styles = [self._style, *self._script_styles(html)]
        laid_out = page.render(self._fonts, stylesheets=styles, pdf_variant=VARIANT)
        laid_out.metadata.attachments.extend(attachments)
        if e_invoice is not None:
            laid_out.metadata.attachments.append(_attached(e_invoice))
            laid_out.metadata.xmp_metadata.append(FACTUR_X_XMP.read_bytes())
        pdf = laid_out.write_pdf(pdf_variant=VARIANT, finisher=_finish)
        if pdf is None:
            raise TypeError("WeasyPrint wrote to nowhere")
        return RenderedDocument(pdf=pdf, pages=len(laid_out.pages))

    def _script_styles(self, html: str) -> list[CSS]:
        """What adds the fonts of the scripts on this page; nothing on most."""
        names = scripts.slices_of(html)
        if not names:
            return []
        for name in names:
            self._load(name)
        families = [*scripts.PACKAGED_FAMILIES, *map(scripts.family_of, names)]
        asked = ", ".join(f'"{family}"' for family in families)
        return [CSS(string=f"html {{ font-family: {asked} }}")]

    def _load(self, name: str) -> None:
        """Make a slice known to fontconfig, once a process."""
        if name in self._loaded:
            return
        scripts.require_slice(name)
        faces = "".join(
            f'@font-face {{ font-family: "{scripts.family_of(name)}"; font-weight: {weight};'
            f' src: url("{SCHEME}scripts/{name}/{weight}.ttf") }}'
            for weight in scripts.WEIGHTS
        )
        CSS(string=faces, url_fetcher=self._fetcher, font_config=self._fonts)
        self._loaded.add(name)


def attachments_of(document: AnyInput) -> list[Attachment]:
    """What goes with the page as data: a pay statement as JSON (B15)."""
    if not isinstance(document, PaystubInput):
        return []
    made_at = datetime.combine(document.subject.created_on, time(), UTC)
    return [
        Attachment(
            string=paystub_json(document),
            name=FILE_NAME,
            description=f"{document.subject.number}: {FORMAT}",
            created=made_at,
            modified=made_at,
            relationship="Data",
        )
    ]


def _attached(e_invoice: bytes) -> Attachment:
    """The e-invoice as another form of the document (Factur-X 1.0, 6.2.2)."""
    return Attachment(
        string=e_invoice,
        name=FACTUR_X_NAME,
        description="Factur-X (EN 16931)",
        created=_ANY_DAY,
        modified=_ANY_DAY,
        relationship="Alternative",
    )


def _finish(_: object, pdf: pydyf.PDF) -> None:
    """What WeasyPrint leaves to do before the file is written."""
    _name_silent_glyphs(pdf)
    _join_metadata(pdf)
    if "AF" in pdf.catalog:
        # It names each attachment twice.
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))


def _join_metadata(pdf: pydyf.PDF) -> None:
    """Put what was added to the metadata among the rest: XMP has one `rdf:RDF`, and readers that
    hold to that refuse the file otherwise."""
    for thing in pdf.objects:
        if isinstance(thing, pydyf.Stream) and thing.extra.get("Type") == "/Metadata":
            thing.stream[:] = [_SEAM.sub(b"", line) for line in thing.stream]


def _name_silent_glyphs(pdf: pydyf.PDF) -> None:
    """Give every glyph a text, which PDF/A asks for.

    Of a syllable that is drawn as several glyphs, WeasyPrint gives its whole text to the last one
    and none to the others; readers then make some up. A space of no width stands for none.
    """
    for thing in pdf.objects:
        if isinstance(thing, pydyf.Stream) and b"begincmap" in thing.stream:
            thing.stream[:] = [
                line[: -len(_NO_TEXT)] + _ZERO_WIDTH_SPACE
                if isinstance(line, bytes) and line.endswith(_NO_TEXT)
                else line
                for line in thing.stream
            ]


def use_packaged_fonts() -> None:
    """Let fontconfig see the packaged fonts alone, whatever the machine has installed.

    For the whole process, and before its first document.
    """
    os.environ["FONTCONFIG_FILE"] = str(FONTS / "fonts.conf")


def style_path() -> Path:
    """The style sheet, for whoever renders `html_of` by other means."""
    return Path(__file__).parent / "templates/style.css"
