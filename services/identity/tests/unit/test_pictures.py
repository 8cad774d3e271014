"""Pictures from strangers: what is kept of a good one, and why a bad one is refused."""

import asyncio
import io
import struct
import threading
import zlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from PIL import ExifTags, Image, ImageFile, ImageOps

from identity.profile.pictures import (
    MAX_BYTES,
    MAX_WAITING,
    SIDE,
    Crop,
    PictureFlaw,
    PictureRefusedError,
    Pictures,
    TooManyPicturesError,
    redrawn,
    require_header,
)

pytestmark = pytest.mark.requirement("C5")

RED, BLUE = (200, 30, 30), (30, 30, 200)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def encoded(image: Image.Image, kind: str = "JPEG", **more: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **more)  # pyright: ignore[reportArgumentType]
    return out.getvalue()


def left_red_right_blue(width: int = 400, height: int = 200) -> Image.Image:
    image = Image.new("RGB", (width, height), BLUE)
    image.paste(RED, (0, 0, width // 2, height))
    return image


def a_png(width: int, height: int, rows: bytes = b"") -> bytes:
    """A PNG whose header says this size, whatever its rows are."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checksum = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packed = zlib.compress(rows, 9)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    )


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def is_near(pixel: object, colour: tuple[int, int, int]) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(a - b) < 24 for a, b in zip(pixel, colour, strict=True))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_good_picture_becomes_a_square_webp(kind: str) -> None:
    ours = opened(redrawn(encoded(left_red_right_blue(), kind)))
    assert (ours.format, ours.size, ours.mode) == ("WEBP", (SIDE, SIDE), "RGB")
    assert is_near(ours.getpixel((20, 256)), RED)
    assert is_near(ours.getpixel((490, 256)), BLUE)


def test_the_square_that_was_chosen_is_what_is_kept() -> None:
    ours = opened(redrawn(encoded(left_red_right_blue()), Crop(left=210, top=10, side=150)))
    assert {is_near(ours.getpixel(at), BLUE) for at in ((5, 5), (500, 500))} == {True}


@pytest.mark.parametrize(
    "crop",
    [Crop(left=300, top=0, side=150), Crop(left=0, top=100, side=101), Crop(left=0, top=0, side=0)],
)
def test_a_square_outside_the_picture_is_refused(crop: Crop) -> None:
    assert flaw_of(encoded(left_red_right_blue()), crop) is PictureFlaw.CROP_OUTSIDE


def test_metadata_is_gone_and_the_picture_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned: the camera's left is the top
    exif[0x010F] = "A camera that tells where I live"
    exif.get_ifd(0x8825)[2] = (59.0, 54.0, 0.0)
    upload = encoded(
        left_red_right_blue(400, 400), exif=exif, comment=b"a secret comment", icc_profile=b"icc"
    )
    assert b"where I live" in upload
    content = redrawn(upload)
    ours = opened(content)
    assert len(ours.getexif()) == 0
    assert set(ours.info) <= {"background", "loop", "timestamp", "duration"}
    for trace in (b"EXIF", b"Exif", b"ICCP", b"XMP", b"where I live", b"secret"):
        assert trace not in content
    # Red was at the left, and is at the top after it was turned.
    assert is_near(ours.getpixel((256, 20)), RED)
    assert is_near(ours.getpixel((256, 490)), BLUE)


def test_what_was_clear_is_white() -> None:
    clear = Image.new("RGBA", (100, 100), (0, 0, 0, 0))
    assert is_near(opened(redrawn(encoded(clear, "PNG"))).getpixel((256, 256)), (255, 255, 255))


def flaw_of(upload: bytes, crop: Crop | None = None) -> PictureFlaw:
    with pytest.raises(PictureRefusedError) as refused:
        redrawn(upload, crop)
    return PictureFlaw(str(refused.value.data["reason"]))


def test_a_picture_that_is_cut_off_is_refused_whatever_else_the_process_has_imported(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # WeasyPrint does so
    assert flaw_of(encoded(left_red_right_blue())[:-200]) is PictureFlaw.BROKEN


@pytest.mark.parametrize(
    ("upload", "flaw"),
    [
        (b"", PictureFlaw.WRONG_TYPE),
        (b"not a picture at all", PictureFlaw.WRONG_TYPE),
        (SVG, PictureFlaw.WRONG_TYPE),
        (encoded(left_red_right_blue(), "GIF"), PictureFlaw.WRONG_TYPE),
        (encoded(left_red_right_blue(), "TIFF"), PictureFlaw.WRONG_TYPE),
        (encoded(left_red_right_blue(), "BMP"), PictureFlaw.WRONG_TYPE),
        (b"%PDF-1.7", PictureFlaw.WRONG_TYPE),
        (a_png(50_000, 50_000), PictureFlaw.TOO_MANY_PIXELS),
        (a_png(5_000, 4_001), PictureFlaw.TOO_MANY_PIXELS),
        (a_png(2**31 - 1, 1), PictureFlaw.TOO_MANY_PIXELS),
        (a_png(31, 400), PictureFlaw.TOO_SMALL),
        (a_png(400, 400), PictureFlaw.BROKEN),
        (encoded(left_red_right_blue())[:-200], PictureFlaw.BROKEN),
        (encoded(left_red_right_blue(), "WEBP")[:-40], PictureFlaw.BROKEN),
        (encoded(left_red_right_blue(), "PNG")[:60], PictureFlaw.BROKEN),
        (b"\xff\xd8\xff\xe0" + bytes(40), PictureFlaw.WRONG_TYPE),
        (encoded(left_red_right_blue()) + bytes(MAX_BYTES), PictureFlaw.TOO_MANY_BYTES),
    ],
)
def test_a_bad_picture_is_refused_by_what_is_wrong_with_it(
    upload: bytes, flaw: PictureFlaw
) -> None:
    assert flaw_of(upload) is flaw


def test_a_bomb_is_seen_by_its_header_and_not_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    """20 MB of rows packed into 20 KB, in a picture that says to be far larger."""

    def decoded(_image: Image.Image) -> object:
        raise AssertionError("it was decoded")

    bomb = a_png(20_000, 20_000, bytes(20_000_000))
    assert len(bomb) < 100_000
    monkeypatch.setattr(Image.Image, "load", decoded)
    assert flaw_of(bomb) is PictureFlaw.TOO_MANY_PIXELS


def test_rows_beyond_the_picture_are_not_unpacked_without_end() -> None:
    """The header is honest and small; the packed rows go on for 200 MB."""
    bomb = a_png(64, 64, bytes(200_000_000))
    assert len(bomb) < MAX_BYTES
    assert opened(redrawn(bomb)).size == (SIDE, SIDE)


def test_what_hides_behind_a_picture_is_not_kept() -> None:
    content = redrawn(encoded(left_red_right_blue()) + SVG)
    assert b"svg" not in content
    assert b"script" not in content


def test_a_picture_of_the_full_size_is_small_when_it_is_ours() -> None:
    noise = Image.effect_noise((5_000, 4_000), 90).convert("RGB")
    upload = encoded(noise, quality=10)
    require_header(upload)
    assert len(redrawn(upload)) <= 262_144


async def test_few_wait_and_more_are_told_to_come_again() -> None:
    started, go_on = threading.Event(), threading.Event()
    upload = encoded(left_red_right_blue())
    with ThreadPoolExecutor(max_workers=1) as pool:

        def busy() -> None:
            started.set()
            go_on.wait(10)

        pool.submit(busy)
        started.wait(10)
        pictures = Pictures(pool)
        waiting = [
            asyncio.create_task(pictures.made_ours(upload, None)) for _ in range(MAX_WAITING)
        ]
        await asyncio.sleep(0)
        try:
            with pytest.raises(TooManyPicturesError):
                await pictures.made_ours(upload, None)
        finally:
            go_on.set()
        assert {len(content) > 0 for content in await asyncio.gather(*waiting)} == {True}
        assert await pictures.made_ours(upload, None)


def a_jpeg_with(exif: bytes, image: Image.Image) -> bytes:
    content = encoded(image)
    segment = b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif
    return content[:2] + segment + content[2:]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_turned_as_pillow_turns_it(orientation: int) -> None:
    image = Image.new("RGB", (200, 200), BLUE)
    image.paste(RED, (0, 0, 100, 50))
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    turned = opened(encoded(image, exif=exif))
    ours = opened(redrawn(encoded(image, exif=exif)))
    expected = ImageOps.exif_transpose(turned).resize((SIDE, SIDE))
    for at in ((60, 60), (60, 450), (450, 60), (450, 450), (200, 60), (60, 200)):
        found, wanted = ours.getpixel(at), expected.getpixel(at)
        assert isinstance(found, tuple)
        assert isinstance(wanted, tuple)
        assert all(abs(a - b) < 40 for a, b in zip(found, wanted, strict=True)), at


def test_a_camera_that_writes_its_own_kind_of_exif_does_not_matter() -> None:
    # Orientation 6, and a width of -1 as a signed number, which the standard does not have.
    entries = struct.pack(">HHII", 0x112, 3, 1, 6 << 16) + struct.pack(">HHIi", 0x100, 9, 1, -1)
    exif = b"Exif\0\0MM\0*" + struct.pack(">IH", 8, 2) + entries + struct.pack(">I", 0)
    ours = opened(redrawn(a_jpeg_with(exif, left_red_right_blue(200, 200))))
    top = ours.getpixel((256, 20))
    assert isinstance(top, tuple)
    assert top[0] > top[2], "the left side, which is red, is above"
