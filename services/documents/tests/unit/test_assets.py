"""A page reaches for nothing but packaged assets."""

import pytest
from weasyprint.urls import FatalURLFetchingError

from documents.rendering.assets import PackagedAssets, RefusedAddressError
from documents.rendering.renderer import Renderer


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "http://169.254.169.254/latest/meta-data/",
        "https://example.com/style.css",
        "data:image/png;base64,iVBORw0KGgo=",
        "asset:../../../etc/passwd",
        "asset:",
        "ASSET:style.css",
    ],
)
def test_every_other_address_is_refused(url: str) -> None:
    with pytest.raises(RefusedAddressError):
        PackagedAssets().fetch(url)


def test_the_packaged_style_is_there() -> None:
    assert b"@page" in PackagedAssets().fetch("asset:style.css").read()


@pytest.mark.parametrize(
    "html",
    [
        '<img src="file:///etc/passwd">',
        '<link rel="stylesheet" href="http://127.0.0.1:1/x.css">',
        '<div style="background: url(http://127.0.0.1:1/x.png)">x</div>',
        '<link rel="attachment" href="file:///etc/passwd">',
        "<style>@font-face { font-family: x; src: url(file:///etc/passwd) }</style>x",
    ],
)
def test_a_page_that_reaches_out_is_not_rendered(html: str) -> None:
    with pytest.raises(FatalURLFetchingError):
        Renderer().render_html(html)
