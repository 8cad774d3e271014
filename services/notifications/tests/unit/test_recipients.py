"""Who is told: by permission and scope, and nobody who lost the login."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from chassis.ids import new_id
from contracts.access import Permission, Portal, Scope
from contracts.events.identity import PersonStatus, StandIn
from contracts.ids import CompanyId, InvoiceId, PersonId, ProjectId
from contracts.reach import Subject
from contracts.testing import Case, cases_of
from notifications.announcements.cast import CONTACT, PROJECT, STAFF
from notifications.directory.model import (
    Invoice,
    Person,
    approvers,
    in_whose_place,
    invoice_readers,
    staff_with,
)

DAY = date(2026, 3, 31)


def a_contact(**changes: object) -> Person:
    base = replace(CONTACT, person_id=PersonId(new_id()))
    return replace(base, **changes)  # pyright: ignore[reportArgumentType]


@pytest.mark.requirement("X1")
def test_a_contact_of_the_whole_company_approves_every_project() -> None:
    contact = a_contact(scope=Scope.COMPANY)
    assert approvers([contact], PROJECT, DAY) == [contact]


@pytest.mark.parametrize("scope", [Scope.PROJECTS, Scope.OWN])
def test_a_narrower_contact_is_told_of_assigned_projects_alone(scope: Scope) -> None:
    assigned = a_contact(scope=scope, project_ids=frozenset({PROJECT.project_id}))
    elsewhere = a_contact(scope=scope, project_ids=frozenset({ProjectId(new_id())}))
    assert approvers([assigned, elsewhere], PROJECT, DAY) == [assigned]


def test_the_project_s_own_list_of_contacts_counts_as_well() -> None:
    contact = a_contact(scope=Scope.PROJECTS)
    project = replace(PROJECT, contact_ids=frozenset({contact.person_id}))
    assert approvers([contact], project, DAY) == [contact]


def test_nobody_of_another_company_approves() -> None:
    assert approvers([a_contact(company_id=CompanyId(new_id()))], PROJECT, DAY) == []


def test_viewing_is_not_approving() -> None:
    viewer = a_contact(permissions=frozenset({Permission.WORK_VIEW}))
    assert approvers([viewer], PROJECT, DAY) == []


def test_who_lost_the_login_is_not_told() -> None:
    gone = a_contact(status=PersonStatus.DEACTIVATED)
    assert approvers([gone], PROJECT, DAY) == []
    assert invoice_readers([gone], an_invoice()) == []


def an_invoice(*projects: ProjectId) -> Invoice:
    return Invoice(
        invoice_id=InvoiceId(new_id()),
        company_id=PROJECT.company_id,
        project_id=projects[0] if len(projects) == 1 else None,
        project_ids=frozenset(projects),
        period_start=date(2026, 3, 1),
        period_end=date(2026, 3, 31),
    )


@pytest.mark.requirement("K13")
def test_an_invoice_of_several_projects_is_for_those_who_see_all_of_them() -> None:
    other = ProjectId(new_id())
    everything = a_contact(scope=Scope.COMPANY)
    one = a_contact(scope=Scope.PROJECTS, project_ids=frozenset({PROJECT.project_id}))
    both = a_contact(scope=Scope.PROJECTS, project_ids=frozenset({PROJECT.project_id, other}))
    own = a_contact(scope=Scope.OWN, project_ids=frozenset({PROJECT.project_id}))
    people = [everything, one, both, own]
    assert invoice_readers(people, an_invoice(PROJECT.project_id)) == [everything, one, both]
    assert invoice_readers(people, an_invoice(PROJECT.project_id, other)) == [everything, both]


def test_staff_are_told_by_permission() -> None:
    other = replace(STAFF, permissions=frozenset({Permission.AUDIT_VIEW}))
    contact = a_contact(portal=Portal.CUSTOMER, permissions=frozenset({Permission.WORK_MANAGE}))
    assert staff_with([STAFF, other, contact], Permission.WORK_MANAGE) == [STAFF]


@pytest.mark.requirement("K13")
@pytest.mark.parametrize("case", cases_of(Subject.INVOICES), ids=str)
def test_an_invoice_is_told_to_the_contacts_whom_the_table_says(case: Case) -> None:
    companies = {"ours": PROJECT.company_id, "theirs": CompanyId(new_id())}
    projects = {"harbour": PROJECT.project_id, "terminal": ProjectId(new_id())}
    person = a_contact(
        portal=case.portal,
        permissions=frozenset(case.permissions),
        scope=case.scope,
        company_id=companies[case.company] if case.portal is Portal.CUSTOMER else None,
        project_ids=frozenset(projects[name] for name in case.assigned),
    )
    told = invoice_readers([person], an_invoice(*(projects[name] for name in case.projects)))
    # Staff see it and are not the ones to be told.
    assert bool(told) is (case.shown and case.portal is Portal.CUSTOMER)


def stood_in(person: Person, by: Person, first: date = DAY, last: date = DAY) -> Person:
    one = StandIn(stand_in_id=new_id(), person_id=by.person_id, from_on=first, until_on=last)
    return replace(person, stand_ins=(one,))


@pytest.mark.requirement("B3")
def test_a_stand_in_is_told_of_work_to_approve_and_in_whose_place() -> None:
    colleague = a_contact(scope=Scope.OWN, permissions=frozenset[Permission]())
    approver = stood_in(a_contact(scope=Scope.COMPANY), colleague)
    people = [approver, colleague]
    assert approvers(people, PROJECT, DAY) == people
    assert in_whose_place(colleague, people, PROJECT, DAY) == approver
    assert in_whose_place(approver, people, PROJECT, DAY) is None
    assert approvers(people, PROJECT, DAY + timedelta(days=1)) == [approver]
    gone = [replace(approver, status=PersonStatus.DEACTIVATED), colleague]
    assert approvers(gone, PROJECT, DAY) == []
    elsewhere = [approver, replace(colleague, company_id=CompanyId(new_id()))]
    assert approvers(elsewhere, PROJECT, DAY) == [approver]


@pytest.mark.requirement("B3")
def test_what_a_stand_in_may_only_approve_shows_them_no_invoice() -> None:
    colleague = a_contact(scope=Scope.OWN, permissions=frozenset[Permission]())
    people = [stood_in(a_contact(scope=Scope.COMPANY), colleague), colleague]
    assert invoice_readers(people, an_invoice(PROJECT.project_id)) == people[:1]
