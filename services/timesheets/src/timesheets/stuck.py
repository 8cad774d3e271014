"""What is stuck of timesheets' own: approvals that do not become final, work nobody decides on."""

from collections.abc import Sequence

from chassis.http.stuck import StuckTask
from chassis.uow import UnitOfWork
from timesheets.approvals import repository as approvals
from timesheets.approvers.waiting import waiting
from timesheets.turns import repository as turns


async def others(uow: UnitOfWork, limit: int) -> tuple[Sequence[StuckTask], int]:
    """At most so many of each kind, and how many there are."""
    not_final, count = await approvals.stuck(uow, limit)
    undecided = await _undecided(uow)
    found = [
        StuckTask(
            reference=f"approval {one.approval_id}",
            what="ApprovalNotFinal",
            cause=one.because,
            since=one.since,
            about={"person": one.by},
        )
        for one in not_final
    ]
    return [*found, *undecided[:limit]], count + len(undecided)


async def _undecided(uow: UnitOfWork) -> list[StuckTask]:
    """Projects of which work waits that no contact can approve, or that all were asked about."""
    projects = await turns.by_project(uow)
    who = await waiting(uow, {one.project_id for one in projects})
    return [
        StuckTask(
            reference=f"project {one.project_id}",
            what="WorkUndecided" if who.by_project.get(one.project_id) else "WorkWithoutApprover",
            cause="EverybodyAskedError:" if one.asked_all_since else "NobodyLeftError:",
            since=one.asked_all_since or one.since,
            about={"project": one.project_id, "company": one.company_id},
            behind=one.count - 1,
        )
        for one in projects
        if one.asked_all_since is not None or not who.by_project.get(one.project_id)
    ]
