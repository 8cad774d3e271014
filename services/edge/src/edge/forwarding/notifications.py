"""`/api/PORTAL/notifications`: what a person of any portal was told, and has read."""

from contracts.access import Portal
from edge.forwarding.operation import Table, notifications
from edge.live.invalidation import View


def own_notifications(portal: Portal) -> Table:
    """The operations of one portal."""
    live = (View.NOTIFICATIONS,)
    return Table(
        portal.value,
        (
            notifications("GET /notifications", "list_notifications", live=live),
            notifications("GET /notifications/unread", "count_unread_notifications", live=live),
            notifications("POST /notifications/read", "read_notifications"),
        ),
        prefix="/my",
    )
