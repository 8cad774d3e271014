"""An offer from staff to the last signature, by the whole of it: edge, documents, e-mails (K14)."""

import hashlib
import io
import json
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import pikepdf
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from portico_local.demo.agency import DemoAgency, newcomer, sign_up
from portico_local.demo.client import PortalClient, until
from portico_local.demo.story import Story
from portico_local.stack import Stack

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(300),
    pytest.mark.requirement("K14"),
]

FIRST, SECOND = "first.signer@harbour.example", "second.signer@harbour.example"
DRAWN = [[[100, 300], [300, 60], [420, 330], [700, 90]]]


def a_pdf(change: Any = None) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as document:
        for _ in range(3):
            document.add_blank_page(page_size=(612, 792))
        if change is not None:
            change(document)
        document.save(out)
    return out.getvalue()


def with_script(document: pikepdf.Pdf) -> None:
    document.Root["/OpenAction"] = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


async def test_an_offer_is_sent_signed_by_two_and_sealed(
    stack: Stack, story: Story, demo_agency: DemoAgency
) -> None:
    company = next(iter(demo_agency.company_ids))
    company_id = demo_agency.company_ids[company]
    async with AsyncExitStack() as closing:
        for email, name in ((FIRST, "First Signer"), (SECOND, "Second Signer")):
            await _invite(demo_agency, company_id, email, name)
        mails = await story.inbox.one_for_each({FIRST, SECOND}, "the invitations")
        signers: list[PortalClient] = []
        for email, name in ((FIRST, "First Signer"), (SECOND, "Second Signer")):
            visitor = await newcomer(stack, closing, demo_agency.plan, "customer", name)
            await sign_up(visitor, mails[email])
            signers.append(visitor)
        first, second = signers
        ids = [visitor.person["person_id"] for visitor in signers]
        await until(
            lambda: _may_sign(demo_agency, company_id),
            lambda found: set(ids) <= found,
            what="signers",
        )

        refused = await _send(demo_agency, company_id, ids, a_pdf(with_script))
        assert (refused.status_code, refused.json()["code"]) == (422, "file_refused")
        assert refused.json()["flaw"] == "scripts"
        assert refused.json()["errors"][0]["field"] == "file"
        huge = await _send(demo_agency, company_id, ids, b"%PDF-1.7\n" + bytes(50 * 1024 * 1024))
        assert huge.status_code == 413
        assert await demo_agency.staff.all("/api/agency/offers") == []

        sent = await _send(demo_agency, company_id, ids, a_pdf())
        assert sent.status_code == 201, sent.text
        path = f"/api/customer/offers/{sent.json()['offer_id']}"
        assert (await second.call("GET", path)).status_code == 404
        for visitor, email in ((first, FIRST), (second, SECOND)):
            await until(
                lambda email=email: story.inbox.for_each({email}, "Harbour terms"),
                bool,
                what="the e-mail that asks to sign",
            )
            await _sign(visitor, path)
        done = await until(
            lambda: first.get(path), lambda offer: offer["sealed"], what="the sealed file"
        )
        assert (done["state"], done["level"]) == ("completed", "B-LTA")
        file = await second.call("GET", f"{path}/content", params={"download": "true"})
        assert hashlib.sha256(file.content).hexdigest() == done["sha256"]
        reader = PdfFileReader(io.BytesIO(file.content))
        assert len(reader.embedded_regular_signatures) == 2
        assert len(reader.embedded_timestamp_signatures) == 2
        page = await first.call("GET", f"{path}/preview", params={"page": str(done["pages"])})
        assert page.headers["content-type"] == "image/png"


async def _invite(demo_agency: DemoAgency, company_id: str, email: str, name: str) -> None:
    await demo_agency.staff.post(
        "/api/agency/people",
        {
            "portal": "customer",
            "email": email,
            "name": name,
            "language": "en",
            "permissions": ["offers.view", "offers.sign"],
            "contact": {"company_id": company_id, "scope": "own"},
        },
    )


async def _may_sign(demo_agency: DemoAgency, company_id: str) -> set[str]:
    found = await demo_agency.staff.get("/api/agency/offers/signers", company_id=company_id)
    return {person["person_id"] for person in found["items"]}


async def _send(demo_agency: DemoAgency, company_id: str, signer_ids: list[str], pdf: bytes) -> Any:
    """As a browser does it, a form with a file."""
    return await demo_agency.staff.client.request(
        "POST",
        "/api/agency/offers",
        data={
            "title": "Harbour terms",
            "company_id": company_id,
            "signer_ids": signer_ids,
            "expires_on": (datetime.now(UTC) + timedelta(days=20)).date().isoformat(),
        },
        files={"file": ("terms.pdf", pdf, "application/pdf")},
    )


async def _sign(visitor: PortalClient, path: str) -> None:
    """Read it, then sign what was read."""
    shown = await until(
        lambda: visitor.call("GET", path),
        lambda answer: answer.is_success and answer.json()["can_sign"],
        what="that it can be signed",
    )
    offer = json.loads(shown.content)
    content = await visitor.call("GET", f"{path}/content")
    sha256 = hashlib.sha256(content.content).hexdigest()
    assert sha256 == offer["sha256"]
    answer = await visitor.call(
        "POST",
        f"{path}/sign",
        json={
            "sha256": sha256,
            "consent_version": offer["consents"][0]["version"],
            "language": "en",
            "drawn": DRAWN,
        },
    )
    assert answer.status_code == 200, answer.text
