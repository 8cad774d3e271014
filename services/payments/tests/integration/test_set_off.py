"""What was paid too much is set off against later payments, down to the floor of the agency."""

from typing import Any

import pytest

from contracts.access import Permission
from contracts.events.identity import ContractorKind
from contracts.events.pay_runs import PaymentMade
from contracts.events.timesheets import WorkOrder
from payments.daily import check_ledger

from ..builders import an_entry
from ..conftest import AgencyAtWork

INCORPORATED = ContractorKind.INCORPORATED
HOUR = 45_20
"""What an hour comes to with its tax."""


async def floor(agency: AgencyAtWork, percent: int) -> None:
    await put(agency, {"at_least_percent": percent})


async def put(agency: AgencyAtWork, body: object, *, status: int = 200) -> Any:
    answer = await agency.client.put("/settings/set-off", json=body, headers=agency.staff())
    assert answer.status_code == status, answer.text
    return answer.json()


async def paid_too_much(agency: AgencyAtWork, today: str, hours: str) -> WorkOrder:
    """Work that was paid, and then taken back; what takes it back is released."""
    order = await agency.work_order(kind=INCORPORATED)
    first = (await agency.approves(order, an_entry(hours))).transaction
    await agency.pay(today)
    path = f"/transactions/{first.transaction_id}"
    await agency.post(f"{path}/reverse", {"reason": "other client"})
    (back,) = (await agency.get("/transactions?state=pending_release", agency.staff()))["items"]
    await agency.post(f"/transactions/{back['transaction_id']}/release", {})
    return order


async def outstanding(agency: AgencyAtWork) -> list[tuple[str, int]]:
    found = await agency.get("/set-off", agency.staff())
    return [(one["contractor_id"], one["amount"]["amount_minor"]) for one in found["items"]]


async def test_half_of_each_payment_is_paid_out_until_all_is_set_off(
    agency: AgencyAtWork, today: str
) -> None:
    order = await paid_too_much(agency, today, "8")
    me = agency.own(order.contractor_id)
    await floor(agency, 50)
    await agency.approves(order, an_entry("6"))
    summary = await agency.get("/my/transactions/summary", me)
    assert [one["amount_minor"] for one in summary["next_payment"]["totals"]] == [3 * HOUR]
    run = await agency.proposes(today)
    (planned,) = run["payments"]
    assert (planned["amount"]["amount_minor"], planned["carried"]["amount_minor"]) == (
        3 * HOUR,
        5 * HOUR,
    )
    ordered = await agency.exports(run)
    await agency.post(f"/pay-runs/{ordered['pay_run_id']}/confirmation", {})
    made = (await agency.said(PaymentMade))[-1]
    assert made.carried is not None
    nets = sum(one.net.amount_minor for one in made.transactions)
    assert nets + made.carried.amount_minor == made.amount.amount_minor == 3 * HOUR
    assert await outstanding(agency) == [(str(order.contractor_id), 5 * HOUR)]
    summary = await agency.get("/my/transactions/summary", me)
    assert [one["amount_minor"] for one in summary["to_set_off"]] == [5 * HOUR]
    balances = await agency.balances()
    assert balances[f"contractor_payable:{order.contractor_id}"] == -5 * HOUR

    await agency.approves(order, an_entry("4"))
    await agency.pay(today)
    assert await outstanding(agency) == [(str(order.contractor_id), 3 * HOUR)]
    await agency.approves(order, an_entry("8"))
    await agency.pay(today)
    assert await outstanding(agency) == []
    assert [one.amount.amount_minor for one in await agency.said(PaymentMade)] == [
        8 * HOUR,
        3 * HOUR,
        2 * HOUR,
        5 * HOUR,
    ]
    balances = await agency.balances()
    assert balances[f"contractor_payable:{order.contractor_id}"] == 0
    report = (await agency.get("/my/report", me))["currencies"][0]
    received = report["total"]["net"]["amount_minor"] + report["carried"]["amount_minor"]
    assert received == 18 * HOUR
    listed = (await agency.get("/my/payments", me))["items"]
    assert sum(one["amount"]["amount_minor"] for one in listed) == received
    assert await check_ledger(agency.runtime, []) == 0


async def test_without_a_floor_the_next_payments_wait_for_it(
    agency: AgencyAtWork, today: str
) -> None:
    order = await paid_too_much(agency, today, "8")
    await agency.approves(order, an_entry("6"))
    preview = await agency.post("/pay-runs/preview", {"pay_on": agency.banks_open_from(today)})
    assert preview["payments"] == []
    assert {one["reason"] for one in preview["left_out"]} == {"nothing_to_pay"}
    me = agency.own(order.contractor_id)
    assert (await agency.get("/my/transactions/summary", me))["next_payment"] is None


async def test_a_payment_that_comes_back_takes_what_it_carried_with_it(
    agency: AgencyAtWork, today: str
) -> None:
    order = await paid_too_much(agency, today, "8")
    await floor(agency, 50)
    await agency.approves(order, an_entry("4"))
    first = await agency.orders(today)
    assert await outstanding(agency) == [(str(order.contractor_id), 6 * HOUR)]
    await agency.approves(order, an_entry("2"))
    await agency.pay(today)
    assert await outstanding(agency) == [(str(order.contractor_id), 5 * HOUR)]
    refused = {"payment_id": first["payments"][0]["payment_id"], "reason_code": "AC04"}
    await agency.post(f"/pay-runs/{first['pay_run_id']}/confirmation", {"refused": [refused]})
    # One hour was set off for a debt that is in the transactions again: it is theirs.
    assert await outstanding(agency) == [(str(order.contractor_id), -1 * HOUR)]
    await agency.approves(order, an_entry("20"))
    await agency.pay(today)
    (made,) = [one for one in await agency.said(PaymentMade) if len(one.transactions) == 3]
    assert made.amount.amount_minor == 17 * HOUR
    assert await outstanding(agency) == []
    balances = await agency.balances()
    assert balances[f"contractor_payable:{order.contractor_id}"] == 0


async def test_all_are_listed_page_by_page(agency: AgencyAtWork, today: str) -> None:
    await floor(agency, 100)
    people: set[str] = set()
    for _ in range(3):
        order = await paid_too_much(agency, today, "1")
        await agency.approves(order, an_entry("2"))
        people.add(str(order.contractor_id))
    await agency.pay(today)
    seen: list[str] = []
    path = "/set-off?limit=1"
    while True:
        page = await agency.get(path, agency.staff())
        seen += [one["contractor_id"] for one in page["items"]]
        assert [one["amount"]["amount_minor"] for one in page["items"]] == [HOUR]
        if page["next_cursor"] is None:
            break
        path = f"/set-off?limit=1&cursor={page['next_cursor']}"
    assert (sorted(seen), len(seen)) == (sorted(people), 3)


async def test_an_approval_of_before_the_rule_changed_is_void(
    agency: AgencyAtWork, today: str
) -> None:
    order = await paid_too_much(agency, today, "2")
    await agency.approves(order, an_entry("6"))
    run = await agency.proposes(today)
    path = f"/pay-runs/{run['pay_run_id']}"
    seen = {"fingerprint": run["fingerprint"]}
    assert (await agency.post(f"{path}/approval", seen, agency.other_staff()))["state"] == (
        "approved"
    )
    await floor(agency, 90)
    now = await agency.get(path, agency.staff())
    assert now["state"] == "proposed"
    assert [one["what"] for one in now["changes"]] == ["set_off_changed"]
    refused = await agency.post(f"{path}/export", {}, status=409)
    assert refused["code"] == "pay_run_changed"
    await agency.exports(now)
    # 90 % of six hours, rounded up: two were to be set off, and less than one is.
    assert await outstanding(agency) == [
        (str(order.contractor_id), -(-90 * 6 * HOUR // 100) - 4 * HOUR)
    ]


async def test_the_rule_is_who_may_set_settings_s_and_says_who_did(agency: AgencyAtWork) -> None:
    assert (await agency.get("/settings/set-off", agency.staff()))["at_least_percent"] == 0
    shown = await put(agency, {"at_least_percent": 70})
    assert (shown["at_least_percent"], shown["changed_by_name"]) == (70, "Ada Staff")
    assert await agency.get("/settings/set-off", agency.staff()) == shown
    problem = await put(agency, {"at_least_percent": 101}, status=422)
    assert [error["field"] for error in problem["errors"]] == ["at_least_percent"]
    runs_only = agency.staff([Permission.PAY_RUNS_RUN])
    answer = await agency.client.put(
        "/settings/set-off", json={"at_least_percent": 0}, headers=runs_only
    )
    assert answer.status_code == 403
    assert await agency.get("/settings/set-off", runs_only) == shown


@pytest.mark.parametrize("path", ["/settings/set-off", "/set-off"])
async def test_it_is_not_for_contractors(agency: AgencyAtWork, path: str) -> None:
    order = await agency.work_order()
    refused = await agency.get(path, agency.own(order.contractor_id), status=403)
    assert refused["code"] == "forbidden"
