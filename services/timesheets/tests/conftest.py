"""How timesheets is built in tests."""

from typing import Any

import pytest

from chassis.service import Service
from chassis.testing.plugin import BuildService
from timesheets.app import build as build_timesheets
from timesheets.settings import Settings


@pytest.fixture
def build() -> BuildService:
    """The service with the settings of a test."""

    def with_settings(**settings: Any) -> Service:
        return build_timesheets(Settings(**settings))

    return with_settings
