"""Portals, permissions and scopes: what a pass can carry, and every service can ask for."""

from enum import StrEnum


class Portal(StrEnum):
    """Where a person signs in."""

    CONTRACTOR = "contractor"
    CUSTOMER = "customer"
    AGENCY = "agency"


class Permission(StrEnum):
    """A right of a person. A contractor has the `own` ones, always and no other."""

    OWN_WORK = "own.work"
    OWN_PAYMENTS = "own.payments"

    WORK_VIEW = "work.view"
    WORK_APPROVE = "work.approve"
    INVOICES_VIEW = "invoices.view"
    JOBS_VIEW = "jobs.view"
    OFFERS_VIEW = "offers.view"
    OFFERS_SIGN = "offers.sign"
    INQUIRIES = "inquiries"
    COMPANY_EDIT = "company.edit"

    PEOPLE_MANAGE = "people.manage"
    COMPANIES_MANAGE = "companies.manage"
    PROJECTS_MANAGE = "projects.manage"
    WORK_MANAGE = "work.manage"
    TRANSACTIONS_VIEW = "transactions.view"
    TRANSACTIONS_RELEASE = "transactions.release"
    PAY_RUNS_RUN = "pay_runs.run"
    INVOICES_MANAGE = "invoices.manage"
    SETTINGS_MANAGE = "settings.manage"
    AUDIT_VIEW = "audit.view"


class Scope(StrEnum):
    """How far a contact's view of the own company reaches."""

    OWN = "own"
    PROJECTS = "projects"
    COMPANY = "company"


CONTRACTOR_PERMISSIONS = frozenset({Permission.OWN_WORK, Permission.OWN_PAYMENTS})
CONTACT_PERMISSIONS = frozenset(
    {
        Permission.WORK_VIEW,
        Permission.WORK_APPROVE,
        Permission.INVOICES_VIEW,
        Permission.JOBS_VIEW,
        Permission.OFFERS_VIEW,
        Permission.OFFERS_SIGN,
        Permission.INQUIRIES,
        Permission.COMPANY_EDIT,
    }
)
STAFF_PERMISSIONS = frozenset(Permission) - CONTRACTOR_PERMISSIONS - CONTACT_PERMISSIONS
