"""Who may read what an e-mail said: subjects name amounts, so the log is no second way to them."""

from collections.abc import Mapping
from types import MappingProxyType

from contracts.reach import Subject, Viewer, reach
from notifications.emails.message import SECURITY, Kind

SUBJECT_OF: Mapping[str, Subject] = MappingProxyType(
    {
        Kind.WORK_SUBMITTED: Subject.WORK,
        Kind.WORK_ESCALATED: Subject.WORK,
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
        Kind.DEDUCTIONS_UNSETTLED: Subject.PAY,
        Kind.INVOICE_ISSUED: Subject.INVOICES,
        Kind.INVOICE_DUE_SOON: Subject.INVOICES,
        Kind.INVOICE_OVERDUE: Subject.INVOICES,
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
