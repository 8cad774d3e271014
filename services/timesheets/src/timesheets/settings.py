"""What timesheets reads from its environment."""

from typing import ClassVar

from chassis.settings import ServiceSettings


class Settings(ServiceSettings):
    """Nothing of its own: the chassis' settings, under its name and on its ports."""

    service: ClassVar[str] = "timesheets"

    http_port: int = 8102
    worker_http_port: int = 8202
