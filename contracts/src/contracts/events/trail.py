"""Event of payments: a contractor's way to the money has changed."""

from typing import ClassVar

from contracts.base import Event
from contracts.ids import PersonId, WorkOrderId


class TrailChanged(Event):
    """What a contractor is shown of these work orders' way to the money has changed.

    Said where no other event of payments says it: payments has heard of work on its way to
    approval, or money of a client came in.
    """

    topic: ClassVar[str] = "payments.trail.v1"
    key_field: ClassVar[str] = "contractor_id"
    contractor_id: PersonId
    work_order_ids: tuple[WorkOrderId, ...]


TRAIL: tuple[type[Event], ...] = (TrailChanged,)
