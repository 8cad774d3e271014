"""What an e-mail says: its kind and facts, before language and look."""

from datetime import datetime
from enum import StrEnum
from typing import Self

from pydantic import Field

from contracts.base import Value
from notifications.emails.values import Moment, TemplateValue

_AS_OF = "as_of"


class Kind(StrEnum):
    """What an e-mail tells. Each has a section of texts in every language's catalogue."""

    INVITATION = "invitation"
    LOGIN_LINK = "login_link"
    PASSWORD_RESET = "password_reset"  # noqa: S105 - a kind, not a password
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - a kind, not a password
    SECURITY_CHANGED = "security_changed"
    BANK_ACCOUNT_CHANGED = "bank_account_changed"
    BILLING_EMAIL_CHANGED = "billing_email_changed"
    APPROVAL_STOOD_OUT = "approval_stood_out"

    WORK_SUBMITTED = "work_submitted"
    WORK_ESCALATED = "work_escalated"
    STAND_IN_NAMED = "stand_in_named"
    STAND_IN_ENDED = "stand_in_ended"
    WORK_APPROVED = "work_approved"
    WORK_RETURNED = "work_returned"
    WORK_COMMENTED = "work_commented"

    TRANSACTION_SCHEDULED = "transaction_scheduled"
    PAYMENT_DATE_MOVED = "payment_date_moved"
    PAYMENT_ON_HOLD = "payment_on_hold"
    PAYMENT_RELEASED = "payment_released"
    PAYMENT_MADE = "payment_made"
    PAYMENT_FAILED = "payment_failed"
    PAY_TAKEN_BACK = "pay_taken_back"
    DEDUCTIONS_UNSETTLED = "deductions_unsettled"

    INVOICE_ISSUED = "invoice_issued"
    INVOICE_DUE_SOON = "invoice_due_soon"
    INVOICE_OVERDUE = "invoice_overdue"
    INVOICE_CREDITED = "invoice_credited"
    RECEIPT_REVERSED = "receipt_reversed"
    INTEREST_CHARGED = "interest_charged"
    CHARGE_WAIVED = "charge_waived"

    DISPUTE_RECEIVED = "dispute_received"
    DISPUTE_ANSWERED = "dispute_answered"
    DISPUTE_RESOLVED = "dispute_resolved"

    OFFER_TO_SIGN = "offer_to_sign"
    OFFER_SIGNED = "offer_signed"
    OFFER_DECLINED = "offer_declined"
    OFFER_CLOSED = "offer_closed"

    INQUIRY_RECEIVED = "inquiry_received"
    INQUIRY_ANSWERED = "inquiry_answered"

    DAILY_DIGEST = "daily_digest"

    @property
    def is_security(self) -> bool:
        """Whether it guards a login, pay or invoices: it always comes, and before all others."""
        return self in SECURITY


SECURITY = frozenset(
    {
        Kind.INVITATION,
        Kind.LOGIN_LINK,
        Kind.PASSWORD_RESET,
        Kind.PASSWORD_CHANGED,
        Kind.SECURITY_CHANGED,
        Kind.BANK_ACCOUNT_CHANGED,
        Kind.BILLING_EMAIL_CHANGED,
        Kind.APPROVAL_STOOD_OUT,
    }
)
REMINDERS = frozenset({Kind.INVOICE_DUE_SOON, Kind.INVOICE_OVERDUE})
"""Kinds that say what is to pay: they tell of the moment at which they are sent."""
WITH_SECRET_LINK = frozenset({Kind.INVITATION, Kind.LOGIN_LINK, Kind.PASSWORD_RESET})
"""Kinds whose button leads to a one-time address, which is stored only encrypted."""


class Fact(Value):
    """A fact under the text. `label` is a key of the catalogue's section `labels`."""

    label: str
    value: TemplateValue


class Line(Value):
    """One of several things that the message is about, with its own figure."""

    label: TemplateValue
    detail: TemplateValue | None = None
    value: TemplateValue


class Group(Value):
    """Several things that were told of one kind; `title` is a key of the section `groups`."""

    title: str
    lines: tuple[Line, ...]
    more_lines: int = 0


class Brand(Value):
    """The agency, as its e-mails show it."""

    name: str
    colour: str = Field(pattern=r"^#[0-9a-f]{6}$")
    site_url: str
    support_email: str
    country: str


class Message(Value):
    """What an e-mail says, frozen when the event was handled.

    `variant` picks texts `KEY_VARIANT` before `KEY`. `path` is where the button leads on the
    agency's site, unless the e-mail has a secret link; `settings_path` is where the person chooses
    which e-mails come, for those that can be chosen. `to_mailbox`: to an address of the company
    that is nobody's login.
    """

    kind: Kind
    brand: Brand
    recipient_name: str
    variant: str = ""
    values: dict[str, TemplateValue] = Field(default_factory=dict)
    figure: TemplateValue | None = None
    quote: str | None = None
    facts: tuple[Fact, ...] = ()
    lines: tuple[Line, ...] = ()
    more_lines: int = 0
    groups: tuple[Group, ...] = ()
    path: str
    settings_path: str | None = None
    to_mailbox: bool = False

    @property
    def as_of(self) -> datetime | None:
        """The moment that it tells of, where it names one."""
        found = (fact.value for fact in self.facts if fact.label == _AS_OF)
        return next((one.at for one in found if isinstance(one, Moment)), None)

    def telling_of(self, moment: Moment) -> Self:
        """The same, of this moment."""
        facts = tuple(fact for fact in self.facts if fact.label != _AS_OF)
        return self.model_copy(update={"facts": (*facts, Fact(label=_AS_OF, value=moment))})
