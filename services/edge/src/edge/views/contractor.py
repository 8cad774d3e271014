"""`/api/contractor`, as far as it is put together from several services."""

from datetime import date

from pydantic import BaseModel, Field

from contracts.access import Portal
from edge.compose import ComposedView, Composition, Page, Sums
from edge.generated.shapes import (
    BankAccount,
    DateMove,
    Money,
    OwnBankAccount,
    PaymentSummary,
    PendingSummary,
    ReturnedPayment,
    ReturnedPayments,
    TransactionSummary,
    WorkRow,
    WorkSummary,
)
from edge.live.invalidation import View
from edge.problems import IDENTITY, PAYMENTS, TIMESHEETS
from edge.routing import live, view_router
from edge.site_request import ContractorCaller
from edge.views.documented import add_payment, add_transaction

RECENT = 5

router = view_router("contractor", "/api/contractor")
add_transaction(router, Portal.CONTRACTOR)
add_payment(router, Portal.CONTRACTOR)


class NextPayment(BaseModel):
    """The payment that comes first. `on` is None when it is being processed: with the next run.

    `ordered`: a pay run has ordered it for that day, which has not come yet.
    """

    on: date | None
    ordered: bool
    moved: DateMove | None
    amounts: list[Money]
    transactions: int


class ContractorDashboard(ComposedView):
    """When the money comes, and what work is still to be handed in."""

    next_payment: NextPayment | None = Field(description="None: nothing is planned, or missing")
    pending: Sums | None
    recent_payments: list[PaymentSummary] | None
    recent_transactions: list[TransactionSummary] | None
    work: WorkSummary | None
    returned: list[WorkRow] | None


class BankAccountView(ComposedView):
    """Where the money goes, and whether the next payment still goes to the account of before."""

    bank_account: OwnBankAccount | None
    next_payment: NextPayment | None = Field(description="None: nothing is planned, or missing")
    next_payment_to: BankAccount | None = Field(
        description="Where it goes as things stand; None: no account is named, or no payment known"
    )
    returned: list[ReturnedPayment] | None = Field(description="Not paid again yet; None: missing")


@router.get("/dashboard", openapi_extra=live(View.DASHBOARD))
async def dashboard(caller: ContractorCaller) -> ContractorDashboard:
    """The next payment, what is pending, what happened last, and the work to hand in."""
    get = caller.services.get
    some = {"limit": RECENT}
    returned_work = {"status": "returned", "limit": RECENT}
    async with Composition() as view:
        pending = view.part(PAYMENTS, get(PAYMENTS, "/my/transactions/summary", PendingSummary))
        recent = view.part(
            PAYMENTS, get(PAYMENTS, "/my/transactions", Page[TransactionSummary], query=some)
        )
        paid = view.part(PAYMENTS, get(PAYMENTS, "/my/payments", Page[PaymentSummary], query=some))
        work = view.part(TIMESHEETS, get(TIMESHEETS, "/my/work/summary", WorkSummary))
        returned = view.part(
            TIMESHEETS, get(TIMESHEETS, "/my/work", Page[WorkRow], query=returned_work)
        )
    return ContractorDashboard(
        missing=view.missing,
        next_payment=_next_payment(pending.value),
        pending=pending.value and Sums.of(pending.value.all),
        recent_payments=paid.value and paid.value.items,
        recent_transactions=recent.value and recent.value.items,
        work=work.value,
        returned=returned.value and returned.value.items,
    )


@router.get("/bank-account", openapi_extra=live(View.BANK_ACCOUNT, View.TRANSACTIONS))
async def show_bank_account(caller: ContractorCaller) -> BankAccountView:
    """Where my pay goes, a change that cools off, and which payment it affects."""
    get = caller.services.get
    async with Composition() as view:
        own = view.part(IDENTITY, get(IDENTITY, "/me/bank-account", OwnBankAccount))
        pending = view.part(PAYMENTS, get(PAYMENTS, "/my/transactions/summary", PendingSummary))
        back = view.part(PAYMENTS, get(PAYMENTS, "/my/payments/returned", ReturnedPayments))
    first = _next_payment(pending.value)
    return BankAccountView(
        missing=view.missing,
        bank_account=own.value,
        next_payment=first,
        next_payment_to=_account_of(first, own.value),
        returned=back.value and back.value.items,
    )


def _next_payment(pending: PendingSummary | None) -> NextPayment | None:
    first = pending and pending.next_payment
    return first and NextPayment(
        on=first.on,
        ordered=first.ordered,
        moved=first.moved,
        amounts=first.totals,
        transactions=first.count,
    )


def _account_of(payment: NextPayment | None, own: OwnBankAccount | None) -> BankAccount | None:
    """Where a payment goes as things stand: to a changed account once that can be used by its day.

    What is ordered already goes where pay goes now, and so does the next run.
    """
    if payment is None or own is None:
        return None
    changed = own.pending
    if changed is None or payment.ordered or payment.on is None:
        return own.current
    return changed if payment.on > changed.usable_on else own.current
