"""Documents: what it is made of."""

from functools import partial
from pathlib import Path

from chassis.http.stuck import stuck_events_router
from chassis.http.throttle import Throttle
from chassis.service import Background, Schedule, Service
from chassis.wakeup import open_wakeup
from contracts.access import Permission
from documents.attachments import handlers as attachments
from documents.attachments import routes as attachment_routes
from documents.attachments.actions import REMOVE_EVERY, remove_overdue
from documents.directory import handlers as directory
from documents.directory import repository
from documents.einvoices.pool import EInvoicePool
from documents.jobs.loop import render_what_is_due
from documents.library import handlers as library
from documents.library import routes
from documents.rendering import RenderPool
from documents.sealing.loop import seal_what_is_signed
from documents.sealing.pool import SealingPool
from documents.settings import DocumentsSettings
from documents.signing import routes as offers
from documents.signing.expiry import EXPIRE_EVERY, expire_overdue
from documents.storage import Storage
from documents.stuck import others
from documents.verification import routes as verification

MIGRATIONS = Path(__file__).parent / "migrations"


def build(settings: DocumentsSettings | None = None) -> Service:
    """The service, with settings from the environment unless they are given."""
    settings = settings or DocumentsSettings()  # pyright: ignore[reportCallIssue] - from env
    credentials = settings.credentials
    sealing = (
        [partial(SealingPool.open, settings.sealing_limits, credentials)] if credentials else []
    )
    return Service(
        name="documents",
        settings=settings,
        migrations=MIGRATIONS,
        routers=[
            routes.router,
            offers.router,
            offers.sending_router,
            verification.router,
            attachment_routes.router,
            attachment_routes.sending_router,
            stuck_events_router(Permission.INVOICES_MANAGE, repository.names_of, others),
        ],
        handlers=[directory.handlers, library.handlers, attachments.handlers],
        schedules=[
            Schedule(name="offers.expire", every=EXPIRE_EVERY, run=expire_overdue),
            Schedule(name="attachments.remove", every=REMOVE_EVERY, run=remove_overdue),
        ],
        background=[
            Background(name="rendering", run=render_what_is_due),
            Background(name="sealing", run=seal_what_is_signed),
        ],
        resources=[
            open_wakeup,
            partial(Storage.open, settings.document_storage_url),
            partial(RenderPool.open, settings.pool_limits),
            partial(EInvoicePool.open, settings.e_invoice_limits),
            Throttle.open,
            *sealing,
        ],
    )
