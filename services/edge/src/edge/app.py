"""The edge, put together: who may come in, what each portal is shown, and what went stale."""

from starlette.middleware import Middleware

from chassis.service import Service
from edge import portals
from edge.core import Edge
from edge.forwarding.routes import routers as forwarded
from edge.middleware import EdgeMiddleware
from edge.pages import routes as pages
from edge.settings import EdgeSettings
from edge.views import agency, contractor, customer, live, public, session, sign_in


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
            *forwarded(),
            contractor.router,
            public.router,
            session.router,
            sign_in.router,
            customer.router,
            agency.router,
            live.router,
            *portals.routers(settings.portals_directory),
            pages.router,
        ],
        resources=[edge.opened],
        middleware=[Middleware(EdgeMiddleware, edge=edge)],
    )
