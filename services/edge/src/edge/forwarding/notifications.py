"""`/api/PORTAL/notifications`: what a person of any portal was told, and has read."""

from contracts.access import Portal
from edge.forwarding.operation import Forward, Table
from edge.live.invalidation import View
from edge.problems import NOTIFICATIONS


def own_notifications(portal: Portal) -> Table:
    """The operations of one portal."""
    live = (View.NOTIFICATIONS,)
    return Table(
        portal.value,
        (
            Forward(
                "GET /notifications",
                NOTIFICATIONS,
                "list_notifications",
                live=live,
            ),
            Forward(
                "GET /notifications/unread",
                NOTIFICATIONS,
                "count_unread_notifications",
                live=live,
            ),
            Forward("POST /notifications/read", NOTIFICATIONS, "read_notifications"),
        ),
        prefix="/my",
    )
