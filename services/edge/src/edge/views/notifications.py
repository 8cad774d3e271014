"""What a contractor was told, and how people of any portal hear of things by e-mail."""

from typing import Annotated

from fastapi import Query

from edge.problems import ServiceName
from edge.routing import view_router
from edge.shapes.notifications import (
    NotificationChoices,
    NotificationPreferences,
    Notifications,
    NotificationsQuery,
    ReadThese,
    ReadUpTo,
    UnreadCount,
)
from edge.visit import CallerHere, ContractorHere

contractor = view_router("contractor", "/api/contractor/notifications")
preferences = view_router("session", "/api/session/notification-preferences")

routers = (contractor, preferences)


@contractor.get("")
async def list_notifications(
    caller: ContractorHere, query: Annotated[NotificationsQuery, Query()]
) -> Notifications:
    """What the person was told, the newest first, and how much of it is unread."""
    return await caller.services.get(
        ServiceName.NOTIFICATIONS, "/my/notifications", Notifications, query=query
    )


@contractor.get("/unread")
async def count_unread_notifications(caller: ContractorHere) -> UnreadCount:
    """How many of the list are unread: for the bell of every page."""
    return await caller.services.get(
        ServiceName.NOTIFICATIONS, "/my/notifications/unread", UnreadCount
    )


@contractor.post("/read")
async def read_notifications(body: ReadThese | ReadUpTo, caller: ContractorHere) -> UnreadCount:
    """Mark entries, or one and all older ones, as read. Twice is the same as once."""
    return await caller.services.send(
        ServiceName.NOTIFICATIONS, "POST", "/my/notifications/read", UnreadCount, body=body
    )


@preferences.get("")
async def show_notification_preferences(caller: CallerHere) -> NotificationPreferences:
    """Every kind of e-mail that people of the portal can get, and how it comes to this person."""
    return await caller.services.get(
        ServiceName.NOTIFICATIONS, "/my/preferences", NotificationPreferences
    )


@preferences.put("")
async def choose_notification_preferences(
    body: NotificationChoices, caller: CallerHere
) -> NotificationPreferences:
    """Choose per kind: at once, in the daily digest, or not. 422 names what cannot be chosen."""
    return await caller.services.send(
        ServiceName.NOTIFICATIONS, "PUT", "/my/preferences", NotificationPreferences, body=body
    )
