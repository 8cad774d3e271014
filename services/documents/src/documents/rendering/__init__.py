"""Rendering: from an input to PDF/A. Nothing here knows of the bus, the database or HTTP.

In this process, one after the other:

    from documents.rendering import Renderer, samples
    rendered = Renderer().render(samples.paystub("fr", lines=20))     # .pdf, .pages, .sha256

In warm processes of their own, as the service does it:

    from documents.rendering import PoolLimits, RenderPool, samples
    async with RenderPool.open(PoolLimits(processes=2)) as pool:
        await pool.warm()
        rendered = await pool.render(samples.paystub())

`html_of(input)` is the page alone, and `style_path()` its style sheet, to render it by other means.
"""

from documents.rendering import samples
from documents.rendering.inputs import AnyInput, input_of, read_input, write_input
from documents.rendering.pages import html_of
from documents.rendering.pool import (
    PoolFullError,
    PoolLimits,
    RenderError,
    RenderPool,
    RenderRefusedError,
    RenderTimeoutError,
    WorkerCrashedError,
)
from documents.rendering.renderer import Rendered, Renderer, style_path, use_packaged_fonts

__all__ = [
    "AnyInput",
    "PoolFullError",
    "PoolLimits",
    "RenderError",
    "RenderPool",
    "RenderRefusedError",
    "RenderTimeoutError",
    "Rendered",
    "Renderer",
    "WorkerCrashedError",
    "html_of",
    "input_of",
    "read_input",
    "samples",
    "style_path",
    "use_packaged_fonts",
    "write_input",
]
