"""Clients of the story pay by reference, and what leaves a doubt is dealt with by staff."""

from collections.abc import Sequence
from typing import Any

from portico_local.demo.accounts import account_of
from portico_local.demo.agency import DemoAgency
from portico_local.demo.bank import ClientCredit, PlayedBank
from portico_local.demo.paying import send_to_payments
from portico_local.demo.story import Story, today

_WAITING = "/api/agency/bank-files/unmatched"
_TOO_MUCH = 5_00


async def collect(story: Story) -> None:
    """The bank tells of what clients paid in: in part, too much, without a reference, and what
    staff had recorded by hand. In the end nothing waits."""
    with story.timeline.step("Clients pay by reference", "ReceiptRecorded, InvoicePaid") as step:
        for demo_agency in story.demo_agencies:
            credits_ = _credits(await demo_agency.staff.all("/api/agency/invoices"))
            await tell_of(demo_agency, credits_)
            dealt_with = await _deal_with_what_waits(demo_agency)
            step.tell(f"{demo_agency.plan.name}: {len(credits_)} credits, {dealt_with} by staff")


async def tell_of(demo_agency: DemoAgency, credits_: Sequence[ClientCredit]) -> None:
    """The bank tells of these, and staff upload all its files."""
    bank: PlayedBank = demo_agency.held["bank"]
    account, day = _own_account(demo_agency), today().isoformat()
    for content in bank.tells_of(account, day, credits_) if credits_ else ():
        await send_to_payments(demo_agency, content)


async def check_bank(story: Story, demo_agency: DemoAgency) -> None:
    """The ledger's bank is what the bank stands at, and all that it booked is explained."""
    accounts = (await demo_agency.staff.get("/api/agency/ledger/balances"))["items"]

    def standing(account: str) -> dict[str, int]:
        return {
            row["balance"]["currency"]: -row["balance"]["amount_minor"]
            for row in accounts
            if row["account"] == account and row["balance"]["amount_minor"]
        }

    expected = {one: minor for one, minor in demo_agency.held["bank"].stands_at.items() if minor}
    waiting = await demo_agency.staff.all(_WAITING, state="waiting")
    story.timeline.check(
        f"{demo_agency.plan.name}: ledger = bank, and nothing waits",
        holds=standing("bank") == expected and not standing("suspense") and not waiting,
        found=f"{standing('bank')} = {expected}, {len(waiting)} wait",
    )


def _credits(invoices: list[dict[str, Any]]) -> list[ClientCredit]:
    """What clients pay in; what staff had recorded before the bank told of it is among it."""
    by_hand = [
        credit_for(one, one["received"]["amount_minor"], "HAND")
        for one in invoices
        if one["received"]["amount_minor"]
    ]
    unpaid = sorted(
        (
            one
            for one in invoices
            if one["state"] in {"not_due", "overdue"}
            and not one["disputed_amount"]["amount_minor"]
            and not one["received"]["amount_minor"]
        ),
        key=lambda one: one["number"],
    )
    paid: list[ClientCredit] = []
    for way, one in zip(("PART", "MUCH", "TEXT"), unpaid, strict=False):
        minor = one["open_amount"]["amount_minor"]
        amount = {"PART": minor // 2, "MUCH": minor + _TOO_MUCH}.get(way, minor)
        paid.append(credit_for(one, amount, way))
    return [*by_hand, *paid]


def credit_for(invoice: dict[str, Any], minor: int, way: str) -> ClientCredit:
    """So much for an invoice. `way`: what the bank's own reference begins with."""
    has_reference = way != "TEXT"
    return ClientCredit(
        ident=f"{way}-{invoice['number']}",
        amount_minor=minor,
        currency=invoice["total"]["currency"],
        reference=invoice["payment_reference"] if has_reference else "",
        text="" if has_reference else f"Payment of {invoice['number']}, thanks",
    )


async def _deal_with_what_waits(demo_agency: DemoAgency) -> int:
    """What names an invoice goes on it, what was recorded is taken back, the rest is set aside."""
    waiting = await demo_agency.staff.all(_WAITING, state="waiting")
    for one in waiting:
        path = f"{_WAITING}/{one['entry_id']}"
        suggested = [row for row in one["suggestions"] if row["number"] in one["said"]]
        if suggested:
            body = {"invoice_id": suggested[0]["invoice_id"]}
            await demo_agency.staff.post(f"{path}/invoice", body, once=True)
        else:
            body = {
                "reason": "Not of a client" if one["why"] == "unknown" else "Recorded by hand",
                "recorded_by_hand": one["why"] == "recorded_by_hand",
            }
            await demo_agency.staff.post(f"{path}/set-aside", body, once=True)
    return len(waiting)


def _own_account(demo_agency: DemoAgency) -> str:
    own = account_of(demo_agency.plan.country, 0)
    return own["iban"] if own["kind"] == "iban" else own["account_number"]
