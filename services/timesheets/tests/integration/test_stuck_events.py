"""What timesheets could not handle is named for the agency's staff: what, whom it concerns, why."""

from typing import Any

from chassis.consumer.processor import EventProcessor
from chassis.ids import new_id
from contracts.access import Permission

from .test_events import a_reversal, an_invoice


async def test_an_invoice_of_work_that_is_not_approved_is_named_with_its_company(
    scene: Any, processor: EventProcessor
) -> None:
    processor.tries = 1
    [waiting] = await scene.submitted()
    await scene.world.tell(an_invoice(scene, waiting))

    stuck = await scene.staff.get("/stuck-events")
    [one] = stuck["items"]
    assert stuck["total"] == 1
    assert (one["event"], one["reason"], one["waiting_behind"]) == (
        "InvoiceIssued",
        "already_submitted",
        0,
    )
    concerned = {each["kind"]: each for each in one["concerns"]}
    assert concerned["company"]["id"] == scene.project["company_id"]
    assert concerned["company"]["name"] == "Company 0"


async def test_a_reversal_of_work_that_is_not_there_is_named_with_its_contractor(
    scene: Any, processor: EventProcessor
) -> None:
    processor.tries = 1
    await scene.world.tell(a_reversal(scene, str(new_id())))
    [one] = (await scene.staff.get("/stuck-events"))["items"]
    assert (one["event"], one["reason"]) == ("TransactionReversed", "not_found")
    concerned = {each["kind"]: each for each in one["concerns"]}
    assert concerned["contractor"]["id"] == str(scene.contractor.person_id)
    assert concerned["contractor"]["name"] == scene.contractor.name


async def test_only_staff_who_manage_work_are_told_what_is_stuck(
    scene: Any, processor: EventProcessor
) -> None:
    processor.tries = 1
    await scene.world.tell(a_reversal(scene, str(new_id())))
    for caller in (
        await scene.world.staff(Permission.PROJECTS_MANAGE),
        scene.contact,
        scene.contractor,
    ):
        refused = await caller.get("/stuck-events", expect=403)
        assert (refused["code"], "items" in refused) == ("forbidden", False)


async def test_another_agency_is_told_nothing_of_it(
    scene: Any, make_world: Any, processor: EventProcessor
) -> None:
    processor.tries = 1
    await scene.world.tell(a_reversal(scene, str(new_id())))
    others = await (await make_world()).staff()
    assert await others.get("/stuck-events") == {"items": [], "total": 0}
