"""What payments could not handle is named for the agency's staff: what, whom it concerns, why."""

from contracts.access import Permission
from contracts.events.payments import TransactionCreated
from contracts.events.timesheets import ArticleKind

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
