"""Timesheets, put together: what it answers, and what it hears."""

from pathlib import Path

from chassis.http.files import FileMaker
from chassis.http.stuck import stuck_events_router
from chassis.http.throttle import Throttle
from chassis.service import Service
from contracts.access import Permission
from timesheets import escalation, finality, stuck
from timesheets.approval_links.actions import open_link_sealer
from timesheets.directory import handlers as directory
from timesheets.directory import repository
from timesheets.email_approval import routes as email_approval
from timesheets.feeds import routes as feeds
from timesheets.imports import routes as imports
from timesheets.imports.actions import SheetReader
from timesheets.jobs import routes as jobs
from timesheets.listing import routes as listing
from timesheets.projects import routes as projects
from timesheets.settings import Settings
from timesheets.work import handlers as work_events
from timesheets.work import my_routes, routes
from timesheets.work_orders import routes as work_orders


def build(settings: Settings | None = None) -> Service:
    """The service, with settings from the environment unless some are given."""
    settings = settings or Settings()
    return Service(
        name="timesheets",
        settings=settings,
        migrations=Path(__file__).parent / "migrations",
        routers=(
            projects.router,
            work_orders.router,
            work_orders.my_router,
            # Before jobs, of which one could be called "feed".
            feeds.router,
            feeds.public_router,
            jobs.router,
            imports.router,
            my_routes.router,
            listing.router,
            routes.router,
            email_approval.router,
            stuck_events_router(Permission.WORK_MANAGE, repository.names_of, stuck.others),
        ),
        resources=[
            SheetReader.open,
            FileMaker.open,
            Throttle.open,
            open_link_sealer(settings.secrets_public_key_file),
        ],
        handlers=(directory.handlers, work_events.handlers),
        background=(finality.FINALITY,),
        schedules=(escalation.ESCALATION,),
    )
