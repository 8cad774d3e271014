"""Documents: what it is made of."""

from functools import partial
from pathlib import Path

from chassis.http.stuck import stuck_events_router
from chassis.service import Background, Service
from chassis.wakeup import open_wakeup
from contracts.access import Permission
from documents.directory import handlers as directory
from documents.directory import repository
from documents.jobs.loop import render_what_is_due
from documents.library import handlers as library
from documents.library import routes
from documents.rendering import RenderPool
from documents.settings import DocumentsSettings
from documents.storage import Storage

MIGRATIONS = Path(__file__).parent / "migrations"


def build(settings: DocumentsSettings | None = None) -> Service:
    """The service, with settings from the environment unless they are given."""
    settings = settings or DocumentsSettings()  # pyright: ignore[reportCallIssue] - from env
    return Service(
        name="documents",
        settings=settings,
        migrations=MIGRATIONS,
        routers=[
            routes.router,
            stuck_events_router(Permission.INVOICES_MANAGE, repository.names_of),
        ],
        handlers=[directory.handlers, library.handlers],
        background=[Background(name="rendering", run=render_what_is_due)],
        resources=[
            open_wakeup,
            partial(Storage.open, settings.document_storage_url),
            partial(RenderPool.open, settings.pool_limits),
        ],
    )
