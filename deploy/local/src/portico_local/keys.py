"""The secrets of a local stack: made once, kept in files that only their owner can read."""

import json
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Literal, final

from joserfc.jwk import OctKey, OKPKey


@final
class Secrets:
    """Passwords of the database roles, the key that signs passes, the pair that hides links."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def database_passwords(self, roles: Iterable[str]) -> dict[str, str]:
        """The password of each role; roles that have none yet get one."""
        file = self._folder / "database-passwords.json"
        known: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
        missing = {role: secrets.token_urlsafe(24) for role in roles if role not in known}
        if missing:
            known |= missing
            _write(file, json.dumps(known, indent=2))
        return known

    @property
    def pass_signing_key_file(self) -> Path:
        """JWK, Ed25519, private: identity signs passes with it."""
        return self._pair("pass-signing", "Ed25519")[0]

    @property
    def secrets_public_key_file(self) -> Path:
        """JWK, X25519: identity encrypts links with it (ECDH-ES+A256KW)."""
        return self._pair("mail-secrets", "X25519")[1]

    @property
    def secrets_private_key_file(self) -> Path:
        """JWK, X25519, private: notifications alone can read the links."""
        return self._pair("mail-secrets", "X25519")[0]

    @property
    def stored_secrets_key_file(self) -> Path:
        """JWK, 32 random bytes: identity encrypts with it what it has to read again."""
        return self._random("stored-secrets")

    @property
    def bank_details_key_file(self) -> Path:
        """JWK, 32 random bytes: identity seals numbers of bank accounts, payments opens them."""
        return self._random("bank-details")

    def _random(self, name: str) -> Path:
        file = self._folder / f"{name}.json"
        if not file.exists():
            key = OctKey.generate_key(256, auto_kid=True)
            _write(file, json.dumps(key.as_dict(private=True)))
        return file

    def _pair(self, name: str, curve: Literal["Ed25519", "X25519"]) -> tuple[Path, Path]:
        private, public = (self._folder / f"{name}-{kind}.json" for kind in ("private", "public"))
        if not (private.exists() and public.exists()):
            key = OKPKey.generate_key(curve, auto_kid=True)
            _write(private, json.dumps(key.as_dict(private=True)))
            _write(public, json.dumps(key.as_dict(private=False)))
        return private, public


def _write(file: Path, content: str) -> None:
    # Written aside with its mode from the start: at no moment can anybody else read it, and a
    # crash leaves the old one or the new one.
    aside = file.with_name(f".{file.name}.new")
    aside.unlink(missing_ok=True)
    aside.touch(mode=0o600)
    aside.write_text(content)
    aside.replace(file)
