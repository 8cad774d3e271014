"""Documents: what it is made of."""

from functools import partial
from pathlib import Path

from chassis.service import Background, Service
from documents.bell import Bell
from documents.directory import handlers as directory
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
        routers=[routes.router],
        handlers=[directory.handlers, library.handlers],
        background=[Background(name="rendering", run=render_what_is_due)],
        resources=[
            Bell.open,
            partial(Storage.open, settings.document_storage_url),
            partial(RenderPool.open, settings.pool_limits),
        ],
    )
