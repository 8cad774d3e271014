"""The ways into the contractor's portal, to their ends."""

import pytest

from ..factors import FactorTests
from ..logins import LoginTests

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240, func_only=True)]


class TestLogin(LoginTests):
    """A contractor."""

    portal = "contractor"


class TestFactors(FactorTests):
    """A contractor."""

    portal = "contractor"
