"""A contractor logs work, changes it, takes it back. A correction by staff keeps the same rules."""

from chassis.errors import ConflictError, FieldError, InvalidError, NotFoundError
from chassis.ids import new_id
from chassis.uow import UnitOfWork
from contracts.access import Permission
from contracts.ids import EntryId, PersonId, WorkOrderId
from timesheets.directory import repository as directory
from timesheets.reach.rule import own_reach, reach_to_view
from timesheets.work import repository
from timesheets.work.actions import carry_out, locked
from timesheets.work.commands import Change, Correct, Withdraw
from timesheets.work.model import LoggedWork, Status, Step, Work
from timesheets.work.rules import Code, Refusal, refusals
from timesheets.work.transitions import decide
from timesheets.work_orders import repository as work_orders
from timesheets.work_orders.model import OpenOrder


class WorkOrderClosedError(ConflictError):
    """No more work can be logged on this work order."""


class CellTakenError(ConflictError):
    """Work of this work order, article and day is logged already."""


class WorkRefusedError(InvalidError):
    """The work breaks a rule of what can be logged."""

    def __init__(self, broken: tuple[Refusal, ...]) -> None:
        reasons = "; ".join(f"{refusal.field}: {refusal.reason}" for refusal in broken)
        errors = [FieldError(refusal.field, refusal.reason) for refusal in broken]
        super().__init__(reasons, errors=errors)
        self.data = {"rules": [str(refusal.code) for refusal in broken]}


async def order_of(
    uow: UnitOfWork, contractor_id: PersonId, work_order_id: WorkOrderId
) -> OpenOrder:
    """The contractor's work order; the contractor's days are locked until the unit ends.

    Raises NotFoundError: no such one, or another contractor's.
    """
    await directory.lock_person(uow, contractor_id)
    found = await work_orders.open_orders(uow, contractor_id, work_order_id=work_order_id)
    if not found:
        raise NotFoundError("work order", work_order_id)
    return found[0]


async def check(
    uow: UnitOfWork, order: OpenOrder, work: Work, *, instead_of: LoggedWork | None = None
) -> Work:
    """The work as it can be stored. Raises WorkOrderClosedError, WorkRefusedError."""
    work = work.measured()
    minutes_already = await repository.minutes_on(
        uow,
        order.contractor_id,
        work.work_on,
        without=instead_of.entry_id if instead_of else None,
    )
    broken = refusals(
        order,
        work,
        today=order.today(uow.now),
        minutes_already=minutes_already,
        handed_in=instead_of is not None and instead_of.was_submitted,
    )
    if any(refusal.code == Code.WORK_ORDER_CLOSED for refusal in broken):
        raise WorkOrderClosedError(f"work order {order.code} is closed", state="closed")
    if broken:
        raise WorkRefusedError(broken)
    return work


def drafted(uow: UnitOfWork, order: OpenOrder, work: Work) -> LoggedWork:
    """A new draft of the acting contractor."""
    return LoggedWork(
        entry_id=EntryId(new_id()),
        work_order_id=order.work_order_id,
        project_id=order.project_id,
        company_id=order.company_id,
        contractor_id=order.contractor_id,
        version=1,
        status=Status.DRAFT,
        work=work,
        written_by=uow.actor.person,
        written_at=uow.now,
    )


async def log(
    uow: UnitOfWork, work_order_id: WorkOrderId, work: Work, *, only_if_none: bool = False
) -> LoggedWork:
    """Log work as a draft. Raises NotFoundError, WorkOrderClosedError, WorkRefusedError.

    `only_if_none`: the writer saw nothing there. Raises CellTakenError if by now there is.
    """
    uow.actor.require(Permission.OWN_WORK)
    order = await order_of(uow, uow.actor.person, work_order_id)
    if only_if_none:
        other = await repository.first_of_cell(uow, order.work_order_id, work)
        if other is not None:
            raise CellTakenError(
                f"{work.article} of {work.work_on} is logged already on {order.code}",
                entry_id=str(other),
            )
    entry = drafted(uow, order, await check(uow, order, work))
    await repository.add(uow, [entry])
    return entry


async def change(uow: UnitOfWork, entry_id: EntryId, work: Work, *, version: int) -> LoggedWork:
    """Change a draft, or work that was returned; `version` is the one that was read.

    Raises NotFoundError, StepRefusedError, OtherVersionError, WorkOrderClosedError,
    WorkRefusedError.
    """
    entry = await locked(uow, own_reach(uow), entry_id)
    decision = decide(
        [entry],
        Change(
            work=await _replacement(uow, entry, Step.CHANGE, work, version=version),
            version=version,
            by=uow.actor.person,
            at=uow.now,
        ),
    )
    await carry_out(uow, decision)
    return decision.after[0]


async def _replacement(
    uow: UnitOfWork, entry: LoggedWork, step: Step, work: Work, *, version: int
) -> Work:
    """The work as it can stand in place of the entry's, which is asked first: rules come after."""
    entry.allow(step)
    entry.must_be_at(version)
    order = await order_of(uow, entry.contractor_id, entry.work_order_id)
    return await check(uow, order, work, instead_of=entry)


async def take_back(uow: UnitOfWork, entry_id: EntryId, *, version: int | None = None) -> None:
    """Remove a draft, or withdraw work that was returned: that one stays readable by its address.

    `version` is the one that was read, None: whatever it says by now. Raises NotFoundError,
    StepRefusedError, OtherVersionError.
    """
    entry = await locked(uow, own_reach(uow), entry_id)
    command = Withdraw(by=uow.actor.person, at=uow.now, version=version)
    await carry_out(uow, decide([entry], command))


async def correct(
    uow: UnitOfWork, entry_id: EntryId, work: Work, *, version: int, reason: str
) -> LoggedWork:
    """Staff correct work that was handed in and is not approved; the old version stays readable.

    Raises NotFoundError, StepRefusedError (approved work was priced: it is not corrected in
    place), OtherVersionError, WorkRefusedError.
    """
    uow.actor.require(Permission.WORK_MANAGE)
    entry = await locked(uow, await reach_to_view(uow), entry_id)
    decision = decide(
        [entry],
        Correct(
            work=await _replacement(uow, entry, Step.CORRECT, work, version=version),
            version=version,
            reason=reason,
            by=uow.actor.person,
            at=uow.now,
        ),
    )
    await carry_out(uow, decision)
    return decision.after[0]
