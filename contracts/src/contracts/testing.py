"""For tests: who sees what, as a table that everything which shows something is held to.

Written by hand and not computed, so that it can disagree with the rule. Two companies, `ours` and
`theirs`, and two projects of ours, `harbour` and `terminal`. The row is always one of ours.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from contracts.access import (
    CONTACT_PERMISSIONS,
    CONTRACTOR_PERMISSIONS,
    STAFF_PERMISSIONS,
    Permission,
    Portal,
    Scope,
)
from contracts.reach import Subject

_HARBOUR, _TERMINAL = ("harbour",), ("terminal",)
_BOTH = ("harbour", "terminal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Somebody, a row, and whether they see it."""

    subject: Subject
    name: str
    portal: Portal = Portal.CUSTOMER
    permissions: Collection[Permission]
    scope: Scope | None = None
    company: str = "ours"
    assigned: tuple[str, ...] = ()
    projects: tuple[str, ...] = _HARBOUR
    is_contractor: bool = False
    """Of the row: whether the viewer is the contractor whose work or pay it is."""
    shown: bool

    def __str__(self) -> str:
        return self.name

    def pass_of(
        self, *, company_id: Callable[[str], Any], project_id: Callable[[str], Any]
    ) -> Mapping[str, Any]:
        """What the viewer's pass carries, with the ids that a test gives to the names."""
        carried: dict[str, Any] = {"portal": self.portal, "permissions": list(self.permissions)}
        if self.portal is Portal.CUSTOMER:
            carried |= {
                "scope": self.scope,
                "company_id": company_id(self.company),
                "project_ids": [project_id(name) for name in self.assigned],
            }
        return carried


def cases_of(subject: Subject) -> list[Case]:
    """The rows of the table that speak of this."""
    return [case for case in CASES if case.subject is subject]


def _contacts(subject: Subject, permission: Permission) -> list[Case]:
    """What holds for contacts whatever the subject."""
    blind = CONTACT_PERMISSIONS - {permission}

    def case(name: str, **given: Any) -> Case:
        values: dict[str, Any] = {"permissions": [permission], "scope": Scope.COMPANY} | given
        return Case(subject=subject, name=f"{subject}: {name}", **values)

    return [
        case("the whole company", shown=True),
        case("the whole company, whatever is assigned", assigned=_TERMINAL, shown=True),
        case("another company", company="theirs", shown=False),
        case("no permission for it, and all others", permissions=blind, shown=False),
        case("an assigned project", scope=Scope.PROJECTS, assigned=_HARBOUR, shown=True),
        case("another project", scope=Scope.PROJECTS, assigned=_TERMINAL, shown=False),
        case("no project", scope=Scope.PROJECTS, shown=False),
        case(
            "an assigned project's id, from another company",
            scope=Scope.PROJECTS,
            assigned=_HARBOUR,
            company="theirs",
            shown=False,
        ),
        case("own items, without a project", scope=Scope.OWN, shown=False),
    ]


CASES: tuple[Case, ...] = (
    *_contacts(Subject.WORK, Permission.WORK_VIEW),
    Case(
        subject=Subject.WORK,
        name="work: own items are those of assigned projects",
        permissions=[Permission.WORK_VIEW],
        scope=Scope.OWN,
        assigned=_HARBOUR,
        shown=True,
    ),
    Case(
        subject=Subject.WORK,
        name="work: its contractor",
        portal=Portal.CONTRACTOR,
        permissions=CONTRACTOR_PERMISSIONS,
        is_contractor=True,
        shown=True,
    ),
    Case(
        subject=Subject.WORK,
        name="work: another contractor",
        portal=Portal.CONTRACTOR,
        permissions=CONTRACTOR_PERMISSIONS,
        shown=False,
    ),
    Case(
        subject=Subject.WORK,
        name="work: staff with the permission",
        portal=Portal.AGENCY,
        permissions=[Permission.WORK_MANAGE],
        shown=True,
    ),
    Case(
        subject=Subject.WORK,
        name="work: staff with all others",
        portal=Portal.AGENCY,
        permissions=STAFF_PERMISSIONS - {Permission.WORK_MANAGE},
        shown=False,
    ),
    *_contacts(Subject.JOBS, Permission.JOBS_VIEW),
    Case(
        subject=Subject.JOBS,
        name="jobs: own items are those of assigned projects",
        permissions=[Permission.JOBS_VIEW],
        scope=Scope.OWN,
        assigned=_HARBOUR,
        shown=True,
    ),
    Case(
        subject=Subject.JOBS,
        name="jobs: the contractor whose shift it is",
        portal=Portal.CONTRACTOR,
        permissions=CONTRACTOR_PERMISSIONS,
        is_contractor=True,
        shown=False,
    ),
    Case(
        subject=Subject.JOBS,
        name="jobs: staff with the permission",
        portal=Portal.AGENCY,
        permissions=[Permission.PROJECTS_MANAGE],
        shown=True,
    ),
    Case(
        subject=Subject.JOBS,
        name="jobs: staff with all others",
        portal=Portal.AGENCY,
        permissions=STAFF_PERMISSIONS - {Permission.PROJECTS_MANAGE},
        shown=False,
    ),
    *_contacts(Subject.INVOICES, Permission.INVOICES_VIEW),
    Case(
        subject=Subject.INVOICES,
        name="invoices: of two projects, both assigned",
        permissions=[Permission.INVOICES_VIEW],
        scope=Scope.PROJECTS,
        assigned=_BOTH,
        projects=_BOTH,
        shown=True,
    ),
    Case(
        subject=Subject.INVOICES,
        name="invoices: of two projects, one assigned",
        permissions=[Permission.INVOICES_VIEW],
        scope=Scope.PROJECTS,
        assigned=_HARBOUR,
        projects=_BOTH,
        shown=False,
    ),
    Case(
        subject=Subject.INVOICES,
        name="invoices: none is sent to a single contact",
        permissions=[Permission.INVOICES_VIEW],
        scope=Scope.OWN,
        assigned=_HARBOUR,
        shown=False,
    ),
    Case(
        subject=Subject.INVOICES,
        name="invoices: the contractor whose work it is",
        portal=Portal.CONTRACTOR,
        permissions=CONTRACTOR_PERMISSIONS,
        is_contractor=True,
        shown=False,
    ),
    Case(
        subject=Subject.INVOICES,
        name="invoices: staff with the permission",
        portal=Portal.AGENCY,
        permissions=[Permission.INVOICES_MANAGE],
        shown=True,
    ),
    Case(
        subject=Subject.INVOICES,
        name="invoices: staff with all others",
        portal=Portal.AGENCY,
        permissions=STAFF_PERMISSIONS - {Permission.INVOICES_MANAGE},
        shown=False,
    ),
    Case(
        subject=Subject.PAY,
        name="pay: its contractor",
        portal=Portal.CONTRACTOR,
        permissions=CONTRACTOR_PERMISSIONS,
        is_contractor=True,
        shown=True,
    ),
    Case(
        subject=Subject.PAY,
        name="pay: another contractor",
        portal=Portal.CONTRACTOR,
        permissions=CONTRACTOR_PERMISSIONS,
        shown=False,
    ),
    Case(
        subject=Subject.PAY,
        name="pay: a contact with every permission",
        permissions=CONTACT_PERMISSIONS,
        scope=Scope.COMPANY,
        assigned=_BOTH,
        shown=False,
    ),
    Case(
        subject=Subject.PAY,
        name="pay: staff with the permission",
        portal=Portal.AGENCY,
        permissions=[Permission.TRANSACTIONS_VIEW],
        shown=True,
    ),
    Case(
        subject=Subject.PAY,
        name="pay: staff with all others",
        portal=Portal.AGENCY,
        permissions=STAFF_PERMISSIONS - {Permission.TRANSACTIONS_VIEW},
        shown=False,
    ),
)
