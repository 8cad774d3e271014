"""A finished document. Apart from the renderer, so that to hold one no PDF library is loaded."""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RenderedDocument:
    """A PDF/A and how many pages it has."""

    pdf: bytes
    pages: int

    @property
    def sha256(self) -> str:
        """The name by which the file is kept."""
        return hashlib.sha256(self.pdf).hexdigest()
