"""A pytest plugin: runs the tests that show requirements, and writes down what became of each.

A test is marked with the number of what it shows: `@pytest.mark.requirement("C8")`.
"""

import json
import os
from pathlib import Path

import pytest

FILE_VARIABLE = "PORTICO_REQUIREMENTS_FILE"

_PROPERTY = "requirement"

# What the system shows by its tests as a whole, and what each number stands for.
SHOWN = {
    "C1": "invitation by e-mail",
    "C2": "sign-up, by e-mail or with a social account",
    "C3": "login, remember me, forgotten password",
    "C4": "menu of the own modules, dashboard",
    "C5": "profile, picture, language, sign-in methods, sessions",
    "C6": "payments in three sections, the previous system",
    "C7": "pending transactions in three tabs",
    "C8": "processing: date, pending client payment, processing",
    "C9": "pending release: waiting, or on hold",
    "C10": "transaction details, document, history",
    "C11": "paid payments",
    "C12": "payment report: chart, table, files",
    "C13": "work grid",
    "C14": "money trail",
    "K1": "customer logins: link or temporary password, a new strong one",
    "K2": "the agency's own login page",
    "K3": "home: what waits, with count and sum",
    "K4": "sign-in with Google or Microsoft, switched on by the person",
    "K5": "forgotten password, back to the homepage",
    "K6": "change of password",
    "K7": "menu of permitted modules, the company, the own name",
    "K8": "logged work: filters, month and week",
    "K9": "approve one, a selection, or all",
    "K10": "the selection, or all that is shown, as a workbook",
    "K11": "comments, return with a reason",
    "K12": "jobs: calendar of shifts",
    "K13": "invoices by scope, PDF, lines that lead to the work",
    "K14": "offers: read, sign, decline; evidence and seal",
    "K15": "inquiries",
    "K16": "nothing shown or possible that is not permitted",
    "B1": "approve all with a preview, and undo it",
    "B2": "approve from the e-mail, by a person's click only",
    "B3": "stand-in, escalation, who can act now",
    "B5": "a payment date that moves is told, with the cause",
    "B6": "a changed bank account: what it affects, cooling off, told to the old address",
    "B7": "anyone verifies a document",
    "B8": "an offer forwarded to the right signer",
    "B9": "a disputed line of an invoice",
    "B10": "e-invoices: Peppol BIS 3 / EHF and Factur-X, by two validators",
    "B11": "a bus that is lost: every event is replayed, nothing twice",
    "B12": "statement of account",
    "B14": "every split adds up to the whole",
    "B15": "why this amount: each step of a charge with its statement, reckoned again from the PDF",
    "B17": "the bank's answers: each payment moves once; clients' money finds its invoice",
    "B21": "reminders that tell the truth",
    "B22": "dates follow banking days, and say what moved them",
    "B24": "when a client's payment is expected, from its own record",
}

Outcomes = dict[str, dict[str, str]]
"""By requirement, then by test: "passed", "failed" or "skipped"."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the tests that show one of SHOWN; the report of each carries what it shows."""
    kept: list[pytest.Item] = []
    for item in items:
        shown = [str(n) for mark in item.iter_markers("requirement") for n in mark.args]
        if SHOWN.keys() & set(shown):
            item.user_properties += [(_PROPERTY, number) for number in shown]
            kept.append(item)
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


class Outcome:
    """Listens to what becomes of the tests, wherever they run."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._found: Outcomes = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Of a test's three steps the worst counts; one that was not skipped has run."""
        if report.when != "call" and report.passed:
            return
        for name, number in report.user_properties:
            if name == _PROPERTY:
                tests = self._found.setdefault(str(number), {})
                if tests.get(report.nodeid) != "failed":
                    tests[report.nodeid] = report.outcome

    def pytest_sessionfinish(self) -> None:
        """Write it down."""
        self._file.write_text(json.dumps(self._found))


def pytest_configure(config: pytest.Config) -> None:
    """Listen in the process that hears of all tests."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Outcome(Path(os.environ[FILE_VARIABLE])))


def by_function(tests: dict[str, str]) -> dict[str, dict[str, int]]:
    """How many cases of each test function came to which outcome."""
    found: dict[str, dict[str, int]] = {}
    for test, outcome in sorted(tests.items()):
        cases = found.setdefault(test.partition("[")[0], {})
        cases[outcome] = cases.get(outcome, 0) + 1
    return found
