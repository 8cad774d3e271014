"""The demo's agencies hear of it when their sites have moved to another port."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chassis.settings import KafkaFlavour
from portico_local.demo import workfile
from portico_local.demo.agency import create_agencies, follow_sites
from portico_local.demo.command import default_work
from portico_local.paths import StateDirectory
from portico_local.services import Addresses
from portico_local.view import CommandResult, StackView

ADDRESSES = Addresses(
    api_ports={"edge": 8080},
    worker_ports={},
    operations_ports={},
    postgres_port=1,
    kafka_flavour=KafkaFlavour.TANSU,
    kafka_bootstrap_servers="",
    smtp_port=2,
    mail_url="",
    demo_id_url="http://127.0.0.1:8127",
)


class Recorder(StackView):
    """A stack whose command only keeps what it was given."""

    def __init__(self, addresses: Addresses, directory: StateDirectory) -> None:
        super().__init__(addresses, directory)
        self.given: list[list[dict[str, Any]]] = []

    async def run(
        self, service: str, *arguments: str, as_migrator: bool = False, timeout_seconds: float = 1
    ) -> CommandResult:
        del as_migrator, timeout_seconds
        command, file = arguments
        assert (service, command) == ("identity", "agency")
        self.given.append(json.loads(await asyncio.to_thread(Path(file).read_text)))
        return CommandResult(code=0, output="", errors="")


@pytest.fixture
def directory(tmp_path: Path) -> StateDirectory:
    directory = StateDirectory(tmp_path / "state")
    directory.create()
    return directory


def sites_in(entries: Sequence[dict[str, Any]]) -> list[str]:
    return [entry["site_url"] for entry in entries]


async def test_agencies_hear_where_their_sites_have_moved_and_nothing_else_of_them_changes(
    directory: StateDirectory,
) -> None:
    plans = workfile.read(default_work())
    before = Recorder(ADDRESSES, directory)
    await create_agencies(before, plans, undo_minutes=10)
    assert not await follow_sites(before)
    [created] = before.given

    moved = Recorder(
        replace(ADDRESSES, api_ports={"edge": 9090}, demo_id_url="http://127.0.0.1:9127"), directory
    )
    assert await follow_sites(moved)

    [told] = moved.given
    assert sites_in(told) == [site.replace(":8080", ":9090") for site in sites_in(created)]
    issuers = [entry["sign_in_providers"][0]["issuer"] for entry in told]
    assert issuers == ["http://127.0.0.1:9127"] * len(plans)
    for entry, as_created in zip(told, created, strict=True):
        with_ports = {"site_url", "sign_in_providers"}
        assert {k: v for k, v in entry.items() if k not in with_ports} == {
            k: v for k, v in as_created.items() if k not in with_ports
        }
    assert not await follow_sites(moved)


async def test_a_stack_without_agencies_of_the_demo_has_nobody_to_tell(
    directory: StateDirectory,
) -> None:
    stack = Recorder(ADDRESSES, directory)
    assert not await follow_sites(stack)
    assert stack.given == []
