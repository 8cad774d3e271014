"""The rule of who sees what, held to the table that services are held to as well."""

from dataclasses import dataclass
from uuid import UUID, uuid5

import pytest

from contracts.access import CONTACT_PERMISSIONS, Permission, Portal, Scope
from contracts.ids import CompanyId, PersonId, ProjectId
from contracts.reach import PERMISSIONS, Parties, Subject, reach
from contracts.testing import CASES, Case

ME, SOMEBODY = PersonId(UUID(int=1)), PersonId(UUID(int=2))
OURS = CompanyId(UUID(int=3))


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
