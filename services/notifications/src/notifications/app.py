"""The composition root: what notifications is made of."""

from pathlib import Path

from chassis.http.stuck import stuck_events_router
from chassis.service import Background, Service
from chassis.wakeup import open_wakeup
from contracts.access import Permission
from notifications.announcements.bank_account_handlers import handlers as bank_account_handlers
from notifications.announcements.company_handlers import handlers as company_handlers
from notifications.announcements.dispute_handlers import handlers as dispute_handlers
from notifications.announcements.handlers import handlers as announcement_handlers
from notifications.announcements.inquiry_handlers import handlers as inquiry_announcements
from notifications.announcements.offer_handlers import handlers as offer_handlers
from notifications.announcements.pay_run_handlers import handlers as pay_run_handlers
from notifications.announcements.reminder_handlers import handlers as reminder_handlers
from notifications.choices.routes import router as choices_router
from notifications.digest import schedule as digest
from notifications.digest.handlers import handlers as digest_handlers
from notifications.directory import repository as directory
from notifications.directory.handlers import handlers as directory_handlers
from notifications.emails.routes import router as emails_router
from notifications.inbox.routes import router as inbox_router
from notifications.inquiries.handlers import handlers as inquiry_handlers
from notifications.inquiries.routes import router as inquiries_router
from notifications.sending import sender
from notifications.settings import NotificationsSettings
from notifications.stuck import OBSERVER, others


def build(settings: NotificationsSettings | None = None) -> Service:
    """The service. The directory hears an event before those who tell people of it."""
    return Service(
        name="notifications",
        settings=settings or NotificationsSettings(),
        migrations=Path(__file__).parent / "migrations",
        routers=[
            inbox_router,
            choices_router,
            emails_router,
            inquiries_router,
            stuck_events_router(Permission.PEOPLE_MANAGE, directory.names_of, others),
        ],
        handlers=[
            directory_handlers,
            inquiry_handlers,
            digest_handlers,
            announcement_handlers,
            offer_handlers,
            bank_account_handlers,
            pay_run_handlers,
            company_handlers,
            inquiry_announcements,
            dispute_handlers,
            reminder_handlers,
        ],
        schedules=[digest.SCHEDULE],
        background=[Background(name="sender", run=sender.run), OBSERVER],
        resources=[open_wakeup],
    )
