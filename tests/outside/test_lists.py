"""Every paged list of the edge, walked to its end over equal and empty sort values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import pytest
import pytest_asyncio

from portico_local.demo.client import PortalClient

from .filling import fill
from .operations import Operation, operations
from .world import World

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(300, func_only=True),
    pytest.mark.requirement("X5"),
]

_MOST_ROWS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """What names a row of a list, and what rows are sorted by where the request does not say.

    `has_equals`: some rows have the same value there, so that a page ends between them. Of the
    others the service's own tests make equals: nobody can ask for two things in one microsecond.
    """

    names: Sequence[str]
    by: str
    has_equals: bool = True


# By the last part of the path.
LISTS: Mapping[str, Rows] = {
    "bank-files": Rows(names=["file_id"], by="received_at", has_equals=False),
    "changes": Rows(names=["version"], by="version", has_equals=False),
    "companies": Rows(names=["company_id"], by="name"),
    "deliveries": Rows(names=["email_id"], by="created_at", has_equals=False),
    "disputes": Rows(names=["dispute_id"], by="last_message_at"),
    "documents": Rows(names=["document_id"], by="ordered_at", has_equals=False),
    "inquiries": Rows(names=["inquiry_id"], by="last_message_at", has_equals=False),
    "invoices": Rows(names=["invoice_id"], by="issued_on"),
    "jobs": Rows(names=["job_id"], by="starts_on"),
    "notifications": Rows(names=["id"], by="created_at", has_equals=False),
    "offers": Rows(names=["offer_id"], by="sent_at", has_equals=False),
    "pay-runs": Rows(names=["pay_run_id"], by="pay_on"),
    "payments": Rows(names=["payment_id"], by="paid_on"),
    "people": Rows(names=["person_id"], by="name"),
    "postings": Rows(names=["posting_id"], by="posted_at"),
    "projects": Rows(names=["project_id"], by="code", has_equals=False),
    "trail": Rows(names=["work_order_id", "period_start"], by="period_start"),
    "transactions": Rows(names=["transaction_id"], by="number", has_equals=False),
    "unmatched": Rows(names=["entry_id"], by="booked_on"),
    "work": Rows(names=["entry_id"], by="work_on"),
    "work-orders": Rows(names=["work_order_id"], by="code", has_equals=False),
}
# One payment of one contractor is no list, and what is pending of one has few dates: payments'
# own tests walk these over equal amounts and no date (test_lists.py). Nobody was paid too much here
# (test_set_off.py), and no invoices are looked at first (test_drafts.py).
BY_THEIR_SERVICE = frozenset(
    {
        "/api/agency/invoices/drafts",
        "/api/agency/set-off",
        "/api/contractor/payments",
        "/api/contractor/transactions",
    }
)
# What a value of the parameter `sort` sorts by.
SORTS: Mapping[str, str] = {
    "activity": "last_message_at",
    "contractor": "contractor_name",
    "day": "work_on",
    "project": "project_name",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """A list in one of its orders."""

    operation: Operation
    sort: str | None
    rows: Rows

    def __str__(self) -> str:
        return f"{self.operation.path} {self.sort or ''}".strip()

    @property
    def field(self) -> str:
        """What rows are sorted by."""
        return self.rows.by if self.sort is None else SORTS[self.sort.removeprefix("-")]

    @property
    def query(self) -> Mapping[str, str]:
        return {} if self.sort is None else {"sort": self.sort}


def walks() -> list[Walk]:
    """Every list in every order. Raises KeyError for one that this file does not know."""
    found: list[Walk] = []
    for operation in operations("edge"):
        parameters = cast("list[dict[str, Any]]", operation.spec.get("parameters", []))
        named = {one["name"]: one["schema"] for one in parameters}
        if "cursor" not in named or operation.path in BY_THEIR_SERVICE:
            continue
        rows = LISTS[operation.path.rpartition("/")[2]]
        sort = named.get("sort", {})
        orders: list[str | None] = list(operation.choices_of(sort)) or [None]
        found += [Walk(operation=operation, sort=order, rows=rows) for order in orders]
    return found


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def filled(world: World) -> World:
    """The world with at least two rows in every list, and equals where there can be some."""
    await fill(world)
    await world.settle()
    return world


@pytest.mark.parametrize("walk", walks(), ids=str)
async def test_a_list_is_walked_to_its_end(filled: World, walk: Walk) -> None:
    """Each row once and in the order of the whole list, also where a page ends between equals."""
    guest = _guest(filled, walk.operation)
    path = walk.operation.ask(filled.ids, aimed=False).url
    whole = await guest.all(path, **walk.query)
    assert 2 <= len(whole) <= _MOST_ROWS
    size = _size_between_equals([row[walk.field] for row in whole])
    assert size or not walk.rows.has_equals, "no page can end between equal values"
    limit = size or (1 if len(whole) < 40 else 7)
    found: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        page = await guest.get(path, limit=limit, **walk.query, **cursor)
        found += page["items"]
        assert len(found) <= len(whole), "there is no end of it"
        if page["next_cursor"] is None:
            break
        assert len(page["items"]) == limit
        cursor = {"cursor": page["next_cursor"]}
    assert [_name(walk, row) for row in found] == [_name(walk, row) for row in whole]
    assert len({_name(walk, row) for row in whole}) == len(whole)


def _guest(world: World, operation: Operation) -> PortalClient:
    """Somebody of the portal who may see the list."""
    if operation.path == "/api/customer/company/changes":
        return world.intruders["a contact without projects"].visitor
    guests = {"contractor": world.owner, "customer": world.contact, "agency": world.home.staff}
    return guests[operation.path.split("/")[2]]


def _name(walk: Walk, row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in walk.rows.names)


def _size_between_equals(values: Sequence[Any]) -> int | None:
    """The largest size of a page that ends between two equal values."""
    ends = {at for at in range(1, len(values)) if values[at] == values[at - 1]}
    return next((size for size in (7, 5, 3, 2, 1) if any(at % size == 0 for at in ends)), None)
