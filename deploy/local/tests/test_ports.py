import socket

import pytest

from portico_local.ports import HOST, Ports, is_free


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
