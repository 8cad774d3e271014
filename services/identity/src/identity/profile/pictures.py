"""Pictures that people upload, made into ours: 512 x 512 WebP, nothing of the original kept.

The sender is not trusted. Type and size are read from the first bytes before anything is decoded;
decoding and encoding happen in one thread beside the event loop (Pillow releases the interpreter
lock), so at most one picture is in memory decoded, and few wait. What comes out was drawn anew from
pixels: no metadata, no profile, no trailing bytes.
"""

import asyncio
import io
import warnings
from collections.abc import AsyncGenerator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum

from PIL import ExifTags, Image, ImageFile, UnidentifiedImageError

from chassis.errors import InvalidError, TooManyRequestsError

MEDIA_TYPES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
MEDIA_TYPE = "image/webp"
MAX_BYTES = 5 * 1024 * 1024
MAX_PIXELS = 20_000_000
MIN_SIDE = 32
SIDE = 512
MAX_WAITING = 8
_RETRY_AFTER_SECONDS = 2
_QUALITY = 85
_WHITE = (255, 255, 255)
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class PictureFlaw(StrEnum):
    """Why a picture is refused."""

    TOO_MANY_BYTES = "too_many_bytes"
    WRONG_TYPE = "wrong_type"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_SMALL = "too_small"
    BROKEN = "broken"
    CROP_OUTSIDE = "crop_outside"


FLAW_TEXTS = {
    PictureFlaw.TOO_MANY_BYTES: f"has more than {MAX_BYTES // 1024 // 1024} MB",
    PictureFlaw.WRONG_TYPE: "is no JPEG, PNG or WebP",
    PictureFlaw.TOO_MANY_PIXELS: f"has more than {MAX_PIXELS // 1_000_000} million pixels",
    PictureFlaw.TOO_SMALL: f"is smaller than {MIN_SIDE} x {MIN_SIDE} pixels",
    PictureFlaw.BROKEN: "is cut off or damaged",
    PictureFlaw.CROP_OUTSIDE: "the square that was chosen is not inside the picture",
}


class PictureRefusedError(InvalidError):
    """This picture cannot be used"""

    def __init__(self, flaw: PictureFlaw) -> None:
        super().__init__(FLAW_TEXTS[flaw], field="picture")
        self.data = {"reason": flaw.value}


class TooManyPicturesError(TooManyRequestsError):
    """More pictures are uploaded at this moment than this machine can look at"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crop:
    """The square to keep, in pixels of the picture as it is seen (turned as its camera says)."""

    left: int
    top: int
    side: int


class Pictures:
    """Makes uploaded pictures ours. A resource of the service: one a process."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self._pool = pool
        self._waiting = 0

    async def made_ours(self, upload: bytes, crop: Crop | None) -> bytes:
        """The WebP of the square, or of the middle. Raises PictureRefusedError, TooManyPictures…"""
        require_header(upload)
        if self._waiting >= MAX_WAITING:
            raise TooManyPicturesError(_RETRY_AFTER_SECONDS)
        self._waiting += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._pool, redrawn, upload, crop)
        finally:
            self._waiting -= 1


def require_header(upload: bytes) -> None:
    """Raise PictureRefusedError for what the first bytes say already; nothing is decoded."""
    if len(upload) > MAX_BYTES:
        raise PictureRefusedError(PictureFlaw.TOO_MANY_BYTES)
    with _opened(upload) as image:
        width, height = image.size
    if width * height > MAX_PIXELS:
        raise PictureRefusedError(PictureFlaw.TOO_MANY_PIXELS)
    if min(width, height) < MIN_SIDE:
        raise PictureRefusedError(PictureFlaw.TOO_SMALL)


def redrawn(upload: bytes, crop: Crop | None = None) -> bytes:
    """The WebP that is kept. Raises PictureRefusedError. Takes up to a second: not in the loop."""
    require_header(upload)
    # A switch of the whole process, which a library may have turned on: what is cut off is refused.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    with _opened(upload) as image:
        try:
            image.load()
            seen = _upright(image)
        except (OSError, ValueError, SyntaxError, MemoryError, EOFError) as error:
            raise PictureRefusedError(PictureFlaw.BROKEN) from error
        square = _on_white(seen.crop(_box(seen.size, crop)))
    drawn = Image.new("RGB", (SIDE, SIDE))
    drawn.paste(square.resize((SIDE, SIDE), Image.Resampling.LANCZOS))
    out = io.BytesIO()
    drawn.save(out, "WEBP", quality=_QUALITY, method=4)
    return out.getvalue()


def _upright(image: Image.Image) -> Image.Image:
    """As its camera says that it is seen. Not Pillow's own way, which packs all EXIF again.

    That fails for values which are not as the standard has them; here nothing of it is kept.
    """
    turn = _TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    return image if turn is None else image.transpose(turn)


def _opened(upload: bytes) -> Image.Image:
    """The picture with its header read, and no pixel."""
    try:
        with warnings.catch_warnings():
            # Our own limit is lower, and is looked at next.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return Image.open(io.BytesIO(upload), formats=tuple(MEDIA_TYPES.values()))
    except Image.DecompressionBombError as error:
        raise PictureRefusedError(PictureFlaw.TOO_MANY_PIXELS) from error
    except UnidentifiedImageError as error:
        raise PictureRefusedError(PictureFlaw.WRONG_TYPE) from error
    except (OSError, ValueError, SyntaxError, MemoryError, EOFError) as error:
        raise PictureRefusedError(PictureFlaw.BROKEN) from error


def _box(size: tuple[int, int], crop: Crop | None) -> tuple[int, int, int, int]:
    width, height = size
    if crop is None:
        side = min(width, height)
        left, top = (width - side) // 2, (height - side) // 2
        return left, top, left + side, top + side
    right, bottom = crop.left + crop.side, crop.top + crop.side
    if min(crop.left, crop.top) < 0 or crop.side < 1 or right > width or bottom > height:
        raise PictureRefusedError(PictureFlaw.CROP_OUTSIDE)
    return crop.left, crop.top, right, bottom


def _on_white(image: Image.Image) -> Image.Image:
    """Without transparency: what was clear is white, as on paper."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    clear = image.convert("RGBA")
    paper = Image.new("RGB", clear.size, _WHITE)
    paper.paste(clear, mask=clear.getchannel("A"))
    return paper


@asynccontextmanager
async def open_pictures() -> AsyncGenerator[Pictures]:
    """The resource: one thread."""
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="pictures") as pool:
        yield Pictures(pool)
