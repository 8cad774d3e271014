"""What staff do with work orders."""

from decimal import Decimal

from chassis.conditions import Conditions
from chassis.errors import ConflictError, InvalidError, NotFoundError
from chassis.ids import new_id
from chassis.uow import UnitOfWork
from contracts.access import Permission, Portal
from contracts.events.identity import ContractorKind, PersonStatus
from contracts.events.timesheets import (
    ArticleKind,
    Project,
    WorkOrder,
    WorkOrderChanged,
    WorkOrderClosed,
    WorkOrderOpened,
)
from contracts.ids import PersonId, ProjectId, WorkOrderId
from timesheets.directory import repository as directory
from timesheets.directory.repository import KnownPerson
from timesheets.projects import repository as projects
from timesheets.projects.actions import UnknownAgencyError
from timesheets.reach.rule import own_reach
from timesheets.work_orders import repository
from timesheets.work_orders.repository import NamedWorkOrder, UnapprovedWork
from timesheets.work_orders.schemas import NewWorkOrder, WorkOrderTerms, as_articles, check_dates


class UnknownProjectError(InvalidError):
    """There is no such project in this agency."""


class ProjectClosedError(ConflictError):
    """The project is closed."""


class UnknownContractorError(InvalidError):
    """There is no such contractor, or identity has not told of them yet."""


class ContractorDeactivatedError(ConflictError):
    """The contractor was deactivated and cannot log work."""


class TempsCurrencyError(InvalidError):
    """A temp is paid in the agency's currency: deductions are worked out in no other."""


class WorkOrderCodeTakenError(ConflictError):
    """Another work order of the agency has this code."""


class WorkOrderChangedError(ConflictError):
    """Somebody changed the work order since it was read."""


class UnapprovedWorkError(ConflictError):
    """Work that waits for approval would no longer fit the work order."""


async def _open_project(uow: UnitOfWork, project_id: ProjectId) -> Project:
    project = await projects.get(uow, project_id)
    if project is None:
        raise UnknownProjectError(f"no project {project_id}", field="project_id")
    if project.closed:
        raise ProjectClosedError(f"project {project.code} is closed")
    return project


async def _contractor(uow: UnitOfWork, person_id: PersonId) -> KnownPerson:
    known = (await directory.people(uow, [person_id])).get(person_id)
    if known is None or known.portal is not Portal.CONTRACTOR:
        raise UnknownContractorError(f"no contractor {person_id}", field="contractor_id")
    if known.status is PersonStatus.DEACTIVATED:
        raise ContractorDeactivatedError(f"{known.name} was deactivated")
    return known


async def _currency(uow: UnitOfWork, wanted: str | None, contractor: KnownPerson) -> str:
    """The order's currency: of an incorporated contractor any, since taxes on it are percents.

    What is withheld from a temp follows from brackets and limits in the agency's currency.
    """
    rules = await directory.agency_rules(uow)
    if rules is None:
        raise UnknownAgencyError
    if wanted is None or wanted == rules.currency:
        return rules.currency
    if contractor.contractor_kind is ContractorKind.TEMP:
        raise TempsCurrencyError(
            f"{contractor.name} is a temp and is paid in {rules.currency}: deductions cannot be"
            f" worked out in {wanted}",
            field="currency",
        )
    return wanted


async def open_work_order(uow: UnitOfWork, wanted: NewWorkOrder) -> WorkOrder:
    """Open a work order: its contractor can log work on it.

    Raises UnknownProjectError, ProjectClosedError, UnknownContractorError,
    ContractorDeactivatedError, TempsCurrencyError, WorkOrderCodeTakenError.
    """
    uow.actor.require(Permission.PROJECTS_MANAGE)
    check_dates(wanted.starts_on, wanted.ends_on)
    project = await _open_project(uow, wanted.project_id)
    contractor = await _contractor(uow, wanted.contractor_id)
    order = WorkOrder(
        work_order_id=WorkOrderId(new_id()),
        code=wanted.code,
        title=wanted.title,
        project_id=project.project_id,
        company_id=project.company_id,
        contractor_id=wanted.contractor_id,
        starts_on=wanted.starts_on,
        ends_on=wanted.ends_on,
        currency=await _currency(uow, wanted.currency, contractor),
        pay_terms=wanted.pay_terms,
        pay_period=wanted.pay_period,
        articles=as_articles(wanted.articles),
        minutes_per_day=wanted.minutes_per_day,
        version=1,
    )
    taken_by = await repository.add(uow, order)
    if taken_by is not None:
        raise WorkOrderCodeTakenError(
            f"work order {taken_by} has the code {wanted.code}", work_order_id=str(taken_by)
        )
    uow.record(WorkOrderOpened(work_order=order))
    return order


async def _locked(uow: UnitOfWork, work_order_id: WorkOrderId) -> WorkOrder:
    order = await repository.lock(uow, work_order_id)
    if order is None:
        raise NotFoundError("work order", work_order_id)
    return order


def check_fits(order: WorkOrder, work: UnapprovedWork | None) -> None:
    """Work that is logged and not approved still fits: otherwise it could never be priced.

    So does work whose approval can still be taken back. What is approved for good was priced by the
    terms of its day and is not asked. Raises
    UnapprovedWorkError.
    """
    if work is None:
        return
    lost = work.articles - {article.article for article in order.articles}
    if lost:
        raise UnapprovedWorkError(f"unapproved work is logged as {', '.join(sorted(lost))}")
    if work.first_on < order.starts_on:
        raise UnapprovedWorkError(f"unapproved work is logged on {work.first_on}")
    if order.ends_on is not None and work.last_on > order.ends_on:
        raise UnapprovedWorkError(f"unapproved work is logged on {work.last_on}")


def _bill_rates(order: WorkOrder) -> dict[ArticleKind, Decimal]:
    return {article.article: article.bill_rate for article in order.articles}


async def change_work_order(
    uow: UnitOfWork, work_order_id: WorkOrderId, wanted: WorkOrderTerms
) -> WorkOrder:
    """Change what is given of a work order's terms, for work approved from now on.

    Raises NotFoundError, WorkOrderChangedError, InvalidError, UnapprovedWorkError.
    """
    uow.actor.require(Permission.PROJECTS_MANAGE)
    order = await _locked(uow, work_order_id)
    if wanted.version is not None and wanted.version != order.version:
        raise WorkOrderChangedError(
            f"the work order is at version {order.version}, not {wanted.version}",
            version=order.version,
        )
    changed = wanted.of_order(order)
    if changed != order:
        changed = changed.model_copy(update={"version": order.version + 1})
        check_fits(changed, await repository.unapproved_work(uow, work_order_id))
        await repository.save(
            uow, changed, rates_changed=_bill_rates(changed) != _bill_rates(order)
        )
        uow.record(WorkOrderChanged(work_order=changed))
    return changed


async def close_work_order(uow: UnitOfWork, work_order_id: WorkOrderId) -> WorkOrder:
    """Close it: nothing more is logged on it. Closing a closed one changes nothing.

    What was logged before can still be submitted and approved. Raises NotFoundError.
    """
    uow.actor.require(Permission.PROJECTS_MANAGE)
    order = await _locked(uow, work_order_id)
    if order.closed:
        return order
    closed = order.model_copy(update={"closed": True, "version": order.version + 1})
    await repository.save(uow, closed)
    uow.record(WorkOrderClosed(work_order=closed))
    return closed


async def list_work_orders(
    uow: UnitOfWork,
    *,
    project_id: ProjectId | None,
    contractor_id: PersonId | None,
    after: tuple[str] | None,
    limit: int,
) -> list[NamedWorkOrder]:
    """All work orders of the agency by code, for staff."""
    uow.actor.require(Permission.PROJECTS_MANAGE, Permission.WORK_MANAGE)
    where = Conditions().add("w.agency_id = {}", uow.agency_id)
    where.given("w.project_id = {}", project_id)
    where.given("w.contractor_id = {}", contractor_id)
    where.after("w.code > {}", after)
    return await repository.page(uow, where, limit)


async def list_own_work_orders(
    uow: UnitOfWork, *, after: tuple[str] | None, limit: int
) -> list[NamedWorkOrder]:
    """The acting contractor's work orders by code, the closed ones too."""
    where = Conditions().add("w.agency_id = {}", uow.agency_id)
    where.add("w.contractor_id = {}", own_reach(uow).contractor_id)
    where.after("w.code > {}", after)
    return await repository.page(uow, where, limit)


async def with_names(uow: UnitOfWork, order: WorkOrder) -> NamedWorkOrder:
    """A work order as a list shows it."""
    where = Conditions().add("w.agency_id = {}", uow.agency_id)
    where.add("w.work_order_id = {}", order.work_order_id)
    return (await repository.page(uow, where, 1))[0]
