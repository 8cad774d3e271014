"""What a person chose per kind of e-mail, and the rules of it (X1)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from chassis.errors import FieldError, InvalidError
from contracts.access import Portal
from notifications.emails.message import SECURITY, Kind

DEFAULT_DIGEST_HOUR = 8


class Choice(StrEnum):
    """How a kind comes by e-mail. In the list of the portal it stands in any case."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    NEVER = "never"


class Subject(StrEnum):
    """What a kind is about: the groups of the settings page."""

    PAYMENTS = "payments"
    WORK = "work"
    INVOICES = "invoices"
    OFFERS = "offers"
    INQUIRIES = "inquiries"
    SECURITY = "security"


_CHOSEN: Mapping[Portal, Mapping[Kind, Subject]] = {
    Portal.CONTRACTOR: {
        Kind.TRANSACTION_SCHEDULED: Subject.PAYMENTS,
        Kind.PAYMENT_DATE_MOVED: Subject.PAYMENTS,
        Kind.PAYMENT_ON_HOLD: Subject.PAYMENTS,
        Kind.PAYMENT_RELEASED: Subject.PAYMENTS,
        Kind.PAYMENT_MADE: Subject.PAYMENTS,
        Kind.PAYMENT_FAILED: Subject.PAYMENTS,
        Kind.PAY_TAKEN_BACK: Subject.PAYMENTS,
        Kind.WORK_APPROVED: Subject.WORK,
        Kind.WORK_RETURNED: Subject.WORK,
        Kind.WORK_COMMENTED: Subject.WORK,
    },
    Portal.CUSTOMER: {
        Kind.WORK_SUBMITTED: Subject.WORK,
        Kind.WORK_ESCALATED: Subject.WORK,
        Kind.STAND_IN_NAMED: Subject.WORK,
        Kind.STAND_IN_ENDED: Subject.WORK,
        Kind.INVOICE_ISSUED: Subject.INVOICES,
        Kind.INVOICE_DUE_SOON: Subject.INVOICES,
        Kind.INVOICE_OVERDUE: Subject.INVOICES,
        Kind.INVOICE_CREDITED: Subject.INVOICES,
        Kind.RECEIPT_REVERSED: Subject.INVOICES,
        Kind.INTEREST_CHARGED: Subject.INVOICES,
        Kind.CHARGE_WAIVED: Subject.INVOICES,
        Kind.DISPUTE_ANSWERED: Subject.INVOICES,
        Kind.DISPUTE_RESOLVED: Subject.INVOICES,
        Kind.OFFER_TO_SIGN: Subject.OFFERS,
        Kind.OFFER_SIGNED: Subject.OFFERS,
        Kind.OFFER_DECLINED: Subject.OFFERS,
        Kind.OFFER_CLOSED: Subject.OFFERS,
        Kind.INQUIRY_ANSWERED: Subject.INQUIRIES,
    },
    Portal.AGENCY: {
        Kind.DEDUCTIONS_UNSETTLED: Subject.PAYMENTS,
        Kind.WORK_COMMENTED: Subject.WORK,
        Kind.DISPUTE_RECEIVED: Subject.INVOICES,
        Kind.OFFER_SIGNED: Subject.OFFERS,
        Kind.OFFER_DECLINED: Subject.OFFERS,
        Kind.OFFER_CLOSED: Subject.OFFERS,
        Kind.INQUIRY_RECEIVED: Subject.INQUIRIES,
        Kind.INQUIRY_ANSWERED: Subject.INQUIRIES,
    },
}
"""The kinds that people of a portal can get and choose, in the order in which they are shown."""


_OF_ONE_PORTAL = {
    Kind.BILLING_EMAIL_CHANGED: Portal.CUSTOMER,
    Kind.BANK_ACCOUNT_CHANGED: Portal.CONTRACTOR,
    Kind.APPROVAL_STOOD_OUT: Portal.AGENCY,
}
"""What always comes, and only to people of this portal."""


def kinds_of(portal: Portal) -> dict[Kind, Subject]:
    """Every kind that people of this portal can get; those that always come are the last."""
    always = {kind for kind in SECURITY if _OF_ONE_PORTAL.get(kind, portal) is portal}
    security = (kind for kind in Kind if kind in always)
    return {**_CHOSEN[portal], **dict.fromkeys(security, Subject.SECURITY)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """What a person chose. What is not in `choices` comes at once.

    `digest_hour` is the hour of the day in the agency's time zone at which the digest is made.
    """

    choices: Mapping[Kind, Choice] = field(default_factory=dict[Kind, Choice])
    digest_hour: int = DEFAULT_DIGEST_HOUR

    def choice(self, kind: Kind) -> Choice:
        """How the kind comes. E-mail about getting in always comes at once."""
        return Choice.AT_ONCE if kind in SECURITY else self.choices.get(kind, Choice.AT_ONCE)


def chosen(portal: Portal, choices: Mapping[str, Choice], *, digest_hour: int) -> Preferences:
    """Preferences of a person of this portal; what is left out comes at once.

    Raises InvalidError that names every kind that the portal's people never get, or that always
    comes.
    """
    known = kinds_of(portal)
    kept: dict[Kind, Choice] = {}
    errors: list[FieldError] = []
    for name, choice in choices.items():
        if name not in known:
            errors.append(FieldError(f"choices.{name}", "nobody at this portal gets this"))
        elif Kind(name) in SECURITY and choice is not Choice.AT_ONCE:
            errors.append(
                FieldError(f"choices.{name}", "e-mail about your login always comes, at once")
            )
        elif choice is not Choice.AT_ONCE:
            kept[Kind(name)] = choice
    if errors:
        raise InvalidError.of(errors)
    return Preferences(choices=kept, digest_hour=digest_hour)
