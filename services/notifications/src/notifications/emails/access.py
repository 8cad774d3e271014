"""Who may read what an e-mail said: it names amounts, so no log and no list is a second way to
them."""

from collections.abc import Mapping
from types import MappingProxyType

from contracts.access import Permission
from contracts.reach import Parties, Subject, Viewer, reach
from notifications.emails.message import SECURITY, Kind

SUBJECT_OF: Mapping[str, Subject] = MappingProxyType(
    {
        Kind.WORK_SUBMITTED: Subject.APPROVALS,
        Kind.WORK_ESCALATED: Subject.APPROVALS,
        Kind.STAND_IN_NAMED: Subject.WORK,
        Kind.STAND_IN_ENDED: Subject.WORK,
        Kind.WORK_APPROVED: Subject.WORK,
        Kind.WORK_RETURNED: Subject.WORK,
        Kind.WORK_COMMENTED: Subject.WORK,
        Kind.TRANSACTION_SCHEDULED: Subject.PAY,
        Kind.PAYMENT_DATE_MOVED: Subject.PAY,
        Kind.PAYMENT_ON_HOLD: Subject.PAY,
        Kind.PAYMENT_RELEASED: Subject.PAY,
        Kind.PAYMENT_MADE: Subject.PAY,
        Kind.PAYMENT_FAILED: Subject.PAY,
        Kind.PAY_TAKEN_BACK: Subject.PAY,
        Kind.DEDUCTIONS_UNSETTLED: Subject.PAY,
        Kind.INVOICE_ISSUED: Subject.INVOICES,
        Kind.INVOICE_DUE_SOON: Subject.INVOICES,
        Kind.INVOICE_OVERDUE: Subject.INVOICES,
        Kind.INVOICE_CREDITED: Subject.INVOICES,
        Kind.RECEIPT_REVERSED: Subject.INVOICES,
        Kind.INTEREST_CHARGED: Subject.INVOICES,
        Kind.CHARGE_WAIVED: Subject.INVOICES,
        Kind.DISPUTE_RECEIVED: Subject.INVOICES,
        Kind.DISPUTE_ANSWERED: Subject.INVOICES,
        Kind.DISPUTE_RESOLVED: Subject.INVOICES,
        Kind.OFFER_TO_SIGN: Subject.OFFERS,
        Kind.OFFER_SIGNED: Subject.OFFERS,
        Kind.OFFER_DECLINED: Subject.OFFERS,
        Kind.OFFER_CLOSED: Subject.OFFERS,
        Kind.INQUIRY_RECEIVED: Subject.INQUIRIES,
        Kind.INQUIRY_ANSWERED: Subject.INQUIRIES,
    }
)
"""What each kind is about. E-mail about the login, and the digest, are about none of these."""

_OF_ONESELF = frozenset({Kind.STAND_IN_NAMED, Kind.STAND_IN_ENDED})
"""Kinds that tell their reader of the own permissions: the end of one is told after it ended."""

_NEEDED: Mapping[Kind, Permission] = MappingProxyType(
    {
        Kind.DEDUCTIONS_UNSETTLED: Permission.TRANSACTIONS_RELEASE,
        Kind.APPROVAL_STOOD_OUT: Permission.PAY_RUNS_RUN,
    }
)
"""Kinds that ask for something to be done, and what is needed to do it."""

_NAMES_NOTHING = SECURITY | {Kind.DAILY_DIGEST}
"""Kinds whose subject has neither an amount nor anything else that a permission guards."""


def subject_is_shown(viewer: Viewer, kind: str) -> bool:
    """Whether this viewer may read the subject of an e-mail of this kind.

    A kind that is not named here is shown to nobody.
    """
    if kind in _NAMES_NOTHING:
        return True
    about = SUBJECT_OF.get(kind)
    return about is not None and reach(viewer, about) is not None


def is_still_theirs(viewer: Viewer, kind: Kind, about: Parties | None) -> bool:
    """Whether what was told to this viewer once is theirs to read now.

    It may have waited, for the mail server, for the digest or in the list, while a permission or a
    project was taken away. `about`: whom it concerns; None where it was not kept, and then the
    permission alone is asked for.
    """
    if about is not None and viewer.company_id not in {None, about.company_id}:
        return False
    if kind in _NEEDED:
        return _NEEDED[kind] in viewer.permissions
    if kind in _NAMES_NOTHING or kind in _OF_ONESELF:
        return True
    within = reach(viewer, SUBJECT_OF[kind])
    return within is not None and (about is None or within.shows(about))
