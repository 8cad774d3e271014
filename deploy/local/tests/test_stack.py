"""The parts of a stack on the real servers: PostgreSQL, both brokers, the mail catcher."""

import gc
import stat
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from shutil import which
from smtplib import SMTP
from typing import Any

import asyncpg
import httpx2
import psutil
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from chassis.database import TRANSIENT_ERRORS
from chassis.settings import KafkaFlavour
from contracts.topics import TOPICS
from portico_local.ports import HOST
from portico_local.stack import Stack, StackOptions

TOPIC = TOPICS[0].name


def servers(directory: Path, *, throwaway: bool = True) -> StackOptions:
    return StackOptions(directory=directory, services=(), throwaway=throwaway)


async def query(url: str, sql: str) -> Any:
    connection = await asyncpg.connect(url, timeout=10)
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


async def topics_on(bootstrap_servers: str) -> set[str]:
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap_servers)
    await consumer.start()
    try:
        return await consumer.topics()
    finally:
        await consumer.stop()


async def end_of(bootstrap_servers: str) -> int:
    consumer = AIOKafkaConsumer(TOPIC, bootstrap_servers=bootstrap_servers)
    await consumer.start()
    try:
        ends = await consumer.end_offsets(consumer.assignment())
        return sum(ends.values())
    finally:
        await consumer.stop()


async def produce(bootstrap_servers: str) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap_servers)
    await producer.start()
    try:
        await producer.send_and_wait(TOPIC, b"{}", key=b"1")
    finally:
        await producer.stop()


def test_a_stack_is_where_it_was_before_so_that_links_in_its_e_mails_go_on_working(
    stack_directory: Path,
) -> None:
    # The ports of the first are its own before anything listens there.
    first = Stack(servers(stack_directory / "one", throwaway=False))
    other = Stack(servers(stack_directory / "other", throwaway=False))
    sites = (first.addresses.site("maple"), other.addresses.site("maple"))
    assert sites[0] != sites[1]
    before = other.addresses
    del first, other
    gc.collect()

    assert Stack(servers(stack_directory / "other", throwaway=False)).addresses == before


async def test_servers_start_can_be_used_and_leave_nothing_behind(stack_directory: Path) -> None:
    async with Stack(servers(stack_directory)) as stack:
        pids = [process.pid for process in stack.processes.values()]
        assert await query(stack.postgres.superuser_url, "SHOW server_version_num") >= "180000"
        assert {topic.name for topic in TOPICS} <= await topics_on(stack.broker.bootstrap_servers)
        _send_mail(stack.mail.smtp_port)
        async with httpx2.AsyncClient() as client:
            inbox = (await client.get(f"{stack.addresses.mail_url}/email")).json()
        assert [mail["subject"] for mail in inbox] == ["Hello"]

    assert not any(psutil.pid_exists(pid) and _runs(pid) for pid in pids if pid)
    assert not (stack_directory / "data").exists()


def _send_mail(port: int) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@b.example", "c@d.example", "Hello"
    message.set_content("World")
    with SMTP(HOST, port, timeout=10) as smtp:
        smtp.send_message(message)


def _runs(pid: int) -> bool:
    return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


async def test_two_stacks_run_side_by_side(stack_directory: Path) -> None:
    first, second = stack_directory / "1", stack_directory / "2"
    async with Stack(servers(first)) as one, Stack(servers(second)) as other:
        assert one.addresses != other.addresses
        assert one.postgres.superuser_url != other.postgres.superuser_url


async def test_a_killed_database_comes_back_with_its_data(stack_directory: Path) -> None:
    options = servers(stack_directory, throwaway=False)
    async with Stack(options) as stack:
        await query(stack.postgres.superuser_url, "CREATE TABLE kept (n int)")
        await stack.kill("postgres")
        with pytest.raises(OSError):  # noqa: PT011 - refused, however the client says it
            await query(stack.postgres.superuser_url, "SELECT 1")

        await stack.start_process("postgres")

        assert await query(stack.postgres.superuser_url, "SELECT count(*) FROM kept") == 0


async def test_a_second_start_finds_the_data_and_the_keys(stack_directory: Path) -> None:
    options = servers(stack_directory, throwaway=False)
    async with Stack(options) as stack:
        await query(stack.postgres.superuser_url, "CREATE TABLE kept (n int)")
        key = stack.secrets.pass_signing_key_file.read_text()

    async with Stack(options) as again:
        assert await query(again.postgres.superuser_url, "SELECT count(*) FROM kept") == 0
        assert again.secrets.pass_signing_key_file.read_text() == key


async def test_an_app_role_can_connect_to_its_own_database_only(stack_directory: Path) -> None:
    async with Stack(servers(stack_directory, throwaway=False)) as stack:
        await stack.postgres.create_databases(["identity", "payments"])
        own = stack.postgres.url("payments_app", "payments")

        assert await query(own, "SELECT current_user") == "payments_app"
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await query(own, "CREATE TABLE mine (n int)")
        with pytest.raises(asyncpg.PostgresError):
            await query(stack.postgres.url("payments_app", "identity"), "SELECT 1")
        with pytest.raises(asyncpg.InvalidPasswordError):
            await query(own.replace(":" + own.split(":")[2].split("@")[0], ":wrong"), "SELECT 1")


async def test_cut_connections_end_the_sessions_of_that_database(stack_directory: Path) -> None:
    async with Stack(servers(stack_directory)) as stack:
        await stack.postgres.create_databases(["payments"])
        connection = await asyncpg.connect(stack.postgres.url("payments_app", "payments"))
        try:
            assert await stack.cut_database("payments") == 1
            with pytest.raises(TRANSIENT_ERRORS):
                await connection.fetchval("SELECT 1")
        finally:
            connection.terminate()


async def test_a_lost_bus_comes_back_empty_at_the_same_address(stack_directory: Path) -> None:
    async with Stack(servers(stack_directory)) as stack:
        address = stack.broker.bootstrap_servers
        await produce(address)
        assert await end_of(address) == 1

        await stack.lose_broker()

        assert await end_of(address) == 0


@pytest.mark.skipif(which("java") is None or which("mvn") is None, reason="needs Java and Maven")
@pytest.mark.timeout(300)
async def test_apache_kafka_keeps_its_log_until_it_is_lost(stack_directory: Path) -> None:
    options = replace(servers(stack_directory), kafka=KafkaFlavour.APACHE)
    async with Stack(options) as stack:
        address = stack.broker.bootstrap_servers
        await produce(address)
        await stack.stop_broker()
        await stack.start_broker()
        assert await end_of(address) == 1

        await stack.lose_broker()

        assert await end_of(address) == 0


async def test_secrets_can_be_read_by_their_owner_only(stack_directory: Path) -> None:
    stack = Stack(servers(stack_directory))
    for service in ("identity", "notifications"):
        stack.environment(service)
    files = list(stack.directory.secrets.iterdir())

    assert {"bank-details.json", "mail-secrets-private.json"} <= {file.name for file in files}
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE(stack.directory.secrets.stat().st_mode) == 0o700


def test_a_service_gets_its_own_keys_and_database_and_no_others(stack_directory: Path) -> None:
    stack = Stack(servers(stack_directory))
    payments, notifications = stack.environment("payments"), stack.environment("notifications")

    assert {name for name in payments if name.startswith("DATABASE_URL_")} == {
        "DATABASE_URL_PAYMENTS"
    }
    assert not any("MIGRATOR" in name for name in payments)
    assert {name for name in payments if name.endswith("KEY_FILE")} == {"BANK_DETAILS_KEY_FILE"}
    assert {name for name in notifications if name.endswith("KEY_FILE")} == {
        "SECRETS_PRIVATE_KEY_FILE"
    }
    assert "MIGRATOR_DATABASE_URL_PAYMENTS" in stack.environment("payments", as_migrator=True)
