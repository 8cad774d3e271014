"""Files that go along with messages: taken, handed out to who sees the inquiry, and forgotten."""

import asyncio
import io
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import pikepdf
import pytest

from chassis.ids import new_id
from chassis.runtime import Runtime
from chassis.testing.plugin import Deliver
from chassis.testing.queues import fetch_across
from contracts.access import Permission, Portal, Scope
from contracts.events.documents import AttachmentStored
from contracts.events.notifications import InquiryAnswered, InquiryOpened
from documents.attachments import actions
from documents.attachments.actions import remove_overdue
from documents.attachments.model import MAX_BYTES, MAX_UNSENT

Pass = Callable[..., dict[str, str]]
RecordedEvents = Callable[[type[Any]], Awaitable[list[Any]]]

pytestmark = [pytest.mark.timeout(120), pytest.mark.requirement("K15")]

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(20)


class Sender:
    """Somebody who sends files, and others who ask for them."""

    def __init__(self, known: Any, client: httpx2.AsyncClient, a_pass: Pass) -> None:
        self.known = known
        self._client = client
        self._a_pass = a_pass
        self.person_id = new_id()

    def contact(self, person_id: UUID | None = None, **of: Any) -> dict[str, str]:
        given: dict[str, Any] = {
            "agency_id": self.known.agency_id,
            "person_id": person_id or self.person_id,
            "portal": Portal.CUSTOMER,
            "permissions": (Permission.INQUIRIES,),
            "scope": Scope.OWN,
            "company_id": self.known.company_id,
        }
        return self._a_pass(**(given | of))

    def staff(self, **of: Any) -> dict[str, str]:
        given: dict[str, Any] = {
            "agency_id": self.known.agency_id,
            "portal": Portal.AGENCY,
            "permissions": (Permission.COMPANIES_MANAGE,),
        }
        return self._a_pass(**(given | of))

    async def send(
        self, content: bytes = PNG, name: str = "photo.png", headers: dict[str, str] | None = None
    ) -> httpx2.Response:
        return await self._client.post(
            "/attachments",
            params={"name": name},
            content=content,
            headers={"Content-Type": "application/octet-stream"} | (headers or self.contact()),
        )

    async def sent(self, *of: Any) -> Any:
        answer = await self.send(*of)
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def fetch(self, attachment: Any, headers: dict[str, str]) -> httpx2.Response:
        path = f"/attachments/{attachment['attachment_id']}/content"
        return await self._client.get(path, headers=headers)

    def opened(self, attachment: Any, **changes: Any) -> InquiryOpened:
        """An inquiry that names the file."""
        given = {
            "inquiry_id": new_id(),
            "company_id": self.known.company_id,
            "subject": "Two?",
            "contact_ids": (self.person_id,),
            "opened_by": self.person_id,
            "attachment_ids": (attachment["attachment_id"],),
        }
        return InquiryOpened.model_validate(given | changes)


@pytest.fixture
def sender(known: Any, client: httpx2.AsyncClient, a_pass: Pass) -> Sender:
    return Sender(known, client, a_pass)


@pytest.fixture
def kept(tmp_path: Path) -> Callable[[], list[bytes]]:
    """The content of every file in the storage."""
    folder = tmp_path / "files"
    return lambda: [path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()]


async def test_a_file_is_handed_out_as_it_came_and_only_to_be_saved(
    sender: Sender, recorded: RecordedEvents
) -> None:
    name = "Øre & fôr (mai).png"
    sent = await sender.sent(PNG, name)
    assert (sent["name"], sent["media_type"], sent["size_bytes"]) == (name, "image/png", len(PNG))
    told = await recorded(AttachmentStored)
    assert [(str(one.attachment_id), one.stored_by) for one in told] == [
        (sent["attachment_id"], sender.person_id)
    ]
    answer = await sender.fetch(sent, sender.contact())
    assert answer.status_code == 200
    assert answer.content == PNG
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["x-content-type-options"] == "nosniff"
    disposition = answer.headers["content-disposition"]
    assert disposition.startswith("attachment; filename*=UTF-8''%C3%98re%20%26")
    assert disposition.isascii()


@pytest.mark.requirement("K16")
async def test_who_has_a_file(sender: Sender, deliver: Deliver, world: Any) -> None:
    sent = await sender.sent()
    colleague = sender.contact(new_id(), scope=Scope.COMPANY)
    # Until a message names it, it is nobody's but the sender's.
    assert (await sender.fetch(sent, sender.staff())).status_code == 404
    assert (await sender.fetch(sent, colleague)).status_code == 404
    project = new_id()
    opened = sender.opened(sent, project_ids=(project,))
    await deliver(opened, agency_id=world.agency_id)
    for who, headers, status in (
        ("the sender", sender.contact(), 200),
        ("staff", sender.staff(), 200),
        ("a colleague of the company", colleague, 200),
        ("a colleague with a narrow view", sender.contact(new_id()), 404),
        (
            "a colleague of the project",
            sender.contact(new_id(), scope=Scope.PROJECTS, project_ids=(project,)),
            200,
        ),
        (
            "another company",
            sender.contact(new_id(), scope=Scope.COMPANY, company_id=new_id()),
            404,
        ),
        ("another agency", sender.staff(agency_id=new_id()), 404),
        ("who has no inquiries", sender.contact(permissions=(Permission.WORK_VIEW,)), 403),
        ("a contractor", sender.contact(portal=Portal.CONTRACTOR, permissions=()), 403),
    ):
        assert (await sender.fetch(sent, headers)).status_code == status, who
    # Somebody who takes part by a later message sees what was sent before.
    late = new_id()
    answered = InquiryAnswered.model_validate(
        opened.model_dump(exclude={"opened_by", "attachment_ids"})
        | {"answered_by": late, "contact_ids": (sender.person_id, late)}
    )
    await deliver(answered, agency_id=world.agency_id)
    assert (await sender.fetch(sent, sender.contact(late))).status_code == 200


async def test_a_message_takes_no_file_that_its_writer_did_not_send(
    sender: Sender, deliver: Deliver, world: Any
) -> None:
    sent = await sender.sent()
    stranger = new_id()
    stolen = sender.opened(sent, opened_by=stranger, contact_ids=(stranger,))
    await deliver(stolen, agency_id=world.agency_id)
    assert (await sender.fetch(sent, sender.contact(stranger))).status_code == 404
    first, second = sender.opened(sent), sender.opened(sent, contact_ids=(stranger,))
    await deliver(first, second, agency_id=world.agency_id)
    # It stays where it was named first.
    assert (await sender.fetch(sent, sender.contact(stranger))).status_code == 404
    assert (await sender.fetch(sent, sender.contact())).status_code == 200


def a_pdf(*, pages: int = 1, script: bool = False, password: str = "") -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as document:
        for _ in range(pages):
            document.add_blank_page()
        if script:
            document.Root["/OpenAction"] = pikepdf.Dictionary(
                S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)")
            )
        encryption = pikepdf.Encryption(owner=password, user=password) if password else False
        document.save(out, encryption=encryption)
    return out.getvalue()


@pytest.mark.requirement("X8")
async def test_bad_files_are_refused_with_the_reason_and_nothing_is_stored(
    sender: Sender, kept: Callable[[], list[bytes]], recorded: RecordedEvents
) -> None:
    html = b"<script>alert(1)</script>"
    for content, name, field, flaw in (
        (b"", "empty.png", "file", "empty"),
        (html, "photo.png", "file", "wrong_type"),
        (html, "page.html", "file", "wrong_type"),
        (PNG, "page.html", "file", "named_otherwise"),
        (PNG + bytes(MAX_BYTES), "photo.png", "file", "too_large"),
        (a_pdf(script=True), "terms.pdf", "file", "scripts"),
        (a_pdf(password="secret"), "terms.pdf", "file", "encrypted"),
        (a_pdf(pages=201), "terms.pdf", "file", "too_many_pages"),
        (a_pdf()[:100], "terms.pdf", "file", "broken"),
        (PNG, "photo\x00.png", "name", None),
        (PNG, "../photo.png", "name", None),
        (PNG, "photo\u202egnp.exe.png", "name", None),
        (PNG, "x" * 150 + ".png", "name", None),
        (PNG, "", "name", None),
    ):
        refused = await sender.send(content, name)
        assert refused.status_code == 422, f"{name!r}: {refused.text}"
        said = refused.json()
        assert said["errors"][0]["field"].endswith(field), said
        assert said["errors"][0]["reason"]
        assert said.get("flaw") == flaw, f"{name!r}: {said}"
    assert kept() == []
    assert await recorded(AttachmentStored) == []
    assert (await sender.sent(a_pdf(pages=2), "terms.pdf"))["media_type"] == "application/pdf"


async def test_who_may_not_send_is_refused_before_the_file_is_looked_at(
    sender: Sender, kept: Callable[[], list[bytes]]
) -> None:
    for headers, status in (
        (sender.contact(permissions=()), 403),
        (sender.contact(portal=Portal.CONTRACTOR, permissions=()), 403),
        ({"Authorization": "Bearer nothing"}, 401),
    ):
        assert (await sender.send(b"", "photo.png", headers)).status_code == status
    assert kept() == []


async def test_a_person_has_so_many_files_that_no_message_names(
    sender: Sender, deliver: Deliver, world: Any
) -> None:
    sent = [await sender.sent() for _ in range(MAX_UNSENT)]
    refused = await sender.send()
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_attachments")
    # A colleague is not held up by it, and a message makes room.
    assert (await sender.send(headers=sender.contact(new_id()))).status_code == 201
    await deliver(sender.opened(sent[0]), agency_id=world.agency_id)
    assert (await sender.send()).status_code == 201


async def test_of_many_sent_at_once_no_more_are_kept_than_a_person_may_have(
    sender: Sender, kept: Callable[[], list[bytes]], recorded: RecordedEvents
) -> None:
    answers = await asyncio.gather(*(sender.send() for _ in range(MAX_UNSENT + 5)))
    assert sorted(answer.status_code for answer in answers) == [201] * MAX_UNSENT + [429] * 5
    assert len(kept()) == len(await recorded(AttachmentStored)) == MAX_UNSENT


async def test_a_file_that_cannot_be_removed_keeps_no_other_waiting(
    sender: Sender, world: Any, runtime: Runtime, tmp_path: Path
) -> None:
    stuck, next_one = await sender.sent(), await sender.sent()
    [stored] = (tmp_path / "files").glob(f"*/attachments/{stuck['attachment_id']}")
    stored.unlink()
    # A folder in its place: the storage cannot remove that.
    (stored / "inside").mkdir(parents=True)
    async with runtime.unit_of_work(world.agency_id) as uow:
        for number, one in enumerate((stuck, next_one), start=1):
            await uow.execute(
                "UPDATE attachment_deadlines SET due_at = $3"
                " WHERE agency_id = $1 AND attachment_id = $2",
                world.agency_id,
                UUID(one["attachment_id"]),
                datetime.now(UTC) - timedelta(minutes=10 - number),
            )
    await remove_overdue(runtime)
    left = await fetch_across(
        runtime, "SELECT attachment_id, due_at > now() AS later FROM attachment_deadlines"
    )
    assert [(str(row["attachment_id"]), row["later"]) for row in left] == [
        (stuck["attachment_id"], True)
    ]


async def test_a_file_that_no_message_names_is_removed_and_one_of_a_message_is_not(
    sender: Sender,
    deliver: Deliver,
    world: Any,
    runtime: Runtime,
    kept: Callable[[], list[bytes]],
) -> None:
    forgotten = await sender.sent(PNG + b"forgotten")
    named = await sender.sent(PNG + b"named")
    await deliver(sender.opened(named), agency_id=world.agency_id)
    await remove_overdue(runtime)
    assert len(kept()) == 2
    async with runtime.unit_of_work(world.agency_id) as uow:
        # Of a message since the deadline was looked at.
        await uow.execute(
            "INSERT INTO attachment_deadlines (attachment_id, agency_id, due_at)"
            " VALUES ($1, $2, now())",
            UUID(named["attachment_id"]),
            world.agency_id,
        )
        await uow.execute(
            "UPDATE attachment_deadlines SET due_at = $2 WHERE agency_id = $1",
            world.agency_id,
            datetime.now(UTC) - timedelta(minutes=1),
        )
    await remove_overdue(runtime)
    assert kept() == [PNG + b"named"]
    assert (await sender.fetch(forgotten, sender.contact())).status_code == 404
    assert (await sender.fetch(named, sender.contact())).status_code == 200
    assert await fetch_across(runtime, "SELECT attachment_id FROM attachment_deadlines") == []


async def test_bytes_that_were_kept_and_never_named_are_removed_like_any_file(
    sender: Sender,
    world: Any,
    runtime: Runtime,
    kept: Callable[[], list[bytes]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The process ends between the two: all that is left is bytes that nothing names."""

    async def ends(*_: object, **__: object) -> None:
        raise RuntimeError("the end of the process")

    named = await sender.sent(PNG + b"named")
    with monkeypatch.context() as patched:
        patched.setattr(actions, "add", ends)
        assert (await sender.send(PNG + b"orphaned")).status_code == 500
    assert sorted(kept()) == [PNG + b"named", PNG + b"orphaned"]
    # It takes nobody's place, and is there as long as one that was named.
    await remove_overdue(runtime)
    assert len(kept()) == 2
    async with runtime.unit_of_work(world.agency_id) as uow:
        await uow.execute(
            "UPDATE attachment_deadlines SET due_at = now()"
            " WHERE agency_id = $1 AND attachment_id <> $2",
            world.agency_id,
            UUID(named["attachment_id"]),
        )
    await remove_overdue(runtime)
    assert kept() == [PNG + b"named"]
