"""Which views of whom an event makes stale, and that nobody else hears of it."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from chassis.ids import new_id
from contracts.access import Permission, Portal, Scope
from contracts.base import Event
from contracts.ids import CompanyId, PersonId, ProjectId
from contracts.reach import Subject
from contracts.testing import CASES, Case
from contracts.topics import EVENT_TYPES
from edge.live.invalidation import Listener, View
from edge.live.staleness import invalidations_of

AGENCY = UUID(int=1)
EXAMPLES = Path(__file__).parents[4] / "contracts" / "examples"


def a_listener(portal: Portal, **other: Any) -> Listener:
    given: dict[str, Any] = {
        "agency_id": AGENCY,
        "portal": portal,
        "person_id": PersonId(new_id()),
        "session_id": new_id(),
        "permissions": frozenset(Permission),
    }
    return Listener(**(given | other))


def stale(event: Event, listener: Listener) -> set[View]:
    return {view for one in invalidations_of(event) if one.concerns(listener) for view in one.views}


def submitted(**other: Any) -> Event:
    given: dict[str, Any] = {
        "work_order_id": new_id(),
        "project_id": new_id(),
        "company_id": new_id(),
        "contractor_id": new_id(),
        "submission_id": new_id(),
        "entries": [],
        "submitted_by": new_id(),
        "submitted_at": "2026-11-01T08:00:00Z",
    }
    return EVENT_TYPES["timesheets.WorkSubmitted.v1"].model_validate(given | other)


def planned(company_id: UUID, project_id: UUID, contractor_id: UUID) -> Event:
    return EVENT_TYPES["timesheets.JobsPlanned.v1"].model_validate(
        {
            "work_order_id": new_id(),
            "project_id": project_id,
            "company_id": company_id,
            "contractor_id": contractor_id,
            "jobs": [],
        }
    )


def invoice_paid(company_id: UUID, project_ids: Iterable[UUID] = ()) -> Event:
    return EVENT_TYPES["payments.InvoicePaid.v1"].model_validate(
        {
            "invoice_id": new_id(),
            "company_id": company_id,
            "number": "I-1",
            "project_ids": list(project_ids),
            "paid_on": "2026-11-01",
            "total": {"amount_minor": 1, "currency": "NOK"},
        }
    )


def held(contractor_id: UUID) -> Event:
    return EVENT_TYPES["payments.TransactionHeld.v1"].model_validate(
        {
            "transaction_id": new_id(),
            "contractor_id": contractor_id,
            "number": "T-1",
            "net": {"amount_minor": 1, "currency": "NOK"},
            "reason": "bank details",
            "held_by": new_id(),
        }
    )


# A file that no message names yet is on nobody's page.
_SHOWN_NOWHERE = {"documents.AttachmentStored.v1"}


@pytest.mark.parametrize("name", sorted(EVENT_TYPES.keys() - _SHOWN_NOWHERE))
def test_every_event_of_the_bus_makes_something_stale(name: str) -> None:
    example = (EXAMPLES / f"{name}.json").read_text(encoding="utf-8")
    assert invalidations_of(EVENT_TYPES[name].model_validate_json(example))


@pytest.mark.requirement("X3")
def test_a_held_transaction_is_stale_for_its_contractor_and_for_staff_alone() -> None:
    contractor_id = PersonId(new_id())
    event = held(contractor_id)
    its_own = a_listener(Portal.CONTRACTOR, person_id=contractor_id)
    assert stale(event, its_own) == {View.TRANSACTIONS, View.TRAIL, View.DASHBOARD}
    assert View.TRANSACTIONS in stale(event, a_listener(Portal.AGENCY))
    assert stale(event, a_listener(Portal.CONTRACTOR)) == set()
    assert stale(event, a_listener(Portal.CUSTOMER, company_id=CompanyId(new_id()))) == set()


def test_submitted_work_is_stale_for_contacts_of_the_company_who_reach_the_project() -> None:
    company_id, project_id = CompanyId(new_id()), ProjectId(new_id())
    event = submitted(company_id=company_id, project_id=project_id)

    def contact(**other: Any) -> Listener:
        return a_listener(Portal.CUSTOMER, **({"company_id": company_id} | other))

    # Jobs say where the work of their day stands.
    shown = {View.WORK, View.JOBS, View.DASHBOARD}
    assert stale(event, contact(scope=Scope.COMPANY)) == shown
    reached = contact(scope=Scope.PROJECTS, project_ids=frozenset({project_id}))
    assert stale(event, reached) == shown
    elsewhere = contact(scope=Scope.PROJECTS, project_ids=frozenset({ProjectId(new_id())}))
    assert stale(event, elsewhere) == set()
    assert stale(event, contact(company_id=CompanyId(new_id()))) == set()
    blind = contact(permissions=frozenset({Permission.INVOICES_VIEW}))
    assert stale(event, blind) == set()


@pytest.mark.requirement("K14")
def test_what_becomes_of_an_offer_is_news_for_those_who_were_asked_and_no_others() -> None:
    company_id, asked = CompanyId(new_id()), PersonId(new_id())
    event = EVENT_TYPES["documents.OfferSigned.v1"].model_validate(
        {
            "offer_id": new_id(),
            "company_id": company_id,
            "title": "Terms",
            "contact_ids": [asked],
            "person_id": asked,
            "complete": False,
        }
    )

    def contact(person_id: PersonId, scope: Scope) -> Listener:
        return a_listener(Portal.CUSTOMER, company_id=company_id, person_id=person_id, scope=scope)

    assert stale(event, contact(asked, Scope.OWN)) == {View.OFFERS, View.DASHBOARD}
    assert stale(event, contact(PersonId(new_id()), Scope.OWN)) == set()
    assert stale(event, contact(PersonId(new_id()), Scope.COMPANY)) != set()


@pytest.mark.requirement("X3")
@pytest.mark.requirement("K16")
@pytest.mark.parametrize("case", CASES, ids=str)
def test_news_reaches_whom_the_table_of_reach_says(case: Case) -> None:
    companies = {name: CompanyId(new_id()) for name in ("ours", "theirs")}
    projects = {name: ProjectId(new_id()) for name in ("harbour", "terminal")}
    person_id = PersonId(new_id())
    carried = dict(case.pass_of(company_id=companies.__getitem__, project_id=projects.__getitem__))
    carried |= {
        "permissions": frozenset(case.permissions),
        "project_ids": frozenset(projects[name] for name in case.assigned),
    }
    listener = a_listener(carried.pop("portal"), person_id=person_id, **carried)
    contractor_id = person_id if case.is_contractor else PersonId(new_id())
    view, event = {
        Subject.WORK: (
            View.WORK,
            submitted(
                company_id=companies["ours"],
                project_id=projects["harbour"],
                contractor_id=contractor_id,
            ),
        ),
        Subject.JOBS: (
            View.JOBS,
            planned(companies["ours"], projects["harbour"], contractor_id),
        ),
        Subject.INVOICES: (
            View.INVOICES,
            invoice_paid(companies["ours"], [projects[name] for name in case.projects]),
        ),
        Subject.PAY: (View.TRANSACTIONS, held(contractor_id)),
    }[case.subject]
    assert (view in stale(event, listener)) is case.shown


def test_an_invoice_is_no_news_for_who_may_not_see_invoices() -> None:
    company_id = CompanyId(new_id())
    event = invoice_paid(company_id)
    sees = a_listener(Portal.CUSTOMER, company_id=company_id, scope=Scope.COMPANY)
    assert View.INVOICES in stale(event, sees)
    approver = frozenset({Permission.WORK_VIEW, Permission.WORK_APPROVE})
    blind = a_listener(Portal.CUSTOMER, company_id=company_id, permissions=approver)
    assert stale(event, blind) == set()
    assert stale(event, a_listener(Portal.CONTRACTOR)) == set()


@pytest.mark.parametrize("visible", [True, False])
def test_a_comment_reaches_the_contractor_where_the_agency_allows_it(visible: bool) -> None:
    contractor_id = PersonId(new_id())
    said = submitted(contractor_id=contractor_id).model_dump() | {
        "comment_id": new_id(),
        "entry": {
            "entry_id": new_id(),
            "version": 1,
            "work_on": "2026-11-01",
            "article": "regular",
            "quantity": "7.5",
        },
        "text": "a question",
        "author_id": new_id(),
        "author_portal": "customer",
        "visible_to_contractor": visible,
        "commented_at": "2026-11-01T08:00:00Z",
    }
    event = EVENT_TYPES["timesheets.WorkCommented.v1"].model_validate(said)
    listener = a_listener(Portal.CONTRACTOR, person_id=contractor_id)
    assert (View.WORK in stale(event, listener)) is visible


@pytest.mark.requirement("C14")
def test_the_trail_is_stale_when_payments_says_so_and_not_when_timesheets_does() -> None:
    """What is submitted stands on the trail only once payments has heard of it."""
    contractor_id = PersonId(new_id())
    its_own = a_listener(Portal.CONTRACTOR, person_id=contractor_id)
    assert View.TRAIL not in stale(submitted(contractor_id=contractor_id), its_own)
    changed = EVENT_TYPES["payments.TrailChanged.v1"].model_validate(
        {"contractor_id": contractor_id, "work_order_ids": [new_id()]}
    )
    assert stale(changed, its_own) == {View.TRAIL}
    assert stale(changed, a_listener(Portal.AGENCY)) == {View.TRAIL}
    assert stale(changed, a_listener(Portal.CONTRACTOR)) == set()
    assert stale(changed, a_listener(Portal.CUSTOMER, company_id=CompanyId(new_id()))) == set()
