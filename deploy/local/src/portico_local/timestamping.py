"""A timestamp authority (RFC 3161) and the list of what is revoked, over HTTP, for a local stack.

python -m portico_local.timestamping FOLDER --port 8128
"""

import argparse
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, final

import httpx2
from asn1crypto import keys, pem, tsp, x509
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from portico_local.authority import LocalAuthority
from portico_local.http import loopback_client
from portico_local.ports import HOST
from portico_local.processes import ManagedProcess, ProcessSpec, child_environment

TIMESTAMP_PATH, REVOCATION_PATH = "/timestamp", "/revoked.crl"
_MAX_QUERY_BYTES = 64 * 1024


@final
class TimestampAuthority:
    """The authority of a stack, as one of its processes."""

    def __init__(self, *, folder: Path, log: Path, directory: Path, port: int) -> None:
        self.url = f"http://{HOST}:{port}"
        self.authority = LocalAuthority(folder, revocation_url=f"{self.url}{REVOCATION_PATH}")
        self.process = ManagedProcess(
            ProcessSpec(
                name="timestamps",
                argv=(
                    sys.executable,
                    "-m",
                    "portico_local.timestamping",
                    str(folder.resolve()),
                    f"--port={port}",
                ),
                environment=child_environment(),
                log=log,
                directory=directory,
                is_ready=self._answers,
                port=port,
                stop_seconds=5.0,
            )
        )

    @property
    def timestamp_url(self) -> str:
        """Where timestamps are asked for."""
        return f"{self.url}{TIMESTAMP_PATH}"

    async def _answers(self) -> bool:
        try:
            async with loopback_client() as client:
                answer = await client.get(f"{self.url}{REVOCATION_PATH}")
        except httpx2.HTTPError as error:
            raise ConnectionError(str(error)) from error
        return answer.is_success


def server(folder: Path, port: int) -> ThreadingHTTPServer:
    """An HTTP server of the authority in this folder; `port` 0 takes a free one."""
    listening = ThreadingHTTPServer((HOST, port), _Handler)
    url = f"http://{HOST}:{listening.server_address[1]}{REVOCATION_PATH}"
    authority = LocalAuthority(folder, revocation_url=url)
    listening.authority = authority  # pyright: ignore[reportAttributeAccessIssue]
    listening.stamper = _stamper(authority)  # pyright: ignore[reportAttributeAccessIssue]
    return listening


class _Handler(BaseHTTPRequestHandler):
    """Answers what a stack asks; `server` has the authority and what stamps."""

    server: Any

    def do_GET(self) -> None:
        """The list of what is revoked."""
        if self.path != REVOCATION_PATH:
            self.send_error(404)
            return
        self._answer("application/pkix-crl", self.server.authority.revocation_list())

    def do_POST(self) -> None:
        """A timestamp."""
        length = int(self.headers.get("content-length", 0))
        if self.path != TIMESTAMP_PATH or not 0 < length <= _MAX_QUERY_BYTES:
            self.send_error(400)
            return
        query = tsp.TimeStampReq.load(self.rfile.read(length))
        self._answer(
            "application/timestamp-reply", self.server.stamper.request_tsa_response(query).dump()
        )

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - so named there
        """Nothing: a request is no news."""

    def _answer(self, media_type: str, content: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def _stamper(authority: LocalAuthority) -> DummyTimeStamper:
    """pyHanko's own authority for trials: it stamps whatever it is given, at the time it is."""
    store = SimpleCertificateStore()
    store.register(x509.Certificate.load(_der(authority.root_file)))
    return DummyTimeStamper(
        x509.Certificate.load(_der(authority.timestamp_file)),
        keys.PrivateKeyInfo.load(_der(authority.timestamp_key_file)),
        certs_to_embed=store,
    )


def _der(file: Path) -> bytes:
    found: Any = pem.unarmor(file.read_bytes())
    return found[2]


def main() -> None:
    """Serve until it is stopped."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--port", type=int, required=True)
    given = arguments.parse_args()
    server(given.folder, given.port).serve_forever()


if __name__ == "__main__":
    main()
