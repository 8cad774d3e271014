"""An invoice shows the company as it was when the invoice was issued, and its reference (K7)."""

from typing import Any

import pytest

from chassis.testing.plugin import Deliver
from contracts.events.identity import Address, CompanyChanged
from contracts.ids import CompanyId
from contracts.parties import BillTo

pytestmark = pytest.mark.requirement("K7")

BILL_TO = BillTo(
    name="Lakeshore Logistics of then",
    organisation_number="NO-1234",
    address=Address(street="7 Old Pier", city="Halifax", region="NS", country="CA"),
    language="nb",
    purchase_order="PO 4500-7781",
)


async def text_of(press: Any, known: Any) -> tuple[str, str]:
    """The language and the words of the one document."""
    (event,) = await press.rendered(1)
    return event.language, await press.text(known.agency_id, event.sha256)


async def test_what_the_invoice_says_of_the_company_is_printed_not_what_is_known_now(
    press: Any, known: Any, deliver: Deliver, rendering: None
) -> None:
    moved = known.company.model_copy(update={"purchase_order": "PO of now"})
    await deliver(CompanyChanged(company=moved), agency_id=known.agency_id)
    await deliver(known.issued(bill_to=BILL_TO), agency_id=known.agency_id)
    language, words = await text_of(press, known)
    assert language == "nb"
    for one in ("Lakeshore Logistics of then", "7 Old Pier", "Halifax", "NO-1234"):
        assert one in words
    assert "Innkjøpsordre" in words
    assert "PO 4500-7781" in words
    assert "PO of now" not in words


async def test_an_invoice_that_says_nothing_of_its_company_shows_what_is_known(
    press: Any, known: Any, deliver: Deliver, rendering: None
) -> None:
    await deliver(known.issued(), agency_id=known.agency_id)
    language, words = await text_of(press, known)
    assert (language, known.company.name in words) == ("fr", True)
    assert "Bon de commande" not in words


async def test_an_invoice_that_says_its_company_does_not_wait_to_hear_of_it(
    press: Any, known: Any, deliver: Deliver, rendering: None
) -> None:
    unheard_of = CompanyId(known.project_id)
    issued = known.issued(bill_to=BILL_TO, company_id=unheard_of)
    await deliver(issued, agency_id=known.agency_id)
    assert "7 Old Pier" in (await text_of(press, known))[1]
