"""Samples about bank accounts: the first, a change that cools off, and one that does not."""

from collections.abc import Sequence
from datetime import datetime

from contracts.events.identity import BankAccountChanged, BankAccountKind
from notifications.announcements import bank_accounts
from notifications.announcements.cast import AGENCY, AT, CAUSE, CONTRACTOR, UNTIL, an_id, described
from notifications.announcements.draft import Draft


def samples() -> Sequence[Draft]:
    """To the contractor."""
    return tuple(
        bank_accounts.bank_account_changed(CAUSE, event, AGENCY, CONTRACTOR)
        for event in (
            changed(ending_before=""),
            changed(usable_from=UNTIL),
            changed(),
        )
    )


def changed(*, ending_before: str = "9021", usable_from: datetime = AT) -> BankAccountChanged:
    """The contractor named the account ending 4417."""
    return BankAccountChanged(
        person=described(CONTRACTOR),
        bank_account_id=an_id(70),
        kind=BankAccountKind.CANADIAN,
        country="CA",
        ending="4417",
        holder=CONTRACTOR.name,
        bank_code="003",
        fingerprint="0" * 64,
        sealed="",
        usable_from=usable_from,
        ending_before=ending_before,
        changed_at=AT,
    )
