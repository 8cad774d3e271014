"""What a browser can show, who has it open, and for whom it went stale."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from contracts.access import Permission, Portal, Scope
from contracts.ids import CompanyId, PersonId, ProjectId
from contracts.reach import Parties, Principal, Subject, reach


class View(StrEnum):
    """What a browser can show, by the names that the portals know."""

    AGENCY = "agency"
    BANK_ACCOUNT = "bank_account"
    COMPANIES = "companies"
    DASHBOARD = "dashboard"
    DELIVERIES = "deliveries"
    DOCUMENTS = "documents"
    INQUIRIES = "inquiries"
    INVOICES = "invoices"
    JOBS = "jobs"
    LEDGER = "ledger"
    ME = "me"
    NOTIFICATIONS = "notifications"
    OFFERS = "offers"
    PAY_RUNS = "pay_runs"
    PAYMENTS = "payments"
    PEOPLE = "people"
    PROJECTS = "projects"
    REPORT = "report"
    STAND_INS = "stand_ins"
    TRAIL = "trail"
    TRANSACTIONS = "transactions"
    WORK = "work"
    WORK_ORDERS = "work_orders"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """Who has a page open, as the pass said when it was last looked at."""

    agency_id: UUID
    portal: Portal
    person_id: PersonId
    session_id: UUID | None
    permissions: frozenset[Permission]
    company_id: CompanyId | None = None
    scope: Scope | None = None
    project_ids: frozenset[ProjectId] = frozenset()
    stands_in_for: tuple[Principal, ...] = ()


_ANYBODY = Parties()


@dataclass(frozen=True, slots=True, kw_only=True)
class Invalidation:
    """Views of one portal that went stale for those whom it concerns; None does not restrict.

    What has a `subject` concerns those who see something of these `parties`, by the rule of reach.
    """

    portal: Portal
    views: tuple[View, ...]
    person_id: UUID | None = None
    company_id: UUID | None = None
    subject: Subject | None = None
    parties: Parties = _ANYBODY

    def concerns(self, listener: Listener) -> bool:
        """Whether this listener's views are among them."""
        if self.portal is not listener.portal:
            return False
        if self.person_id is not None and self.person_id != listener.person_id:
            return False
        if self.company_id is not None and self.company_id != listener.company_id:
            return False
        if self.subject is None:
            return True
        within = reach(listener, self.subject)
        return within is not None and within.shows(self.parties)
