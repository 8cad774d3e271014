"""The committed schemas are those of the code, and no version of them was ever broken."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from contracts.__main__ import accepted_breaks, check, committed_schemas, refused_breaks, write
from contracts.compatibility import breaks
from contracts.schemas import JsonSchema, all_schemas, as_text
from contracts.topics import EVENT_TYPES

CONTRACTS = Path(__file__).parents[1]


def test_the_committed_schemas_are_those_of_the_code() -> None:
    assert check(CONTRACTS) == 0, "run: python -m contracts write contracts"


def test_every_event_has_a_schema_of_its_own_name() -> None:
    assert committed_schemas(CONTRACTS).keys() == EVENT_TYPES.keys()


def test_a_schema_says_where_the_event_goes() -> None:
    for name, schema in all_schemas().items():
        assert schema["x-topic"] == EVENT_TYPES[name].topic
        assert schema["x-key"].endswith("_id")


def schemas_in_history() -> Iterator[tuple[str, str, JsonSchema]]:
    """Every version of every schema that was ever committed: commit, event type, schema."""

    def git(*arguments: str) -> str:
        return subprocess.run(
            ["git", "-C", str(CONTRACTS), *arguments],
            check=True,
            capture_output=True,
            text=True,
            timeout=60,
        ).stdout

    try:
        commits = git("log", "--format=%H", "-n", "500", "--", "schemas").split()
    except (FileNotFoundError, subprocess.CalledProcessError):
        pytest.skip("not a git clone: there is no history to compare with")
    seen: set[str] = set()
    for commit in commits:
        for line in git("ls-tree", "-r", commit, "--", "schemas").splitlines():
            blob, path = line.split(maxsplit=2)[2].split("\t")
            if blob not in seen and path.endswith(".json"):
                seen.add(blob)
                text = git("cat-file", "blob", blob)
                yield commit, Path(path).name.removesuffix(".json"), json.loads(text)


def test_no_version_in_the_history_is_broken_even_if_the_schemas_were_written_anew() -> None:
    today = all_schemas()
    accepted = accepted_breaks(CONTRACTS)
    broken = [
        f"since {commit[:10]}: {found}"
        for commit, name, schema in schemas_in_history()
        for found in breaks({name: schema}, today)
        if str(found) not in accepted
    ]
    assert broken == []


def test_an_accepted_break_has_a_reason() -> None:
    for found, reason in accepted_breaks(CONTRACTS).items():
        assert len(reason.split()) >= 4, found


def a_folder_with(tmp_path: Path, schemas: dict[str, JsonSchema]) -> Path:
    (tmp_path / "schemas").mkdir()
    for name, schema in schemas.items():
        (tmp_path / "schemas" / f"{name}.json").write_text(as_text(schema))
    return tmp_path


def schemas_with_a_field_that_is_gone() -> dict[str, JsonSchema]:
    schemas = all_schemas()
    schemas["payments.PaymentMade.v1"]["properties"]["bank"] = {"type": "string"}
    return schemas


def test_writing_refuses_a_breaking_change_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = a_folder_with(tmp_path, schemas_with_a_field_that_is_gone())
    before = committed_schemas(folder)

    assert write(folder) == 1

    assert committed_schemas(folder) == before
    assert "payments.PaymentMade.v1: bank field removed" in capsys.readouterr().err


def test_writing_goes_on_when_the_break_was_accepted_with_a_reason(tmp_path: Path) -> None:
    folder = a_folder_with(tmp_path, schemas_with_a_field_that_is_gone())
    (refused,) = refused_breaks(folder, committed_schemas(folder), all_schemas())
    (folder / "accepted-breaks.json").write_text(json.dumps({str(refused): "nobody read it yet"}))

    assert write(folder) == 0

    assert committed_schemas(folder) == all_schemas()


def test_a_schema_that_differs_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = a_folder_with(tmp_path, schemas_with_a_field_that_is_gone())
    assert check(folder) == 1
    assert capsys.readouterr().out == "not fresh: payments.PaymentMade.v1\n"
