"""The way into the agency's portal, and the own account there."""

import pytest

from ..accounts import AccountTests

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(240, func_only=True),
    pytest.mark.requirement("X7"),
]


class TestAccount(AccountTests):
    """Somebody of the staff."""

    portal = "agency"
