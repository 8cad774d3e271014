"""Interest so far stands on an overdue invoice, on what was due, and nobody owes it (A5)."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from chassis.ids import new_id
from contracts.access import Permission
from contracts.events.identity import InvoicePreferences
from contracts.money import Money

from ..books import Books, at
from ..conftest import AgencyAtWork

pytestmark = pytest.mark.requirement("A5")


async def set_rates(agency: AgencyAtWork, rates: Any, status: int = 200, **who: Any) -> Any:
    answer = await agency.client.put(
        "/settings/interest",
        json={"rates": rates},
        headers={**(who.get("who") or agency.staff()), "Idempotency-Key": str(new_id())},
    )
    assert answer.status_code == status, answer.text
    return answer.json()


EIGHT = [{"currency": "CAD", "percent": "8"}]


async def test_an_overdue_invoice_shows_what_being_late_comes_to(
    agency: AgencyAtWork, today: str
) -> None:
    books = Books(agency, await agency.company(InvoicePreferences()))
    issued = await books.invoice(at("2026-02-03"))
    contact = agency.contact(books.company_id)

    async def shown(who: dict[str, str]) -> Any:
        return (await agency.get(f"/invoices/{issued.invoice_id}", who))["interest"]

    assert await shown(contact) is None
    found = await set_rates(agency, EIGHT)
    assert (found["rates"], found["changed_by_name"]) == (EIGHT, "Ada Staff")
    half = Money(amount_minor=issued.total.amount_minor // 2, currency="CAD")
    paid_on = issued.due_on + timedelta(days=10)
    await books.receive(at(paid_on.isoformat()), issued, half, paid_on)

    now = date.fromisoformat(today)
    late, rest = 9, (now - paid_on).days + 1
    owed = Fraction(issued.total.decimal) * late + Fraction((issued.total - half).decimal) * rest
    expected = {
        "percent": "8",
        "from_on": (issued.due_on + timedelta(days=1)).isoformat(),
        "until_on": today,
        "amount": Money.of(owed * 8 / 36_500, "CAD").model_dump(mode="json"),
    }
    assert await shown(contact) == await shown(agency.staff()) == expected

    # Written off, nothing is late any more, and nothing is charged on it.
    before = await agency.balances()
    await books.write_off(at(paid_on.isoformat()), issued)
    assert await shown(contact) is None
    assert set(await agency.balances()) - set(before) == {"bad_debt"}


async def test_what_is_disputed_is_not_late_meanwhile(agency: AgencyAtWork) -> None:
    books = Books(agency, await agency.company(InvoicePreferences()))
    issued = await books.invoice(at("2026-02-03"))
    await set_rates(agency, EIGHT)
    from_on, to_on = (issued.due_on + timedelta(days=days) for days in (11, 31))
    (dispute,) = await books.dispute(at(from_on.isoformat()), issued)
    await books.withdraw(at(to_on.isoformat()), issued, dispute)
    found = await agency.get(f"/invoices/{issued.invoice_id}", agency.staff())
    days = (date.fromisoformat(found["interest"]["until_on"]) - issued.due_on).days - 20
    expected = Money.of(Fraction(issued.total.decimal) * days * 8 / 36_500, "CAD")
    assert found["interest"]["amount"] == expected.model_dump(mode="json")


async def test_other_currencies_cost_nothing_and_a_rate_can_be_ended(agency: AgencyAtWork) -> None:
    books = Books(agency, await agency.company(InvoicePreferences()))
    foreign = await books.invoice(at("2026-02-03"), currency="NOK")
    await set_rates(agency, EIGHT)
    path = f"/invoices/{foreign.invoice_id}"
    assert (await agency.get(path, agency.staff()))["interest"] is None
    await set_rates(agency, [])
    found = await agency.get("/settings/interest", agency.staff())
    assert found["rates"] == []
    assert len(await agency.rows("SELECT FROM interest_rules")) == 2


@pytest.mark.requirement("X8")
async def test_rates_out_of_bounds_are_refused_by_name(agency: AgencyAtWork) -> None:
    for wrong in ("-1", "50.01", "8.12345", "much"):
        refused = await set_rates(agency, [{"currency": "CAD", "percent": wrong}], status=422)
        assert refused["errors"][0]["field"] == "rates.0.percent", wrong
    await set_rates(agency, EIGHT, status=403, who=agency.staff([Permission.INVOICES_MANAGE]))
