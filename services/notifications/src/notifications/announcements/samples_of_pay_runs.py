"""Samples about pay runs: an approval by who was invited, and by who was given the right."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from contracts.access import Permission
from contracts.events.pay_runs import PayRunApprovalStoodOut, StaffGrantKind
from contracts.ids import PayRunId, PersonId
from notifications.announcements import pay_runs
from notifications.announcements.cast import AGENCY, AT, CAUSE, STAFF, an_id
from notifications.announcements.draft import Draft

PAYROLL = replace(STAFF, permissions=frozenset({Permission.PAY_RUNS_RUN}))


def samples() -> Sequence[Draft]:
    """To a colleague."""
    return tuple(
        draft
        for grant in StaffGrantKind
        for draft in pay_runs.approval_stood_out(CAUSE, stood_out(grant), AGENCY, [PAYROLL])
    )


def stood_out(grant: StaffGrantKind) -> PayRunApprovalStoodOut:
    """Nils Hagen approved what Ada Fontaine proposed, two days after she brought him in."""
    return PayRunApprovalStoodOut(
        pay_run_id=PayRunId(an_id(80)),
        number="R-2026-000007",
        pay_on=date(2026, 4, 3),
        proposed_by=PersonId(an_id(81)),
        proposed_by_name="Ada Fontaine",
        approved_by=PersonId(an_id(82)),
        approved_by_name="Nils Hagen",
        approved_at=AT,
        grant=grant,
        granted_at=AT - timedelta(days=2),
    )
