"""Staff of an agency are told what is stuck, as far as they may see it."""

from typing import Any

import pytest

from chassis.ids import new_id
from contracts.access import Permission, Portal
from contracts.events.identity import Agency
from edge.problems import ServiceName
from edge.views.stuck import kind_of

from ..browsers import Browser
from ..fakes import FakeServices, a_person

pytestmark = pytest.mark.requirement("A11")


def stuck(event: str, since: str, *named: tuple[str, str | None], **other: Any) -> dict[str, Any]:
    """An event that is stuck at a service, and whom it concerns."""
    return {
        "reference": "12",
        "event": event,
        "reason": "failed",
        "since": since,
        "waiting_behind": 0,
        "concerns": [{"kind": kind, "id": str(new_id()), "name": name} for kind, name in named],
    } | other


def all_of(*items: dict[str, Any], total: int | None = None) -> dict[str, Any]:
    return {"items": list(items), "total": len(items) if total is None else total}


UNPRICED = stuck(
    "WorkApproved",
    "2026-11-28T09:30:00Z",
    ("work_order", None),
    ("contractor", "Tove Temp"),
    ("company", "Fjord <Bygg>"),
    reason="no_rate",
    waiting_behind=2,
)


async def test_what_is_stuck_anywhere_is_named_in_terms_of_the_work(
    agency: Agency, services: FakeServices, browser: Browser
) -> None:
    client = browser(token=services.sign_in(a_person(agency, Portal.AGENCY)), portal=Portal.AGENCY)
    paper = stuck("InvoiceIssued", "2026-11-27T09:30:00Z", ("company", "Acme"), reference="3")
    services.reply("payments", "/stuck-events", all_of(UNPRICED, total=140))
    services.reply("timesheets", "/stuck-events", all_of())
    services.reply("documents", "/stuck-events", all_of(paper))
    untold = stuck("TransactionPaid", "2026-11-28T10:30:00Z", reference="7")
    behind = stuck("ProjectChanged", "2026-11-28T11:30:00Z", reference="8")
    services.reply("notifications", "/stuck-events", all_of(untold))
    services.reply("identity", "/stuck-events", all_of(behind))
    shown = (await client.get("/api/agency/stuck-events")).json()
    assert (shown["missing"], shown["total"]) == ([], 143)
    first, second, third, fourth = shown["items"]
    assert (first["kind"], first["reference"]) == ("document_not_made", "documents 3")
    assert (second["kind"], second["reference"]) == ("work_not_priced", "payments 12")
    assert second["concerns"] == UNPRICED["concerns"]
    assert (second["since"], second["waiting_behind"]) == ("2026-11-28T09:30:00Z", 2)

    assert (third["kind"], third["reference"]) == ("people_not_told", "notifications 7")
    assert (fourth["kind"], fourth["reference"]) == ("access_behind", "identity 8")

    services.away.add("documents")
    shown = (await client.get("/api/agency/stuck-events")).json()
    assert (shown["missing"], len(shown["items"])) == (["documents"], 3)


async def test_nobody_is_told_what_is_stuck_where_they_may_not_look(
    agency: Agency, services: FakeServices, browser: Browser
) -> None:
    services.reply("payments", "/stuck-events", all_of(UNPRICED))
    services.reply("timesheets", "/stuck-events", all_of())
    services.reply("documents", "/stuck-events", all_of(UNPRICED))
    one = a_person(agency, Portal.AGENCY, permissions=(Permission.WORK_MANAGE,))
    client = browser(token=services.sign_in(one), portal=Portal.AGENCY)
    shown = (await client.get("/api/agency/stuck-events")).json()
    assert (shown["items"], shown["total"]) == ([], 0)
    services.reply("notifications", "/stuck-events", all_of(UNPRICED))
    services.reply("identity", "/stuck-events", all_of())
    one = a_person(agency, Portal.AGENCY, permissions=(Permission.PEOPLE_MANAGE,))
    client = browser(token=services.sign_in(one), portal=Portal.AGENCY)
    shown = (await client.get("/api/agency/stuck-events")).json()
    assert [item["kind"] for item in shown["items"]] == ["people_not_told"]
    # Who may see nothing of it is refused by the service.
    services.reply(
        "payments",
        "/stuck-events",
        {"title": "You may not do this", "status": 403, "code": "forbidden"},
        status=403,
    )
    other = a_person(agency, Portal.AGENCY, permissions=(Permission.COMPANIES_MANAGE,))
    client = browser(token=services.sign_in(other), portal=Portal.AGENCY)
    refused = await client.get("/api/agency/stuck-events")
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")


@pytest.mark.requirement("B3")
@pytest.mark.parametrize(
    ("what", "kind"),
    [
        ("ApprovalNotFinal", "work_not_priced"),
        ("WorkWithoutApprover", "work_without_approver"),
        ("WorkUndecided", "work_undecided"),
    ],
)
def test_work_that_does_not_go_on_by_itself_is_named_for_what_does_not_happen(
    what: str, kind: str
) -> None:
    assert kind_of(ServiceName.TIMESHEETS, what) == kind
    assert kind_of(ServiceName.TIMESHEETS, "InvoiceIssued") == "work_behind"


@pytest.mark.parametrize(
    ("service", "what", "kind"),
    [
        (ServiceName.PAYMENTS, "DailyRunNotDone", "daily_run_late"),
        (ServiceName.PAYMENTS, "CompanyNotInvoiced", "company_not_invoiced"),
        (ServiceName.IDENTITY, "AddressUnclear", "address_unclear"),
        (ServiceName.NOTIFICATIONS, "EmailNotSent", "people_not_told"),
        (ServiceName.NOTIFICATIONS, "DigestNotMade", "people_not_told"),
    ],
)
def test_what_a_service_s_own_tasks_cannot_finish_is_named_for_what_does_not_happen(
    service: ServiceName, what: str, kind: str
) -> None:
    assert kind_of(service, what) == kind
