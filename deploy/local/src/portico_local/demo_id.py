"""Demo ID: an OpenID Connect provider to try out signing in with. It believes whatever is typed."""

import json
import sys
from pathlib import Path
from typing import final

import httpx2

from portico_local.http import loopback_client
from portico_local.ports import HOST
from portico_local.processes import ManagedProcess, ProcessSpec, child_environment

NAME = "Demo ID"

# Offered as buttons on its page; any other account can be typed there.
_ACCOUNTS = (
    {"sub": "nora", "name": "Nora Lind", "email": "nora@demo-id.example"},
    {"sub": "omar", "name": "Omar Haddad", "email": "omar@demo-id.example"},
)


@final
class DemoId:
    """oidc-provider-mock: keeps nothing, and takes any client."""

    def __init__(self, *, log: Path, directory: Path, port: int) -> None:
        self.url = f"http://{HOST}:{port}"
        accounts = [json.dumps({**account, "email_verified": True}) for account in _ACCOUNTS]
        self.process = ManagedProcess(
            ProcessSpec(
                name="demo-id",
                argv=(
                    sys.executable,
                    "-W",
                    "ignore",
                    "-m",
                    "oidc_provider_mock",
                    f"--host={HOST}",
                    f"--port={port}",
                    *(f"--user-claims={account}" for account in accounts),
                ),
                environment=child_environment() | {"NO_COLOR": "1"},
                log=log,
                directory=directory,
                is_ready=self._answers,
                port=port,
                stop_seconds=5.0,
            )
        )

    async def _answers(self) -> bool:
        try:
            async with loopback_client() as client:
                answer = await client.get(f"{self.url}/.well-known/openid-configuration")
        except httpx2.HTTPError as error:
            raise ConnectionError(str(error)) from error
        return answer.is_success


def provider_entry(url: str, agency_slug: str) -> dict[str, object]:
    """What stands in an agency's entry so that its people can sign in with Demo ID."""
    return {
        "kind": "generic",
        "id": "demo-id",
        "name": NAME,
        "issuer": url,
        "client_id": f"portico-{agency_slug}",
        # It takes any; but so the way of a secret is the same as for others.
        "client_secret": f"demo-id of {agency_slug}",
    }
