"""Conversations over HTTP: written, read, assigned, closed, with files, once."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from chassis.ids import new_id
from chassis.runtime import Runtime
from chassis.testing import eventually
from chassis.testing.queues import fetchval_across
from contracts.access import Scope
from contracts.events.identity import AgencyChanged
from contracts.events.notifications import InquiryAnswered, InquiryOpened
from contracts.ids import AttachmentId
from notifications.inquiries import repository

RecordedEvents = Callable[[type[Any]], Awaitable[list[Any]]]

pytestmark = [pytest.mark.timeout(60), pytest.mark.requirement("K15")]


async def test_a_contact_asks_staff_answer_and_close_and_a_message_opens_it_again(
    desk: Any,
) -> None:
    asked = await desk.ask()
    assert (asked["state"], asked["messages"], asked["unread"]) == ("open", 1, False)
    assert asked["company_name"] == "Nordlys AS"
    answered = await desk.reply(asked, "Yes, they can.")
    assert answered["state"] == "answered"
    seen = await desk.get(f"/{asked['inquiry_id']}", desk.contact())
    assert [(m["number"], m["author_name"], m["text"]) for m in seen["conversation"]] == [
        (1, "Anna", "From May on."),
        (2, "Mona", "Yes, they can."),
    ]
    closing = {"version": answered["version"]}
    closed = await desk.post(f"/{asked['inquiry_id']}/close", desk.staff(), closing)
    assert closed["state"] == "closed"
    again = await desk.reply(asked, "One more thing", desk.contact())
    assert (again["state"], again["messages"]) == ("open", 3)


async def test_unread_answers_are_counted_until_they_were_seen(desk: Any) -> None:
    first, second = await desk.ask(), await desk.ask(subject="Another")
    for inquiry in (first, second):
        await desk.reply(inquiry)
    once_more = await desk.reply(first, "And another thing")
    summary = await desk.get("/summary", desk.contact())
    seen = await desk.get(f"/{first['inquiry_id']}", desk.contact())
    assert summary["count"] == 2
    assert summary["oldest_at"] == seen["conversation"][1]["written_at"]
    unread = await desk.get("?unread=true", desk.contact())
    assert [row["inquiry_id"] for row in unread["items"]] == [
        first["inquiry_id"],
        second["inquiry_id"],
    ]
    path = f"/{first['inquiry_id']}/read"
    await desk.post(path, desk.contact(), {"seen": 2}, 204)
    # What was written after that stays unread.
    summary = await desk.get("/summary", desk.contact())
    assert summary["count"] == 2
    await desk.post(path, desk.contact(), {"seen": once_more["messages"]}, 204)
    summary = await desk.get("/summary", desk.contact())
    assert summary["count"] == 1
    # Whoever writes has seen what stands above; a colleague who takes no part has nothing unread.
    await desk.reply(second, "Thanks", desk.contact())
    assert (await desk.get("/summary", desk.contact()))["count"] == 0
    colleague = desk.contact(desk.vera, scope=Scope.COMPANY)
    assert (await desk.get("/summary", colleague))["count"] == 0


async def test_who_writes_in_a_colleagues_conversation_takes_part(desk: Any) -> None:
    asked = await desk.ask()
    colleague = desk.contact(desk.vera, scope=Scope.COMPANY)
    await desk.reply(asked, "I would need one, too", colleague)
    await desk.reply(asked, "Noted", desk.staff())
    narrow = desk.contact(desk.vera)
    assert (await desk.get("/summary", narrow))["count"] == 1
    assert len((await desk.get(f"/{asked['inquiry_id']}", narrow))["conversation"]) == 3


@pytest.mark.requirement("X8")
@pytest.mark.parametrize(
    "body",
    [
        {"kind": "invoice"},
        {"kind": "offer", "invoice_id": str(new_id())},
        {"kind": "new_business", "offer_id": str(new_id())},
        {"kind": "gossip"},
        {"subject": " "},
        {"subject": "a\nb"},
        {"subject": "x" * 151},
        {"text": "\u0000"},
        {"text": ""},
        {"text": "x" * 2_001},
        {"attachment_ids": [str(new_id())] * 2},
        {"attachment_ids": [str(new_id()) for _ in range(6)]},
        {"state": "closed"},
    ],
)
async def test_bad_input_is_refused_and_nothing_is_kept(desk: Any, body: Any) -> None:
    given = {"kind": "new_business", "subject": "Two?", "text": "Yes"} | body
    refused = await desk.post("", desk.contact(), given, 422)
    assert refused["errors"]
    assert (await desk.get("", desk.contact()))["items"] == []


async def test_files_go_along_once_and_only_ones_own(desk: Any) -> None:
    mine, hers = await desk.a_file(), await desk.a_file(desk.vera)
    asked = await desk.ask(attachment_ids=[mine])
    assert [file["name"] for file in asked["conversation"][0]["attachments"]] == ["terms.pdf"]
    for ident, code in (
        (mine, "unknown_attachment"),
        (hers, "unknown_attachment"),
        (str(UUID(int=1)), "unknown_attachment"),
        (str(new_id()), "attachment_not_ready"),
    ):
        path, body = f"/{asked['inquiry_id']}/messages", {"text": "And", "attachment_ids": [ident]}
        status = 422 if code == "unknown_attachment" else 409
        assert (await desk.post(path, desk.contact(), body, status))["code"] == code
    assert (await desk.get(f"/{asked['inquiry_id']}", desk.contact()))["messages"] == 1


async def test_one_file_sent_twice_at_once_is_of_one_message(desk: Any) -> None:
    mine = await desk.a_file()
    asked = [await desk.ask() for _ in range(4)]
    body = {"text": "This", "attachment_ids": [mine]}
    answers = await asyncio.gather(
        *(
            desk.client.post(
                f"/inquiries/{one['inquiry_id']}/messages", headers=desk.contact(), json=body
            )
            for one in asked
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 422, 422, 422]


async def test_a_message_waits_for_another_one_that_names_its_file_and_is_refused_then(
    desk: Any, runtime: Runtime
) -> None:
    """The file is held from the look at it to the commit: whoever looks later sees whose it is."""
    mine, asked = await desk.a_file(), await desk.ask()
    path, body = f"/{asked['inquiry_id']}/messages", {"text": "This", "attachment_ids": [mine]}
    async with runtime.unit_of_work(desk.world.agency_id) as uow:
        known = await repository.attachments_for_update(uow, [AttachmentId(UUID(mine))])
        assert len(known) == 1
        second = asyncio.create_task(desk.post(path, desk.contact(), body, 422))
        await eventually(lambda: waits_for_a_lock(runtime), what="the message to wait")
        await uow.execute("UPDATE attachments SET inquiry_id = $1", new_id())
    assert (await second)["code"] == "unknown_attachment"
    assert (await desk.get(f"/{asked['inquiry_id']}", desk.contact()))["messages"] == 1


async def waits_for_a_lock(runtime: Runtime) -> bool:
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    return await fetchval_across(runtime, f"{waiting} AND datname = current_database()") > 0


async def test_a_double_click_posts_once(desk: Any, recorded: RecordedEvents) -> None:
    once = desk.contact() | {"Idempotency-Key": "start-1"}
    both = await asyncio.gather(desk.ask(once), desk.ask(once))
    assert both[0]["inquiry_id"] == both[1]["inquiry_id"]
    assert len((await desk.get("", desk.contact()))["items"]) == 1
    reply = desk.contact() | {"Idempotency-Key": "reply-1"}
    await asyncio.gather(*(desk.reply(both[0], "Hello?", reply) for _ in range(3)))
    assert (await desk.get(f"/{both[0]['inquiry_id']}", desk.contact()))["messages"] == 2
    assert len(await recorded(InquiryOpened)) == len(await recorded(InquiryAnswered)) == 1


async def test_two_staff_do_not_overwrite_each_others_assignment(desk: Any) -> None:
    asked = await desk.ask()
    path = f"/{asked['inquiry_id']}/assign"
    mine = await desk.post(path, desk.staff(), {"person_id": str(desk.mona), "version": 1})
    assert mine["assigned_to_name"] == "Mona"
    late = {"person_id": str(desk.lars), "version": 1}
    refused = await desk.post(path, desk.staff(desk.lars), late, 409)
    assert (refused["code"], refused["version"]) == ("inquiry_changed", 2)
    stale = await desk.post(f"/{asked['inquiry_id']}/close", desk.staff(), {"version": 1}, 409)
    assert stale["code"] == "inquiry_changed"
    for nobody in (desk.anna, new_id(), desk.world.contractor.person_id):
        body = {"person_id": str(nobody), "version": 2}
        assert (await desk.post(path, desk.staff(), body, 422))["code"] == "unknown_assignee"
    freed = await desk.post(path, desk.staff(), {"person_id": None, "version": 2})
    assert freed["assigned_to"] is None
    names = [one["name"] for one in (await desk.get("/assignees", desk.staff()))["items"]]
    assert names == ["Lars", "Mona"]
    for path in (f"/{asked['inquiry_id']}/assign", f"/{asked['inquiry_id']}/close"):
        body = {"version": 3} | ({"person_id": None} if path.endswith("assign") else {})
        await desk.post(path, desk.contact(), body, 403)
    await desk.get("/assignees", desk.contact(), 403)
    await desk.post("", desk.staff(), {"kind": "new_business", "subject": "a", "text": "b"}, 403)


async def test_where_the_agency_takes_none_a_contact_is_told_whom_to_write_to(desk: Any) -> None:
    asked = await desk.ask()
    off = desk.world.agency.model_copy(update={"takes_inquiries": False})
    await desk.hear(AgencyChanged(agency=off))
    body = {"kind": "new_business", "subject": "Two?", "text": "Yes"}
    refused = await desk.post("", desk.contact(), body, 409)
    assert (refused["code"], refused["support_email"]) == ("inquiries_off", "hjelp@fjord.example")
    path = f"/{asked['inquiry_id']}/messages"
    assert (await desk.post(path, desk.contact(), {"text": "?"}, 409))["code"] == "inquiries_off"
    assert (await desk.get("/summary", desk.contact()))["takes_inquiries"] is False
    # What was written stays to be read, and staff can end it in good order.
    seen = await desk.get(f"/{asked['inquiry_id']}", desk.contact())
    assert (seen["messages"], seen["can_write"]) == (1, False)
    assert (await desk.reply(asked, "By e-mail from now on, please"))["messages"] == 2


async def test_who_writes_without_end_is_asked_to_wait(desk: Any) -> None:
    asked = await desk.ask()
    for _ in range(29):
        await desk.reply(asked, "And", desk.contact())
    path = f"/{asked['inquiry_id']}/messages"
    refused = await desk.client.post(
        f"/inquiries{path}", headers=desk.contact(), json={"text": "And"}
    )
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_messages")
    assert int(refused.headers["retry-after"]) > 0
    # Others are not held up by it.
    assert (await desk.reply(asked))["messages"] == 31


async def test_of_many_inquiries_at_once_no_more_are_taken_than_a_person_may_write(
    desk: Any,
) -> None:
    asked = await desk.ask()
    for _ in range(28):
        await desk.reply(asked, "And", desk.contact())
    body = {"kind": "new_business", "subject": "Two?", "text": "Yes"}
    answers = await asyncio.gather(
        *(desk.client.post("/inquiries", headers=desk.contact(), json=body) for _ in range(6))
    )
    assert sorted(one.status_code for one in answers) == [201] + [429] * 5


async def test_lists_are_narrowed_sorted_and_walked_to_their_end(
    desk: Any, runtime: Runtime
) -> None:
    asked = [await desk.ask(subject=f"Hours 50%_{n}") for n in range(5)]
    await desk.reply(asked[0])
    closing = {"version": asked[1]["version"]}
    await desk.post(f"/{asked[1]['inquiry_id']}/close", desk.staff(), closing)
    taking = {"person_id": str(desk.lars), "version": 1}
    await desk.post(f"/{asked[2]['inquiry_id']}/assign", desk.staff(), taking)
    ids = [one["inquiry_id"] for one in asked]

    async def walked(query: str) -> list[int]:
        found: list[int] = []
        cursor = ""
        while True:
            page = await desk.get(f"?limit=2{query}{cursor}", desk.staff())
            found += [ids.index(row["inquiry_id"]) for row in page["items"]]
            if page["next_cursor"] is None:
                return found
            cursor = f"&cursor={page['next_cursor']}"

    assert await walked("") == [0, 4, 3, 2, 1]
    assert await walked("&sort=activity") == [1, 2, 3, 4, 0]
    assert await walked("&state=answered&state=closed") == [0, 1]
    assert await walked("&kind=invoice") == []
    assert await walked(f"&assigned_to={desk.lars}") == [2]
    assert await walked("&search=50%25_3") == [3]
    assert await walked("&search=50_") == []
    assert await walked(f"&company_id={new_id()}") == []
    # Of messages of one moment each is found all the same, and once.
    async with runtime.unit_of_work(desk.world.agency_id) as uow:
        await uow.execute("UPDATE inquiries SET last_message_at = $1", datetime.now(UTC))
    assert sorted(await walked("")) == [0, 1, 2, 3, 4]
    assert await walked("&sort=activity") == [*reversed(await walked(""))]
