"""The way to the sealing process: off the event loop, with its limits, replaced when it breaks."""

from collections.abc import AsyncGenerator, Hashable
from contextlib import asynccontextmanager
from typing import Self

from documents.credentials import Credentials
from documents.rendering import PoolLimits, WorkerPool
from documents.rendering.evidence import SignatureInput
from documents.rendering.frames import Frame
from documents.sealing.sealed import SealedFile


class SealingPool(WorkerPool):
    """One process with the key. It starts when a signature is sealed first."""

    def __init__(self, limits: PoolLimits, credentials: Credentials) -> None:
        arguments = ("--credentials", credentials.model_dump_json())
        super().__init__(limits, "documents.sealing.worker", arguments)

    @classmethod
    @asynccontextmanager
    async def open(cls, limits: PoolLimits, credentials: Credentials) -> AsyncGenerator[Self]:
        """A pool that is closed at the end, with its process."""
        pool = cls(limits, credentials)
        try:
            yield pool
        finally:
            await pool.close()

    async def seal(self, pdf: bytes, signature: SignatureInput, *, share: Hashable) -> SealedFile:
        """The file with the signature in its place. Raises a RenderError."""
        question = Frame({"task": "seal", "of": signature.model_dump(mode="json")}, pdf)
        reply = await self.ask(question, share, self.limits.timeout_seconds)
        return SealedFile(reply.body, reply.head["level"])
