"""A contact is away: a colleague stands in, and approves from an e-mail without signing in.

The end of the undo chapter is behind them: what they approve is final at once.
"""

from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from portico_local.demo.agency import DemoAgency, newcomer, sign_up
from portico_local.demo.client import PortalClient, until
from portico_local.demo.inbox import Inbox, Mail
from portico_local.demo.timeline import Timeline
from portico_local.view import StackView

_NAME = "Alex Moreau"
_DAYS_AWAY = 7


@dataclass(slots=True, kw_only=True)
class StandIn:
    """Who stands in for whom. `decided`: the entry that the link of an e-mail approved."""

    contact: PortalClient
    colleague: PortalClient
    email: str
    stand_in_id: str
    decided: str = ""
    refused_again: bool = False


async def name_stand_in(
    stack: StackView, closing: AsyncExitStack, inbox: Inbox, demo_agency: DemoAgency
) -> StandIn:
    """A colleague who may do nothing by themselves stands in for the agency's first contact.

    Returns when what waits for the contact already waits for the colleague.
    """
    contact = next(iter(demo_agency.contacts.values()))
    plan = demo_agency.plan
    email = f"alex.moreau.{plan.slug}@customer.example"
    of_contact = await demo_agency.staff.get(f"/api/agency/people/{contact.person['person_id']}")
    invited = await demo_agency.staff.post(
        "/api/agency/people",
        {
            "portal": "customer",
            "email": email,
            "name": _NAME,
            "language": plan.language,
            "permissions": [],
            "contact": {"company_id": of_contact["contact"]["company_id"], "scope": "own"},
        },
    )
    colleague = await newcomer(stack, closing, plan, "customer", _NAME)
    await sign_up(colleague, (await inbox.one_for_each({email}, "an invitation"))[email])
    today = date.fromisoformat((await contact.get("/api/customer/stand-ins"))["today"])
    named = await contact.post(
        "/api/customer/stand-ins",
        {
            "person_id": invited["person_id"],
            "from_on": today.isoformat(),
            "until_on": (today + timedelta(days=_DAYS_AWAY)).isoformat(),
        },
    )
    await until(
        lambda: contact.all("/api/customer/work", status="to_approval"),
        lambda rows: any(_is_asked_for(row["waits_for"], contact.name) for row in rows),
        what=f"work that waits for {_NAME}",
        every_seconds=0.2,
    )
    # Whoever is told of standing in is told of work, too.
    await until(
        lambda: inbox.for_each({email}),
        lambda mails: len(mails[email]) > 1,
        what="an e-mail about standing in",
        every_seconds=0.2,
    )
    return StandIn(
        contact=contact,
        colleague=colleague,
        email=email,
        stand_in_id=named["stand_ins"][0]["stand_in_id"],
    )


def _is_asked_for(approver: dict[str, Any] | None, contact: str) -> bool:
    """Whether the colleague is the one who is asked, in the place of this contact."""
    return approver is not None and (approver["name"], approver["stands_in_for"]) == (
        _NAME,
        contact,
    )


async def approve_by_email(
    stack: StackView,
    closing: AsyncExitStack,
    inbox: Inbox,
    demo_agency: DemoAgency,
    entry: dict[str, Any],
) -> None:
    """The colleague approves this entry by its e-mail, in a browser where nobody is signed in.

    Then the contact is back, and the colleague approves no more.
    """
    stand_in: StandIn = demo_agency.held["stand_in"]
    looked_at: set[str] = set()

    async def asked() -> list[Mail]:
        mails = (await inbox.for_each({stand_in.email})).get(stand_in.email, [])
        return [mail for mail in mails if mail.approval_token and mail.ident not in looked_at]

    nobody = await newcomer(stack, closing, demo_agency.plan, "customer")
    while True:
        for mail in await until(asked, bool, what="an e-mail that asks", every_seconds=0.2):
            looked_at.add(mail.ident)
            link = {"token": mail.approval_token}
            found = await nobody.post("/api/public/approval-links/inspect", link)
            if not _is_about(found, entry):
                continue
            decision = {**link, "decision": "approve", "count": 1}
            await nobody.post("/api/public/approval-links/decide", decision)
            again = await nobody.call("POST", "/api/public/approval-links/decide", json=decision)
            stand_in.decided = entry["entry_id"]
            stand_in.refused_again = again.status_code == 409
            end = f"/api/customer/stand-ins/{stand_in.stand_in_id}/end"
            await stand_in.contact.post(end, None)
            return


def _is_about(link: dict[str, Any], entry: dict[str, Any]) -> bool:
    """Whether it can decide, and just this entry."""
    if link["state"] != "valid":
        return False
    entries = [(one["work_on"], one["article"]) for one in link["work"]["entries"]]
    return entries == [(entry["work_on"], entry["article"])]


async def check_stand_in(timeline: Timeline, demo_agency: DemoAgency) -> None:
    """Who decided is said with whose place it was; the link and the colleague decide no more."""
    stand_in: StandIn = demo_agency.held["stand_in"]
    entry = await demo_agency.staff.get(f"/api/agency/work/{stand_in.decided}")
    [step, *_] = [one for one in reversed(entry["steps"]) if one["step"] == "approve"]
    ended = await stand_in.colleague.call("GET", "/api/customer/work")
    timeline.check(
        f"{demo_agency.plan.name}: a stand-in approved by e-mail, once, and no longer may",
        holds=(step["taken_by_name"], step["taken_for_name"], step["by_email"])
        == (_NAME, stand_in.contact.name, True)
        and stand_in.refused_again
        and ended.status_code == 403,
        found=f"{step['taken_by_name']} for {step['taken_for_name']}; then {ended.status_code}",
    )
