"""The rule of who sees what, held to the table that services are held to as well."""

from dataclasses import dataclass
from types import SimpleNamespace
from uuid import UUID, uuid5

import pytest

from contracts.access import CONTACT_PERMISSIONS, Permission, Portal, Scope
from contracts.ids import CompanyId, PersonId, ProjectId
from contracts.reach import (
    PERMISSIONS,
    Parties,
    Principal,
    Reach,
    Subject,
    reach,
    stands_in_for,
)
from contracts.testing import CASES, Case

ME, SOMEBODY = PersonId(UUID(int=1)), PersonId(UUID(int=2))
OURS = CompanyId(UUID(int=3))
A, B = ProjectId(UUID(int=4)), ProjectId(UUID(int=5))


def named(name: str) -> UUID:
    return uuid5(UUID(int=0), name)


@dataclass(frozen=True, kw_only=True)
class FakeViewer:
    """A viewer as a pass says it."""

    portal: Portal | None
    permissions: frozenset[Permission]
    person_id: PersonId | None = ME
    scope: Scope | None = None
    company_id: CompanyId | None = None
    project_ids: frozenset[ProjectId] = frozenset()
    stands_in_for: tuple[Principal, ...] = ()


def viewer_of(case: Case) -> FakeViewer:
    return FakeViewer(
        portal=case.portal,
        permissions=frozenset(case.permissions),
        scope=case.scope,
        company_id=CompanyId(named(case.company)) if case.portal is Portal.CUSTOMER else None,
        project_ids=frozenset(ProjectId(named(name)) for name in case.assigned),
    )


@pytest.mark.requirement("K16")
@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_says_what_the_table_says(case: Case) -> None:
    row = Parties(
        contractor_id=ME if case.is_contractor else SOMEBODY,
        company_id=CompanyId(named("ours")),
        project_ids=frozenset(ProjectId(named(name)) for name in case.projects),
    )
    within = reach(viewer_of(case), case.subject)
    assert (within is not None and within.shows(row)) is case.shown


@pytest.mark.parametrize("subject", Subject)
def test_nobody_and_who_has_no_portal_see_nothing(subject: Subject) -> None:
    everything = frozenset(Permission)
    assert reach(FakeViewer(portal=None, permissions=everything), subject) is None
    nobody = FakeViewer(portal=Portal.AGENCY, permissions=everything, person_id=None)
    assert reach(nobody, subject) is None


@pytest.mark.parametrize("subject", Subject)
@pytest.mark.parametrize("portal", Portal)
def test_a_subject_needs_its_permission_and_no_other(subject: Subject, portal: Portal) -> None:
    needed = PERMISSIONS[subject].get(portal)
    for permission in Permission:
        viewer = FakeViewer(
            portal=portal,
            permissions=frozenset({permission}),
            scope=Scope.COMPANY,
            company_id=OURS,
        )
        assert (reach(viewer, subject) is not None) is (permission is needed)


@pytest.mark.parametrize("subject", Subject)
def test_a_contact_without_a_company_or_a_scope_sees_nothing(subject: Subject) -> None:
    for company_id, scope in ((None, Scope.COMPANY), (OURS, None)):
        viewer = FakeViewer(
            portal=Portal.CUSTOMER,
            permissions=CONTACT_PERMISSIONS,
            company_id=company_id,
            scope=scope,
        )
        assert reach(viewer, subject) is None


@pytest.mark.parametrize("subject", [Subject.OFFERS, Subject.INQUIRIES])
@pytest.mark.parametrize("scope", [Scope.OWN, Scope.PROJECTS])
def test_what_is_addressed_to_a_contact_is_theirs_whatever_its_project(
    subject: Subject, scope: Scope
) -> None:
    viewer = FakeViewer(
        portal=Portal.CUSTOMER, permissions=CONTACT_PERMISSIONS, company_id=OURS, scope=scope
    )
    within = reach(viewer, subject)
    assert within is not None
    project = frozenset({ProjectId(named("terminal"))})
    to_me = Parties(company_id=OURS, project_ids=project, contact_ids=frozenset({ME}))
    assert within.shows(to_me)
    assert not within.shows(Parties(company_id=OURS, project_ids=project))
    assert not within.shows(
        Parties(company_id=CompanyId(UUID(int=9)), contact_ids=to_me.contact_ids)
    )


HARBOUR, TERMINAL, QUARRY = (ProjectId(named(each)) for each in ("harbour", "terminal", "quarry"))
KARI, PER = PersonId(UUID(int=11)), PersonId(UUID(int=12))
APPROVES = frozenset({Permission.WORK_APPROVE})


def work_of(project_id: ProjectId, company_id: CompanyId = OURS) -> Parties:
    return Parties(company_id=company_id, project_ids=frozenset({project_id}))


def for_(
    *projects: ProjectId,
    person_id: PersonId = KARI,
    scope: Scope = Scope.PROJECTS,
    permissions: frozenset[Permission] = APPROVES,
) -> Principal:
    return Principal(
        person_id=person_id,
        permissions=permissions,
        scope=scope,
        project_ids=frozenset(projects),
    )


def a_contact(
    *principals: Principal,
    permissions: frozenset[Permission] = APPROVES | {Permission.WORK_VIEW},
    scope: Scope = Scope.PROJECTS,
    projects: frozenset[ProjectId] = frozenset({HARBOUR}),
    company_id: CompanyId | None = OURS,
) -> FakeViewer:
    return FakeViewer(
        portal=Portal.CUSTOMER,
        permissions=permissions,
        scope=scope,
        company_id=company_id,
        project_ids=projects,
        stands_in_for=principals,
    )


NONE: frozenset[Permission] = frozenset()
# Who it is, and which of harbour (the own), terminal (the principal's), quarry they may approve.
STANDING_IN = {
    "nobody's stand-in": (a_contact(), {HARBOUR}),
    "of one with a project": (a_contact(for_(TERMINAL)), {HARBOUR, TERMINAL}),
    "of two": (a_contact(for_(TERMINAL), for_(QUARRY, person_id=PER)), {HARBOUR, TERMINAL, QUARRY}),
    "of one for the whole company": (
        a_contact(for_(scope=Scope.COMPANY)),
        {HARBOUR, TERMINAL, QUARRY},
    ),
    "of one with the scope own": (a_contact(for_(TERMINAL, scope=Scope.OWN)), {HARBOUR, TERMINAL}),
    "of one who may approve no more": (
        a_contact(for_(TERMINAL, permissions=frozenset({Permission.INVOICES_VIEW}))),
        {HARBOUR},
    ),
    "who approves nothing themselves": (a_contact(for_(TERMINAL), permissions=NONE), {TERMINAL}),
    "who only looks themselves, at the whole company": (
        a_contact(
            for_(TERMINAL), permissions=frozenset({Permission.WORK_VIEW}), scope=Scope.COMPANY
        ),
        {TERMINAL},
    ),
    "of nobody's company": (a_contact(for_(TERMINAL), company_id=None), set[ProjectId]()),
}


@pytest.mark.requirement("B3")
@pytest.mark.parametrize(("viewer", "approved"), STANDING_IN.values(), ids=STANDING_IN)
def test_a_stand_in_approves_the_own_work_and_the_principal_s_and_no_other(
    viewer: FakeViewer, approved: set[ProjectId]
) -> None:
    within = reach(viewer, Subject.APPROVALS)
    projects = (HARBOUR, TERMINAL, QUARRY)
    shown = {one for one in projects if within is not None and within.shows(work_of(one))}
    assert shown == approved
    elsewhere = CompanyId(UUID(int=9))
    assert within is None or not any(within.shows(work_of(one, elsewhere)) for one in projects)


@pytest.mark.requirement("B3")
@pytest.mark.parametrize(
    "subject", [s for s in Subject if s not in {Subject.WORK, Subject.APPROVALS}]
)
def test_standing_in_shows_nothing_but_work(subject: Subject) -> None:
    lent = for_(TERMINAL, scope=Scope.COMPANY, permissions=frozenset(Permission))
    for permissions in (NONE, CONTACT_PERMISSIONS):
        alone = reach(a_contact(permissions=permissions), subject)
        assert reach(a_contact(lent, permissions=permissions), subject) == alone


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("portal", [Portal.CONTRACTOR, Portal.AGENCY])
def test_nobody_but_a_contact_stands_in(portal: Portal) -> None:
    lent = (for_(TERMINAL, scope=Scope.COMPANY),)
    viewer = FakeViewer(portal=portal, permissions=NONE, company_id=OURS, stands_in_for=lent)
    assert reach(viewer, Subject.APPROVALS) is None


@pytest.mark.requirement("B3")
def test_what_one_sees_in_the_own_right_is_in_nobody_s_place() -> None:
    viewer = a_contact(for_(HARBOUR, TERMINAL, person_id=PER), for_(TERMINAL, person_id=KARI))
    assert stands_in_for(viewer, work_of(HARBOUR)) is None
    assert stands_in_for(viewer, work_of(TERMINAL)) == KARI  # of two the lowest id
    assert stands_in_for(viewer, work_of(QUARRY)) is None


@pytest.mark.requirement("B12")
@pytest.mark.requirement("K16")
@pytest.mark.parametrize("case", [c for c in CASES if c.subject is Subject.INVOICES], ids=str)
def test_all_of_a_company_is_shown_to_staff_and_to_whose_scope_it_is(case: Case) -> None:
    found = reach(viewer_of(case), Subject.INVOICES)
    ours = CompanyId(named("ours"))
    of_all = case.portal is Portal.AGENCY or (
        case.company == "ours" and case.scope is Scope.COMPANY
    )
    has_permission = (
        PERMISSIONS[Subject.INVOICES].get(case.portal) in case.permissions if case.portal else False
    )
    assert (found is not None and found.shows_all_of(ours)) is (of_all and has_permission)
    assert found is None or not Reach(company_id=ours).shows_all_of(CompanyId(named("theirs")))


def test_what_names_its_parties_concerns_just_these() -> None:
    of_one = SimpleNamespace(company_id=OURS, project_id=A)
    assert Parties.named_by(of_one) == Parties(company_id=OURS, project_ids=frozenset({A}))
    of_several = SimpleNamespace(company_id=OURS, project_ids=(A, B), contact_ids=(ME,))
    assert Parties.named_by(of_several) == Parties(
        company_id=OURS, project_ids=frozenset({A, B}), contact_ids=frozenset({ME})
    )
    assert Parties.named_by(SimpleNamespace(company_id=OURS, project_id=None)) == Parties(
        company_id=OURS
    )
