"""SQL stands in `repository.py` and `queries.py`, and nowhere else in a service.

So who looks for what a feature writes and reads finds it, and all else can be read and tested
without a database.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = frozenset({"repository.py", "queries.py"})
FILES = sorted(path for path in ROOT.glob("services/*/src/**/*.py") if path.name not in ROOMS)

_STATEMENT = re.compile(
    r"^\s*(SELECT\s|INSERT\s+INTO\s|UPDATE\s+[a-z_.]+\s|DELETE\s+FROM\s|WITH\s+[a-z_]+\s+AS\s"
    r"|LOCK\s+TABLE\s|COPY\s+[a-z_.]+\s)"
)


def statements_of(path: Path) -> Iterator[int]:
    """The lines on which a string begins as a statement of SQL does."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Constant | ast.JoinedStr):
            continue
        first = node
        if isinstance(node, ast.JoinedStr):
            first = node.values[0] if node.values else None
        text = first.value if isinstance(first, ast.Constant) else None
        if isinstance(text, str) and _STATEMENT.match(text):
            yield node.lineno


def test_there_are_files_to_look_at() -> None:
    assert len(FILES) > 100


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT / "services")))
def test_sql_stands_in_its_rooms(path: Path) -> None:
    found = list(statements_of(path))
    assert found == [], f"{path} has SQL on lines {found}"


def test_sql_elsewhere_is_found(tmp_path: Path) -> None:
    path = tmp_path / "actions.py"
    path.write_text(
        'async def do(uow):\n    await uow.execute(f"""\n  UPDATE entries SET {uow}""")\n'
    )
    assert set(statements_of(path)) == {2}
    path.write_text('"""Updates entries. Select one."""\nTEXT = "Select a file"\n')
    assert list(statements_of(path)) == []
