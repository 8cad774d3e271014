"""One-time codes by time (TOTP, RFC 6238): six digits, a new one every 30 seconds."""

import hmac
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import segno
from pyotp import random_base32
from pyotp.totp import TOTP

PERIOD_SECONDS = 30
DIGITS = 6
# Clocks differ and typing takes time: the step before and the one after are taken too.
STEPS_AROUND = 1
# An app that was shown its secret and never typed a code is forgotten.
SET_UP_WITHIN = timedelta(minutes=30)


def new_secret() -> str:
    """160 random bits in base 32, as RFC 4226 asks (32 characters)."""
    return random_base32()


def address(secret: str, *, account: str, issuer: str) -> str:
    """The `otpauth://` address that authenticator apps read from a QR code."""
    return TOTP(secret, digits=DIGITS, interval=PERIOD_SECONDS).provisioning_uri(
        name=account, issuer_name=issuer
    )


def step_of(secret: str, code: str, now: datetime, *, after: int) -> int | None:
    """The time step whose code this is, None if it is of none that is still to be taken.

    `after` is the step that was taken last: that one and all before it are over, so that a code
    somebody has looked at cannot be used a second time.
    """
    typed = "".join(code.split())
    totp = TOTP(secret, digits=DIGITS, interval=PERIOD_SECONDS)
    current = int(now.timestamp()) // PERIOD_SECONDS
    found = None
    for step in range(current - STEPS_AROUND, current + STEPS_AROUND + 1):
        # Every step is compared, in constant time.
        right = hmac.compare_digest(totp.generate_otp(step).encode(), typed.encode())
        if right and step > after:
            found = step
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class QrCode:
    """A QR code as one SVG path on a square of `size` modules, the quiet zone included.

    The page draws it itself: so the secret is in no image that could be kept, and no policy for
    images has to be widened.
    """

    size: int
    path: str = field(repr=False)


def qr_code(text: str) -> QrCode:
    """The QR code of a text (error correction M)."""
    border = 4
    matrix = segno.make(text, error="m", micro=False).matrix
    parts = [
        f"M{x + border} {y + border}h{width}v1h-{width}z"
        for y, row in enumerate(matrix)
        for x, width in _runs(row)
    ]
    return QrCode(size=len(matrix) + 2 * border, path="".join(parts))


def _runs(row: bytes | bytearray) -> list[tuple[int, int]]:
    """Where dark modules begin, and how many follow."""
    found: list[tuple[int, int]] = []
    for x, dark in enumerate(row):
        if not dark:
            continue
        if found and sum(found[-1]) == x:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((x, 1))
    return found
