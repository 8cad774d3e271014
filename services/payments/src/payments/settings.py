"""Settings of payments: those of every service."""

from typing import ClassVar

from chassis.settings import ServiceSettings


class PaymentsSettings(ServiceSettings):
    """Payments needs nothing beyond what every service has."""

    service: ClassVar[str] = "payments"
    http_port: int = 8103
    worker_http_port: int = 8203
