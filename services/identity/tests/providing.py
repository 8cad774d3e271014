"""Providers for tests: a real one that believes anything, and one that lies as it is told."""

import json
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.jwk import RSAKey

from chassis.runtime import Runtime
from identity.provisioning.command import agency_command

CLIENT_ID = "portico-at-nord"
CLIENT_SECRET = "keep-this-in-the-vault"


async def enable(
    runtime: Runtime, folder: Path, entry: dict[str, object], *providers: object
) -> int:
    """Give an agency these providers, as its operator would."""
    file = folder / f"{entry['slug']}-providers.json"
    file.write_text(json.dumps(entry | {"sign_in_providers": list(providers)}))
    return await agency_command(runtime, [str(file)])


def a_provider(issuer: str, **other: object) -> dict[str, object]:
    """An entry of a generic provider."""
    return {
        "kind": "generic",
        "id": "demo",
        "name": "Demo ID",
        "issuer": issuer,
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        **other,
    }


def query_of(url: str) -> dict[str, str]:
    """The parameters of an address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


async def consent(authorize_url: str, subject: str) -> dict[str, str]:
    """Say yes on the page of the real provider; what the browser brings back."""
    async with httpx2.AsyncClient(trust_env=False) as browser:
        answer = await browser.post(authorize_url, data={"sub": subject})
    assert answer.status_code == 302, answer.text
    return query_of(answer.headers["location"])


@dataclass
class FakeProvider:
    """A provider of which a test decides what it says.

    `claims` stand over those of an honest ID token, None takes one out; `signs_with` is another
    key than the one it publishes.
    """

    issuer: str = ""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    signs_with: RSAKey | None = None
    claims: dict[str, object] = field(default_factory=dict[str, object])
    metadata: dict[str, object] = field(default_factory=dict[str, object])
    token_status: int = 200
    away: bool = False
    codes: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    asked: list[tuple[str, dict[str, str], str]] = field(
        default_factory=list[tuple[str, dict[str, str], str]]
    )

    def consent(self, authorize_url: str, subject: str = "sub-1") -> dict[str, str]:
        """Say yes; what the browser brings back."""
        asked = query_of(authorize_url)
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked | {"sub": subject}
        return {"code": code, "state": asked["state"]}

    def answer(self, path: str, form: dict[str, str], authorization: str) -> tuple[int, object]:
        """What it says at a path."""
        self.asked.append((path, form, authorization))
        if self.away:
            return 502, "nobody home"
        if path == "/.well-known/openid-configuration":
            return 200, self._description()
        if path == "/jwks":
            return 200, {"keys": [self.key.as_dict(private=False), {"kty": "unheard-of"}]}
        if path == "/token":
            return self._token(form, authorization)
        return 404, {}

    def _description(self) -> dict[str, object]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "id_token_signing_alg_values_supported": ["RS256"],
        } | self.metadata

    def _token(self, form: dict[str, str], authorization: str) -> tuple[int, object]:
        """An ID token for a code, once, if the verifier fits: as an honest provider does."""
        asked = self.codes.pop(form.get("code", ""), None)
        if self.token_status != 200:
            return self.token_status, {"error": "invalid_client"}
        if asked is None or (
            create_s256_code_challenge(form.get("code_verifier", "")) != asked["code_challenge"]
            or form.get("redirect_uri") != asked["redirect_uri"]
        ):
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": asked["sub"],
            "aud": asked["client_id"],
            "exp": now + 300,
            "iat": now,
            "nonce": asked["nonce"],
            "email": "ada@nord.example",
            "email_verified": True,
            "name": "Ada Elsewhere",
        } | self.claims
        signed = jwt.encode(
            {"alg": "RS256", "kid": self.key.kid or ""},
            {name: value for name, value in claims.items() if value is not None},
            self.signs_with or self.key,
        )
        return 200, {"access_token": "at", "token_type": "Bearer", "id_token": signed}


@contextmanager
def running_fake() -> Generator[FakeProvider]:
    """A fake that listens on the loopback interface."""
    fake = FakeProvider()

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            length = int(self.headers.get("content-length", "0"))
            given = parse_qs(self.rfile.read(length).decode())
            form = {name: values[0] for name, values in given.items()}
            status, document = fake.answer(self.path, form, self.headers.get("authorization", ""))
            content = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = _answer  # noqa: N815

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    fake.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
