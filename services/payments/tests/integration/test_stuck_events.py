"""What payments could not handle is named for the agency's staff: what, whom it concerns, why."""

from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client import REGISTRY

from contracts.access import Permission
from contracts.events.payments import TransactionCreated
from contracts.events.timesheets import ArticleKind
from payments import daily, stuck
from payments.invoices import actions

from ..builders import an_entry, approved, articles
from ..conftest import AgencyAtWork

WITHOUT_OVERTIME = tuple(
    article for article in articles("50", "70") if article.article is not ArticleKind.OVERTIME
)


async def test_work_that_has_no_price_is_named_with_its_contractor_and_company(
    agency: AgencyAtWork,
) -> None:
    order = await agency.work_order(rates=WITHOUT_OVERTIME)
    await agency.hears(approved(order, an_entry("2", article=ArticleKind.OVERTIME)))
    await agency.hears(approved(order, an_entry("8")))
    assert await agency.said(TransactionCreated) == []

    stuck = await agency.get("/stuck-events", agency.staff([Permission.TRANSACTIONS_VIEW]))
    (one,) = stuck["items"]
    assert stuck["total"] == 1
    assert (one["event"], one["reason"], one["waiting_behind"]) == ("WorkApproved", "no_rate", 1)
    names = {concerned["kind"]: concerned["name"] for concerned in one["concerns"]}
    assert (names["contractor"], names["company"]) == ("Tove Temp", "Acme")
    ids = {concerned["kind"]: concerned["id"] for concerned in one["concerns"]}
    assert ids["work_order"] == str(order.work_order_id)


async def test_only_who_may_see_transactions_is_told_what_is_stuck(agency: AgencyAtWork) -> None:
    refused = await agency.get("/stuck-events", agency.staff([Permission.WORK_MANAGE]), status=403)
    assert (refused["code"], "items" in refused) == ("forbidden", False)
    told = await agency.get("/stuck-events", agency.staff([Permission.TRANSACTIONS_VIEW]))
    assert told == {"items": [], "total": 0}


async def test_what_only_waits_for_another_topic_is_not_stuck(agency: AgencyAtWork) -> None:
    order = await agency.work_order()
    early = approved(order, an_entry("1"), work_order_version=2)
    await agency.hears(early)
    assert len(await agency.rows("SELECT FROM chassis.dead_letters")) == 1
    stuck = await agency.get("/stuck-events", agency.staff())
    assert (stuck["items"], stuck["total"]) == ([], 0)


async def test_a_daily_run_that_fails_again_and_again_is_named_until_it_is_done(
    agency: AgencyAtWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_: object) -> None:
        raise RuntimeError("this agency's books")

    def told_operators() -> float | None:
        labels = {"what": "DailyRunNotDone", "agency": str(agency.agency_id)}
        return REGISTRY.get_sample_value("portico_stuck", labels)

    now = datetime.now(UTC)
    async with agency.runtime.unit_of_work(agency.agency_id) as uow:
        # Yesterday's was done, and an hour and more of today is over.
        await uow.execute(
            "UPDATE agencies SET daily_run_on = ($1 AT TIME ZONE time_zone)::date - 1",
            now - stuck.LATE_AFTER,
        )
    with monkeypatch.context() as patched:
        patched.setattr(actions, "run_for_agency", fails)
        await daily.run(agency.runtime)
    await stuck.observe(agency.runtime)
    assert told_operators() == 1
    found = await agency.get("/stuck-events", agency.staff())
    (one,) = found["items"]
    assert (found["total"], one["event"], one["reason"]) == (1, "DailyRunNotDone", "overdue")
    assert now - timedelta(days=2) < datetime.fromisoformat(one["since"]) < now

    await daily.run(agency.runtime)
    await stuck.observe(agency.runtime)
    assert told_operators() is None
    assert await agency.get("/stuck-events", agency.staff()) == {"items": [], "total": 0}
