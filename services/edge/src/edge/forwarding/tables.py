"""All tables of forwarded operations."""

from contracts.access import Portal
from edge.forwarding import agency, contractor, customer, public, session
from edge.forwarding.notifications import own_notifications

TABLES = (
    contractor.OWN,
    contractor.DOCUMENTS_OF_CONTRACTOR,
    session.ME,
    session.BEFORE_SIGN_IN,
    public.PUBLIC,
    customer.CUSTOMER,
    agency.AGENCY,
    *map(own_notifications, Portal),
)


def body_limits() -> dict[tuple[str, str], int]:
    """How large a body may be, by method and path, where it is not as everywhere."""
    return {
        (row.method, table.path_of(row)): row.body_bytes
        for table in TABLES
        for row in table.rows
        if row.takes
    }
