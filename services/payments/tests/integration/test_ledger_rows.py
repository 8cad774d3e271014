"""The ledger in the database: append-only, in balance, and each agency's own."""

from collections.abc import Awaitable, Callable

import asyncpg
import pytest

from chassis.testing.postgres import TestDatabase
from contracts.events.identity import ContractorKind
from payments.daily import check_ledger

from ..builders import an_entry, approved, cad
from ..conftest import AgencyAtWork

APPEND_ONLY = (
    "postings",
    "receipts",
    "pay_run_steps",
    "closings",
    "transaction_charges",
    "transaction_history",
)


@pytest.mark.parametrize("table", APPEND_ONLY)
async def test_the_application_can_neither_change_nor_delete_what_is_only_added(
    database: TestDatabase, table: str
) -> None:
    connection = await asyncpg.connect(database.app_url)
    try:
        for statement in (
            f"UPDATE {table} SET agency_id = agency_id",
            f"DELETE FROM {table}",
            f"TRUNCATE {table}",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(statement)
    finally:
        await connection.close()


async def test_balances_are_kept_by_the_database_alone(
    agency: AgencyAtWork, database: TestDatabase
) -> None:
    await agency.approves(await agency.work_order(), an_entry("8"))
    connection = await asyncpg.connect(database.app_url)
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("UPDATE balances SET debits_minor = 0")
    finally:
        await connection.close()


async def test_a_ledger_out_of_balance_is_refused_at_the_commit(
    agency: AgencyAtWork, database: TestDatabase
) -> None:
    await agency.approves(await agency.work_order(), an_entry("8"))
    connection = await asyncpg.connect(database.superuser_url)
    try:
        with pytest.raises(asyncpg.CheckViolationError, match="out of balance"):
            await connection.execute(
                "UPDATE balances SET debits_minor = debits_minor + 1 WHERE account = 'work_cost'"
            )
    finally:
        await connection.close()


async def test_the_check_finds_a_balance_that_is_not_the_sum_of_its_postings(
    agency: AgencyAtWork, database: TestDatabase
) -> None:
    await agency.approves(await agency.work_order(), an_entry("8"))
    assert await check_ledger(agency.runtime, []) == 0
    connection = await asyncpg.connect(database.superuser_url)
    try:
        await connection.execute(
            "UPDATE balances SET debits_minor = debits_minor + 1, credits_minor = credits_minor + 1"
        )
    finally:
        await connection.close()
    assert await check_ledger(agency.runtime, []) == 1


async def test_reversing_a_transaction_brings_every_account_back(agency: AgencyAtWork) -> None:
    order = await agency.work_order(kind=ContractorKind.INCORPORATED)
    made = (await agency.approves(order, an_entry("8"))).transaction
    path = f"/transactions/{made.transaction_id}/reverse"
    undone = await agency.post(path, {"reason": "entered twice"})
    assert (undone["state"], undone["history"][0]["what"]) == ("reversed", "reversed")
    assert set((await agency.balances()).values()) == {0}
    again = await agency.post(path, {"reason": "entered twice"}, status=409)
    assert again["code"] == "already_reversed"


async def test_a_correction_takes_nothing_back_that_a_reversal_already_did(
    agency: AgencyAtWork,
) -> None:
    order, entry = await agency.work_order(kind=ContractorKind.INCORPORATED), an_entry("8")
    made = (await agency.approves(order, entry)).transaction
    await agency.post(f"/transactions/{made.transaction_id}/reverse", {"reason": "wrong"})
    corrected = an_entry("6", entry_id=entry.entry_id, version=2)
    assert (await agency.approves(order, corrected)).transaction.gross == cad("240")


async def test_postings_name_their_cause(agency: AgencyAtWork) -> None:
    order = await agency.work_order(kind=ContractorKind.INCORPORATED)
    (message,) = await agency.hears(approved(order, an_entry("8")))
    event_id = dict(message.headers)["ce_id"].decode()
    page = await agency.get("/ledger/postings?limit=1", agency.staff())
    assert page["items"][0]["event_id"] == event_id
    rest = await agency.get(f"/ledger/postings?cursor={page['next_cursor']}", agency.staff())
    assert len(rest["items"]) == 1
    assert rest["next_cursor"] is None
    of_account = await agency.get("/ledger/postings?account=work_cost", agency.staff())
    assert [one["source"] for one in of_account["items"]] == ["work_cost"]


async def test_an_agency_sees_nothing_of_another(
    agency: AgencyAtWork, an_agency_at_work: Callable[..., Awaitable[AgencyAtWork]]
) -> None:
    other = await an_agency_at_work("NO")
    order = await agency.work_order()
    made = (await agency.approves(order, an_entry("8"))).transaction
    assert await other.balances() == {}
    assert (await other.get("/transactions", other.staff()))["items"] == []
    await other.get(f"/transactions/{made.transaction_id}", other.staff(), status=404)
    await other.post(f"/transactions/{made.transaction_id}/hold", {"reason": "theirs"}, status=404)
    for table in ("transactions", "work_lines", "postings", "balances", "contractors"):
        assert await other.rows(f"SELECT agency_id FROM {table}") == []
        assert await agency.rows(f"SELECT agency_id FROM {table}") != []
