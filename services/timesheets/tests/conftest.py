"""How timesheets is built in tests."""

import json
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import OKPKey

from chassis.service import Service
from chassis.testing.plugin import BuildService
from timesheets.app import build as build_timesheets
from timesheets.settings import Settings


@pytest.fixture
def mailbox_key() -> OKPKey:
    """What only notifications has."""
    return OKPKey.generate_key("X25519")


@pytest.fixture
def build(tmp_path: Path, mailbox_key: OKPKey) -> BuildService:
    """The service with the settings of a test."""
    public = tmp_path / "public.json"
    public.write_text(json.dumps(mailbox_key.as_dict(private=False)))

    def with_settings(**settings: Any) -> Service:
        return build_timesheets(Settings(secrets_public_key_file=public, **settings))

    return with_settings
