"""What was withheld of work that is taken back in parts goes back as it was withheld."""

import pytest

from contracts.events.identity import ContractorKind
from contracts.events.timesheets import PayTerms

from ..builders import an_entry
from ..conftest import AgencyAtWork


@pytest.mark.requirement("B14")
@pytest.mark.parametrize("how", ["reopened", "corrected to nothing", "lowered, then reopened"])
async def test_nothing_is_withheld_or_paid_once_all_of_the_work_was_taken_back(
    agency: AgencyAtWork, today: str, how: str
) -> None:
    """It was billed, so that it is taken back: what was not is undone with what corrects it."""
    order = await agency.work_order(PayTerms.IMMEDIATE, kind=ContractorKind.TEMP)
    entries = an_entry("7.33"), an_entry("3.17"), an_entry("36.11")
    made = await agency.approves(order, *entries)
    assert made.transaction.deductions
    await agency.post("/invoice-runs", {"up_to": today})
    for entry in entries:
        if how != "reopened":
            less = "0" if how == "corrected to nothing" else "1.1"
            await agency.approves(order, an_entry(less, entry_id=entry.entry_id, version=2))
    if how != "corrected to nothing":
        for entry in entries:
            body = {"entry_ids": [str(entry.entry_id)], "reason": "wrong project"}
            await agency.post("/work/reopen", body)
    (sums,) = await agency.rows(
        "SELECT sum(gross_minor) AS gross, sum(deductions_minor) AS deductions FROM transactions"
    )
    assert (sums["gross"], sums["deductions"]) == (0, 0)
    (left,) = await agency.rows(
        """SELECT coalesce(sum(abs(minor)), 0) AS minor FROM (
               SELECT sum(base_minor) + sum(exempt_minor) AS minor FROM transaction_charges
               GROUP BY code) AS by_code"""
    )
    assert left["minor"] == 0
    states = await agency.rows("SELECT DISTINCT state FROM transactions")
    assert [row["state"] for row in states] == ["processing"]
    assert not any((await agency.balances()).values())
