from pathlib import Path

import pytest

from portico_local.stamps import Stamp


def test_something_is_made_once_and_again_when_an_input_changes(tmp_path: Path) -> None:
    source = tmp_path / "package.json"
    source.write_text("1")
    made: list[str] = []
    stamp = Stamp(tmp_path / "made" / ".stamp", [source])

    for content in ("1", "1", "2"):
        source.write_text(content)
        stamp.make(lambda: made.append(source.read_text()))

    assert made == ["1", "2"]


def test_what_failed_half_way_is_made_again_from_an_empty_folder(tmp_path: Path) -> None:
    source = tmp_path / "package.json"
    source.write_text("1")
    stamp = Stamp(tmp_path / "made" / ".stamp", [source])

    def fail() -> None:
        (tmp_path / "made" / "half").touch()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        stamp.make(fail)
    assert not stamp.holds()

    stamp.make(lambda: None)

    assert stamp.holds()
    assert not (tmp_path / "made" / "half").exists()
