"""`/api/agency`, as far as it is put together from several services."""

from typing import Any, TypeVar

from pydantic import Field

from contracts.access import Permission, Portal
from edge.compose import ComposedView, Composition, Page, Part, Sums
from edge.generated.shapes import InvoicesSummary, UnpaidSummary, WorkSummary
from edge.live.invalidation import View
from edge.problems import IDENTITY, PAYMENTS, TIMESHEETS, ServiceName
from edge.routing import live, view_router
from edge.services import Query
from edge.sessions import Caller
from edge.site_request import StaffCaller
from edge.views.documented import MAX_LIMIT, add_invoice, add_payment, add_transaction
from edge.views.stuck import StuckItem, StuckParts, services_shown_to

T = TypeVar("T")

router = view_router("agency", "/api/agency")
add_transaction(router, Portal.AGENCY)
add_payment(router, Portal.AGENCY)
add_invoice(router, Portal.AGENCY)


class AgencyDashboard(ComposedView):
    """What waits, and on whom; None for what the person may not see, or what is missing."""

    work: WorkSummary | None
    on_hold: Sums | None
    ready_to_pay: Sums | None
    waiting_for_clients: Sums | None
    overdue_invoices: Sums | None
    invited: int | None = Field(description="People who have not signed up yet, 200 at most")
    stuck: list[StuckItem] = Field(description="What could not be handled, the longest first")


class StuckItems(ComposedView):
    """What is stuck, what is so longest first: 100 at most of each service."""

    items: list[StuckItem]
    total: int


@router.get("/dashboard", openapi_extra=live(View.DASHBOARD))
async def dashboard(caller: StaffCaller) -> AgencyDashboard:
    """What waits: work to approve, transactions on hold, what can be paid, overdue invoices."""
    people: Query = {"status": "invited", "limit": MAX_LIMIT}
    async with Composition() as view:
        work = _part(view, caller, Permission.WORK_MANAGE, TIMESHEETS, "/work/summary", WorkSummary)
        unpaid = _part(
            view,
            caller,
            Permission.TRANSACTIONS_VIEW,
            PAYMENTS,
            "/transactions/summary",
            UnpaidSummary,
        )
        invoices = _part(
            view, caller, Permission.INVOICES_MANAGE, PAYMENTS, "/invoices/summary", InvoicesSummary
        )
        invited = _part(
            view, caller, Permission.PEOPLE_MANAGE, IDENTITY, "/people", Page[Any], people
        )
        stuck = StuckParts(view, caller, services_shown_to(caller))
    pay = unpaid.value
    return AgencyDashboard(
        missing=view.missing,
        work=work.value,
        on_hold=pay and Sums.of(pay.on_hold),
        ready_to_pay=pay and Sums.of(pay.processing),
        waiting_for_clients=pay and Sums.of(pay.pending_client_payment),
        overdue_invoices=invoices.value and Sums.of(invoices.value.overdue),
        invited=invited.value and len(invited.value.items),
        stuck=stuck.items(),
    )


@router.get("/stuck-events", openapi_extra=live(View.DASHBOARD))
async def list_stuck_events(caller: StaffCaller) -> StuckItems:
    """What could not be handled: what that means, whom it concerns, since when."""
    # Who may see nothing of it is refused by a service, in its words.
    services = services_shown_to(caller) or [PAYMENTS]
    async with Composition() as view:
        stuck = StuckParts(view, caller, services)
    return StuckItems(missing=view.missing, items=stuck.items(), total=stuck.total())


def _part(
    view: Composition,
    caller: Caller,
    permission: Permission,
    service: ServiceName,
    path: str,
    model: type[T],
    query: Query | None = None,
) -> Part[T]:
    """What the service answers; None for who may not see it, who does not ask."""
    if not caller.may(permission):
        return Part()
    return view.part(service, caller.services.get(service, path, model, query=query))
