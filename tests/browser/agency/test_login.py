"""The ways into the agency's portal, to their ends."""

import pytest

from ..factors import FactorTests
from ..logins import LoginTests

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240, func_only=True)]


class TestLogin(LoginTests):
    """Somebody of the staff."""

    portal = "agency"


class TestFactors(FactorTests):
    """Somebody of the staff."""

    portal = "agency"
