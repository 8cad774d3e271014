"""A name of any script stands on paper as it is written."""

import logging
import re
import runpy
import sys
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from weasyprint.urls import FatalURLFetchingError

from contracts.events.reports import ReportedPayment
from contracts.glyphs import has_glyph
from documents.rendering import PoolLimits, RenderPool, WorkerCrashedError, samples, scripts
from documents.rendering.assets import PackagedAssets, RefusedAddressError
from documents.rendering.inputs import PaystubInput
from documents.rendering.renderer import Renderer
from documents.rendering.text import MISSING, printable

HERE = Path(__file__).parent
NAMES = (HERE / "names.txt").read_text().splitlines()
TOOL = HERE.parents[1] / "tools" / "make_glyphs.py"


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer()


def paid_to(name: str) -> PaystubInput:
    document = samples.paystub(lines=2)
    counterpart = document.counterpart.model_copy(update={"name": name})
    return document.model_copy(update={"counterpart": counterpart})


def letters(text: str) -> str:
    """Without what readers put between glyphs, and what stands for none."""
    return re.sub(r"[\s\u200b]", "", text)


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return "".join(page.get_textpage().get_text_bounded() for page in document)


@pytest.mark.requirement("X2")
@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_set_in_real_glyphs_and_can_be_read_back(
    name: str, renderer: Renderer, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        rendered = renderer.render(paid_to(name))

    assert [r for r in caplog.records if ".notdef" in r.getMessage()] == []
    text = letters(text_of(rendered.pdf))
    assert letters(name) in text
    assert MISSING not in text


def test_what_was_rendered_before_changes_no_byte(renderer: Renderer) -> None:
    alone = {name: Renderer().render(paid_to(name)).pdf for name in NAMES[:3]}

    for name in [*NAMES[:5], *reversed(NAMES[:3])]:
        rendered = renderer.render(paid_to(name)).pdf
        assert rendered == alone.get(name, rendered)


def test_a_report_has_the_names_of_clients_in_every_script(renderer: Renderer) -> None:
    report = samples.payment_report(payments=1)
    (currency,) = report.subject.currencies
    payments: tuple[ReportedPayment, ...] = tuple(
        paid.model_copy(update={"company_names": tuple(NAMES[:6])}) for paid in currency.payments
    )
    currencies = (currency.model_copy(update={"payments": payments}),)
    subject = report.subject.model_copy(update={"currencies": currencies})

    text = letters(text_of(renderer.render(report.model_copy(update={"subject": subject})).pdf))

    assert all(letters(name) in text for name in NAMES[:6])


def test_han_is_drawn_as_where_its_neighbours_are_from() -> None:
    assert all("-sc-" in name for name in scripts.slices_of("王小明"))
    assert all("-jp-" in name for name in scripts.slices_of("山田 たろう"))
    assert all("-kr-" in name for name in scripts.slices_of("金 민수"))
    assert scripts.slices_of("Nguyễn Łukasz Олена Ελένη") == []


def test_every_slice_that_is_named_can_be_fetched_and_nothing_beside_them() -> None:
    fetcher = PackagedAssets()
    assert fetcher.fetch("asset:scripts/noto-sans-thai-thai/400.ttf").read()[:4] == b"\0\1\0\0"
    for url in (
        "asset:scripts/noto-sans-thai-latin/400.ttf",
        "asset:scripts/noto-sans-thai-thai/401.ttf",
        "asset:scripts/../style.css",
        "asset:scripts/nothing/400.ttf",
    ):
        with pytest.raises((RefusedAddressError, FatalURLFetchingError)):
            fetcher.fetch(url)


def test_the_tables_are_of_the_fonts_that_are_installed() -> None:
    tool: dict[str, Any] = runpy.run_path(str(TOOL))

    assert tool["index"]() == scripts.INDEX.read_text(encoding="ascii"), "run make_glyphs.py"
    assert tool["table"]() == tool["TABLE"].read_text(encoding="ascii"), "run make_glyphs.py"


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_can_be_printed_can_be_entered(name: str) -> None:
    assert all(map(has_glyph, name))
    assert printable(name) == name


@pytest.mark.parametrize("character", ["\U000103a0", "\U00012000", "\ue000", "\u0e7f"])
def test_what_no_font_has_is_known(character: str) -> None:
    assert not has_glyph(character)


def test_joiners_stay_where_scripts_need_them() -> None:
    assert printable("نمی\u200cخواهم") == "نمی\u200cخواهم"
    assert printable("\u2764\ufe0f") == "\u2764"


def test_a_tower_of_accents_is_taken_down() -> None:
    assert printable("e" + "\u0323" * 100) == printable("e" + "\u0323" * 9)


async def test_without_fonts_documents_wait_and_do_not_fail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a machine without Pango leaves them waiting."""
    stub = tmp_path / "sitecustomize.py"
    stub.write_text(
        "from documents.rendering import scripts\n"
        "from pathlib import Path\n"
        "scripts.SCRIPTS = Path('/nowhere')\n"
    )
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}:{':'.join(sys.path)}")
    async with RenderPool.open(PoolLimits(processes=1)) as pool:
        with pytest.raises(WorkerCrashedError, match="there are no fonts"):
            await pool.warm()
