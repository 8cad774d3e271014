"""Who sees a conversation, what it can be about, and who is told of a message."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest

from chassis.ids import new_id
from chassis.testing.plugin import Deliver
from contracts.access import Permission, Scope
from contracts.events.documents import OfferAsked, SignatureRequestReason
from contracts.events.identity import PersonChanged
from contracts.events.notifications import InquiryAnswered, InquiryAssigned, InquiryOpened
from contracts.ids import CompanyId, OfferId

RecordedEvents = Callable[[type[Any]], Awaitable[list[Any]]]

pytestmark = [pytest.mark.timeout(60), pytest.mark.requirement("K15")]


@pytest.mark.requirement("K16")
async def test_who_sees_a_conversation(desk: Any, other_world: Any) -> None:
    world = desk.world
    await desk.hear(world.invoice())
    invoice = world.invoice()
    await desk.hear(invoice)
    about_project = await desk.ask(
        desk.contact(scope=Scope.COMPANY),
        kind="invoice",
        subject="Hours",
        invoice_id=str(invoice.invoice_id),
    )
    own = await desk.ask()
    project = world.project.project_id
    vera = desk.vera
    for who, headers, visible in (
        ("the writer", desk.contact(), {"own", "project"}),
        ("a colleague with a narrow view", desk.contact(vera), set[str]()),
        (
            "a colleague of the project",
            desk.contact(vera, scope=Scope.PROJECTS, project_ids=(project,)),
            {"project"},
        ),
        (
            "a colleague of another project",
            desk.contact(vera, scope=Scope.PROJECTS, project_ids=(new_id(),)),
            set[str](),
        ),
        (
            "who sees all of the company",
            desk.contact(vera, scope=Scope.COMPANY),
            {"own", "project"},
        ),
        (
            "a contact of another company",
            desk.contact(vera, scope=Scope.COMPANY, company_id=new_id()),
            set[str](),
        ),
        (
            "the writer, at another company by now",
            desk.contact(scope=Scope.COMPANY, company_id=new_id()),
            set[str](),
        ),
        (
            "a contact of another agency",
            desk.contact(scope=Scope.COMPANY, agency_id=other_world.agency_id),
            set[str](),
        ),
        ("staff", desk.staff(), {"own", "project"}),
        ("staff of another agency", desk.staff(agency_id=other_world.agency_id), set[str]()),
    ):
        listed = {row["inquiry_id"] for row in (await desk.get("", headers))["items"]}
        for name, inquiry in (("own", own), ("project", about_project)):
            ident, is_seen = inquiry["inquiry_id"], name in visible
            assert (ident in listed) is is_seen, f"{who}: {name}"
            await desk.get(f"/{ident}", headers, 200 if is_seen else 404)
            if not is_seen:
                await desk.post(f"/{ident}/messages", headers, {"text": "Let me in"}, 404)
                await desk.post(f"/{ident}/read", headers, {"seen": 1}, 404)
    barred = desk.contact(permissions=(Permission.INVOICES_VIEW,))
    await desk.get("", barred, 403)
    await desk.get(f"/{own['inquiry_id']}", barred, 403)


@pytest.mark.requirement("K16")
async def test_it_is_about_an_invoice_or_an_offer_that_the_contact_sees(desk: Any) -> None:
    world = desk.world
    invoice = world.invoice()
    theirs = invoice.model_copy(
        update={"invoice_id": new_id(), "company_id": CompanyId(new_id()), "number": "2026-0002"}
    )
    offers = [
        OfferAsked(
            offer_id=OfferId(new_id()),
            company_id=world.company.company_id,
            title=title,
            contact_ids=(person_id,),
            person_id=person_id,
            because=SignatureRequestReason.TURN,
        )
        for title, person_id in (("Mine", desk.anna), ("Hers", desk.vera))
    ]
    await desk.hear(invoice, theirs, *offers)
    everything = desk.contact(scope=Scope.COMPANY)
    asked = await desk.ask(everything, kind="invoice", invoice_id=str(invoice.invoice_id))
    assert asked["link"] == {
        "kind": "invoice",
        "subject_id": str(invoice.invoice_id),
        "name": "2026-0001",
    }
    offer = await desk.ask(kind="offer", offer_id=str(offers[0].offer_id))
    assert offer["link"]["name"] == "Mine"
    refusals: list[Any] = []
    for headers, kind, ident in (
        (everything, "invoice", theirs.invoice_id),
        (everything, "invoice", new_id()),
        (desk.contact(), "invoice", invoice.invoice_id),
        (desk.contact(permissions=(Permission.INQUIRIES,)), "invoice", invoice.invoice_id),
        (desk.contact(), "offer", offers[1].offer_id),
        (desk.contact(), "offer", new_id()),
    ):
        body = {"kind": kind, "subject": "?", "text": "?", f"{kind}_id": str(ident)}
        refused = await desk.post("", headers, body, 422)
        refusals.append((refused["code"], refused["detail"], refused["errors"]))
    # What is another's is refused in the words for what never was.
    assert len({str(one) for one in refusals[:4]}) == len({str(one) for one in refusals[4:]}) == 1
    assert refusals[0][0] == "unknown_invoice"
    assert refusals[0][2] == [{"field": "invoice_id", "reason": "is no invoice"}]
    # Who sees the conversation and not the invoice is not told its number.
    blind = desk.contact(permissions=(Permission.INQUIRIES,), scope=Scope.COMPANY)
    for headers in (blind, desk.contact()):
        seen = await desk.get(f"/{asked['inquiry_id']}", headers)
        assert seen["link"] is None
        assert "2026-0001" not in str(seen)


@pytest.mark.requirement("X1")
async def test_who_is_told_of_a_message(
    desk: Any, deliver: Deliver, recorded: RecordedEvents, states: Any
) -> None:
    asked = await desk.ask()

    async def pass_on(kind: type[Any]) -> list[tuple[str, UUID]]:
        """Whom the newest event of the kind is told, as it comes back over the bus."""
        before = len(await states())
        await deliver((await recorded(kind))[-1], agency_id=desk.world.agency_id)
        new = (await states())[before:]
        return sorted((row["kind"], row["recipient_id"]) for row in new)

    everybody = sorted([("inquiry_received", desk.mona), ("inquiry_received", desk.lars)])
    assert await pass_on(InquiryOpened) == everybody
    taking = {"person_id": str(desk.lars), "version": 1}
    await desk.post(f"/{asked['inquiry_id']}/assign", desk.staff(), taking)
    assert await pass_on(InquiryAssigned) == [("inquiry_received", desk.lars)]
    await desk.reply(asked, "Yes")
    assert await pass_on(InquiryAnswered) == [("inquiry_answered", desk.anna)]
    await desk.reply(asked, "When?", desk.contact())
    assert await pass_on(InquiryAnswered) == [("inquiry_received", desk.lars)]
    # A contact who may not see it any more hears nothing.
    barred = desk.world.approver.model_copy(update={"permissions": (Permission.WORK_VIEW,)})
    await desk.hear(PersonChanged(person=barred))
    await desk.reply(asked, "In May")
    assert await pass_on(InquiryAnswered) == []
