"""`/api/public`: what anybody may ask, as far as a service answers it by itself."""

from edge.forwarding.operation import ADD_AGENCY_ID, Forward, Table
from edge.problems import DOCUMENTS

PUBLIC = Table(
    "public",
    (Forward("POST /verify", DOCUMENTS, "verify_document", adds=ADD_AGENCY_ID, anonymous=True),),
)
