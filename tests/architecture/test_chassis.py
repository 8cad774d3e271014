"""The chassis runs any service and knows what none of them is about."""

import ast
import io
import re
import tokenize
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "chassis" / "src" / "chassis"

DOMAIN_NOUNS = re.compile(
    r"invoice|paystub|payslip|payroll|pay_?run|ledger|posting|receipt|offer|inquir|timesheet"
    r"|work_?order|overtime|salary|deduction",
    re.IGNORECASE,
)


def test_the_chassis_imports_no_event() -> None:
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom):
                assert not (node.module or "").startswith("contracts.events"), path
            elif isinstance(node, ast.Import):
                assert not any(a.name.startswith("contracts.events") for a in node.names), path


@pytest.mark.parametrize(
    "path", sorted(SOURCE.rglob("*.py")), ids=lambda path: str(path.relative_to(SOURCE))
)
def test_no_name_and_no_text_of_the_chassis_says_a_domain_noun(path: Path) -> None:
    """Docstrings may: an example of what a service is good for is worth more than the rule."""
    source = path.read_text()
    docstrings = {
        node.body[0].value.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and ast.get_docstring(node) is not None
        and isinstance(node.body[0], ast.Expr)
    }
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.NAME or (
            token.type == tokenize.STRING and token.start[0] not in docstrings
        ):
            found = DOMAIN_NOUNS.search(token.string)
            assert found is None, f"line {token.start[0]}: {token.string[:80]}"


def test_no_table_of_the_chassis_is_of_a_domain() -> None:
    for path in SOURCE.rglob("*.sql"):
        assert DOMAIN_NOUNS.search(path.read_text()) is None, path
