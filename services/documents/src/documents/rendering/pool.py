"""Warm render processes, off the event loop: bounded, limited, and replaced when they break."""

import asyncio
import contextlib
import os
import sys
import tempfile
from collections.abc import AsyncGenerator, Hashable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Self

import structlog

from documents.rendering.evidence import AgreementInput
from documents.rendering.extent import MAX_PAGES
from documents.rendering.fair_pool import FairPool, FullError
from documents.rendering.frames import Frame, FrameError, receive_frame
from documents.rendering.inputs import AnyInput, write_input
from documents.rendering.rendered import RenderedDocument

_LOG = structlog.get_logger(__name__)

_START_SECONDS = 120.0
_GRACE_SECONDS = 5
# What a page may take beyond the time of every document.
_SECONDS_A_PAGE = 1.0
# All that a worker gets of the environment: where libraries are, and no secret of the service.
_PASSED_ON = (
    "PATH",
    "HOME",
    "TMPDIR",
    "PYTHONPATH",
    "LD_LIBRARY_PATH",
    "LD_PRELOAD",
    "XDG_CACHE_HOME",
)
# And which day it is, where a test says another than today: a certificate is judged by the day.
_CLOCK = ("FAKETIME", "NO_FAKE_STAT")


class RenderError(Exception):
    """A document could not be rendered this time."""


class RenderRefusedError(RenderError):
    """The document itself is at fault; trying again gives the same. `kind` names the error."""

    def __init__(self, kind: str, detail: str) -> None:
        super().__init__(f"{kind}: {detail}")
        self.kind = kind
        self.detail = detail


class RenderTimeoutError(RenderError):
    """It took longer than a document may; its process was killed."""


class WorkerCrashedError(RenderError):
    """Its process ended: killed from outside, out of memory, or a fault in a library."""


class PoolFullError(RenderError):
    """As many documents wait as may wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolLimits:
    """How much of everything a pool may use."""

    processes: int = 2
    waiting: int = 64
    timeout_seconds: float = 30.0
    memory_bytes: int = 1024 * 1024 * 1024
    documents_per_process: int = 500


class WorkerPool:
    """Hands questions to worker processes. Processes start when they are first needed."""

    def __init__(self, limits: PoolLimits, module: str, arguments: Sequence[str] = ()) -> None:
        """`module` is what a process runs, with `arguments` beside its limits."""
        self.limits = limits
        self._workers = [_Worker(limits, module, arguments) for _ in range(limits.processes)]
        self._free = FairPool([*self._workers], waiting=limits.waiting)
        self._replacing: set[asyncio.Task[None]] = set()

    async def warm(self) -> None:
        """Start every process now, so that no document waits for one."""
        workers = [await self._free.take(None) for _ in self._workers]
        outcomes = await asyncio.gather(
            *(worker.warm() for worker in workers), return_exceptions=True
        )
        for worker in workers:
            self._free.give_back(None, worker)
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome

    async def close(self) -> None:
        """End every process."""
        for task in self._replacing:
            task.cancel()
        await asyncio.gather(*self._replacing, return_exceptions=True)
        await asyncio.gather(*(worker.stop() for worker in self._workers))

    @property
    def process_ids(self) -> list[int]:
        """The processes that run now."""
        return [pid for worker in self._workers if (pid := worker.process_id) is not None]

    async def ask(self, question: Frame, share: Hashable, timeout_seconds: float) -> Frame:
        """The answer of a process, when it is this share's turn. Raises a RenderError."""
        try:
            worker = await self._free.take(share)
        except FullError as error:
            raise PoolFullError(str(error)) from error
        try:
            reply = await worker.ask(question, timeout_seconds)
        finally:
            self._give_back(share, worker)
        if not reply.head["ok"]:
            raise RenderRefusedError(reply.head["error"], reply.head["detail"])
        return reply

    def _give_back(self, share: Hashable, worker: "_Worker") -> None:
        """Make it idle again; a broken or used up one is replaced first, by the way."""
        self._free.leave(share)
        if not worker.used_up:
            self._free.add(worker)
            return
        task = asyncio.create_task(self._replace(worker))
        self._replacing.add(task)
        task.add_done_callback(self._replacing.discard)

    async def _replace(self, worker: "_Worker") -> None:
        try:
            await worker.stop()
            await worker.warm()
        except RenderError as error:
            # It stays in the round: whoever gets it next tries to start it again.
            _LOG.warning("render_process_not_replaced", error=repr(error))
        finally:
            self._free.add(worker)


class RenderPool(WorkerPool):
    """Processes that render and look at documents."""

    def __init__(self, limits: PoolLimits) -> None:
        super().__init__(limits, "documents.rendering.worker")

    @classmethod
    @asynccontextmanager
    async def open(cls, limits: PoolLimits) -> AsyncGenerator[Self]:
        """A pool that is closed at the end, with all its processes."""
        pool = cls(limits)
        try:
            yield pool
        finally:
            await pool.close()

    async def render(
        self,
        document: AnyInput,
        *,
        e_invoice: bytes | None = None,
        share: Hashable = None,
        pages: int = 1,
    ) -> RenderedDocument:
        """The document as PDF/A. Raises a RenderError of one of the kinds above.

        `e_invoice` is put into it. `share` is the agency that it is for: agencies take turns. One
        that will have many `pages` may take longer.
        """
        return await self.render_json(
            write_input(document), e_invoice=e_invoice, share=share, pages=pages
        )

    async def render_json(
        self,
        document: bytes,
        *,
        e_invoice: bytes | None = None,
        share: Hashable = None,
        pages: int = 1,
    ) -> RenderedDocument:
        """The same, of an input that is already JSON."""
        seconds = self.limits.timeout_seconds + (pages - 1) * _SECONDS_A_PAGE
        head = {"task": "render", "input_bytes": len(document)}
        question = Frame(head, document + (e_invoice or b""))
        reply = await self.ask(question, share, seconds)
        return RenderedDocument(pdf=reply.body, pages=int(reply.head["pages"]))

    async def preview(self, pdf: bytes, page: int, *, share: Hashable = None) -> bytes:
        """A page (from 1) as PNG. Raises RenderRefusedError when there is no such page."""
        question = Frame({"task": "preview", "page": page}, pdf)
        return (await self.ask(question, share, self.limits.timeout_seconds)).body

    async def prepare(
        self, pdf: bytes, agreement: AgreementInput, *, share: Hashable = None
    ) -> tuple[bytes, int]:
        """The file that can be signed and its pages, of one that was sent.

        Raises RenderRefusedError of the kind `FileFlawError`, whose detail is the flaw.
        """
        question = Frame({"task": "prepare", "of": agreement.model_dump(mode="json")}, pdf)
        reply = await self.ask(question, share, self.limits.timeout_seconds)
        return reply.body, int(reply.head["pages"])

    async def inspect(self, pdf: bytes, *, share: Hashable = None) -> None:
        """Look at a file that is only kept. Raises RenderRefusedError as `prepare` does."""
        await self.ask(Frame({"task": "inspect"}, pdf), share, self.limits.timeout_seconds)


class _Worker:
    """One place in the pool, and the process that fills it."""

    def __init__(self, limits: PoolLimits, module: str, arguments: Sequence[str]) -> None:
        self._limits = limits
        self._command = ("-P", "-m", module, *arguments)
        self._process: asyncio.subprocess.Process | None = None
        self._asked = 0
        self._broken = False

    @property
    def used_up(self) -> bool:
        """Whether the next document should meet a new process."""
        return self._broken or self._asked >= self._limits.documents_per_process

    @property
    def process_id(self) -> int | None:
        """The running process."""
        process = self._process
        return process.pid if process is not None and process.returncode is None else None

    async def warm(self) -> None:
        """Start the process and load what a document needs. Raises WorkerCrashedError."""
        reply = await self.ask(Frame({"task": "warm"}), _START_SECONDS)
        if not reply.head["ok"]:
            self._break()
            raise WorkerCrashedError(f"the render process cannot render: {reply.head['detail']}")

    async def ask(self, question: Frame, timeout_seconds: float) -> Frame:
        """One question, one answer. Whatever goes wrong, the process is not asked again."""
        data = question.encode()
        answered = False
        try:
            if self.process_id is None:
                await self._start()
                timeout_seconds += _START_SECONDS
            self._asked += 1
            reply = await self._exchange(data, timeout_seconds)
            answered = True
        finally:
            if not answered:
                self._break()
        return reply

    async def _exchange(self, data: bytes, timeout_seconds: float) -> Frame:
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            raise WorkerCrashedError("the render process did not start")
        try:
            async with asyncio.timeout(timeout_seconds):
                process.stdin.write(data)
                await process.stdin.drain()
                return await receive_frame(process.stdout)
        except TimeoutError as error:
            raise RenderTimeoutError(f"not rendered within {timeout_seconds:g} s") from error
        except (asyncio.IncompleteReadError, ConnectionError, FrameError) as error:
            code = await self._exit_code(process)
            raise WorkerCrashedError(f"the render process ended with {code}") from error

    async def _start(self) -> None:
        limits = self._limits
        try:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                *self._command,
                f"--memory-bytes={limits.memory_bytes}",
                f"--timeout-seconds={int(self._longest_seconds()) + 1}",
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                env=_environment(os.environ),
                # Ctrl-C is for the service, which then lets its documents finish.
                start_new_session=True,
            )
        except OSError as error:
            raise WorkerCrashedError(f"the render process did not start: {error}") from error
        self._asked = 0
        self._broken = False

    def _longest_seconds(self) -> float:
        """No question may take longer, whatever it is."""
        longest = self._limits.timeout_seconds + MAX_PAGES * _SECONDS_A_PAGE
        return longest + _START_SECONDS

    def _break(self) -> None:
        self._broken = True
        if self.process_id is not None and self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()

    async def stop(self) -> None:
        """End the process: by closing its input, or by force if it does not listen."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        await self._exit_code(process)

    @staticmethod
    async def _exit_code(process: asyncio.subprocess.Process) -> int | None:
        try:
            async with asyncio.timeout(_GRACE_SECONDS):
                return await process.wait()
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            return await process.wait()


def _environment(own: Mapping[str, str]) -> dict[str, str]:
    kept = {
        name: value for name, value in own.items() if name in _PASSED_ON or name.startswith(_CLOCK)
    }
    # Fontconfig wants to write somewhere, and the home of a container's user is read-only.
    kept.setdefault("XDG_CACHE_HOME", f"{tempfile.gettempdir()}/portico-cache")
    # Nothing that a document is made of may hang on the machine's language or on chance.
    return kept | {"LANG": "C.UTF-8", "PYTHONHASHSEED": "0", "PYTHONUTF8": "1"}
