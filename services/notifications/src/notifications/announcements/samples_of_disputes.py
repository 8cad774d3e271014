"""Samples about a disputed invoice: a dispute, answers, its end."""

from collections.abc import Sequence

from contracts.events.disputes import (
    DisputeAnswered,
    DisputedLine,
    DisputeOutcome,
    DisputeResolved,
    DisputeWithdrawn,
    InvoiceLinesDisputed,
)
from contracts.ids import DisputeId, InvoiceId
from notifications.announcements import disputes
from notifications.announcements.cast import (
    AGENCY,
    CAUSE,
    COMPANY_NAME,
    CONTACT,
    PROJECT,
    STAFF,
    WORK_ORDER,
    an_id,
    cad,
)
from notifications.announcements.disputes import DisputeContext
from notifications.announcements.draft import Draft

_INVOICE_ID = InvoiceId(an_id(40))
_NUMBER = "I-2026-000077"
_COMMON = {
    "invoice_id": _INVOICE_ID,
    "company_id": PROJECT.company_id,
    "number": _NUMBER,
    "project_ids": (PROJECT.project_id,),
    "contact_ids": (CONTACT.person_id,),
}


def _line(number: int, contractor_name: str, amount: str) -> DisputedLine:
    return DisputedLine(
        dispute_id=DisputeId(an_id(40 + number)),
        line_number=number,
        work_order_title=WORK_ORDER.title,
        contractor_name=contractor_name,
        amount=cad(amount),
    )


def samples() -> Sequence[Draft]:
    """Each that staff and contacts are told."""
    context = DisputeContext(agency=AGENCY, company_name=COMPANY_NAME)
    line = _line(1, "Sam Tremblay", "1200.00")
    opened = InvoiceLinesDisputed.model_validate(
        _COMMON
        | {
            "lines": (line, _line(2, "Ines Roy", "480.00")),
            "reason": "Both were on site for two days that week, not three.",
            "disputed_by": CONTACT.person_id,
        }
    )
    again = DisputeAnswered.model_validate(
        _COMMON | {"line": line, "text": "Here is our site log.", "answered_by": CONTACT.person_id}
    )
    answer = DisputeAnswered.model_validate(
        _COMMON
        | {
            "line": line,
            "text": "We are asking Sam for the site log of that week.",
            "answered_by": STAFF.person_id,
        }
    )
    stands = DisputeResolved.model_validate(
        _COMMON
        | {
            "line": line,
            "outcome": DisputeOutcome.STANDS,
            "reason": "The site log has three days, signed by your foreman.",
            "resolved_by": STAFF.person_id,
        }
    )
    correction = stands.model_copy(
        update={
            "outcome": DisputeOutcome.CORRECTION,
            "reason": "One day is taken off.",
            "agreed": cad("400.00"),
        }
    )
    withdrawn = DisputeWithdrawn.model_validate(
        _COMMON | {"line": line, "withdrawn_by": CONTACT.person_id}
    )
    return (
        *disputes.opened(CAUSE, opened, context, CONTACT, [STAFF]),
        *disputes.answered_by_contact(CAUSE, again, context, CONTACT, [STAFF]),
        *disputes.withdrawn(CAUSE, withdrawn, context, CONTACT, [STAFF]),
        *disputes.answered_by_staff(CAUSE, answer, context, STAFF, [CONTACT]),
        *disputes.resolved(CAUSE, stands, context, STAFF, [CONTACT]),
        *disputes.resolved(CAUSE, correction, context, STAFF, [CONTACT]),
    )
