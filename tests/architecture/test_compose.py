"""docker-compose.yml is the system that the local stack runs, on images.

No container engine is needed: the file is held against the compose specification's schema, and what
it says against the services' own settings and commands.
"""

import importlib
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from chassis.settings import KafkaFlavour, ServiceSettings
from portico_local.keys import Secrets
from portico_local.paths import StateDirectory
from portico_local.processes import child_environment
from portico_local.services import SERVICES, Addresses, ServiceInfo, service_environment

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
CONTAINERS: dict[str, dict[str, Any]] = COMPOSE["services"]

APIS = [f"{service.name}-api" for service in SERVICES]
WORKERS = [f"{service.name}-worker" for service in SERVICES if service.has_database]
JOBS = [f"{service.name}-migrate" for service in SERVICES if service.has_database] + ["topics"]
OURS = [*APIS, *WORKERS, *JOBS]
PROCESSES = [
    (service, name)
    for service in SERVICES
    for name in (APIS + WORKERS)
    if name.startswith(f"{service.name}-")
]
HAS_PUBLISHED_PORT = {"edge-api", "mail", "prometheus"}


def environment_of(container: str) -> dict[str, str]:
    """What the container's processes see when nothing is set outside."""
    found: Mapping[str, str] = CONTAINERS[container].get("environment", {})
    return {name: re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", str(value)) for name, value in found.items()}


@pytest.fixture
def secrets_folder(tmp_path: Path) -> Path:
    """What deploy/images/secrets.sh makes."""
    folder = tmp_path / "compose"
    subprocess.run([ROOT / "deploy/images/secrets.sh", folder], check=True, timeout=60)
    return folder


def test_the_file_is_what_the_compose_specification_allows() -> None:
    done = subprocess.run(
        [
            Path(sys.executable).with_name("check-jsonschema"),
            "--builtin-schema",
            "vendor.compose-spec",
            ROOT / "docker-compose.yml",
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_each_service_has_an_api_a_worker_and_a_migration_apart() -> None:
    assert set(OURS) <= CONTAINERS.keys()
    others = {"postgres", "kafka", "mail", "prometheus", "otel-collector"}
    assert CONTAINERS.keys() - set(OURS) == others


@pytest.mark.parametrize("name", [name for name in OURS if name != "topics"])
def test_a_container_runs_what_its_name_says(name: str) -> None:
    service, process = name.split("-")
    container = CONTAINERS[name]
    assert container["command"] == [process]
    assert "entrypoint" not in container
    assert container["build"]["args"]["SERVICE"] == service
    assert container["image"] == f"portico/{service}"


def test_the_topics_job_creates_the_topics() -> None:
    job = CONTAINERS["topics"]
    assert [*job["entrypoint"], *job["command"]] == [
        "/app/venv/bin/python",
        "-m",
        "chassis.topics",
        "create",
    ]


@pytest.mark.parametrize("name", CONTAINERS)
def test_no_container_runs_as_root_or_writes_to_its_image(name: str) -> None:
    container = CONTAINERS[name]
    assert int(container["user"].split(":")[0]) > 0
    assert container["read_only"] is True
    assert container["cap_drop"] == ["ALL"]
    assert container["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in container


@pytest.mark.parametrize("name", CONTAINERS)
def test_every_container_has_a_limit_of_memory_and_of_its_log(name: str) -> None:
    container = CONTAINERS[name]
    assert container["deploy"]["resources"]["limits"].keys() == {"cpus", "memory"}
    assert container["logging"]["options"].keys() == {"max-size", "max-file"}


@pytest.mark.parametrize("name", CONTAINERS)
def test_images_of_others_are_pinned_to_a_version(name: str) -> None:
    container = CONTAINERS[name]
    if "build" not in container:
        assert re.search(r":v?\d+\.\d+", container["image"])


@pytest.mark.parametrize("name", CONTAINERS)
def test_only_the_doors_can_be_reached_from_outside(name: str) -> None:
    container = CONTAINERS[name]
    if name in HAS_PUBLISHED_PORT:
        assert all(port.startswith("127.0.0.1:") for port in container["ports"])
        assert container["networks"] == ["back", "front"]
    else:
        assert "ports" not in container
        own = ["outwards"] if name == "identity-api" else []
        assert container["networks"] == ["back", *own]
    assert COMPOSE["networks"]["back"] == {"internal": True}


@pytest.mark.parametrize(("service", "name"), PROCESSES, ids=[name for _, name in PROCESSES])
def test_health_is_asked_on_the_port_that_the_process_serves(
    service: ServiceInfo, name: str
) -> None:
    variable = "OPERATIONS_HTTP_PORT" if name.endswith("-api") else "WORKER_HTTP_PORT"
    local = service.operations_port if name.endswith("-api") else service.worker_port
    test = CONTAINERS[name]["healthcheck"]["test"]
    assert test[:3] == ["CMD", "/app/venv/bin/python", "/app/healthcheck.py"]
    assert test[3:] == [environment_of(name)[variable]] == [str(local)]


@pytest.mark.parametrize("name", [*APIS, *WORKERS])
def test_nothing_starts_before_what_it_needs(name: str) -> None:
    needs = {what: how["condition"] for what, how in CONTAINERS[name]["depends_on"].items()}
    service = name.split("-", maxsplit=1)[0]
    for what, condition in needs.items():
        job = what in JOBS
        assert condition == ("service_completed_successfully" if job else "service_healthy")
        assert job or "test" in CONTAINERS[what]["healthcheck"]
    if service != "edge":
        assert {"postgres", f"{service}-migrate"} <= needs.keys()
    else:
        assert {f"{other.name}-api" for other in SERVICES if other.has_database} <= needs.keys()
    if name.endswith("-worker"):
        assert {"kafka", "topics"} <= needs.keys()


@pytest.mark.parametrize("name", JOBS)
def test_a_job_runs_once(name: str) -> None:
    assert CONTAINERS[name]["restart"] == "no"
    assert CONTAINERS[name]["healthcheck"] == {"disable": True}


@pytest.mark.parametrize(("service", "name"), PROCESSES, ids=[name for _, name in PROCESSES])
def test_a_stop_has_more_time_than_the_process_takes(service: ServiceInfo, name: str) -> None:
    longest = ServiceSettings.model_fields["stop_timeout_seconds"].default
    assert float(CONTAINERS[name]["stop_grace_period"].removesuffix("s")) > longest
    assert CONTAINERS[name]["stop_signal"] == "SIGTERM"


@pytest.mark.parametrize("name", [name for name in OURS if name != "topics"])
def test_the_service_can_be_built_from_the_environment_it_is_given(
    name: str, secrets_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = name.split("-", maxsplit=1)[0]
    environment = environment_of(name)
    for variable in list(os.environ):
        if variable.isupper() and not variable.startswith(("PATH", "HOME", "PYTEST", "COV")):
            monkeypatch.delenv(variable)
    for variable, value in environment.items():
        monkeypatch.setenv(variable, in_folder(value, secrets_folder))

    built = importlib.import_module(f"{service}.app").build()

    assert built.name == service
    assert built.settings.kafka_bootstrap_servers == "kafka:9092"
    if service != "edge":
        assert built.settings.database_url.endswith(f"@postgres:5432/{service}")
        migrates = name.endswith("-migrate")
        assert bool(built.settings.migrator_database_url) is migrates


def in_folder(value: str, folder: Path) -> str:
    """A path of a mounted secret, as the path of the file that is mounted."""
    prefix = "/run/secrets/"
    if not value.startswith(prefix):
        return value
    source = COMPOSE["secrets"][value.removeprefix(prefix)]["file"]
    return str(folder / source.rsplit("/", 1)[1])


@pytest.mark.parametrize("name", OURS)
def test_a_container_sees_the_secrets_that_it_names_and_no_others(name: str) -> None:
    mounted = set(CONTAINERS[name].get("secrets", []))
    named = {
        value.removeprefix("/run/secrets/")
        for value in environment_of(name).values()
        if value.startswith("/run/secrets/")
    }
    if name in JOBS:  # A migration needs addresses, not keys: their paths are there, not the files.
        named = {secret for secret in named if secret.endswith("_database_url")}
    assert mounted == named
    if name not in JOBS:
        assert not any("migrator" in secret for secret in mounted)


def test_every_secret_is_made_by_the_script(secrets_folder: Path) -> None:
    declared = {entry["file"].rsplit("/", 1)[1] for entry in COMPOSE["secrets"].values()}
    assert {path.name for path in secrets_folder.iterdir()} == declared


@pytest.mark.parametrize(("service", "name"), PROCESSES, ids=[name for _, name in PROCESSES])
def test_a_process_is_told_the_same_as_in_the_local_stack(
    service: ServiceInfo, name: str, tmp_path: Path
) -> None:
    directory = StateDirectory(tmp_path)
    directory.create()
    local = service_environment(
        service.name,
        addresses=Addresses(
            api_ports={each.name: each.api_port for each in SERVICES},
            operations_ports={each.name: each.operations_port for each in SERVICES},
            worker_ports={each.name: each.worker_port for each in SERVICES if each.worker_port},
            postgres_port=8132,
            kafka_flavour=KafkaFlavour.APACHE,
            kafka_bootstrap_servers="127.0.0.1:8192",
            smtp_port=8125,
            mail_url="http://127.0.0.1:8126",
        ),
        secrets=Secrets(directory.secrets),
        directory=directory,
    )
    given = {variable.removesuffix("_FILE") for variable in environment_of(name)}
    missing = {
        variable
        for variable in local.keys() - child_environment().keys()
        if variable.removesuffix("_FILE") not in given
    }
    # The page of the bare address lists agencies on one's own machine and nowhere else.
    assert missing == ({"SITES_FILE"} if service.name == "edge" else set())


def test_the_broker_has_the_settings_of_the_local_one() -> None:
    template = (ROOT / "deploy" / "kafka" / "server.properties.template").read_text()
    local = dict(
        line.split("=", 1) for line in template.splitlines() if line and not line.startswith("#")
    )
    environment = environment_of("kafka")
    filled_in = {"replication_factor": "1", "min_insync_replicas": "1", "node_id": "1"}
    for variable, value in environment.items():
        name = variable.removeprefix("KAFKA_").lower().replace("_", ".")
        if not variable.startswith("KAFKA_") or name == "heap.opts":
            continue
        assert name in local, f"{name} is not set for the local broker"
        expected = re.sub(r"\$\{(\w+)\}", lambda match: filled_in.get(match[1], "*"), local[name])
        if "*" not in expected:
            assert value == expected, name


def test_postgres_gets_every_address_it_makes_roles_for() -> None:
    expected = {"postgres_password"} | {
        f"{service.name}_{role}"
        for service in SERVICES
        if service.has_database
        for role in ("database_url", "migrator_database_url")
    }
    assert set(CONTAINERS["postgres"]["secrets"]) == expected


def test_prometheus_asks_every_process_on_its_port() -> None:
    config = yaml.safe_load((ROOT / "deploy/observability/prometheus.yaml").read_text())
    asked = {
        (name, entry["port"])
        for entry in config["scrape_configs"][0]["dns_sd_configs"]
        for name in entry["names"]
    }
    served = {
        (name, service.operations_port if name.endswith("-api") else service.worker_port)
        for service, name in PROCESSES
    }
    assert asked == served


def test_alerts_ask_for_metrics_that_there_are() -> None:
    sources = [*ROOT.glob("chassis/src/**/*.py"), *ROOT.glob("services/*/src/**/*.py")]
    metrics = "".join(path.read_text() for path in sources)
    rules = (ROOT / "deploy/observability/alerts.yaml").read_text()
    for name in set(re.findall(r"portico_\w+", rules)):
        assert f'"{name.removesuffix("_count")}"' in metrics
