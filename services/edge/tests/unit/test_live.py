"""`/api/live` on a real socket: what a browser hears, and when it hears no more."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import httpx2
import pytest
from fastapi import FastAPI

from chassis.ids import new_id
from chassis.testing.waiting import eventually
from contracts.access import Portal, Scope
from contracts.events.identity import Agency, Person
from contracts.ids import ProjectId
from contracts.reach import Parties, Subject
from edge.core import Edge
from edge.live.hub import LiveMessage
from edge.live.invalidation import Invalidation, View
from edge.settings import EdgeSettings

from ..fakes import FakeServices, a_person

TOUCH = Invalidation(portal=Portal.CONTRACTOR, views=(View.TRANSACTIONS, View.DASHBOARD))


@pytest.fixture
def recheck_seconds() -> float:
    return 0.2


@pytest.fixture
def settings(services: FakeServices, recheck_seconds: float) -> EdgeSettings:
    given = {
        "live_recheck_seconds": recheck_seconds,
        "live_connections_per_person": 2,
        "jwks_url": "-",
    }
    return EdgeSettings.model_validate({**services.settings(), **given})


@pytest.fixture
def person(agency: Agency) -> Person:
    return a_person(agency)


@pytest.fixture
def token(services: FakeServices, person: Person) -> str:
    return services.sign_in(person)


class ReceivedMessages:
    """What a browser hears, message by message."""

    def __init__(self, answer: httpx2.Response) -> None:
        self.answer = answer
        self._lines = answer.aiter_lines()

    async def next(self, within_seconds: float = 5.0) -> LiveMessage | None:
        """The next message, None when the line has ended."""
        async with asyncio.timeout(within_seconds):
            async for line in self._lines:
                if line.startswith("data: "):
                    return LiveMessage.model_validate(json.loads(line[6:]))
        return None


@asynccontextmanager
async def listening(
    address: str, token: str, portal: Portal = Portal.CONTRACTOR
) -> AsyncGenerator[ReceivedMessages]:
    async with (
        httpx2.AsyncClient(base_url=address, headers={"Host": "nord.localhost"}) as client,
        client.stream(
            "GET",
            f"/api/live?portal={portal}",
            headers={"Cookie": f"portico-{portal}={token}"},
            timeout=10,
        ) as answer,
    ):
        yield ReceivedMessages(answer)


@pytest.mark.requirement("X3")
async def test_a_browser_hears_which_of_its_views_are_stale(
    served: str, edge: Edge, agency: Agency, token: str
) -> None:
    async with listening(served, token) as heard:
        assert heard.answer.headers["content-type"].startswith("text/event-stream")
        assert heard.answer.headers["x-request-id"]
        assert await heard.next() == LiveMessage()
        edge.hub.announce(agency.agency_id, [TOUCH])
        assert await heard.next() == LiveMessage(stale=[View.DASHBOARD, View.TRANSACTIONS])


async def test_it_ends_when_the_session_does(
    served: str, services: FakeServices, token: str
) -> None:
    async with listening(served, token) as heard:
        await heard.next()
        del services.sessions[token]
        assert await heard.next() == LiveMessage(ended=True)
        assert await heard.next() is None


async def test_signing_out_in_one_window_ends_the_others(
    served: str, edge: Edge, services: FakeServices, token: str
) -> None:
    async with (
        listening(served, token) as heard,
        httpx2.AsyncClient(base_url=served, headers={"Host": "nord.localhost"}) as other,
    ):
        await heard.next()
        answer = await other.post(
            "/api/session/logout",
            json={"portal": "contractor"},
            headers={"X-Portico": "1", "Cookie": f"portico-contractor={token}"},
        )
        assert answer.status_code == 204
        assert await heard.next() == LiveMessage(ended=True)


@pytest.mark.parametrize("recheck_seconds", [60.0])
async def test_it_ends_at_once_when_staff_end_the_session_though_a_pass_is_still_kept(
    served: str, edge: Edge, services: FakeServices, person: Person, token: str
) -> None:
    async with listening(served, token) as heard:
        await heard.next()
        del services.sessions[token]
        edge.hub.check_sessions_of(person.person_id)
        assert await heard.next() == LiveMessage(ended=True)


async def test_it_goes_on_while_identity_is_away(
    served: str, edge: Edge, agency: Agency, services: FakeServices, token: str
) -> None:
    async with listening(served, token) as heard:
        await heard.next()
        services.away.add("identity")
        await asyncio.sleep(0.5)
        edge.hub.announce(agency.agency_id, [TOUCH])
        assert await heard.next() == LiveMessage(stale=[View.DASHBOARD, View.TRANSACTIONS])


async def test_who_goes_away_leaves_room_and_too_many_are_refused(
    served: str, edge: Edge, agency: Agency, token: str
) -> None:
    async with listening(served, token) as one, listening(served, token) as two:
        await one.next()
        await two.next()
        async with listening(served, token) as three:
            assert three.answer.status_code == 503
            assert three.answer.headers["retry-after"] == "10"
            await three.answer.aread()
            assert three.answer.json()["code"] == "too_many_connections"
    await eventually(lambda: len(edge.hub) == 0, what="the browsers have left")


async def test_a_process_that_stops_ends_its_lines(served: str, app: FastAPI, token: str) -> None:
    async with listening(served, token) as heard:
        await heard.next()
        app.state.health.accepting = False
        assert await heard.next() is None


async def test_who_may_see_other_things_now_fetches_all_and_hears_of_them(
    served: str, edge: Edge, services: FakeServices, agency: Agency
) -> None:
    contact = a_person(agency, Portal.CUSTOMER)
    assert contact.contact is not None
    narrow = contact.contact.model_copy(update={"scope": Scope.PROJECTS})
    contact = contact.model_copy(update={"contact": narrow})
    token = services.sign_in(contact)
    project_id = ProjectId(new_id())
    of_project = Invalidation(
        portal=Portal.CUSTOMER,
        views=(View.WORK,),
        subject=Subject.WORK,
        parties=Parties(company_id=narrow.company_id, project_ids=frozenset({project_id})),
    )
    async with listening(served, token, Portal.CUSTOMER) as heard:
        assert await heard.next() == LiveMessage()
        edge.hub.announce(agency.agency_id, [of_project])
        assigned = narrow.model_copy(update={"project_ids": (project_id,)})
        services.sessions[token].person = contact.model_copy(update={"contact": assigned})
        edge.hub.check_sessions_of(contact.person_id)
        assert await heard.next() == LiveMessage(resync=True)
        edge.hub.announce(agency.agency_id, [of_project])
        assert await heard.next() == LiveMessage(stale=[View.WORK])
