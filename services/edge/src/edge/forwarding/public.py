"""`/api/public`: what anybody may ask, as far as a service answers it by itself."""

from edge.forwarding.operation import ADD_AGENCY_ID, Table, documents, timesheets

PUBLIC = Table(
    "public",
    (
        documents("POST /verify", "verify_document", adds=ADD_AGENCY_ID),
        timesheets(
            "GET /calendars/{secret}/jobs.ics",
            "read_job_feed",
            "/calendars/{secret}/jobs.ics",
            adds=ADD_AGENCY_ID,
        ),
        timesheets("POST /approval-links/inspect", "inspect_approval_link", adds=ADD_AGENCY_ID),
        timesheets("POST /approval-links/decide", "decide_by_link", adds=ADD_AGENCY_ID),
    ),
    anonymous=True,
)
