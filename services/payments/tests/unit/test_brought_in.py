"""Which approvals stand out: of whom the proposer brought in, and not long before."""

from datetime import UTC, date, datetime, timedelta

import pytest

from chassis.ids import new_id
from contracts.events.pay_runs import StaffGrantKind
from contracts.ids import PayRunId, PersonId
from payments.directory.model import StaffGrant
from payments.payruns.model import PayRun
from payments.payruns.repository import Approval
from payments.payruns.standouts import NEW_APPROVER_DAYS, approval_standouts, stood_out

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
ADA, LIV, NILS = (PersonId(new_id()) for _ in range(3))
PERIOD = timedelta(days=NEW_APPROVER_DAYS)
MOMENT = timedelta(microseconds=1)


def a_grant(
    person_id: PersonId = LIV,
    by: PersonId = ADA,
    ago: timedelta = timedelta(days=1),
    kind: StaffGrantKind = StaffGrantKind.INVITED,
) -> StaffGrant:
    return StaffGrant(person_id=person_id, kind=kind, granted_by=by, granted_at=NOW - ago)


LIV_APPROVES_WHAT_ADA_PROPOSED = Approval(
    pay_run=PayRun(
        pay_run_id=PayRunId(new_id()),
        number="R-2026-000001",
        pay_on=date(2026, 3, 12),
        proposed_by=ADA,
        proposed_by_name="Ada",
        proposed_at=NOW,
        payments=1,
        totals=(),
    ),
    by=LIV,
    by_name="Liv",
    at=NOW,
)


@pytest.mark.requirement("A4")
@pytest.mark.parametrize(
    ("grant", "stands_out"),
    [
        (a_grant(), True),
        (a_grant(kind=StaffGrantKind.RIGHT_GIVEN), True),
        (a_grant(ago=timedelta(0)), True),
        (a_grant(ago=-MOMENT), False),
        (a_grant(ago=PERIOD - MOMENT), True),
        (a_grant(ago=PERIOD), False),
        (a_grant(by=NILS), False),
        (a_grant(NILS), False),
        (a_grant(ADA, by=LIV), False),
    ],
)
def test_an_approval_stands_out_by_what_its_proposer_did_for_its_approver_not_long_before(
    grant: StaffGrant, *, stands_out: bool
) -> None:
    found = approval_standouts([grant], LIV_APPROVES_WHAT_ADA_PROPOSED)
    assert found == ((grant,) if stands_out else ())


@pytest.mark.requirement("A4")
def test_what_is_told_of_it_is_the_last_of_several() -> None:
    invited = a_grant(ago=timedelta(days=2))
    given = a_grant(kind=StaffGrantKind.RIGHT_GIVEN)
    found = approval_standouts([invited, given], LIV_APPROVES_WHAT_ADA_PROPOSED)
    assert found == (invited, given)
    told = stood_out(LIV_APPROVES_WHAT_ADA_PROPOSED, found)
    assert (told.grant, told.granted_at) == (StaffGrantKind.RIGHT_GIVEN, given.granted_at)
