"""What payments is made of."""

from pathlib import Path

from chassis.http.files import FileMaker
from chassis.http.stuck import stuck_events_router
from chassis.service import Service
from contracts.access import Permission
from payments import daily
from payments.bank_accounts import handlers as bank_accounts
from payments.bank_accounts.sealing import open_bank_vault
from payments.bank_files import routes as bank_files
from payments.bank_files.entries import routes as bank_entries
from payments.banking_days import routes as banking_days
from payments.books import routes as books
from payments.directory import handlers as directory
from payments.directory import repository
from payments.disputes import routes as disputes
from payments.invoices import routes as invoices
from payments.invoices.drafts import routes as drafts
from payments.invoices.exchange_rates import routes as exchange_rates
from payments.invoices.interest import routes as interest
from payments.invoices.late_charges import handlers as late_charge_handlers
from payments.invoices.late_charges import routes as late_charges
from payments.invoices.reminders import routes as reminders
from payments.invoices.write_offs import routes as write_offs
from payments.ledger import routes as ledger
from payments.payments import routes as payments
from payments.payruns import handlers as payrun_handlers
from payments.payruns import routes as payruns
from payments.receipts import routes as receipts
from payments.reports import routes as reports
from payments.set_off import routes as set_off
from payments.settings import PaymentsSettings
from payments.statements import routes as statements
from payments.stuck import OBSERVER, others
from payments.tax_details import routes as tax_details
from payments.tax_questions import routes as tax_questions
from payments.trail import handlers as trail_handlers
from payments.trail import routes as trail
from payments.trail.check import check_trail
from payments.transactions import handlers as transaction_handlers
from payments.transactions import routes as transactions
from payments.vacation_pay import routes as vacation_pay
from payments.waivers import routes as waivers


def build(settings: PaymentsSettings | None = None) -> Service:
    """The service, with settings of the environment unless others are given."""
    settings = settings or PaymentsSettings()
    return Service(
        name="payments",
        settings=settings,
        migrations=Path(__file__).parent / "migrations",
        routers=(
            transactions.router,
            payruns.router,
            bank_files.router,
            bank_files.incoming,
            bank_entries.router,
            payments.router,
            set_off.router,
            vacation_pay.router,
            # Before invoices: `drafts` is no invoice's id.
            drafts.router,
            invoices.router,
            interest.router,
            exchange_rates.router,
            late_charges.router,
            waivers.router,
            reminders.router,
            write_offs.router,
            disputes.router,
            receipts.router,
            reports.router,
            statements.router,
            ledger.router,
            books.router,
            banking_days.router,
            tax_questions.router,
            tax_details.router,
            trail.router,
            stuck_events_router(Permission.TRANSACTIONS_VIEW, repository.names_of, others),
        ),
        handlers=(
            directory.handlers,
            bank_accounts.handlers,
            transaction_handlers.handlers,
            late_charge_handlers.handlers,
            trail_handlers.handlers,
            payrun_handlers.handlers,
        ),
        schedules=(daily.SCHEDULE,),
        background=(OBSERVER,),
        resources=(FileMaker.open, open_bank_vault(settings.bank_details_key_file)),
        commands={"check-ledger": daily.check_ledger, "check-trail": check_trail},
    )
