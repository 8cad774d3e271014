"""`python -m chassis.topics create|list`: the topics of `contracts.topics` on a broker.

Reads `KAFKA_BOOTSTRAP_SERVERS` and `KAFKA_FLAVOUR`; `create` reads `KAFKA_REPLICATION_FACTOR` too
(default 1).
"""

import asyncio
import os
import sys

from chassis.bus import create_topics
from chassis.settings import KafkaFlavour
from contracts.topics import TOPICS


def main(argv: list[str]) -> int:
    """Run the command; returns the exit code."""
    command = argv[0] if argv else "list"
    if command == "list":
        for topic in TOPICS:
            events = ", ".join(event.__name__ for event in topic.events)
            sys.stdout.write(
                f"{topic.name}  key: {topic.key}, {topic.partitions} partitions,"
                f" {topic.retention_hours} h  {events}\n"
            )
        return 0
    if command == "create":
        servers = os.environ.get("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9092")
        replication = int(os.environ.get("KAFKA_REPLICATION_FACTOR", "1"))
        flavour = KafkaFlavour(os.environ.get("KAFKA_FLAVOUR", "apache"))
        created = asyncio.run(create_topics(servers, replication=replication, flavour=flavour))
        sys.stdout.write(f"{len(created)} created, {len(TOPICS) - len(created)} were there\n")
        return 0
    sys.stderr.write(f"unknown command {command!r}: use create or list\n")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
