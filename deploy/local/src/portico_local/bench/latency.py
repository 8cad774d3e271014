"""Latency: from the commit of a command in one service to its effect in another.

A hundred companies a second are created at identity; payments writes them into its own table. Both
times are taken by the database server at the commit, by a deferred trigger, so the way of the HTTP
answer to here is not in it and what the handler does is.
"""

import asyncio
import statistics
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

import asyncpg
import httpx2
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from chassis.settings import FETCH_WAIT_MS
from portico_local.bench import events
from portico_local.bench.harness import Figure, PairedSamples, Plan, in_pairs, until
from portico_local.bench.servers import own_topic, private_stack
from portico_local.demo import workfile
from portico_local.demo.agency import PASSWORD, create_agencies, staff_of
from portico_local.demo.command import default_work
from portico_local.postgres import SUPERUSER
from portico_local.stack import Stack

_PER_SECOND = 100
_WAIT_SECONDS = 60
_NOTE_COMMITS = """
CREATE SCHEMA bench;
CREATE TABLE bench.commits (event_id uuid NOT NULL, at timestamptz NOT NULL);
CREATE FUNCTION bench.note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO bench.commits VALUES (NEW.event_id, clock_timestamp());
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER note AFTER INSERT ON {table}
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION bench.note();
"""


async def measure(plan: Plan) -> Sequence[Figure]:
    """Medians over the runs of the 50th and the 99th percentile, in ms.

    The peer is one message a time through a bare producer and consumer, as often a second, with
    the same wait of a fetch at the broker; it is timed from before `send` until it is read.
    """
    async with private_stack(plan, ("identity", "payments")) as stack:
        await _note_commits(stack, "identity", "chassis.outbox")
        await _note_commits(stack, "payments", "chassis.inbox")
        async with _signed_in(stack) as client:
            bench = _LatencyBench(stack, client, seconds=plan.size(6, 3))
            plan.say("latency: warming up")
            await bench.ours(-1)
            bench.tails.clear()
            pairs = await in_pairs(plan, "latency", ours=bench.ours, peer=bench.peer, unit="ms")
            tails = PairedSamples(*zip(*bench.paired_tails(), strict=True))
            return [pairs.figure("latency.p50", "ms"), tails.figure("latency.p99", "ms")]


class _LatencyBench:
    def __init__(self, stack: Stack, client: httpx2.AsyncClient, *, seconds: int) -> None:
        self._stack = stack
        self._client = client
        self._count = seconds * _PER_SECOND
        self.tails: dict[tuple[str, int], float] = {}

    def paired_tails(self) -> list[tuple[float, float]]:
        """The 99th percentiles, pair by pair."""
        numbers = sorted(number for side, number in self.tails if side == "ours")
        return [(self.tails["ours", n], self.tails["peer", n]) for n in numbers]

    async def ours(self, number: int) -> float:
        before = len(await self._commits("identity"))

        async def command(place: int) -> None:
            answer = await self._client.post(
                "/companies",
                json={
                    "name": f"Company {number}.{place}",
                    "address": {"city": "Toronto", "region": "ON", "country": "CA"},
                },
            )
            answer.raise_for_status()

        await _at_pace(command, self._count)
        said = dict(list((await self._commits("identity")).items())[before:])
        done = await until(
            lambda: self._commits("payments"),
            lambda commits: said.keys() <= commits.keys(),
            within_seconds=_WAIT_SECONDS,
            every_seconds=0.2,
        )
        return self._summed_up("ours", number, [(done[e] - at) * 1_000 for e, at in said.items()])

    async def peer(self, number: int) -> float:
        addresses = self._stack.addresses
        topic = await own_topic(self._stack, events.TOPIC, f"peer{number}.")
        payload = events.sendable(events.submissions(1))[0]
        wait = FETCH_WAIT_MS[addresses.kafka_flavour]
        servers = addresses.kafka_bootstrap_servers
        sent: dict[bytes | None, float] = {}
        found: list[float] = []
        async with (
            AIOKafkaProducer(bootstrap_servers=servers, acks="all") as producer,
            AIOKafkaConsumer(
                topic,
                bootstrap_servers=servers,
                auto_offset_reset="earliest",
                fetch_max_wait_ms=wait,
            ) as consumer,
        ):

            async def read() -> None:
                while len(found) < self._count:
                    record = await consumer.getone()
                    found.append((time.perf_counter() - sent[record.key]) * 1_000)

            async def say(place: int) -> None:
                key = f"{place}".encode()
                sent[key] = time.perf_counter()
                await producer.send_and_wait(topic, payload.value, key=key, headers=payload.headers)

            reading = asyncio.create_task(read())
            await _at_pace(say, self._count)
            await asyncio.wait_for(reading, timeout=_WAIT_SECONDS)
        return self._summed_up("peer", number, found)

    def _summed_up(self, side: str, number: int, milliseconds: Sequence[float]) -> float:
        self.tails[side, number] = statistics.quantiles(milliseconds, n=100)[98]
        return statistics.median(milliseconds)

    async def _commits(self, service: str) -> dict[object, float]:
        """Seconds of the epoch at which each event was committed, first come first."""
        connection = await asyncpg.connect(self._stack.postgres.url(SUPERUSER, service))
        try:
            rows = await connection.fetch(
                "SELECT event_id, extract(epoch FROM at)::float8 AS at FROM bench.commits"
                " ORDER BY at"
            )
        finally:
            await connection.close()
        return {row["event_id"]: row["at"] for row in rows}


async def _at_pace(act: Callable[[int], Awaitable[None]], count: int) -> None:
    """Begin one a hundredth of a second, whether or not the ones before are done."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    async with asyncio.timeout(_WAIT_SECONDS), asyncio.TaskGroup() as group:
        for place in range(count):
            await asyncio.sleep(max(0.0, began + place / _PER_SECOND - loop.time()))
            group.create_task(_await(act(place)))


async def _await(work: Awaitable[None]) -> None:
    await work


async def _note_commits(stack: Stack, service: str, table: str) -> None:
    connection = await asyncpg.connect(stack.postgres.url(SUPERUSER, service))
    try:
        await connection.execute(_NOTE_COMMITS.format(table=table))
    finally:
        await connection.close()


@asynccontextmanager
async def _signed_in(stack: Stack) -> AsyncGenerator[httpx2.AsyncClient]:
    """A client of identity with a pass of an agency's staff, renewed before it expires."""
    agency = workfile.read(default_work())[0]
    await create_agencies(stack, [agency])
    limits = httpx2.Limits(max_connections=64, max_keepalive_connections=64)
    async with httpx2.AsyncClient(
        base_url=stack.addresses.api("identity"), timeout=30, limits=limits
    ) as client:
        answer = await client.post(
            "/login",
            json={
                "agency": agency.slug,
                "portal": "agency",
                "email": staff_of(agency).email,
                "password": PASSWORD,
                "remember": False,
            },
        )
        answer.raise_for_status()
        token = answer.json()["session_token"]

        async def renew() -> None:
            answer = await client.post(
                "/sessions/pass", json={"agency": agency.slug, "session_token": token}
            )
            answer.raise_for_status()
            client.headers["Authorization"] = f"Bearer {answer.json()['pass']}"

        async def keep_renewed() -> None:
            while True:
                await asyncio.sleep(20)
                await renew()

        await renew()
        renewing = asyncio.create_task(keep_renewed())
        try:
            yield client
        finally:
            renewing.cancel()
