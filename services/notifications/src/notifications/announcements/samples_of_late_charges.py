"""Samples of late charges: interest that is charged, and what is waived, in each way it reads."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from contracts.events.late_charges import InterestCharged, LateChargeKind, LateChargeWaived
from contracts.money import Money
from notifications.announcements import late_charges
from notifications.announcements.cast import CAUSE, STAFF, an_id, cad
from notifications.announcements.draft import Draft
from notifications.announcements.samples_of_credits import CONTEXT, INVOICE

REFERENCE = "RF41I2026000077"


def interest(disputed: Money | None = None) -> InterestCharged:
    """30 days of 1,649.24 at eight percent."""
    return InterestCharged.model_validate(
        _said(cad("10.84"), cad("1660.08"), disputed)
        | {
            "from_on": date(2026, 5, 2),
            "until_on": date(2026, 5, 31),
            "percent": Decimal("8.5"),
            "charged_on": date(2026, 6, 1),
            "charged_by": STAFF.person_id,
        }
    )


def waiver(
    kind: LateChargeKind, left: Money, *, kept: Money | None = None, disputed: Money | None = None
) -> LateChargeWaived:
    """10.84 are not owed any more."""
    return LateChargeWaived.model_validate(
        _said(cad("10.84"), left, disputed)
        | {
            "kind": kind,
            "reason": "The invoice reached you late",
            "waived_on": date(2026, 6, 3),
            "waived_by": STAFF.person_id,
            "kept_balance": kept or cad("0.00"),
        }
    )


def samples() -> Sequence[Draft]:
    """To a contact, and to the billing e-mail."""
    charged = (interest(), interest(cad("1356.00")))
    none = cad("0.00")
    waivers = (
        waiver(LateChargeKind.INTEREST, cad("1649.24")),
        waiver(LateChargeKind.REMINDER_FEE, none),
        waiver(LateChargeKind.REMINDER_FEE, none, kept=cad("10.84")),
        waiver(LateChargeKind.INTEREST, cad("1649.24"), disputed=cad("1649.24")),
    )
    return [
        *(
            draft
            for event in charged
            for draft in late_charges.interest_charged(CAUSE, event, INVOICE, CONTEXT)
        ),
        *(
            draft
            for event in waivers
            for draft in late_charges.waived(CAUSE, event, INVOICE, CONTEXT)
        ),
    ]


def _said(amount: Money, left: Money, disputed: Money | None) -> dict[str, object]:
    return {
        "invoice_id": INVOICE.invoice_id,
        "company_id": INVOICE.company_id,
        "number": INVOICE.number,
        "charge_id": an_id(62),
        "amount": amount,
        "open_amount": left,
        "disputed_amount": disputed,
        "payment_reference": REFERENCE,
    }
