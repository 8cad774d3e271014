"""The way to the process that writes and validates e-invoices, off the event loop."""

from collections.abc import AsyncGenerator, Hashable, Sequence
from contextlib import asynccontextmanager
from typing import Self

from documents.einvoices.content import BilledInput, gaps_of
from documents.einvoices.model import Gap, Outcome, Syntax
from documents.rendering import PoolLimits, RenderRefusedError, WorkerPool, write_input
from documents.rendering.frames import Frame


class EInvoicePool(WorkerPool):
    """Processes with the official rules. One starts when there is an e-invoice to write."""

    def __init__(self, limits: PoolLimits) -> None:
        super().__init__(limits, "documents.einvoices.worker")

    @classmethod
    @asynccontextmanager
    async def open(cls, limits: PoolLimits) -> AsyncGenerator[Self]:
        """A pool that is closed at the end, with its processes."""
        pool = cls(limits)
        try:
            yield pool
        finally:
            await pool.close()

    async def write(self, document: BilledInput, *, share: Hashable) -> Sequence[Outcome]:
        """What comes of each syntax. Raises a RenderError when no process could be asked.

        What nobody foresaw is a fault of the e-invoice and none of its document, which is printed.
        """
        known = [Outcome(syntax=x, gaps=gaps) for x in Syntax if (gaps := gaps_of(document, x))]
        if len(known) == len(Syntax):
            return known
        question = Frame({"task": "write"}, write_input(document))
        try:
            reply = await self.ask(question, share, self.limits.timeout_seconds)
        except RenderRefusedError as error:
            return [Outcome(syntax=syntax, faults=(str(error),)) for syntax in Syntax]
        return _outcomes(reply)


def _outcomes(reply: Frame) -> list[Outcome]:
    found: list[Outcome] = []
    start = 0
    for told in reply.head["outcomes"]:
        end = start + (told["bytes"] or 0)
        found.append(
            Outcome(
                syntax=Syntax(told["syntax"]),
                xml=None if told["bytes"] is None else reply.body[start:end],
                gaps=tuple(map(Gap, told["gaps"])),
                faults=tuple(told["faults"]),
            )
        )
        start = end
    return found
