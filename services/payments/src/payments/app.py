"""What payments is made of."""

from pathlib import Path

from chassis.service import Service
from payments import daily
from payments.directory import handlers as directory
from payments.invoices import routes as invoices
from payments.ledger import routes as ledger
from payments.payments import routes as payments
from payments.payruns import routes as payruns
from payments.reports import routes as reports
from payments.settings import PaymentsSettings
from payments.transactions import handlers as work
from payments.transactions import routes as transactions


def build(settings: PaymentsSettings | None = None) -> Service:
    """The service, with settings of the environment unless others are given."""
    return Service(
        name="payments",
        settings=settings or PaymentsSettings(),
        migrations=Path(__file__).parent / "migrations",
        routers=(
            transactions.router,
            payruns.router,
            payments.router,
            invoices.router,
            reports.router,
            ledger.router,
        ),
        handlers=(directory.handlers, work.handlers),
        schedules=(daily.SCHEDULE,),
        commands={"check-ledger": daily.check_ledger},
    )
