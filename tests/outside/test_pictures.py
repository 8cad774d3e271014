"""Pictures from outside: bombs, scripts and other things that are no portrait."""

import io
import struct
import zlib

import pytest
from PIL import Image

from .world import World

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(300, func_only=True),
    pytest.mark.requirement("C5"),
    pytest.mark.requirement("X8"),
]

PATH = "/api/session/profile/picture"
AT = {"portal": "contractor"}
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


def chunk(kind: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)


def png(width: int, height: int, *more: bytes, rows: bytes = b"") -> bytes:
    """A PNG that says this size, with other chunks before its pixels."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(rows, 9))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + body + chunk(b"IEND", b"")


def drawn(kind: str, side: int = 64, **more: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (side, side), (200, 30, 30)).save(out, kind, **more)  # pyright: ignore[reportArgumentType]
    return out.getvalue()


def webp(width: int, height: int) -> bytes:
    """A WebP that says this size and holds nothing."""
    canvas = struct.pack("<I", 0)[:4] + (width - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + canvas + (height - 1).to_bytes(3, "little")
    return b"RIFF" + struct.pack("<I", len(body)) + body


ZEROS = zlib.compress(bytes(64 * 1024 * 1024), 9)
ROWS = bytes((64 * 3 + 1) * 64)

WRONG: dict[str, tuple[str, bytes]] = {
    "an SVG": ("image/svg+xml", SVG),
    "an SVG that says to be a PNG": ("image/png", SVG),
    "a page that says to be a JPEG": ("image/jpeg", HTML),
    "a page behind the first bytes of a PNG": ("image/png", b"\x89PNG\r\n\x1a\n" + HTML),
    "a GIF": ("image/gif", drawn("GIF")),
    "a GIF that says to be a WebP": ("image/webp", drawn("GIF")),
    "a TIFF that says to be a JPEG": ("image/jpeg", drawn("TIFF")),
    "a picture that says to be a script": ("text/javascript", drawn("PNG")),
    "nothing": ("image/png", b""),
    "a bomb of pixels": ("image/png", png(60_000, 60_000, rows=bytes(1_000_000))),
    "a bomb of one row": ("image/png", png(2_000_000_000, 1)),
    "a bomb as WebP": ("image/webp", webp(16_000, 16_000)),
    "a bomb of text": (
        "image/png",
        png(64, 64, chunk(b"zTXt", b"Comment\x00\x00" + ZEROS), rows=ROWS),
    ),
    "cut off": ("image/jpeg", drawn("JPEG", 512)[:900]),
    "without pixels": ("image/png", png(64, 64)),
    "a dot": ("image/png", drawn("PNG", 1)),
}


@pytest.mark.parametrize("what", WRONG)
async def test_what_is_no_picture_is_refused_and_nothing_is_kept(world: World, what: str) -> None:
    media_type, content = WRONG[what]
    answer = await world.owner.call(
        "PUT", PATH, content=content, params=AT, headers={"Content-Type": media_type}
    )
    assert answer.status_code == 422, answer.text
    said = answer.json()
    assert [error["field"] for error in said["errors"]] == ["picture"]
    assert said["reason"] in {"wrong_type", "too_many_pixels", "too_small", "broken"}
    assert (await world.owner.call("GET", PATH, params=AT)).status_code == 404
    assert (await world.owner.get("/api/session/profile", **AT))["picture"] is None


async def test_a_picture_of_too_many_bytes_is_refused_before_it_is_read(world: World) -> None:
    headers = {"Content-Type": "image/png"}
    for size, status in ((5 * 1024 * 1024 + 1, 422), (7 * 1024 * 1024, 413)):
        content = drawn("PNG").ljust(size, b"\x00")
        answer = await world.owner.call("PUT", PATH, content=content, params=AT, headers=headers)
        assert answer.status_code == status, answer.text
    assert (await world.owner.call("GET", PATH, params=AT)).status_code == 404


@pytest.mark.requirement("X7")
async def test_a_picture_is_its_persons_alone_and_holds_nothing_of_the_original(
    world: World,
) -> None:
    exif = Image.Exif()
    exif[0x010E] = "Taken at Grace's home"
    content = drawn("JPEG", exif=exif) + b"<script>alert(1)</script>"
    set_it = await world.owner.call(
        "PUT", PATH, content=content, params=AT, headers={"Content-Type": "image/jpeg"}
    )
    assert set_it.status_code == 200, set_it.text
    try:
        shown = await world.owner.call("GET", PATH, params=AT)
        assert shown.headers["content-type"] == "image/webp"
        assert shown.headers["x-content-type-options"] == "nosniff"
        assert shown.headers["cache-control"] == "no-store"
        assert b"Grace" not in shown.content
        assert b"script" not in shown.content
        for who in ("another contractor", "a contractor of another agency"):
            guest = world.intruders[who].visitor
            headers = {"If-None-Match": shown.headers["etag"]}
            answer = await guest.call("GET", PATH, params=AT, headers=headers)
            assert answer.status_code == 404
    finally:
        await world.owner.call("DELETE", PATH, params=AT)
