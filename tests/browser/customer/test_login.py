"""The ways into the customer's portal, to their ends."""

import pytest

from ..factors import FactorTests
from ..logins import LoginTests

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240, func_only=True)]


class TestLogin(LoginTests):
    """Somebody of a customer."""

    portal = "customer"


class TestFactors(FactorTests):
    """Somebody of a customer."""

    portal = "customer"
