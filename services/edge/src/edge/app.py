"""The edge, put together: who may come in, what each portal is shown, and what went stale."""

from starlette.middleware import Middleware

from chassis.service import Service
from edge import portals
from edge.core import Edge
from edge.door import Door
from edge.live import routes as live
from edge.pages import links, portal
from edge.pages import routes as pages
from edge.settings import EdgeSettings
from edge.views import (
    agency,
    contractor,
    customer,
    factors,
    notifications,
    pay_files,
    profile,
    public,
    second_factor,
    session,
    sign_in,
    trail,
)


def build(settings: EdgeSettings | None = None, edge: Edge | None = None) -> Service:
    """The service. `edge`: one whose way to the services is not the network, in tests."""
    settings = settings or EdgeSettings()
    edge = edge or Edge.of(settings)
    return Service(
        name="edge",
        settings=settings,
        migrations=None,
        # They are tried in this order; the portals' own views are asked for most.
        routers=[
            contractor.router,
            public.router,
            session.router,
            sign_in.router,
            second_factor.router,
            factors.router,
            profile.router,
            *notifications.routers,
            pay_files.router,
            *trail.routers,
            customer.router,
            *agency.routers,
            live.router,
            *portals.routers(settings.portals_directory),
            pages.router,
            links.router,
            portal.router,
        ],
        resources=[edge.opened],
        middleware=[Middleware(Door, edge=edge)],
    )
