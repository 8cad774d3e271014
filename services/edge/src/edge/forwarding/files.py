"""Files, for the portals of customers and staff: lists of work, and what messages carry."""

from edge.forwarding.operation import ADD_LANGUAGE, Forward, documents, timesheets
from edge.problems import ServiceName

# More than an attachment may have (10 MiB): so one that is a little too large is refused by name.
_ATTACHMENT_BYTES = 11 * 1024 * 1024


def files_of_work() -> tuple[Forward, ...]:
    """Logged work as a file: what a filter shows by its address, a selection by a body."""
    return tuple(
        timesheets(f"{method} /work.{kind}", name, adds=ADD_LANGUAGE, slow=True)
        for method, kind, name in (
            ("GET", "xlsx", "save_work_as_workbook"),
            ("GET", "csv", "save_work_as_csv"),
            ("POST", "xlsx", "save_selected_work_as_workbook"),
            ("POST", "csv", "save_selected_work_as_csv"),
        )
    )


def saved(service: ServiceName, what: str) -> tuple[Forward, ...]:
    """A list as a file, just what its page shows: a workbook, and text."""
    return tuple(
        Forward(
            service, f"GET /{what}.{kind}", f"save_{what}_as_{name}", adds=ADD_LANGUAGE, slow=True
        )
        for kind, name in (("xlsx", "workbook"), ("csv", "csv"))
    )


def attachments() -> tuple[Forward, ...]:
    """Files that a message names: sent before it, handed out to who sees its conversation."""
    return (
        documents(
            "POST /attachments",
            "store_attachment",
            takes=("application/octet-stream",),
            body_bytes=_ATTACHMENT_BYTES,
        ),
        documents("GET /attachments/{attachment_id}/content", "download_attachment"),
    )
