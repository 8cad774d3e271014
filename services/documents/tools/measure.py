"""How fast documents are rendered: what the bench asks, from outside of this service.

python services/documents/tools/measure.py pool --processes 2    as the service renders
python services/documents/tools/measure.py loop                  WeasyPrint in a loop, here

Each reads counts from standard input, a line each, renders so many paystubs, and answers with the
seconds that it took. The first answer, to no question, is how long the warming up took.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Iterator

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from documents.rendering import PoolLimits, RenderPool, samples
from documents.rendering.pages import html_of
from documents.rendering.renderer import VARIANT, style_path, use_packaged_fonts

_LINES = 22
"""Lines of work on the paystub: a month."""


def questions() -> Iterator[int]:
    """The counts, as they come."""
    for line in sys.stdin:
        yield int(line)


def answer(seconds: float) -> None:
    """One line, at once."""
    print(seconds, flush=True)  # noqa: T201 - the answer


async def pool(processes: int) -> None:
    """The service's way: inputs go to warm processes, which make the page and the PDF/A of it."""
    document = samples.paystub(lines=_LINES)
    began = time.perf_counter()
    async with RenderPool.open(PoolLimits(processes=processes, waiting=10_000)) as opened:
        await opened.warm()
        answer(time.perf_counter() - began)
        asked = iter(questions())
        while (count := await asyncio.to_thread(next, asked, None)) is not None:
            began = time.perf_counter()
            await asyncio.gather(*(opened.render(document) for _ in range(count)))
            answer(time.perf_counter() - began)


def loop() -> None:
    """The plain way, done well: fonts and style sheet loaded once, then one page after another."""
    began = time.perf_counter()
    use_packaged_fonts()
    html = html_of(samples.paystub(lines=_LINES))
    fonts = FontConfiguration()
    style = CSS(filename=style_path(), font_config=fonts)

    def render() -> None:
        page = HTML(string=html)
        page.write_pdf(stylesheets=[style], font_config=fonts, pdf_variant=VARIANT)

    render()
    answer(time.perf_counter() - began)
    for count in questions():
        began = time.perf_counter()
        for _ in range(count):
            render()
        answer(time.perf_counter() - began)


def main() -> None:
    """One of the two."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("way", choices=["pool", "loop"])
    arguments.add_argument("--processes", type=int, default=2)
    given = arguments.parse_args()
    if given.way == "pool":
        asyncio.run(pool(given.processes))
    else:
        loop()


if __name__ == "__main__":
    main()
