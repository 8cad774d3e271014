"""Files that a page gives to save, and what is in them."""

import io

import pypdfium2
from openpyxl import load_workbook
from playwright.async_api import Page

from ..people import download


def text_of(pdf: bytes) -> str:
    """All that is written in it."""
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    try:
        pages = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    return " ".join(" ".join(pages).split()).replace("\u00a0", " ")


def sheet(workbook: bytes, name: str | None = None) -> list[dict[str, object]]:
    """The rows of a sheet by the heads of its columns."""
    book = load_workbook(io.BytesIO(workbook), read_only=True)
    found = book[name] if name else book[book.sheetnames[0]]
    head, *rows = found.iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


async def saved_as(page: Page, kind: str) -> bytes:
    """What the menu "Download" gives."""
    await page.get_by_role("button", name="Download", exact=True).click()
    return await download(page, page.get_by_role("menuitem", name=kind))
