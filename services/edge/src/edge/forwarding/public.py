"""`/api/public`: what anybody may ask, as far as a service answers it by itself."""

from edge.forwarding.operation import ADD_AGENCY_ID, Forward, Table
from edge.problems import DOCUMENTS, TIMESHEETS

PUBLIC = Table(
    "public",
    (
        Forward("POST /verify", DOCUMENTS, "verify_document", adds=ADD_AGENCY_ID),
        Forward(
            "GET /calendars/{secret}/jobs.ics",
            TIMESHEETS,
            "read_job_feed",
            "/calendars/{secret}/jobs.ics",
            adds=ADD_AGENCY_ID,
        ),
        Forward(
            "POST /approval-links/inspect", TIMESHEETS, "inspect_approval_link", adds=ADD_AGENCY_ID
        ),
        Forward("POST /approval-links/decide", TIMESHEETS, "decide_by_link", adds=ADD_AGENCY_ID),
    ),
    anonymous=True,
)
