import os
import subprocess
import sys
from pathlib import Path

import pytest

from portico_local import scratch
from portico_local.scratch import scratch_folder


@pytest.fixture
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that passes for memory, with room for a byte."""
    monkeypatch.setattr(scratch, "ROOM_BYTES", 1)
    made = tmp_path / "memory"
    made.mkdir()
    return made


def test_a_folder_is_in_memory_and_gone_at_the_end(tmp_path: Path, memory: Path) -> None:
    with scratch_folder(tmp_path / "disk", memory=memory) as folder:
        (folder / "file").write_text("x")
        assert folder.parent == memory
    assert list(memory.iterdir()) == []
    assert not (tmp_path / "disk").exists()


def test_it_is_gone_after_a_failure_too(tmp_path: Path, memory: Path) -> None:
    with pytest.raises(RuntimeError), scratch_folder(tmp_path / "disk", memory=memory):
        raise RuntimeError
    assert list(memory.iterdir()) == []


def test_without_room_it_is_on_disk(
    tmp_path: Path, memory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scratch, "ROOM_BYTES", 1 << 60)
    with scratch_folder(tmp_path / "disk", memory=memory) as folder:
        assert folder.parent == tmp_path / "disk"
    assert list((tmp_path / "disk").iterdir()) == []


def test_without_such_a_folder_it_is_on_disk(tmp_path: Path, memory: Path) -> None:
    with scratch_folder(tmp_path / "disk", memory=tmp_path / "none") as folder:
        assert folder.parent == tmp_path / "disk"


def test_what_a_killed_process_left_is_removed_and_nothing_else(
    tmp_path: Path, memory: Path
) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    left = memory / f"portico-scratch-{gone.pid}-00000000"
    kept = [memory / f"portico-scratch-{os.getppid()}-00000000", memory / "of-somebody-else"]
    for folder in (left, *kept):
        folder.mkdir()
        (folder / "file").write_text("x")

    with scratch_folder(tmp_path / "disk", memory=memory):
        assert not left.exists()
    assert all((folder / "file").exists() for folder in kept)
