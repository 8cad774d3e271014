"""The way into the customer's portal, and the own account there."""

import pytest

from ..accounts import AccountTests

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(240, func_only=True),
    pytest.mark.requirement("K1"),
    pytest.mark.requirement("K5"),
    pytest.mark.requirement("K6"),
]


class TestAccount(AccountTests):
    """Somebody of a customer."""

    portal = "customer"
