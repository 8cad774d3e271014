"""Migrations are linted by squawk, with the rules of .squawk.toml, and by a few of our own."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MIGRATIONS = sorted(
    [
        *ROOT.glob("services/*/src/*/migrations/*.sql"),
        *ROOT.glob("chassis/src/chassis/migrations/*.sql"),
    ]
)
SERVICE_MIGRATIONS = [path for path in MIGRATIONS if "services" in path.parts]

CREATED = re.compile(r"CREATE TABLE (?:IF NOT EXISTS )?([a-z_.]+)", re.IGNORECASE)
ANNOUNCED = re.compile(
    r"SELECT chassis\.(?:tenant_table|queue_table|plain_table|append_only_table|secure_by_agency)"
    r"\('([a-z_.]+)'\)",
    re.IGNORECASE,
)


KEY_OF_AGENCY = re.compile(
    r"(primary key|unique)\s*\(\s*agency_id\b|^\s*agency_id\s+uuid primary key", re.MULTILINE
)


def tables_of(text: str) -> list[tuple[str, str]]:
    """Each table that is created, with what stands between its parentheses."""
    return re.findall(r"create table ([a-z_.]+) \((.*?)\n\)", text, re.DOTALL)


def without_comments(path: Path) -> str:
    return re.sub(r"--[^\n]*", "", path.read_text())


def test_squawk_finds_nothing() -> None:
    squawk = Path(sys.executable).with_name("squawk")
    done = subprocess.run(
        [squawk, "--config", ROOT / ".squawk.toml", *MIGRATIONS],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


@pytest.mark.parametrize("service", sorted({path.parts[-3] for path in SERVICE_MIGRATIONS}))
def test_every_table_says_who_may_see_its_rows(service: str) -> None:
    """A table that nobody announced has no rights and no row level security."""
    text = "\n".join(
        without_comments(path) for path in SERVICE_MIGRATIONS if path.parts[-3] == service
    )
    assert set(CREATED.findall(text)) - set(ANNOUNCED.findall(text)) == set()


@pytest.mark.parametrize("path", SERVICE_MIGRATIONS, ids=lambda path: "/".join(path.parts[-3:]))
def test_times_have_a_zone_and_money_is_integer(path: Path) -> None:
    text = without_comments(path).lower()
    assert not re.search(r"\btimestamp\b(?! with time zone)", text)
    assert not re.search(r"\b(float|real|double precision|money)\b(?!_)", text)
    for _, columns in tables_of(text):
        for name, kind in re.findall(r"^\s*(\w+_minor)\s+(\w+)", columns, re.MULTILINE):
            assert kind == "bigint", f"{name} {kind}"


@pytest.mark.parametrize("path", SERVICE_MIGRATIONS, ids=lambda path: "/".join(path.parts[-3:]))
def test_a_tenants_table_has_an_index_or_key_that_leads_with_the_agency(path: Path) -> None:
    text = without_comments(path)
    tables = dict(tables_of(text.lower()))
    for name in re.findall(r"chassis\.(?:tenant|append_only)_table\('([a-z_.]+)'\)", text):
        if name in tables:
            leads = KEY_OF_AGENCY.search(tables[name]) or re.search(
                rf"index\s+\w+\s+on\s+{name}\s*(using \w+\s*)?\(\s*agency_id\b", text.lower()
            )
            assert leads, name


HIDDEN_FROM_OWNER = re.compile(
    r"SELECT chassis\.(?:tenant_table|append_only_table|queue_table|secure_by_agency)"
    r"\('([a-z_.]+)'\)"
)
CHANGES_ROWS = re.compile(r"^\s*(?:UPDATE|DELETE FROM)\s+(?:ONLY\s+)?([a-z_.]+)", re.IGNORECASE)
MENDED_BY_THE_NEXT = {("payments", "0005_reversed_work.sql")}
"""It found no row; 0008 does what it meant."""


@pytest.mark.parametrize("path", SERVICE_MIGRATIONS, ids=lambda path: "/".join(path.parts[-3:]))
def test_what_changes_rows_of_all_agencies_sees_them(path: Path) -> None:
    """The policy is for the owner, too: unless it is lifted a change finds no row, silently."""
    service = path.parts[-3]
    if (service, path.name) in MENDED_BY_THE_NEXT:
        return
    of_service = [one for one in SERVICE_MIGRATIONS if one.parts[-3] == service]
    hidden = {
        table for one in of_service for table in HIDDEN_FROM_OWNER.findall(without_comments(one))
    }
    lifted: set[str] = set()
    for statement in re.sub(r"\$\$.*?\$\$", "", without_comments(path), flags=re.DOTALL).split(";"):
        if found := re.search(r"ALTER TABLE (\S+) (NO )?FORCE ROW LEVEL SECURITY", statement):
            (lifted.add if found[2] else lifted.discard)(found[1])
        if found := CHANGES_ROWS.match(statement):
            assert found[1] not in hidden or found[1] in lifted, f"{found[1]}: {statement}"
    assert lifted == set(), "has to be forced again"
