"""From an input to PDF/A, in this process. It holds the interpreter: see `pool` for a service."""

import os
from pathlib import Path

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from documents.rendering.assets import PackagedAssets
from documents.rendering.inputs import AnyInput
from documents.rendering.pages import html_of
from documents.rendering.rendered import Rendered
from documents.rendering.text import FONTS

VARIANT = "pdf/a-3a"
"""Archival, tagged for screen readers, and able to carry an e-invoice as an attachment."""


class Renderer:
    """Fonts and styles, loaded once; make one a process and keep it. Not thread-safe."""

    def __init__(self) -> None:
        use_packaged_fonts()
        self._fetcher = PackagedAssets()
        self._fonts = FontConfiguration()
        self._style = CSS(url="asset:style.css", url_fetcher=self._fetcher, font_config=self._fonts)

    def render(self, document: AnyInput) -> Rendered:
        """The document as PDF/A; equal inputs give equal bytes. Raises TotalsDifferError."""
        return self.render_html(html_of(document))

    def render_html(self, html: str) -> Rendered:
        """A page that `html_of` made. Raises FatalURLFetchingError if it reaches for more."""
        page = HTML(string=html, url_fetcher=self._fetcher)
        laid_out = page.render(self._fonts, stylesheets=[self._style], pdf_variant=VARIANT)
        pdf = laid_out.write_pdf(pdf_variant=VARIANT)
        if pdf is None:
            raise TypeError("WeasyPrint wrote to nowhere")
        return Rendered(pdf=pdf, pages=len(laid_out.pages))


def use_packaged_fonts() -> None:
    """Let fontconfig see the packaged fonts alone, whatever the machine has installed.

    For the whole process, and before its first document.
    """
    os.environ["FONTCONFIG_FILE"] = str(FONTS / "fonts.conf")


def style_path() -> Path:
    """The style sheet, for whoever renders `html_of` by other means."""
    return Path(__file__).parent / "templates/style.css"
