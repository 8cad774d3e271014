"""What comes of sealing."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SealedFile:
    """The file with one signature more. `level` is that of PAdES."""

    pdf: bytes
    level: str
