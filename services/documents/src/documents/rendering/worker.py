"""A render process: `python -m documents.rendering.worker`. The pool starts and replaces it.

It reads questions from standard input and answers on standard output until its input closes,
which it does when the service ends, however the service ends. Everything in it is limited: memory
by the kernel, time by an alarm that kills it, the network by having no door to it.
"""

import argparse
import gc
import logging
import os
import resource
import signal
import sys
from collections.abc import Callable, Mapping
from functools import cache
from typing import BinaryIO

from documents.rendering import scripts
from documents.rendering.evidence import AgreementInput
from documents.rendering.frames import Frame, read_frame
from documents.rendering.inputs import read_input
from documents.rendering.previews import preview
from documents.rendering.renderer import Renderer
from documents.rendering.samples import paystub


@cache
def _renderer() -> Renderer:
    return Renderer()


def _warm(_: Frame) -> Frame:
    """Load fonts, styles and templates before the first document needs them.

    A machine without the fonts of scripts leaves documents waiting, as one without Pango does.
    """
    scripts.require()
    _renderer().render(paystub(lines=1))
    # What is loaded now stays: the collector need not look at it after every document.
    gc.collect()
    gc.freeze()
    return Frame({"ok": True})


def _render(question: Frame) -> Frame:
    size = int(question.head["input_bytes"])
    document, e_invoice = question.body[:size], question.body[size:]
    rendered = _renderer().render(read_input(document), e_invoice=e_invoice or None)
    return Frame({"ok": True, "pages": rendered.pages}, rendered.pdf)


def _preview(question: Frame) -> Frame:
    return Frame({"ok": True}, preview(question.body, int(question.head["page"])))


def _prepare(question: Frame) -> Frame:
    # Only where it is asked for: reading files of others takes a library and memory of its own.
    from documents.rendering.agreements import prepared  # noqa: PLC0415

    agreement = AgreementInput.model_validate(question.head["of"])
    done = prepared(question.body, agreement, _renderer())
    return Frame({"ok": True, "pages": done.pages}, done.pdf)


def _inspect(question: Frame) -> Frame:
    from documents.rendering.incoming import inspect  # noqa: PLC0415 - as above

    inspect(question.body)
    return Frame({"ok": True})


Tasks = Mapping[str, Callable[[Frame], Frame]]

_TASKS: Tasks = {
    "warm": _warm,
    "render": _render,
    "preview": _preview,
    "prepare": _prepare,
    "inspect": _inspect,
}


def answer(question: Frame, tasks: Tasks = _TASKS) -> Frame:
    """Do what is asked. A failure is an answer that names its kind, never an exception."""
    try:
        return tasks[question.head["task"]](question)
    except (MemoryError, SystemError):
        # Out of memory, or a library failed within: such a process is not to be asked again.
        raise
    except BaseException as error:
        if isinstance(error, SystemExit | KeyboardInterrupt):
            raise
        return Frame({"ok": False, "error": type(error).__name__, "detail": str(error)[:1_000]})


def serve(
    questions: BinaryIO, answers: BinaryIO, *, timeout_seconds: int, tasks: Tasks = _TASKS
) -> None:
    """Answer until the questions end.

    Garbage is collected between documents, not in them: a layout makes so many objects that the
    collector would run all the time (measured: a tenth of it).
    """
    gc.disable()
    while (question := read_frame(questions)) is not None:
        # The pool kills it earlier; this is for when the pool itself is gone.
        signal.alarm(timeout_seconds)
        frame = answer(question, tasks)
        signal.alarm(0)
        answers.write(frame.encode())
        answers.flush()
        gc.collect()


def arguments() -> argparse.ArgumentParser:
    """What every process is told: its limits."""
    found = argparse.ArgumentParser()
    found.add_argument("--memory-bytes", type=int, required=True)
    found.add_argument("--timeout-seconds", type=int, required=True)
    return found


def run(given: argparse.Namespace, tasks: Tasks, *, limited: int = resource.RLIMIT_AS) -> None:
    """Set the limits and answer until the service ends.

    `limited` is what the bytes of memory are a limit of: all addresses, or (RLIMIT_DATA) those that
    can be written to, for a library that sets aside more addresses than it will use.
    """
    resource.setrlimit(limited, (given.memory_bytes, given.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in ("weasyprint", "fontTools", "pikepdf", "pyhanko", "pyhanko_certvalidator"):
        logging.getLogger(name).setLevel(logging.ERROR)
    # What a library prints must not end up between the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        serve(sys.stdin.buffer, answers, timeout_seconds=given.timeout_seconds, tasks=tasks)
    except BrokenPipeError:
        os._exit(0)


def main() -> None:
    """Serve."""
    run(arguments().parse_args(), _TASKS)


if __name__ == "__main__":
    main()
