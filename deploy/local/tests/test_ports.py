import socket
import stat
from pathlib import Path

import pytest

from portico_local.ports import HOST, Ports, is_free, keep_ports, ports_of


@pytest.fixture
def taken_port():
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_taken_port_gives_another_one_and_says_so(taken_port: int) -> None:
    said: list[tuple[str, int, int]] = []
    ports = Ports(usual=True, taken=lambda name, usual, other: said.append((name, usual, other)))

    given = ports.take("edge", taken_port)

    assert given != taken_port
    assert is_free(given)
    assert said == [("edge", taken_port, given)]


def test_the_usual_port_is_taken_when_it_is_free(taken_port: int) -> None:
    free = Ports(usual=False).take("edge", taken_port)

    assert Ports(usual=True).take("edge", free) == free


def test_no_port_is_given_twice() -> None:
    ports = Ports(usual=True)
    first = ports.take("one", Ports(usual=False).take("free", 0))

    assert ports.take("other", first) != first


def test_two_that_choose_before_either_listens_do_not_get_the_same() -> None:
    one, other = Ports(usual=True), Ports(usual=True)
    port = Ports(usual=False).take("free", 0)

    assert one.take("edge", port) == port
    assert other.take("edge", port) != port

    del one
    assert Ports(usual=True).take("edge", port) == port


def test_the_port_of_the_last_time_comes_before_the_usual_one(taken_port: int) -> None:
    last, usual = (Ports(usual=False).take("edge", 0) for _ in range(2))

    assert Ports(usual=True, before={"edge": last}).take("edge", usual) == last
    assert Ports(usual=True, before={"edge": taken_port}).take("edge", usual) == usual
    assert Ports(usual=True, before={"mail": last}).take("edge", usual) == usual


def test_what_was_given_is_kept_for_the_next_start(tmp_path: Path) -> None:
    file = tmp_path / "ports.json"
    assert ports_of(file) == {}
    ports = Ports(usual=True, before={"of a part that does not run now": 8127})
    edge = ports.take("edge", Ports(usual=False).take("free", 0))

    keep_ports(file, ports)

    assert ports_of(file) == {"of a part that does not run now": 8127, "edge": edge}
    assert stat.filemode(file.stat().st_mode) == "-rw-------"
    file.write_text("{")
    assert ports_of(file) == {}
