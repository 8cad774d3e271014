"""Work is priced by the terms that its approval names, whichever of the two arrives first."""

from datetime import UTC, datetime, timedelta

from chassis.consumer.processor import EventProcessor
from chassis.testing.waiting import eventually
from contracts.events.payments import TransactionCreated

from ..builders import an_entry, approved, articles, cad, changed
from ..conftest import AgencyAtWork


async def gross(agency: AgencyAtWork) -> list[object]:
    return [one.transaction.gross for one in await agency.said(TransactionCreated)]


async def test_an_approval_that_overtakes_the_change_before_it_waits_for_it(
    agency: AgencyAtWork, processor: EventProcessor
) -> None:
    order = await agency.work_order()
    raised = order.model_copy(update={"articles": articles("50"), "version": 2})
    early = approved(order, an_entry("1"), work_order_version=2)
    await agency.hears(early)
    assert await gross(agency) == []
    (parked,) = await agency.rows("SELECT cause FROM chassis.dead_letters")
    assert f"version 2 of work order {order.work_order_id}" in parked["cause"]

    await agency.hears(changed(raised))

    async def is_priced() -> bool:
        await processor.retry_due()
        return bool(await gross(agency))

    await eventually(is_priced, what="the approval to be tried again")
    assert await gross(agency) == [cad("50")]


async def test_a_change_that_was_said_before_and_comes_after_does_not_count(
    agency: AgencyAtWork,
) -> None:
    """Clocks of two processes differ: the number decides, not the time."""
    order = await agency.work_order(version=1)
    await agency.hears(changed(order.model_copy(update={"articles": articles("50"), "version": 2})))
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    await agency.hears(approved(order, an_entry("1"), at=tomorrow, work_order_version=1))
    assert await gross(agency) == [cad("40")]


async def test_an_approval_from_before_versions_were_counted_is_priced_as_known_then(
    agency: AgencyAtWork,
) -> None:
    order = await agency.work_order()
    before = datetime.now(UTC)
    await agency.hears(changed(order.model_copy(update={"articles": articles("50"), "version": 1})))
    await agency.hears(approved(order, an_entry("1"), at=before), approved(order, an_entry("1")))
    assert await gross(agency) == [cad("40"), cad("50")]


async def test_a_version_that_is_said_again_is_kept_once(agency: AgencyAtWork) -> None:
    order = await agency.work_order(version=1)
    for rates in (articles("50"), articles("99")):
        await agency.hears(changed(order.model_copy(update={"articles": rates, "version": 2})))
    await agency.hears(approved(order, an_entry("1"), work_order_version=2))
    assert await gross(agency) == [cad("50")]
