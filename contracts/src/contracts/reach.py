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

Each column needs the permission that `PERMISSIONS` names. A company's statement of account is of
all its invoices: `Reach.shows_all_of` says who has it.

A contact who stands in for another one sees and approves the work that the other may approve,
besides the own: never more of it than the other, and nothing else of theirs. What the other gets by
standing in for somebody does not go on to them, so that nobody's authority goes around in a circle.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol, Self

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

_LENT_SUBJECTS = frozenset({Subject.WORK, Subject.APPROVALS})
"""What a stand-in sees of a principal's: the work that the principal may approve, and no more."""

_BY_ASSIGNMENT = frozenset({Subject.WORK, Subject.APPROVALS, Subject.JOBS})
"""What a contact has of their own through the projects that they are assigned to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """A contact of the same company for whom somebody stands in: what of theirs is lent."""

    person_id: PersonId
    permissions: frozenset[Permission]
    scope: Scope
    project_ids: frozenset[ProjectId] = frozenset()


LENT = frozenset({Permission.WORK_APPROVE, Permission.INVOICES_VIEW})
"""What a stand-in is told of a principal's permissions: the one that is lent, and the one without
which nobody sees what work is billed with."""


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

    @property
    def stands_in_for(self) -> tuple[Principal, ...]:
        """The contacts in whose place they approve work at this moment."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Parties:
    """Whom something concerns: what decides who sees it."""

    contractor_id: PersonId | None = None
    company_id: CompanyId | None = None
    project_ids: frozenset[ProjectId] = frozenset()
    contact_ids: frozenset[PersonId] = frozenset()

    @classmethod
    def named_by(cls, it: object) -> Self:
        """The customer's side of what names it: `company_id`, `project_id` or `project_ids`, and
        `contact_ids`, as events and what they are about do. What names none of these concerns
        nobody in particular."""
        project_id: ProjectId | None = getattr(it, "project_id", None)
        project_ids: Iterable[ProjectId] = getattr(it, "project_ids", ())
        contact_ids: Iterable[PersonId] = getattr(it, "contact_ids", ())
        return cls(
            company_id=getattr(it, "company_id", None),
            project_ids=frozenset({*project_ids, *({project_id} if project_id else ())}),
            contact_ids=frozenset(contact_ids),
        )


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

    def shows_all_of(self, company_id: CompanyId) -> bool:
        """Whether nothing of a company is out of reach. What sums over all of it, as its account
        does, is shown to nobody else: a part of the sum would tell of the rest."""
        unlimited = self.contractor_id is None and self.project_ids is None
        return unlimited and self.company_id in {None, company_id}


def reach(viewer: Viewer, subject: Subject) -> Reach | None:
    """What of a subject this viewer sees; None: the subject is not theirs to see at all."""
    if viewer.portal is None or viewer.person_id is None:
        return None
    own = _own_reach(viewer, viewer.person_id, viewer.portal, subject)
    if viewer.portal is not Portal.CUSTOMER or subject not in _LENT_SUBJECTS:
        return own
    lent = [_of_principal(viewer, principal) for principal in viewer.stands_in_for]
    return _united([own, *lent])


def stands_in_for(viewer: Viewer, parties: Parties) -> PersonId | None:
    """In whose place this viewer approves work of these parties; None: in their own right.

    Of several whose place it could be, the one with the lowest id.
    """
    if viewer.portal is None or viewer.person_id is None:
        return None
    own = _own_reach(viewer, viewer.person_id, viewer.portal, Subject.APPROVALS)
    if own is not None and own.shows(parties):
        return None
    for principal in sorted(viewer.stands_in_for, key=lambda one: one.person_id):
        lent = _of_principal(viewer, principal)
        if lent is not None and lent.shows(parties):
            return principal.person_id
    return None


def _own_reach(
    viewer: Viewer, person_id: PersonId, portal: Portal, subject: Subject
) -> Reach | None:
    """What they see in their own right."""
    needed = PERMISSIONS[subject].get(portal)
    if needed is None or needed not in viewer.permissions:
        return None
    match portal:
        case Portal.AGENCY:
            return Reach()
        case Portal.CONTRACTOR:
            return Reach(contractor_id=person_id)
        case Portal.CUSTOMER:
            return _of_contact(viewer, person_id, subject)


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


def _of_principal(viewer: Viewer, principal: Principal) -> Reach | None:
    """The work that the principal may approve, of the company that both are of."""
    if viewer.company_id is None or Permission.WORK_APPROVE not in principal.permissions:
        return None
    if principal.scope is Scope.COMPANY:
        return Reach(company_id=viewer.company_id)
    return Reach(company_id=viewer.company_id, project_ids=principal.project_ids)


def _united(parts: Iterable[Reach | None]) -> Reach | None:
    """All that one of these shows. They are of one company, and of nothing that is addressed."""
    found = [part for part in parts if part is not None]
    if len(found) < 2:
        return found[0] if found else None
    limits = [part.project_ids for part in found if part.project_ids is not None]
    unlimited = len(limits) < len(found)
    return Reach(
        company_id=found[0].company_id,
        project_ids=None if unlimited else frozenset().union(*limits),
    )
