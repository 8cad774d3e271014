"""A process that writes and validates e-invoices: `python -m documents.einvoices.worker`.

Apart from the render processes: Saxon sets 32 GiB of addresses aside when it starts, which those
are refused. What it may use of them is limited here instead.
"""

import gc
import resource
from collections.abc import Callable
from functools import partial

from documents.einvoices.content import BilledInput
from documents.einvoices.model import Outcome, Syntax
from documents.einvoices.rules import OfficialRules
from documents.einvoices.writing import write
from documents.rendering.frames import Frame
from documents.rendering.inputs import CreditNoteInput, CustomerInvoiceInput, read_input
from documents.rendering.worker import arguments, run


def _warm(rules: OfficialRules, _: Frame) -> Frame:
    rules.warm()
    gc.collect()
    gc.freeze()
    return Frame({"ok": True})


def _write(rules: OfficialRules, question: Frame) -> Frame:
    document = _billed(question.body)
    outcomes = [write(document, syntax, rules) for syntax in Syntax]
    return Frame(
        {"ok": True, "outcomes": [_told(outcome) for outcome in outcomes]},
        b"".join(outcome.xml or b"" for outcome in outcomes),
    )


def _billed(data: bytes) -> BilledInput:
    document = read_input(data)
    if not isinstance(document, CustomerInvoiceInput | CreditNoteInput):
        raise TypeError(f"{document.kind} has no e-invoice")
    return document


def _told(outcome: Outcome) -> dict[str, object]:
    return {
        "syntax": outcome.syntax,
        "bytes": None if outcome.xml is None else len(outcome.xml),
        "gaps": outcome.gaps,
        "faults": outcome.faults,
    }


def main() -> None:
    """Serve."""
    given = arguments().parse_args()
    rules = OfficialRules()
    tasks: dict[str, Callable[[Frame], Frame]] = {
        "warm": partial(_warm, rules),
        "write": partial(_write, rules),
    }
    run(given, tasks, limited=resource.RLIMIT_DATA)


if __name__ == "__main__":
    main()
