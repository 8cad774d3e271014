"""Lists as files, for the portals of those who review."""

from edge.forwarding.operation import ADD_LANGUAGE, Forward
from edge.problems import TIMESHEETS


def files_of_work() -> tuple[Forward, ...]:
    """Logged work as a file: what a filter shows by its address, a selection by a body."""
    return tuple(
        Forward(f"{method} /work.{kind}", TIMESHEETS, name, adds=ADD_LANGUAGE, slow=True)
        for method, kind, name in (
            ("GET", "xlsx", "save_work_as_workbook"),
            ("GET", "csv", "save_work_as_csv"),
            ("POST", "xlsx", "save_selected_work_as_workbook"),
            ("POST", "csv", "save_selected_work_as_csv"),
        )
    )
