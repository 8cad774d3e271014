"""The mail catcher: takes every e-mail by SMTP and shows it on a page, sends none on."""

import shutil
from pathlib import Path
from typing import final

import httpx2

from portico_local.http import loopback_client
from portico_local.node import NODE, npm_ci
from portico_local.paths import repository_root, tools_directory
from portico_local.ports import HOST
from portico_local.processes import ManagedProcess, ProcessSpec, child_environment
from portico_local.stamps import Stamp


@final
class MailCatcher:
    """maildev, with the e-mails in a folder so that a second start finds them."""

    def __init__(self, *, data: Path, log: Path, smtp_port: int, web_port: int) -> None:
        self._data = data
        self.smtp_port = smtp_port
        self.web_url = f"http://{HOST}:{web_port}"
        self.process = ManagedProcess(
            ProcessSpec(
                name="mail",
                argv=(
                    str(NODE),
                    str(_home() / "node_modules" / "maildev" / "bin" / "maildev"),
                    f"--smtp={smtp_port}",
                    f"--web={web_port}",
                    f"--ip={HOST}",
                    f"--web-ip={HOST}",
                    f"--mail-directory={data}",
                ),
                environment=child_environment(),
                log=log,
                directory=tools_directory(),
                is_ready=self._answers,
                port=web_port,
                stop_seconds=5.0,
            )
        )

    def prepare(self) -> None:
        """Blocking: install it if it is not there."""
        install_maildev()
        self._data.mkdir(parents=True, exist_ok=True)

    async def _answers(self) -> bool:
        try:
            async with loopback_client() as client:
                answer = await client.get(f"{self.web_url}/healthz")
        except httpx2.HTTPError as error:
            raise ConnectionError(str(error)) from error
        return answer.is_success


def install_maildev() -> None:
    """Install the mail catcher from its lock, with the Node of our own environment."""
    source = repository_root() / "deploy" / "local" / "maildev"
    files = [source / "package.json", source / "package-lock.json"]

    def install() -> None:
        for file in files:
            shutil.copy(file, _home())
        npm_ci(_home())

    Stamp(_home() / ".stamp", files).make(install)


def _home() -> Path:
    return tools_directory() / "maildev"
