"""HTTP as every service speaks it: routers, the unit of work of a request, problem documents."""

from chassis.http.idempotency import IdempotencyRequired
from chassis.http.routes import Uow, open_router, tenant_router

__all__ = ["IdempotencyRequired", "Uow", "open_router", "tenant_router"]
