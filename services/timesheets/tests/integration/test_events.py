"""What timesheets hears from others."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from chassis.consumer.processor import EventProcessor
from chassis.ids import new_id
from chassis.testing.queues import fetch_across, fetchval_across
from contracts.events.identity import Company, CompanyChanged
from contracts.events.payments import (
    InvoicedWork,
    InvoiceIssued,
    ReversedWork,
    TransactionReversed,
)
from contracts.events.timesheets import WorkApproved, WorkInvoiced, WorkReturned
from contracts.ids import CompanyId, EntryId, InvoiceId, PersonId, TransactionId, WorkOrderId
from contracts.money import Money

RecordedEvents = Callable[[type[Any]], Awaitable[list[Any]]]


def an_invoice(scene: Any, *entry_ids: str, of_orders: Sequence[str] = ()) -> InvoiceIssued:
    """An invoice of these entries: all of the scene's work order, or one order for each."""
    orders = of_orders or (scene.order["work_order_id"],)
    shares = [[each] for each in entry_ids] if of_orders else [list(entry_ids)]
    work = tuple(
        InvoicedWork(
            work_order_id=WorkOrderId(UUID(order)),
            entry_ids=tuple(EntryId(UUID(each)) for each in share),
        )
        for order, share in zip(orders, shares, strict=True)
    )
    nothing = Money.zero("CAD")
    return InvoiceIssued(
        invoice_id=InvoiceId(new_id()),
        number="2026-0001",
        company_id=CompanyId(UUID(scene.project["company_id"])),
        currency="CAD",
        issued_on=date(2026, 4, 1),
        due_on=date(2026, 5, 1),
        period_start=date(2026, 3, 1),
        period_end=date(2026, 3, 31),
        lines=(),
        work=work,
        subtotal=nothing,
        total=nothing,
    )


async def statuses(scene: Any) -> dict[str, str]:
    rows = (await scene.staff.get("/work"))["items"]
    return {row["entry_id"]: row["status"] for row in rows}


@pytest.mark.requirement("K8")
async def test_an_invoice_that_arrives_three_times_invoices_work_once(
    scene: Any, recorded: RecordedEvents, runtime: Any
) -> None:
    ids = await scene.approved(3)
    invoice, event_id = an_invoice(scene, *ids[:2]), new_id()
    await scene.world.deliver(
        invoice, agency_id=scene.world.agency.agency_id, times=3, ids=[event_id]
    )
    # And once more as another message, as when the bus was lost and its producer said it anew.
    await scene.world.tell(invoice)

    assert await statuses(scene) == {ids[0]: "invoiced", ids[1]: "invoiced", ids[2]: "approved"}
    [event] = await recorded(WorkInvoiced)
    assert sorted(str(each) for each in event.entry_ids) == sorted(ids[:2])
    assert event.invoice_id == invoice.invoice_id
    assert event.invoiced_because_of == event_id
    detail = await scene.staff.get(f"/work/{ids[0]}")
    assert detail["invoice_id"] == str(invoice.invoice_id)
    assert [step["step"] for step in detail["steps"]] == ["submit", "approve", "invoice"]
    assert await fetchval_across(runtime, "SELECT count(*) FROM chassis.dead_letters") == 0
    problem = await scene.contact.post(
        "/work/approve", {"entries": scene.seen(ids[:1])}, expect=409
    )
    assert (problem["code"], problem["state"]) == ("already_invoiced", "invoiced")


async def test_several_invoices_in_one_batch_say_each_work_order_once(
    scene: Any, recorded: RecordedEvents
) -> None:
    other = await scene.world.work_order(scene.staff, scene.contractor, scene.project)
    ids = await scene.approved(2)
    there = (await scene.log(day=5, work_order_id=other["work_order_id"]))["entry_id"]
    await scene.contractor.post("/my/work/submit", {"entry_ids": [there]})
    await scene.contact.post("/work/approve", {"entries": scene.seen([there])})

    both = an_invoice(
        scene, ids[0], there, of_orders=[scene.order["work_order_id"], other["work_order_id"]]
    )
    await scene.world.tell(both, an_invoice(scene, ids[1]))
    assert set((await statuses(scene)).values()) == {"invoiced"}
    events = await recorded(WorkInvoiced)
    said = sorted((str(e.work_order_id), [str(each) for each in e.entry_ids]) for e in events)
    assert said == sorted(
        [
            (scene.order["work_order_id"], [ids[0]]),
            (other["work_order_id"], [there]),
            (scene.order["work_order_id"], [ids[1]]),
        ]
    )


async def test_an_invoice_of_work_that_is_not_approved_changes_nothing_and_is_kept_for_people(
    scene: Any, recorded: RecordedEvents, runtime: Any, processor: EventProcessor
) -> None:
    processor.tries = 1
    [waiting] = await scene.submitted()
    await scene.world.tell(an_invoice(scene, waiting), an_invoice(scene, str(new_id())))
    assert await statuses(scene) == {waiting: "to_approval"}
    assert await recorded(WorkInvoiced) == []
    causes = await fetch_across(runtime, "SELECT cause FROM chassis.dead_letters")
    assert len(causes) == 2


def a_reversal(scene: Any, *entry_ids: str, version: int = 1) -> TransactionReversed:
    return TransactionReversed(
        transaction_id=TransactionId(new_id()),
        contractor_id=scene.contractor.person_id,
        number="T-2026-000001",
        net=Money(amount_minor=320_00, currency="CAD"),
        reason="Billed to the wrong project",
        work_order_id=WorkOrderId(UUID(scene.order["work_order_id"])),
        entries=tuple(
            ReversedWork(entry_id=EntryId(UUID(each)), version=version) for each in entry_ids
        ),
        reversed_by=PersonId(scene.staff.person_id),
    )


async def test_work_of_a_reversed_transaction_goes_back_once_and_can_be_approved_again(
    scene: Any, recorded: RecordedEvents, runtime: Any
) -> None:
    ids = await scene.approved(3)
    undone = a_reversal(scene, *ids[:2])
    await scene.world.deliver(undone, agency_id=scene.world.agency.agency_id, times=3)
    await scene.world.tell(undone)  # anew, as when the bus was lost

    assert await statuses(scene) == {ids[0]: "returned", ids[1]: "returned", ids[2]: "approved"}
    [said] = await recorded(WorkReturned)
    assert {(str(one.entry_id), one.version) for one in said.entries} == {(i, 2) for i in ids[:2]}
    assert (said.reason, said.returned_by) == (undone.reason, undone.reversed_by)
    assert (said.on_behalf, said.reversed_transaction) == (True, undone.number)
    detail = await scene.contractor.get(f"/my/work/{ids[0]}")
    assert detail["status"] == "returned"
    staffs = await scene.staff.get(f"/work/{ids[0]}")
    assert [step["step"] for step in staffs["steps"]] == ["submit", "approve", "return"]
    assert staffs["steps"][-1]["reason"] == undone.reason
    assert staffs["approved_at"] is None

    await scene.contractor.post("/my/work/submit", {"entry_ids": ids[:2]})
    await scene.contact.post("/work/approve", {"entries": scene.seen(ids[:2], version=2)})
    approvals = await recorded(WorkApproved)
    assert {entry.version for entry in approvals[-1].entries} == {2}
    await scene.world.tell(undone)  # late: the work went on meanwhile
    await scene.world.tell(a_reversal(scene))  # of what went with another: no work of its own
    assert (await statuses(scene))[ids[0]] == "approved"
    assert await fetchval_across(runtime, "SELECT count(*) FROM chassis.dead_letters") == 0


async def test_people_and_companies_are_known_by_their_latest_names(scene: Any) -> None:
    company_id = scene.world.companies[0]
    names = ("First", "Second")
    await scene.world.tell(
        *(
            CompanyChanged(
                company=Company(
                    company_id=company_id, name=name, address=scene.world.agency.address
                )
            )
            for name in names
        )
    )
    [project] = (await scene.staff.get("/projects"))["items"]
    assert project["company_name"] == "Second"


def billed(invoice: InvoiceIssued, version: int) -> InvoiceIssued:
    """The invoice, as it is said with the version of each entry."""
    work = tuple(
        one.model_copy(update={"versions": (version,) * len(one.entry_ids)}) for one in invoice.work
    )
    return invoice.model_copy(update={"work": work})


@pytest.mark.parametrize("invoice_first", [True, False])
async def test_invoiced_work_that_is_reversed_goes_back_whichever_is_heard_of_first(
    scene: Any, recorded: RecordedEvents, runtime: Any, *, invoice_first: bool
) -> None:
    [entry_id] = await scene.approved(1)
    invoice, undone = billed(an_invoice(scene, entry_id), 1), a_reversal(scene, entry_id)
    undone = undone.model_copy(update={"corrected_by": TransactionId(new_id())})
    for event in (invoice, undone) if invoice_first else (undone, invoice):
        await scene.world.tell(event)
    assert await statuses(scene) == {entry_id: "returned"}
    [said] = await recorded(WorkReturned)
    assert said.taken_back
    assert await fetch_across(runtime, "SELECT cause FROM chassis.dead_letters") == []

    await scene.contractor.post("/my/work/submit", {"entry_ids": [entry_id]})
    await scene.contact.post("/work/approve", {"entries": scene.seen([entry_id], version=2)})
    await scene.world.tell(invoice)  # said anew, of the version that went back
    assert await statuses(scene) == {entry_id: "approved"}
    await scene.world.tell(billed(an_invoice(scene, entry_id), 2))
    assert await statuses(scene) == {entry_id: "invoiced"}
