"""The steps of an entry, as a table of every status and every step."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from contracts.events.timesheets import ArticleKind
from contracts.ids import CompanyId, EntryId, PersonId, ProjectId, WorkOrderId
from timesheets.work.model import (
    LoggedWork,
    OtherVersionError,
    Status,
    Step,
    StepRefusedError,
    Work,
    sort_out,
    starts_of,
)

AT = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
WORK = Work(work_on=date(2026, 3, 2), article=ArticleKind.REGULAR, quantity=Decimal(8))
CONTRACTOR, STAFF = PersonId(UUID(int=1)), PersonId(UUID(int=2))


def an_entry(status: Status, **changes: Any) -> LoggedWork:
    entry: dict[str, Any] = {
        "entry_id": EntryId(UUID(int=9)),
        "work_order_id": WorkOrderId(UUID(int=3)),
        "project_id": ProjectId(UUID(int=4)),
        "company_id": CompanyId(UUID(int=5)),
        "contractor_id": CONTRACTOR,
        "version": 1,
        "status": status,
        "work": WORK,
        "written_by": CONTRACTOR,
        "written_at": AT,
        "submitted_at": None if status is Status.DRAFT else AT,
    }
    return LoggedWork(**{**entry, **changes})


D, W, A, R, B, X = (
    Status.DRAFT,
    Status.TO_APPROVAL,
    Status.APPROVED,
    Status.RETURNED,
    Status.INVOICED,
    Status.WITHDRAWN,
)
CODES = {
    D: "not_submitted",
    W: "already_submitted",
    A: "already_approved",
    R: "work_returned",
    B: "already_invoiced",
    X: "work_withdrawn",
}
LEADS_TO = {
    Step.CHANGE: {D: D, R: R},
    Step.WITHDRAW: {D: X, R: X},
    Step.SUBMIT: {D: W, R: W},
    Step.APPROVE: {W: A},
    Step.UNDO: {A: W},
    Step.FINALISE: {A: A},
    Step.RETURN: {W: R},
    Step.CORRECT: {W: W, R: R},
    Step.COMMENT: {W: W, R: R, A: A, B: B},
    Step.INVOICE: {A: B},
}


@pytest.mark.requirement("X8")
@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("step", list(Step))
def test_each_step_leads_where_it_should_or_is_refused_with_the_state(
    status: Status, step: Step
) -> None:
    following = LEADS_TO[step].get(status)
    if following is not None:
        assert an_entry(status).take(step).status is following
        return
    with pytest.raises(StepRefusedError) as refused:
        an_entry(status).take(step)
    assert refused.value.code() == CODES[status]
    assert refused.value.data["state"] == status.value


def test_what_can_start_a_step_is_what_it_leads_from() -> None:
    for step, leads in LEADS_TO.items():
        assert set(starts_of(step)) == set(leads)


def test_a_correction_is_a_new_version_by_its_writer() -> None:
    other = Work(work_on=WORK.work_on, article=WORK.article, quantity=Decimal(6))
    corrected = an_entry(W).rewrite(Step.CORRECT, other, version=1, by=STAFF, at=AT)
    assert (corrected.version, corrected.status) == (2, W)
    assert (corrected.work, corrected.written_by) == (other, STAFF)
    assert corrected.as_entry().version == 2


def test_who_read_an_older_version_is_refused_and_told_the_present_one() -> None:
    with pytest.raises(OtherVersionError) as refused:
        an_entry(D, version=3).rewrite(Step.CHANGE, WORK, version=2, by=CONTRACTOR, at=AT)
    assert refused.value.data["version"] == 3


def test_many_entries_are_sorted_into_those_that_can_and_why_the_others_cannot() -> None:
    entries = [an_entry(s, entry_id=EntryId(UUID(int=n))) for n, s in enumerate((W, A, D, W))]
    allowed, refused = sort_out(entries, Step.APPROVE, {EntryId(UUID(int=0)): 1}, AT)
    assert [entry.entry_id.int for entry in allowed] == [0, 3]
    assert {each.int: error.code() for each, error in refused.items()} == {
        1: "already_approved",
        2: "not_submitted",
    }
    seen = {EntryId(UUID(int=n)): n + 1 for n in range(4)}
    allowed, refused = sort_out(entries, Step.APPROVE, seen, AT)
    assert [entry.entry_id.int for entry in allowed] == [0]
    assert refused[EntryId(UUID(int=3))].code() == "other_version"


def test_approved_work_is_sent_back_once_as_the_same_work_at_its_next_version() -> None:
    back = an_entry(A, version=3).send_back(3, "why", by=STAFF, at=AT)
    assert back is not None
    assert (back.status, back.version, back.work, back.written_by) == (R, 4, WORK, STAFF)
    assert back.send_back(3, "why", by=STAFF, at=AT) is None
    off = an_entry(B).send_back(1, "why", by=STAFF, at=AT)
    assert off is not None
    assert (off.status, off.invoice_id) == (R, None)
    with pytest.raises(OtherVersionError):
        an_entry(A, version=2).send_back(3, "why", by=STAFF, at=AT)
