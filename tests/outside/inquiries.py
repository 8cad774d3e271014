"""A question of a contact, with a file, for others to ask for."""

from functools import partial
from typing import Any

from portico_local.demo.client import PortalClient, until

SECRET_QUESTION = "Only Nell asked this"


async def an_inquiry(contact: PortalClient) -> dict[str, str]:
    """An inquiry with a file, of a contact who sees only what is their own: the ids of both."""
    stored = await contact.call(
        "POST",
        "/api/customer/attachments?name=question.png",
        content=b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        headers={"Content-Type": "application/octet-stream"},
    )
    attachment_id = stored.json()["attachment_id"]
    asked: dict[str, Any] = {
        "kind": "new_business",
        "subject": SECRET_QUESTION,
        "text": SECRET_QUESTION,
        "attachment_ids": [attachment_id],
    }
    answer = await until(
        partial(contact.call, "POST", "/api/customer/inquiries", json=asked),
        lambda found: found.status_code == 201,
        what="that the file is known",
    )
    return {"inquiry_id": answer.json()["inquiry_id"], "attachment_id": attachment_id}
