"""What a contractor was told and how it comes by e-mail, as the browser has it."""

import json
from typing import Any

import httpx2
import pytest

from chassis.ids import new_id
from contracts.access import Portal
from contracts.events.identity import Agency
from contracts.events.notifications import EmailSent, NotificationsChanged
from contracts.ids import EmailId, EventId, PersonId
from edge.live.invalidation import Listener, View
from edge.live.staleness import invalidations_of

from ..browsers import Browser
from ..fakes import FakeServices, a_person

LIST = "/api/contractor/notifications"
PREFERENCES = "/api/session/notification-preferences?portal=contractor"
SHOWN: dict[str, Any] = {
    "digest_hour": 8,
    "time_zone": "Europe/Oslo",
    "kinds": [
        {
            "kind": "payment_made",
            "subject": "payments",
            "choice": "daily",
            "can_be_changed": True,
        },
        {
            "kind": "password_changed",
            "subject": "security",
            "choice": "at_once",
            "can_be_changed": False,
        },
    ],
}


@pytest.fixture
def contractor(agency: Agency, services: FakeServices, browser: Browser) -> httpx2.AsyncClient:
    return browser(token=services.sign_in(a_person(agency)))


@pytest.mark.requirement("X1")
async def test_the_list_comes_with_the_number_of_unread_and_its_filter_reaches_the_service(
    contractor: httpx2.AsyncClient, services: FakeServices
) -> None:
    entry = {
        "id": str(new_id()),
        "kind": "payment_made",
        "title": "CAD 10.00 has been paid to you",
        "text": "We sent you a payment.",
        "quote": None,
        "path": "/contractor/payments/paid/1",
        "created_at": "2026-11-22T08:00:00Z",
        "read_at": None,
    }
    page = {"items": [entry], "next_cursor": "more", "unread": 7}

    services.reply("notifications", "/my/notifications", page)
    shown = await contractor.get(f"{LIST}?unread=true&limit=1")
    assert shown.json() == page
    (asked,) = services.asked_of("notifications", "/my/notifications")
    assert dict(asked.url.params) == {"unread": "true", "limit": "1"}


@pytest.mark.requirement("X1")
async def test_what_was_read_reaches_the_service_and_the_number_comes_back(
    contractor: httpx2.AsyncClient, services: FakeServices
) -> None:
    services.reply("notifications", "/my/notifications/unread", {"unread": 3})
    assert (await contractor.get(f"{LIST}/unread")).json() == {"unread": 3}
    services.reply("notifications", "/my/notifications/read", {"unread": 2}, method="POST")
    body = {"ids": [str(new_id())]}
    answer = await contractor.post(f"{LIST}/read", json=body)
    assert answer.json() == {"unread": 2}
    (asked,) = services.asked_of("notifications", "/my/notifications/read")
    assert json.loads(asked.content) == body


async def test_a_field_that_the_service_does_not_have_is_refused_here(
    contractor: httpx2.AsyncClient,
) -> None:
    answer = await contractor.post(f"{LIST}/read", json={"all": True})
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"field": "all", "reason": "is no field of this operation"}]


@pytest.mark.requirement("X1")
async def test_preferences_are_shown_and_chosen_and_a_refusal_keeps_its_field(
    contractor: httpx2.AsyncClient, services: FakeServices
) -> None:
    services.reply("notifications", "/my/preferences", SHOWN)
    assert (await contractor.get(PREFERENCES)).json() == SHOWN
    services.reply("notifications", "/my/preferences", SHOWN, method="PUT")
    body = {"digest_hour": 8, "choices": {"payment_made": "daily"}}
    assert (await contractor.put(PREFERENCES, json=body)).json() == SHOWN
    problem = {
        "type": "urn:portico:problem:invalid",
        "title": "The input is not valid",
        "status": 422,
        "code": "invalid",
        "detail": "it always comes",
        "errors": [{"field": "choices.password_changed", "reason": "it always comes"}],
    }
    services.reply("notifications", "/my/preferences", problem, status=422, method="PUT")
    body["choices"] = {"password_changed": "never"}
    refused = await contractor.put(PREFERENCES, json=body)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "choices.password_changed"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", LIST),
        ("GET", f"{LIST}/unread"),
        ("POST", f"{LIST}/read"),
        ("GET", PREFERENCES),
        ("PUT", PREFERENCES),
    ],
)
async def test_without_a_session_and_with_one_of_another_portal_there_is_nothing(
    agency: Agency, services: FakeServices, browser: Browser, method: str, path: str
) -> None:
    contact = browser(
        token=services.sign_in(a_person(agency, Portal.CUSTOMER)), portal=Portal.CUSTOMER
    )
    for client in (browser(), contact):
        answer = await client.request(method, path, json={"digest_hour": 8, "choices": {}})
        assert answer.status_code == 401


def a_listener(person_id: PersonId) -> Listener:
    return Listener(
        agency_id=new_id(),
        portal=Portal.CONTRACTOR,
        person_id=person_id,
        session_id=None,
        permissions=frozenset(),
    )


@pytest.mark.requirement("X1")
def test_the_list_is_stale_when_it_changed_and_not_when_an_e_mail_left() -> None:
    person_id = PersonId(new_id())
    changed = NotificationsChanged.model_validate(
        {"recipient_id": person_id, "changed_at": "2026-11-22T08:00:00Z"}
    )
    sent = EmailSent.model_validate(
        {
            "recipient_id": person_id,
            "email_id": EmailId(new_id()),
            "kind": "work_approved",
            "because_of": EventId(new_id()),
            "language": "en",
            "message_id": "<1@x>",
            "sent_at": "2026-11-22T08:00:00Z",
        }
    )

    def stale(event: EmailSent | NotificationsChanged, listener: Listener) -> set[View]:
        return {v for one in invalidations_of(event) if one.concerns(listener) for v in one.views}

    assert stale(changed, a_listener(person_id)) == {View.NOTIFICATIONS}
    assert stale(changed, a_listener(PersonId(new_id()))) == set()
    assert stale(sent, a_listener(person_id)) == set()
