"""Who sees what: one rule for lists, exports, previews, documents, e-mails and live updates.

What somebody may see follows from what their pass says and from nothing else: portal, permissions,
scope, company, projects. `reach` is that rule. Services translate its answer to SQL, or ask
`Reach.shows`; none of them has a rule of its own.

| of | a contractor | a contact, by scope: own / projects / company | staff |
|---|---|---|---|
| work | the own | of assigned projects / the same / of the company | all |
| work to approve | - | the same | all |
| jobs | - | the same | all |
| invoices | - | none / all of whose projects are assigned / of the company | all |
| pay | the own | - | all |
| offers, inquiries | - | sent to or by them / and of assigned projects / of the company | all |

Each column needs the permission that `PERMISSIONS` names.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol

from contracts.access import Permission, Portal, Scope
from contracts.ids import CompanyId, PersonId, ProjectId


class Subject(StrEnum):
    """What can be seen or not."""

    WORK = "work"
    APPROVALS = "approvals"
    JOBS = "jobs"
    INVOICES = "invoices"
    PAY = "pay"
    OFFERS = "offers"
    INQUIRIES = "inquiries"


PERMISSIONS: Mapping[Subject, Mapping[Portal, Permission]] = MappingProxyType(
    {
        Subject.WORK: {
            Portal.CONTRACTOR: Permission.OWN_WORK,
            Portal.CUSTOMER: Permission.WORK_VIEW,
            Portal.AGENCY: Permission.WORK_MANAGE,
        },
        Subject.APPROVALS: {
            Portal.CUSTOMER: Permission.WORK_APPROVE,
            Portal.AGENCY: Permission.WORK_MANAGE,
        },
        Subject.JOBS: {
            Portal.CUSTOMER: Permission.JOBS_VIEW,
            Portal.AGENCY: Permission.PROJECTS_MANAGE,
        },
        Subject.INVOICES: {
            Portal.CUSTOMER: Permission.INVOICES_VIEW,
            Portal.AGENCY: Permission.INVOICES_MANAGE,
        },
        Subject.PAY: {
            Portal.CONTRACTOR: Permission.OWN_PAYMENTS,
            Portal.AGENCY: Permission.TRANSACTIONS_VIEW,
        },
        Subject.OFFERS: {
            Portal.CUSTOMER: Permission.OFFERS_VIEW,
            Portal.AGENCY: Permission.COMPANIES_MANAGE,
        },
        Subject.INQUIRIES: {
            Portal.CUSTOMER: Permission.INQUIRIES,
            Portal.AGENCY: Permission.COMPANIES_MANAGE,
        },
    }
)
"""Which permission shows a subject in a portal. A portal that is not named never shows it."""

_ADDRESSED = frozenset({Subject.OFFERS, Subject.INQUIRIES})
"""What is sent to, or written by, a single contact."""

_BY_ASSIGNMENT = frozenset({Subject.WORK, Subject.APPROVALS, Subject.JOBS})
"""What a contact has of their own through the projects that they are assigned to."""


class Viewer(Protocol):
    """Who looks, as a pass says it."""

    @property
    def portal(self) -> Portal | None:
        """Where they are signed in; None: nowhere."""
        ...

    @property
    def person_id(self) -> PersonId | None:
        """Who they are."""
        ...

    @property
    def permissions(self) -> frozenset[Permission]:
        """What they may do."""
        ...

    @property
    def scope(self) -> Scope | None:
        """How far a contact's view of the company reaches."""
        ...

    @property
    def company_id(self) -> CompanyId | None:
        """A contact's company."""
        ...

    @property
    def project_ids(self) -> frozenset[ProjectId]:
        """The projects that a contact is assigned to."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Parties:
    """Whom something concerns: what decides who sees it."""

    contractor_id: PersonId | None = None
    company_id: CompanyId | None = None
    project_ids: frozenset[ProjectId] = frozenset()
    contact_ids: frozenset[PersonId] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What of a subject somebody sees, within their agency. None as a limit does not limit.

    `project_ids` limits to what lies wholly within these projects; what is of no project is not
    among it. `contact_id` widens that limit by what is addressed to this contact.
    """

    contractor_id: PersonId | None = None
    company_id: CompanyId | None = None
    project_ids: frozenset[ProjectId] | None = None
    contact_id: PersonId | None = None

    def shows(self, parties: Parties) -> bool:
        """Whether something of these parties is within reach."""
        if self.contractor_id is not None and self.contractor_id != parties.contractor_id:
            return False
        if self.company_id is not None and self.company_id != parties.company_id:
            return False
        if self.project_ids is None or self.contact_id in parties.contact_ids:
            return True
        return bool(parties.project_ids) and parties.project_ids <= self.project_ids


def reach(viewer: Viewer, subject: Subject) -> Reach | None:
    """What of a subject this viewer sees; None: the subject is not theirs to see at all."""
    if viewer.portal is None or viewer.person_id is None:
        return None
    needed = PERMISSIONS[subject].get(viewer.portal)
    if needed is None or needed not in viewer.permissions:
        return None
    match viewer.portal:
        case Portal.AGENCY:
            return Reach()
        case Portal.CONTRACTOR:
            return Reach(contractor_id=viewer.person_id)
        case Portal.CUSTOMER:
            return _of_contact(viewer, viewer.person_id, subject)


def _of_contact(viewer: Viewer, contact_id: PersonId, subject: Subject) -> Reach | None:
    if viewer.company_id is None or viewer.scope is None:
        return None
    if viewer.scope is Scope.COMPANY:
        return Reach(company_id=viewer.company_id)
    own_ones_only = viewer.scope is Scope.OWN and subject not in _BY_ASSIGNMENT
    return Reach(
        company_id=viewer.company_id,
        project_ids=frozenset() if own_ones_only else viewer.project_ids,
        contact_id=contact_id if subject in _ADDRESSED else None,
    )
