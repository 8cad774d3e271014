"""How notifications is built for its tests."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import ECKey

from chassis.service import Service
from contracts.access import CONTRACTOR_PERMISSIONS, Portal
from notifications.app import build as build_service
from notifications.settings import NotificationsSettings


@pytest.fixture
def secrets_key() -> ECKey:
    """The key pair of which identity has the public half and notifications the private one."""
    return ECKey.generate_key("P-256", private=True)


@pytest.fixture
def secrets_file(secrets_key: ECKey, tmp_path: Path) -> Path:
    path = tmp_path / "secrets.json"
    path.write_text(json.dumps(secrets_key.as_dict(private=True)))
    return path


@pytest.fixture
def build(secrets_file: Path) -> Callable[..., Service]:
    """Notifications with short pauses, on whatever the test gives it."""

    def make(**given: object) -> Service:
        settings: dict[str, object] = {
            "smtp_port": 1,
            "smtp_timeout_seconds": 5.0,
            "secrets_private_key_file": secrets_file,
            "email_poll_seconds": 0.05,
            "email_retry_seconds": 0.05,
            "email_unknown_retry_seconds": 0.05,
            "email_unknown_retry_max_seconds": 0.2,
            "email_fault_retry_seconds": 0.05,
            "email_fault_retry_max_seconds": 1000.0,
            "smtp_backoff_min_seconds": 0.05,
            "smtp_backoff_max_seconds": 0.2,
        }
        return build_service(NotificationsSettings.model_validate(settings | given))

    return make


@pytest.fixture
def own(a_pass: Callable[..., dict[str, str]], world: Any) -> dict[str, str]:
    """The pass of the world's contractor."""
    return a_pass(
        agency_id=world.agency_id,
        person_id=world.contractor.person_id,
        portal=Portal.CONTRACTOR,
        permissions=CONTRACTOR_PERMISSIONS,
    )
