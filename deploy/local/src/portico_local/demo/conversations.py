"""What contacts and staff do beside the money: they ask and answer, and sign an offer.

Played after the story, and checked with it. One inquiry and one offer are left waiting, for whoever
looks around afterwards.
"""

import ctypes
import hashlib
import io
import struct
import zlib
from datetime import timedelta
from typing import Any

import pypdfium2

from portico_local.demo.agency import DemoAgency
from portico_local.demo.client import PortalClient, until
from portico_local.demo.story import Story, today
from portico_local.demo.timeline import CheckFailedError

_LETTER_POINTS = (612, 792)
_OFFER_TEXT = {
    "en": ("This document is part of the demo.", "Whoever signs it binds nobody."),
    "fr": ("Ce document fait partie de la démonstration.", "Le signer ne crée aucun engagement."),
    "nb": ("Dette dokumentet hører til demoen.", "Den som signerer, forplikter ingen."),
}
_OFFERS = ("Order confirmation", "Framework agreement")
"""The first is signed, the second is left to be signed."""


async def converse(story: Story) -> None:
    """Both chapters. Raises what goes wrong; the timeline has it too."""
    event = "InquiryOpened, InquiryAnswered"
    with story.timeline.step("Contacts ask, staff answer and close", event) as step:
        for demo_agency in story.demo_agencies:
            demo_agency.held["inquiries"] = await _ask(demo_agency)
        step.tell(f"{2 * len(story.demo_agencies)} inquiries, one of each agency stays open")
    with story.timeline.step("An offer is sent and signed", "OfferSent, OfferSigned") as step:
        for demo_agency in story.demo_agencies:
            demo_agency.held["offer"] = await _sign_one_of_two(demo_agency)
        step.tell(f"{len(story.demo_agencies)} signed and sealed, as many wait")


async def check_conversations(story: Story) -> None:
    """Note in the timeline whether all is as it was left."""
    for demo_agency in story.demo_agencies:
        if "inquiries" in demo_agency.held:
            await _check_inquiries(story, demo_agency)
        if "offer" in demo_agency.held:
            await _check_offers(story, demo_agency)


# Inquiries


async def _ask(demo_agency: DemoAgency) -> dict[str, str]:
    """A problem with an invoice, to its end, and new business, which stays open: state by id."""
    contact, staff = _contact(demo_agency), demo_agency.staff
    invoices = await contact.all("/api/customer/invoices")
    about = {"kind": "new_business"}
    if invoices:
        about = {"kind": "invoice", "invoice_id": invoices[0]["invoice_id"]}
    attachment = await _send_file(contact)
    asked = await _start(
        contact,
        {
            **about,
            "subject": "Hours on the last invoice",
            "text": "One day seems to be on it twice. The page is attached.",
            "attachment_ids": [attachment["attachment_id"]],
        },
    )
    path = f"inquiries/{asked['inquiry_id']}"
    assignees = (await staff.get("/api/agency/inquiries/assignees"))["items"]
    me = next(one["person_id"] for one in assignees if one["name"] == staff.name)
    taken = await staff.post(
        f"/api/agency/{path}/assign", {"person_id": me, "version": asked["version"]}
    )
    answered = await staff.post(
        f"/api/agency/{path}/messages", {"text": "Thank you. We checked it: the days are right."}
    )
    if (taken["assigned_to"], answered["state"]) != (me, "answered"):
        raise CheckFailedError(f"an answered inquiry is {answered['state']}")
    await until(
        lambda: contact.get("/api/customer/home"),
        lambda home: home["answered_inquiries"]["count"] == 1,
        what="one answer on the contact's first page",
    )
    await contact.call("POST", f"/api/customer/{path}/read", json={"seen": answered["messages"]})
    thanked = await contact.post(f"/api/customer/{path}/messages", {"text": "Then it is settled."})
    closed = await staff.post(f"/api/agency/{path}/close", {"version": thanked["version"]})
    waiting = await _start(
        contact,
        {
            "kind": "new_business",
            "subject": "Two more people in spring",
            "text": "Could you find us two more people from March on?",
        },
    )
    return {
        closed["inquiry_id"]: closed["state"],
        waiting["inquiry_id"]: waiting["state"],
    }


async def _start(contact: PortalClient, body: dict[str, Any]) -> dict[str, Any]:
    """Ask, as soon as it is known what is asked about: that takes a moment."""
    answer = await until(
        lambda: contact.call("POST", "/api/customer/inquiries", json=body),
        lambda found: found.status_code == 201,
        what=f"an inquiry about {body['subject']!r}",
        every_seconds=0.2,
    )
    return answer.json()


async def _send_file(contact: PortalClient) -> dict[str, Any]:
    answer = await contact.call(
        "POST",
        "/api/customer/attachments",
        content=_a_picture(),
        params={"name": "invoice page.png"},
        headers={"Content-Type": "application/octet-stream"},
    )
    if answer.status_code != 201:
        raise CheckFailedError(f"a file was refused: {answer.text}")
    return answer.json()


async def _check_inquiries(story: Story, demo_agency: DemoAgency) -> None:
    left: dict[str, str] = demo_agency.held["inquiries"]
    listed = await demo_agency.staff.all("/api/agency/inquiries")
    found = {row["inquiry_id"]: row["state"] for row in listed}
    files = [
        await demo_agency.staff.call(
            "GET", f"/api/agency/attachments/{file['attachment_id']}/content"
        )
        for ident in left
        for message in (await demo_agency.staff.get(f"/api/agency/inquiries/{ident}"))[
            "conversation"
        ]
        for file in message["attachments"]
    ]
    story.timeline.check(
        f"{demo_agency.plan.name}: inquiries are as they were left, with their files",
        holds=found == left
        and [file.content for file in files] == [_a_picture()]
        and all("attachment" in file.headers["content-disposition"] for file in files),
        found=", ".join(sorted(found.values())) + f"; {len(files)} file",
    )


def _a_picture() -> bytes:
    """The smallest there is: a PNG of one grey pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + checksum

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\x00\x80"))
        + chunk(b"IEND", b"")
    )


# Offers


async def _sign_one_of_two(demo_agency: DemoAgency) -> dict[str, Any]:
    """The offer that was signed, sealed."""
    contact = _contact(demo_agency)
    signed, _ = [await _send_offer(demo_agency, contact, title) for title in _OFFERS]
    path = f"/api/customer/offers/{signed['offer_id']}"
    offer = await contact.get(path)
    file = await contact.call("GET", f"{path}/content")
    await contact.post(
        f"{path}/sign",
        {
            "sha256": hashlib.sha256(file.content).hexdigest(),
            "consent_version": offer["consents"][0]["version"],
            "language": "en",
            "typed": contact.name,
        },
        once=True,
    )
    return await until(
        lambda: contact.get(path),
        lambda found: found["sealed"],
        what="a sealed signature",
        every_seconds=0.2,
    )


async def _send_offer(demo_agency: DemoAgency, contact: PortalClient, title: str) -> dict[str, Any]:
    person_id = contact.person["person_id"]
    people = await demo_agency.staff.get(f"/api/agency/people/{person_id}")
    company_id = people["contact"]["company_id"]
    await until(
        lambda: demo_agency.staff.get("/api/agency/offers/signers", company_id=company_id),
        lambda found: person_id in {one["person_id"] for one in found["items"]},
        what="that documents knows who signs",
    )
    sent = await demo_agency.staff.client.request(
        "POST",
        "/api/agency/offers",
        data={
            "title": title,
            "company_id": company_id,
            "signer_ids": [person_id],
            "expires_on": (today() + timedelta(days=30)).isoformat(),
        },
        files={"file": ("offer.pdf", offer_pdf(title, demo_agency), "application/pdf")},
    )
    if sent.status_code != 201:
        raise CheckFailedError(f"an offer was refused: {sent.text}")
    return sent.json()


async def _check_offers(story: Story, demo_agency: DemoAgency) -> None:
    """The signed file is what its hash says, is verified by anybody, and the other one waits."""
    contact, offer = _contact(demo_agency), demo_agency.held["offer"]
    file = await contact.call("GET", f"/api/customer/offers/{offer['offer_id']}/content")
    sha256 = hashlib.sha256(file.content).hexdigest()
    verified = await contact.call("POST", "/api/public/verify", json={"sha256": sha256})
    states = sorted(row["state"] for row in await contact.all("/api/customer/offers"))
    story.timeline.check(
        f"{demo_agency.plan.name}: one offer is signed, sealed and verified, one waits",
        holds=sha256 == offer["sha256"]
        and offer["signed"] == 1
        and verified.is_success
        and len(verified.json()["signatures"]) == 1
        and states == ["completed", "sent"],
        found=f"{', '.join(states)}; PAdES {offer['level']}",
    )


def offer_pdf(title: str, demo_agency: DemoAgency) -> bytes:
    """One page that says what it is; what an offer is about is no part of the story."""
    lines = (title, demo_agency.plan.name, *_OFFER_TEXT[demo_agency.plan.language])
    document = pypdfium2.PdfDocument.new()
    try:
        page = document.new_page(*_LETTER_POINTS)
        for number, line in enumerate(lines):
            _write(document, page, line, size=20 if number == 0 else 11, y=700 - 26 * number)
        page.gen_content()
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()
    finally:
        document.close()


def _write(
    document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, text: str, *, size: float, y: float
) -> None:
    """A line of text at the left margin, `y` points above the foot of the page."""
    raw = pypdfium2.raw
    line = raw.FPDFPageObj_NewTextObj(document, b"Helvetica", size)
    encoded = text.encode("utf-16-le") + b"\0\0"
    letters = (ctypes.c_ushort * (len(encoded) // 2)).from_buffer_copy(encoded)
    raw.FPDFText_SetText(line, letters)
    raw.FPDFPageObj_Transform(line, 1, 0, 0, 1, 72, y)
    raw.FPDFPage_InsertObject(page, line)


def _contact(demo_agency: DemoAgency) -> PortalClient:
    return next(iter(demo_agency.contacts.values()))
