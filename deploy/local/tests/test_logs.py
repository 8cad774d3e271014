from pathlib import Path

import pytest

from portico_local import logs
from portico_local.errors import LocalStackError
from portico_local.paths import StateDirectory


@pytest.fixture
def directory(tmp_path: Path) -> StateDirectory:
    made = StateDirectory(tmp_path)
    made.create()
    for name in ("payments-api", "payments-worker", "payments-worker.old", "kafka-1", "kafka-2"):
        made.log(name).write_text(f"{name} first\n\x1b[31m{name} last\x1b[0m\n")
    return made


def test_a_service_has_the_logs_of_its_processes(directory: StateDirectory) -> None:
    assert [path.stem for path in logs.find(directory, "payments")] == [
        "payments-api",
        "payments-worker",
    ]
    assert [path.stem for path in logs.find(directory, "kafka")] == ["kafka-1", "kafka-2"]
    assert [path.stem for path in logs.find(directory, "payments-api")] == ["payments-api"]


def test_a_name_without_a_log_is_answered_with_those_that_there_are(
    directory: StateDirectory,
) -> None:
    with pytest.raises(LocalStackError) as error:
        logs.find(directory, "pay")

    assert "payments-worker" in error.value.hint


def test_the_last_lines_are_printed_without_colours_into_a_pipe(
    directory: StateDirectory, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.print_last(logs.find(directory, "payments"), 1)

    assert capsys.readouterr().out == (
        "payments-api | payments-api last\npayments-worker | payments-worker last\n"
    )
