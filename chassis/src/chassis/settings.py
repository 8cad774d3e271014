"""A service's settings: from the environment, checked at the start, passed on from there."""

import os
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar, Literal

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class KafkaFlavour(StrEnum):
    """Which broker is at the other end. Tansu has no idempotent producers and a slow long poll."""

    APACHE = "apache"
    TANSU = "tansu"


FETCH_WAIT_MS: Mapping[KafkaFlavour, int] = MappingProxyType(
    {KafkaFlavour.APACHE: 500, KafkaFlavour.TANSU: 100}
)
"""How long a fetch may wait at a broker.

Tansu does not wake a waiting fetch when data arrives, so it must come back by itself soon; but each
fetch costs it, and an installation that has nothing to do should leave the machine alone.
"""


class ServiceSettings(BaseSettings):
    """What every service needs. A service subclasses it and sets `service`.

    `DATABASE_URL_<SERVICE>` and `MIGRATOR_DATABASE_URL_<SERVICE>` give the two roles, or the same
    with `_FILE` a file that holds one; every other field is read from the variable of its name.
    """

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    service: ClassVar[str]

    database_url: str = Field(default="", repr=False, description="The role that reads and writes")
    migrator_database_url: str = Field(default="", repr=False, description="The role that owns")
    database_pool_size: int = Field(default=10, ge=2)

    kafka_bootstrap_servers: str = "127.0.0.1:9092"
    kafka_flavour: KafkaFlavour = KafkaFlavour.APACHE
    kafka_topic_prefix: str = Field(default="", description="Keeps test runs apart on one broker")
    kafka_fetch_wait_ms: int | None = Field(
        default=None,
        ge=10,
        le=5_000,
        description="How long a fetch may wait at the broker. None: 500, on the embedded one 100",
    )
    kafka_create_topics: bool | None = Field(
        default=None, description="Create topics that are missing. None: on the embedded broker"
    )

    http_host: str = "127.0.0.1"
    http_port: int = 8100
    worker_http_port: int = Field(default=8200, description="A worker's health and metrics")
    operations_http_port: int | None = Field(
        default=None,
        description="An API's metrics, and why it is not ready: for operators, never published. "
        "None: not served",
    )
    max_body_bytes: int = 4 * 1024 * 1024
    max_connections: int = Field(default=8_192, ge=16, description="Of one process, to its port")
    head_timeout_seconds: float = Field(
        default=10.0, gt=0, description="Until a new connection has sent its request's headers"
    )
    body_timeout_seconds: float = Field(
        default=30.0, gt=0, description="For a body, beside a second for each 8 KiB of it"
    )
    jwks_url: str = ""
    drain_seconds: float = Field(
        default=0.0, ge=0, description="Unready for so long before the stop, for load balancers"
    )
    stop_timeout_seconds: float = Field(default=20.0, gt=0)

    log_level: str = "INFO"
    log_format: Literal["json", "console"] = "json"
    otel_exporter_otlp_endpoint: str = ""

    relay_batch_size: int = Field(default=5_000, ge=1)
    relay_poll_min_seconds: float = 0.005
    relay_poll_max_seconds: float = 0.1
    outbox_keep_days: int = Field(default=7, ge=1, description="The replay window")
    inbox_keep_days: int = Field(
        default=15, ge=1, description="Longer than the outbox and the topics keep"
    )
    consumer_batch_size: int = Field(default=500, ge=1)
    consumer_tries: int = Field(default=3, ge=1, description="Of one event that fails by itself")
    not_yet_limit_seconds: float = Field(default=300.0, gt=0)

    @model_validator(mode="before")
    @classmethod
    def _database_urls(cls, data: dict[str, object]) -> dict[str, object]:
        name = cls.service.upper()
        for field, variable in (
            ("database_url", f"DATABASE_URL_{name}"),
            ("migrator_database_url", f"MIGRATOR_DATABASE_URL_{name}"),
        ):
            if data.get(field):
                continue
            if variable in os.environ:
                data[field] = os.environ[variable]
            elif f"{variable}_FILE" in os.environ:
                data[field] = Path(os.environ[f"{variable}_FILE"]).read_text().strip()
        return data

    @property
    def creates_topics(self) -> bool:
        """Whether workers create topics that are missing on the broker."""
        if self.kafka_create_topics is None:
            return self.kafka_flavour is KafkaFlavour.TANSU
        return self.kafka_create_topics

    @property
    def fetch_wait_ms(self) -> int:
        """How long a fetch may wait at the broker."""
        return self.kafka_fetch_wait_ms or FETCH_WAIT_MS[self.kafka_flavour]

    @property
    def connections_per_address(self) -> int:
        """How many connections one address may have. A service knows one only: the edge's."""
        return self.max_connections

    @property
    def consumer_group(self) -> str:
        """The service's one consumer group."""
        return f"{self.kafka_topic_prefix}portico.{self.service}"

    def topic_name(self, topic: str) -> str:
        """The topic's name on the broker."""
        return f"{self.kafka_topic_prefix}{topic}"
