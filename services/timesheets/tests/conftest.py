"""How timesheets is built in tests, and a small agency to test it with."""

import pytest

from chassis.testing.plugin import BuildService
from timesheets.app import build as build_timesheets
from timesheets.settings import Settings


@pytest.fixture
def build() -> BuildService:
    """The service with the settings of a test."""
    return lambda **settings: build_timesheets(Settings(**settings))
