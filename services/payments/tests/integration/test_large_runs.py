"""A bank that answers a whole pay run at once: the books are locked while it is booked."""

import pytest

from ..at_size import Statements
from ..bank_answers import status_report
from ..conftest import AgencyAtWork
from .test_bank_files import message_of, ordered, send, shown

pytestmark = pytest.mark.requirement("B17")


async def test_a_run_that_is_refused_as_a_whole_takes_as_many_statements_as_a_small_one(
    agency: AgencyAtWork, pay_day: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    statements = Statements(monkeypatch)
    took: list[int] = []
    for people in (2, 12):
        run = await ordered(agency, pay_day, people)
        report = status_report(message_of(run), [], of_all="RJCT")
        statements.count.clear()
        await send(agency, report)
        took.append(statements.count.total())
        states = {one["state"] for one in (await shown(agency, run))["payments"]}
        assert states == {"failed"}
    assert took[0] == took[1]
    balances = await agency.balances()
    assert (balances.get("bank", 0), balances["payments_in_transit"]) == (0, 0)
