"""The services of Portico and the environment that each gets."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from chassis.settings import KafkaFlavour
from portico_local.keys import Secrets
from portico_local.paths import StateDirectory
from portico_local.portals import built_portals
from portico_local.ports import HOST
from portico_local.processes import child_environment


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceInfo:
    """A service, and the ports it has where they are free. The edge has no database or worker."""

    name: str
    api_port: int
    operations_port: int
    worker_port: int | None = None

    @property
    def has_database(self) -> bool:
        """Whether it owns a database; then it has a worker too."""
        return self.worker_port is not None


SERVICES = (
    ServiceInfo(name="identity", api_port=8101, operations_port=8301, worker_port=8201),
    ServiceInfo(name="timesheets", api_port=8102, operations_port=8302, worker_port=8202),
    ServiceInfo(name="payments", api_port=8103, operations_port=8303, worker_port=8203),
    ServiceInfo(name="documents", api_port=8104, operations_port=8304, worker_port=8204),
    ServiceInfo(name="notifications", api_port=8105, operations_port=8305, worker_port=8205),
    ServiceInfo(name="edge", api_port=8080, operations_port=8300),
)
SERVICE_NAMES = tuple(service.name for service in SERVICES)

DOMAIN = "localhost"


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """Where everything listens. All of it on the loopback interface."""

    api_ports: Mapping[str, int]
    worker_ports: Mapping[str, int]
    operations_ports: Mapping[str, int]
    postgres_port: int
    kafka_flavour: KafkaFlavour
    kafka_bootstrap_servers: str
    smtp_port: int
    mail_url: str
    demo_id_url: str | None = None
    """The provider to try out signing in with, where the stack has one."""
    timestamp_url: str | None = None
    """The timestamp authority, where the stack has one; then it has a seal, too."""

    def api(self, service: str) -> str:
        """Base URL of a service's API, without a slash at the end."""
        return f"http://{HOST}:{self.api_ports[service]}"

    def worker(self, service: str) -> str:
        """Base URL of a worker's health and metrics."""
        return f"http://{HOST}:{self.worker_ports[service]}"

    def operations(self, service: str) -> str:
        """Base URL of an API's health, with its reasons, and metrics."""
        return f"http://{HOST}:{self.operations_ports[service]}"

    def site(self, agency_slug: str) -> str:
        """Base URL of an agency's site at the edge."""
        return f"http://{agency_slug}.{DOMAIN}:{self.api_ports['edge']}"

    def as_json(self) -> dict[str, object]:
        """For the state file."""
        return asdict(self)


def database_roles() -> list[str]:
    """Every service's two roles."""
    return [
        f"{service.name}_{role}"
        for service in SERVICES
        if service.has_database
        for role in ("migrator", "app")
    ]


def service_environment(
    service: str,
    *,
    addresses: Addresses,
    secrets: Secrets,
    directory: StateDirectory,
    as_migrator: bool = False,
) -> dict[str, str]:
    """The environment of one service's processes: its own database, keys and neighbours, no more.

    The address of the migrator role is in it only for `as_migrator`.
    """
    environment = child_environment() | {
        "KAFKA_BOOTSTRAP_SERVERS": addresses.kafka_bootstrap_servers,
        "KAFKA_FLAVOUR": addresses.kafka_flavour.value,
        "KAFKA_TOPIC_PREFIX": "",
        "HTTP_HOST": HOST,
        "HTTP_PORT": str(addresses.api_ports[service]),
        "OPERATIONS_HTTP_PORT": str(addresses.operations_ports[service]),
        "JWKS_URL": f"{addresses.api('identity')}/.well-known/jwks.json",
        "LOG_LEVEL": "INFO",
        "LOG_FORMAT": "console",
        "PORTICO_DOMAIN": DOMAIN,
    }
    if service in addresses.worker_ports:
        environment["WORKER_HTTP_PORT"] = str(addresses.worker_ports[service])
        roles = {"DATABASE_URL": "app"} | (
            {"MIGRATOR_DATABASE_URL": "migrator"} if as_migrator else {}
        )
        passwords = secrets.database_passwords(database_roles())
        for variable, role in roles.items():
            name = f"{service}_{role}"
            environment[f"{variable}_{service.upper()}"] = (
                f"postgresql://{name}:{passwords[name]}@{HOST}:{addresses.postgres_port}/{service}"
            )
    return environment | _own(service, addresses, secrets, directory)


def _own(
    service: str, addresses: Addresses, secrets: Secrets, directory: StateDirectory
) -> dict[str, str]:
    match service:
        case "identity":
            return {
                "PASS_SIGNING_KEY_FILE": str(secrets.pass_signing_key_file),
                "SECRETS_PUBLIC_KEY_FILE": str(secrets.secrets_public_key_file),
                "STORED_SECRETS_KEY_FILE": str(secrets.stored_secrets_key_file),
                "BANK_DETAILS_KEY_FILE": str(secrets.bank_details_key_file),
            }
        case "timesheets":
            return {"SECRETS_PUBLIC_KEY_FILE": str(secrets.secrets_public_key_file)}
        case "payments":
            return {"BANK_DETAILS_KEY_FILE": str(secrets.bank_details_key_file)}
        case "documents":
            storage = (directory.data / "documents").resolve().as_uri()
            return {"DOCUMENT_STORAGE_URL": storage} | _seal(addresses, directory)
        case "notifications":
            return {
                "SECRETS_PRIVATE_KEY_FILE": str(secrets.secrets_private_key_file),
                "SMTP_HOST": HOST,
                "SMTP_PORT": str(addresses.smtp_port),
            }
        case "edge":
            return {
                "PORTALS_DIRECTORY": str(built_portals()),
                "SITES_FILE": str(directory.sites_file.resolve()),
            } | {
                f"{name.upper()}_URL": addresses.api(name)
                for name in SERVICE_NAMES
                if name != "edge"
            }
        case _:
            raise LookupError(f"there is no service {service}")


def _seal(addresses: Addresses, directory: StateDirectory) -> dict[str, str]:
    """What offers are sealed with, by the stack's own authority (portico_local.authority)."""
    if addresses.timestamp_url is None:
        return {}
    folder = (directory.secrets / "authority").resolve()
    return {
        "SIGNING_KEY_FILE": str(folder / "seal-key.pem"),
        "SIGNING_CERTIFICATES_FILE": str(folder / "seal.pem"),
        "SIGNING_ROOTS_FILE": str(folder / "root.pem"),
        "TIMESTAMP_URL": addresses.timestamp_url,
    }
