"""Render every kind in every language, short and long, to look at.

python services/documents/tools/gallery.py DIRECTORY
"""

import sys
import time
from pathlib import Path

import pypdfium2

from documents.rendering import samples
from documents.rendering.credit_samples import credit_note
from documents.rendering.labels import LANGUAGES
from documents.rendering.previews import preview
from documents.rendering.renderer import Renderer


def main(target: Path) -> None:
    """Write NAME.pdf and NAME-PAGE.png for each."""
    target.mkdir(parents=True, exist_ok=True)
    renderer = Renderer()
    for language in LANGUAGES:
        inputs = {
            "paystub": samples.paystub(language),
            "paystub-long": samples.paystub(language, lines=90, scheduled=False),
            "contractor-invoice": samples.contractor_invoice(language),
            "customer-invoice": samples.customer_invoice(language),
            "customer-invoice-long": samples.customer_invoice(language, lines=120, projects=3),
            "credit-note": credit_note(language),
            "credit-note-paid": credit_note(language, lines=3, paid=True),
            "credit-note-long": credit_note(language, lines=120, projects=3),
            "payment-statement": samples.payment_statement(language),
            "payment-report": samples.payment_report(language),
            "payment-report-long": samples.payment_report(language, payments=60),
        }
        for name, document in inputs.items():
            began = time.perf_counter()
            rendered = renderer.render(document)
            seconds = time.perf_counter() - began
            path = target / f"{name}-{language}.pdf"
            path.write_bytes(rendered.pdf)
            print(f"{path.name}: {rendered.pages} pages, {len(rendered.pdf):,} B, {seconds:.2f} s")  # noqa: T201 - a tool
            with pypdfium2.PdfDocument(rendered.pdf) as pdf:
                for number in range(min(len(pdf), 4)):
                    picture = preview(rendered.pdf, number + 1)
                    (target / f"{name}-{language}-{number + 1}.png").write_bytes(picture)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
