"""Rendering: from an input to PDF/A. Nothing here knows of the bus, the database or HTTP.

In warm processes of their own, as the service does it:

    from documents.rendering import PoolLimits, RenderPool, samples
    async with RenderPool.open(PoolLimits(processes=2)) as pool:
        await pool.warm()
        rendered = await pool.render(samples.paystub("fr", lines=20))    # .pdf, .pages, .sha256

In this process, one after the other (this loads WeasyPrint, which is why it is not in here):

    from documents.rendering.renderer import Renderer
    rendered = Renderer().render(samples.paystub())

`documents.rendering.pages.html_of(input)` is the page alone and `renderer.style_path()` its style
sheet, to render it by other means; `renderer.use_packaged_fonts()` first, or it has other fonts.
"""

from documents.rendering import samples
from documents.rendering.extent import SHORT_PAGES, pages_of
from documents.rendering.inputs import AnyInput, input_of, read_input, write_input
from documents.rendering.pool import (
    PoolFullError,
    PoolLimits,
    RenderError,
    RenderPool,
    RenderRefusedError,
    RenderTimeoutError,
    WorkerCrashedError,
    WorkerPool,
)
from documents.rendering.rendered import RenderedDocument

__all__ = [
    "SHORT_PAGES",
    "AnyInput",
    "PoolFullError",
    "PoolLimits",
    "RenderError",
    "RenderPool",
    "RenderRefusedError",
    "RenderTimeoutError",
    "RenderedDocument",
    "WorkerCrashedError",
    "WorkerPool",
    "input_of",
    "pages_of",
    "read_input",
    "samples",
    "write_input",
]
