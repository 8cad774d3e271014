"""Inquiries, for both sides of the conversation."""

from edge.forwarding.files import attachments
from edge.forwarding.operation import Forward
from edge.live.invalidation import View
from edge.problems import NOTIFICATIONS


def inquiries() -> tuple[Forward, ...]:
    """What contacts and staff do alike: look, write, send files along."""
    live = (View.INQUIRIES,)
    return (
        Forward("GET /inquiries", NOTIFICATIONS, "list_inquiries", live=live),
        Forward("GET /inquiries/{inquiry_id}", NOTIFICATIONS, "show_inquiry", live=live),
        Forward("POST /inquiries/{inquiry_id}/messages", NOTIFICATIONS, "write_in_inquiry"),
        *attachments(),
    )
