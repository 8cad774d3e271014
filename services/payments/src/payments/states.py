"""How the state of a transaction is shown, wherever it is."""

from datetime import date

from contracts.events.payments import TransactionState

_SHOWN_AS = {
    TransactionState.PENDING_CLIENT_PAYMENT: "Pending client payment",
    TransactionState.PROCESSING: "Processing",
    TransactionState.PENDING_RELEASE: "Waiting for release",
    TransactionState.ON_HOLD: "On hold",
    TransactionState.PAID: "Paid",
    TransactionState.REVERSED: "Reversed",
}


def shown_as(state: TransactionState, estimated_payment_on: date | None) -> str:
    """What the portals say (C8, C9): a date (ISO) when it has one, otherwise the state in words."""
    if state is TransactionState.SCHEDULED and estimated_payment_on is not None:
        return estimated_payment_on.isoformat()
    return _SHOWN_AS.get(state, "Processing")


def estimated_day(
    state: TransactionState, scheduled_on: date | None, ordered_for: date | None
) -> date | None:
    """The day that is shown: the one that the bank is ordered for; before that, one that was set,
    while it is scheduled."""
    if state is TransactionState.PROCESSING:
        return ordered_for
    return scheduled_on if state is TransactionState.SCHEDULED else None
