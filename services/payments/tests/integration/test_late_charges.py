"""Interest and fees are charged once, owed, booked, paid first, and given up whole (A5)."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from chassis.ids import new_id
from contracts.access import Permission
from contracts.events.identity import InvoicePreferences
from contracts.events.late_charges import InterestCharged, LateChargeWaived
from contracts.events.payments import (
    InvoiceIssued,
    InvoiceOverdue,
    InvoicePaid,
    TransactionReleased,
)
from contracts.events.timesheets import PayTerms
from contracts.money import Money
from payments import daily

from ..books import Books, at, check_sums, minor
from ..clients_money import balance_of, check_books, credit, told
from ..conftest import AgencyAtWork, day_in_toronto
from .test_bank_files import send, set_account
from .test_interest import EIGHT, set_rates

pytestmark = pytest.mark.requirement("A5")

WHY = {"reason": "The invoice reached them late"}


class Case:
    """An invoice that has been overdue for months, at eight percent a year."""

    def __init__(self, books: Books, issued: InvoiceIssued) -> None:
        self.books, self.agency, self.issued = books, books.agency, issued
        self.path = f"/invoices/{issued.invoice_id}"
        self.total = issued.total.amount_minor

    def day(self, days: int) -> date:
        """So many days past the due date."""
        return self.issued.due_on + timedelta(days=days)

    def interest(self, days: int, owed: int | None = None) -> int:
        exact = Fraction(self.total if owed is None else owed, 100) * days * 8 / 36_500
        return Money.of(exact, "CAD").amount_minor

    async def charge(self, days: int, status: int = 201, **more: Any) -> Any:
        body = {"until_on": self.day(days).isoformat()}
        return await self.agency.post(f"{self.path}/interest", body, status=status, **more)

    async def waive(self, charge: Any, status: int = 201, **more: Any) -> Any:
        path = f"{self.path}/late-charges/{charge['charge_id']}/waiver"
        return await self.agency.post(path, WHY, status=status, **more)

    async def receives(self, amount_minor: int, days: int, status: int = 201) -> Any:
        amount = {"amount_minor": amount_minor, "currency": "CAD"}
        on = {"received_on": self.day(days).isoformat()}
        return await self.agency.post(f"{self.path}/receipts", {**amount, **on}, status=status)

    async def shown(self, who: Any = None) -> Any:
        return await self.agency.get(self.path, who or self.agency.staff())

    async def trail(self) -> tuple[str, str | None, list[str]]:
        """Whether the client has paid the contractor's work, since when, and by what steps."""
        line = self.issued.lines[0]
        path = f"/my/trail/{line.work_order_id}/{line.from_on.replace(day=1)}"
        found = await self.agency.get(path, self.agency.own(line.contractor_id))
        (stage,) = [one for one in found["stages"] if one["stage"] == "client_paid"]
        steps = [one["what"] for one in found["timeline"] if one["what"].startswith("client_paid")]
        return stage["state"], stage["last_on"], steps

    async def check(self, bank: int = 0) -> None:
        """What is left, the ledger, the statement and the proof of the books say the same."""
        await check_books(self.agency, bank, self.books.company_id)
        statement = await self.books.statement()
        found = await self.shown()
        for account in statement["currencies"]:
            check = [one for one in account["open_invoices"] if one["number"] == found["number"]]
            assert [minor(one, "open_amount") for one in check] in (
                [],
                [minor(found, "open_amount")],
            )
            assert [minor(one, "charged") for one in check] in ([], [minor(found, "charged")])
        assert (await self.agency.get("/ledger/proof", self.agency.staff()))["holds"]


@pytest.fixture
async def late(agency: AgencyAtWork) -> Callable[..., Awaitable[Case]]:
    async def make(**order: Any) -> Case:
        books = Books(agency, await agency.company(InvoicePreferences()))
        issued = await books.invoice(at("2026-02-03"), **order)
        await set_rates(agency, EIGHT)
        return Case(books, issued)

    return make


@pytest.fixture
async def case(late: Callable[..., Awaitable[Case]]) -> Case:
    return await late()


async def test_interest_is_owed_from_the_day_it_is_charged_and_stands_everywhere(
    case: Case,
) -> None:
    agency, contact = case.agency, case.agency.contact(case.books.company_id)
    done = await case.charge(30)
    assert (minor(done, "amount"), done["kind"], done["percent"]) == (
        case.interest(30),
        "interest",
        "8",
    )
    assert (done["from_on"], done["until_on"]) == (str(case.day(1)), str(case.day(30)))
    assert (done["charged_by_name"], done["waiver"]) == ("Ada Staff", None)

    found = await case.shown(contact)
    assert found["late_charges"] == [done]
    assert minor(found, "charged") == case.interest(30)
    assert minor(found, "open_amount") == case.total + case.interest(30)
    assert found["interest"]["from_on"] == str(case.day(31))
    for who in (contact, agency.staff()):
        summary = await agency.get("/invoices/summary", who)
        assert summary["overdue"]["totals"][0]["amount_minor"] == minor(found, "open_amount")
    balances = await agency.balances()
    assert balances["interest_income"] == case.interest(30)
    assert balances[f"customer_receivable:{case.books.company_id}"] == -minor(found, "open_amount")
    csv = await agency.client.get("/ledger/postings.csv", headers=agency.staff())
    assert f"Late payment interest;{case.issued.number};Receivable" in csv.text.replace(",", ";")
    (said,) = await agency.said(InterestCharged)
    assert said.open_amount.amount_minor == minor(found, "open_amount")
    assert said.payment_reference == case.issued.payment_reference
    await case.check()


async def test_the_same_days_are_never_charged_twice(case: Case) -> None:
    first = await case.charge(30, key="one")
    assert await case.charge(30, key="one") == first
    for again in (30, 29, 1):
        refused = await case.charge(again, 409)
        assert refused["code"] == "nothing_to_charge"
    then = await case.charge(45)
    assert then["from_on"] == str(case.day(31))
    both = minor(first, "amount") + minor(then, "amount")
    assert both == case.interest(45)
    await case.check()


async def test_of_two_people_at_once_one_charges_and_the_other_hears_it(case: Case) -> None:
    body = {"until_on": case.day(30).isoformat()}
    answers = await asyncio.gather(
        *(
            case.agency.client.post(
                f"{case.path}/interest",
                json=body,
                headers={**who(), "Idempotency-Key": str(new_id())},
            )
            for who in (case.agency.staff, case.agency.other_staff)
        )
    )
    assert sorted(one.status_code for one in answers) == [201, 409]
    assert len((await case.shown())["late_charges"]) == 1
    await case.check()


async def test_nothing_is_charged_after_all_was_paid_or_before_it_is_late(case: Case) -> None:
    ahead = (day_in_toronto() + timedelta(days=2) - case.issued.due_on).days
    refused = await case.charge(ahead, 422)
    assert (refused["code"], refused["errors"][0]["field"]) == ("charge_day", "until_on")
    assert (await case.charge(0, 409))["code"] == "nothing_to_charge"
    await case.receives(case.total, 40)
    refused = await case.charge(39, 409)
    assert refused["code"] == "settled_invoice"
    assert (await case.shown())["interest"] is None
    await case.check(case.total)


async def test_money_pays_charges_before_the_total_which_alone_bears_interest(case: Case) -> None:
    first = minor(await case.charge(30), "amount")
    today = (day_in_toronto() - case.issued.due_on).days - 1
    await case.receives(first + 100_00, today)
    found = await case.shown()
    # Charged today, received yesterday: that was for the total alone.
    owed = case.total - first - 100_00
    exact = Fraction(case.total, 100) * (today - 1) + Fraction(owed, 100)
    expected = Money.of(exact * 8 / 36_500, "CAD").amount_minor - first
    done = await case.charge(today)
    assert minor(done, "amount") == expected
    assert minor(found, "open_amount") == case.total - 100_00
    await case.check(first + 100_00)


async def test_whoever_waits_for_the_client_does_not_wait_for_the_agencys_charges(
    late: Any,
) -> None:
    """As much came in as was billed: the work is paid, and the invoice with the charges alone."""
    case = await late(pay_terms=PayTerms.PAY_WHEN_PAID)
    agency = case.agency
    charged = minor(await case.charge(30), "amount")
    almost = await case.receives(case.total - 1, 60)
    assert almost["released_transaction_ids"] == []
    assert await case.trail() == ("partly", None, ["client_paid_part"])
    part = await case.receives(1, 61)
    assert len(part["released_transaction_ids"]) == 1
    assert minor(part, "open_amount") == charged
    assert (await case.shown())["state"] == "overdue"
    assert await agency.said(InvoicePaid) == []
    paid = ("done", str(case.day(61)), ["client_paid", "client_paid_part"])
    assert await case.trail() == paid
    refused = await case.receives(charged + 1, 62, 409)
    assert (refused["code"], refused["open_amount"]["amount_minor"]) == ("overpayment", charged)
    rest = await case.receives(charged, 62)
    assert (rest["released_transaction_ids"], minor(rest, "open_amount")) == ([], 0)
    assert (await case.shown())["state"] == "paid"
    assert len(await agency.said(InvoicePaid)) == 1
    assert len(await agency.said(TransactionReleased)) == 1
    assert await case.trail() == paid
    await case.check(case.total + charged)


async def test_money_by_reference_is_matched_with_what_is_owed_and_charged(case: Case) -> None:
    agency, company = case.agency, case.books.company_id
    await set_account(agency)
    charged = minor(await case.charge(30), "amount")
    amount = Money(amount_minor=case.total, currency="CAD")
    await send(agency, told(credit(amount, case.issued)))
    assert minor(await case.shown(), "open_amount") == charged
    # The rest and a dollar too much.
    more = Money(amount_minor=charged + 100, currency="CAD")
    await send(agency, told(credit(more, case.issued)))
    assert (await case.shown())["state"] == "paid"
    assert await balance_of(agency, company) == 100
    await case.check(case.total + charged + 100)


async def test_an_entry_without_a_reference_is_proposed_by_what_is_left_with_charges(
    case: Case,
) -> None:
    await set_account(case.agency)
    charged = minor(await case.charge(30), "amount")
    left = Money(amount_minor=case.total + charged, currency="CAD")
    await send(case.agency, told(credit(left)))
    (waits,) = (await case.agency.get("/bank-files/unmatched", case.agency.staff()))["items"]
    assert [one["number"] for one in waits["suggestions"]] == [case.issued.number]


async def test_a_waiver_books_it_back_and_its_days_are_not_charged_again(case: Case) -> None:
    agency = case.agency
    charge = await case.charge(30)
    done = await case.waive(charge)
    assert done["waiver"]["reason"] == WHY["reason"]
    assert done["waiver"]["waived_by_name"] == "Ada Staff"
    found = await case.shown(agency.contact(case.books.company_id))
    assert (minor(found, "charged"), minor(found, "open_amount")) == (0, case.total)
    assert found["late_charges"] == [done]
    assert (await agency.balances()).get("interest_income", 0) == 0
    assert (await case.waive(charge, 409))["code"] == "waived_already"
    assert (await case.charge(30, 409))["code"] == "nothing_to_charge"
    again = await case.charge(40)
    assert (again["from_on"], minor(again, "amount")) == (str(case.day(31)), case.interest(10))
    (said,) = await agency.said(LateChargeWaived)
    assert (said.open_amount.amount_minor, said.reason) == (case.total, WHY["reason"])
    await case.check()


async def test_a_waiver_of_what_was_paid_is_the_companys_balance(case: Case) -> None:
    charge = await case.charge(30)
    charged = minor(charge, "amount")
    await case.receives(case.total + charged, 60)
    await case.waive(charge)
    found = await case.shown()
    assert (found["state"], minor(found, "received")) == ("paid", case.total)
    assert await balance_of(case.agency, case.books.company_id) == charged
    await case.check(case.total + charged)


async def test_an_invoice_is_paid_by_a_waiver_of_the_last_that_is_open(case: Case) -> None:
    charge = await case.charge(30)
    await case.receives(case.total, 60)
    assert await case.agency.said(InvoicePaid) == []
    await case.waive(charge)
    assert len(await case.agency.said(InvoicePaid)) == 1
    assert (await case.shown())["state"] == "paid"


async def test_a_write_off_takes_the_charges_too_and_a_waiver_lowers_it(case: Case) -> None:
    agency = case.agency
    charge = await case.charge(30)
    left = case.total + minor(charge, "amount")
    done = await agency.post(f"{case.path}/write-off", WHY)
    assert minor(done, "amount") == left
    assert (await agency.balances())["bad_debt"] == -left
    assert (await case.charge(40, 409))["code"] == "settled_invoice"
    await case.waive(charge)
    assert (await agency.balances())["bad_debt"] == -case.total
    found = await case.shown()
    assert (found["state"], minor(found, "written_off")) == ("written_off", case.total)
    await case.check()


async def test_what_is_disputed_bears_none_meanwhile(case: Case) -> None:
    start, end = (at(case.day(days).isoformat()) for days in (11, 31))
    (dispute,) = await case.books.dispute(start, case.issued)
    await case.books.withdraw(end, case.issued, dispute)
    done = await case.charge(40)
    assert minor(done, "amount") == case.interest(20)


async def test_while_all_of_it_is_disputed_charges_wait_and_nothing_more_is_charged(
    case: Case,
) -> None:
    """No reminder and no interest presses for it, wherever it is read; afterwards all is as due."""
    agency, books = case.agency, case.books
    left = case.total + minor(await case.charge(30), "amount")
    (dispute,) = await books.dispute(at(str(day_in_toronto())), case.issued)
    for who in (agency.contact(books.company_id), agency.staff()):
        found = await case.shown(who)
        assert (found["state"], found["interest"]) == ("disputed", None)
        assert (minor(found, "open_amount"), minor(found, "disputed_amount")) == (left, left)
        summary = await agency.get("/invoices/summary", who)
        assert (summary["overdue"]["count"], summary["disputed"]["count"]) == (0, 1)
        assert summary["disputed"]["totals"][0]["amount_minor"] == left
        listed = await agency.get("/invoices?state=overdue", who)
        assert listed["items"] == []
    (account,) = (await books.statement())["currencies"]
    assert minor(account["open_invoices"][0], "disputed_amount") == left
    assert (await case.charge(45, 409))["code"] == "nothing_to_charge"
    await daily.run(agency.runtime, at(str(day_in_toronto())))
    assert await agency.said(InvoiceOverdue) == []

    await books.withdraw(at(str(day_in_toronto())), case.issued, dispute)
    assert minor(await case.shown(), "disputed_amount") == 0
    more = await case.charge(45)
    assert minor(more, "amount") == case.interest(45) - case.interest(30)
    await daily.run(agency.runtime, at(str(day_in_toronto() + timedelta(days=1))))
    assert len(await agency.said(InvoiceOverdue)) == 1


async def test_a_closed_month_stays_as_it_was_reported(case: Case) -> None:
    """Interest on its days is booked on the day on which it is charged, as all that comes late."""
    agency = case.agency
    through = day_in_toronto().replace(day=1) - timedelta(days=1)
    await agency.post("/ledger/closings", {"closed_through": through.isoformat()})
    before = await case.books.statement(through.isoformat())
    trial = f"/ledger/balances?as_of={through}"
    reported = await agency.get(trial, agency.staff())
    done = await case.charge((through - case.issued.due_on).days)
    assert date.fromisoformat(done["charged_on"]) > through
    assert await case.books.statement(through.isoformat()) == before
    assert await agency.get(trial, agency.staff()) == reported
    await case.check()


@pytest.mark.requirement("B12")
async def test_a_statement_as_of_any_day_foots_with_charges_and_waivers(case: Case) -> None:
    books = case.books
    charge = await case.charge(30)
    await case.charge(45)
    await case.receives(100_00, 46)
    await case.waive(charge)
    for day in (case.day(1), day_in_toronto() - timedelta(days=1)):
        statement = await books.statement(str(day), from_on="2026-01-01")
        check_sums(statement)
        (account,) = statement["currencies"]
        assert minor(account, "closing") == case.total
    (account,) = (await books.statement())["currencies"]
    causes = [one["cause"] for one in account["movements"]]
    assert sorted(causes) == ["interest", "interest", "interest_waived", "receipt"]
    assert {one["number"] for one in account["movements"]} == {case.issued.number}
    printed = await books.printed(day_in_toronto().isoformat())
    assert printed.currencies[0].open_invoices[0].charged is not None
    await case.check(100_00)


@pytest.mark.requirement("X8")
async def test_only_who_manages_invoices_charges_and_waives_and_only_what_is_there(
    case: Case,
) -> None:
    agency = case.agency
    charge = await case.charge(10)
    for who in (agency.contact(case.books.company_id), agency.staff([Permission.SETTINGS_MANAGE])):
        await case.charge(20, 403, who=who)
        await case.waive(charge, 403, who=who)
    await agency.post(f"/invoices/{new_id()}/interest", {"until_on": "2026-05-01"}, status=404)
    await case.waive({"charge_id": new_id()}, 404)
    other = Case(case.books, await case.books.invoice(at("2026-02-04")))
    await other.waive(charge, 404)
    await agency.post(f"{case.path}/interest", {"until_on": "soon"}, status=422)
    assert (await case.shown())["late_charges"] == [charge]
    assert (await other.shown())["late_charges"] == []
    await case.check()
