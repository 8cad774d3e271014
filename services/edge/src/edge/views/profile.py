"""`/api/session/profile`: the own details, language and picture; and whether a password is good."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

from fastapi import Query, Request
from pydantic import BaseModel, Field, SecretStr, field_serializer
from starlette.responses import StreamingResponse

from contracts.access import Portal
from contracts.events.identity import Address, Language
from contracts.ids import PersonId
from edge.problems import ServiceName
from edge.routing import view_router
from edge.shapes.common import Body
from edge.visit import CallerHere, VisitHere

router = view_router("session", "/api/session")

_IDENTITY = ServiceName.IDENTITY
_PICTURE = "/me/profile/picture"

Pixels = Annotated[int | None, Query(ge=0, le=100_000)]


class Detail(StrEnum):
    """A part of the profile."""

    NAME = "name"
    PHONE = "phone"
    LANGUAGE = "language"
    ADDRESS = "address"


class Profile(BaseModel):
    """The own profile. `may_change`: what the person changes without asking the agency."""

    person_id: PersonId
    portal: Portal
    name: str
    email: str
    phone: str
    language: Language
    languages: Sequence[Language] = Field(description="Those of the agency")
    address: Address | None = None
    picture: str | None = Field(default=None, description="Its etag; null: there is none")
    has_password: bool
    may_change: Sequence[Detail]


class ProfileChange(Body):
    """What is to change; what is left out stays. An empty `phone` is none.

    A contractor's address keeps its country and region: they decide taxes.
    """

    name: str | None = Field(default=None, min_length=1, max_length=200)
    phone: str | None = Field(default=None, max_length=32)
    language: Language | None = None
    address: Address | None = None


class Flaw(StrEnum):
    """A rule that a password breaks."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    COMMON = "common"
    CONTAINS_EMAIL = "contains_email"


class PasswordFlaw(BaseModel):
    """A rule that the password breaks, and how it is said in English."""

    code: Flaw
    reason: str


class PasswordChecked(BaseModel):
    """Which rules the password breaks, none if it is good; and what a page can check by itself."""

    flaws: Sequence[PasswordFlaw]
    min_length: int
    max_length: int


class PasswordToCheck(Body):
    """A password that somebody is typing, and whose: by address, or by the link that is open."""

    password: SecretStr = Field(max_length=1_024)
    email: str | None = Field(default=None, max_length=254)
    token: SecretStr | None = Field(default=None, min_length=1, max_length=128)

    @field_serializer("password", "token")
    def _open(self, secret: SecretStr | None) -> str | None:
        return None if secret is None else secret.get_secret_value()


class _PasswordToCheck(PasswordToCheck):
    agency: str


@router.post("/password/check")
async def check_password(body: PasswordToCheck, visit: VisitHere) -> PasswordChecked:
    """Which rules a new password breaks, while it is typed. Nothing of it is kept.

    A page checks length and address by itself, and asks here when typing pauses; 429 when it asks
    too often.
    """
    given = body.model_dump(exclude_unset=True)
    sent = _PasswordToCheck.model_validate(given | {"agency": visit.agency.slug})
    return await visit.services.send(
        _IDENTITY, "POST", "/password/check", PasswordChecked, body=sent
    )


@router.get("/profile")
async def show_profile(caller: CallerHere) -> Profile:
    """The own profile."""
    return await caller.services.get(_IDENTITY, "/me/profile", Profile)


@router.put("/profile")
async def change_profile(body: ProfileChange, caller: CallerHere) -> Profile:
    """Change the own details. 422 names each field that the agency alone changes."""
    return await caller.services.send(_IDENTITY, "PUT", "/me/profile", Profile, body=body)


@router.put(
    "/profile/picture",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                media: {"schema": {"type": "string", "format": "binary"}}
                for media in ("image/jpeg", "image/png", "image/webp")
            },
        }
    },
)
async def set_picture(
    request: Request,
    caller: CallerHere,
    left: Pixels = None,
    top: Pixels = None,
    side: Pixels = None,
) -> Profile:
    """Set the own picture, of 5 MiB and 20 million pixels at most: the square, or the middle.

    The square is in pixels of the picture as it is seen. 422 says in `reason` why a picture cannot
    be used: too_many_bytes, wrong_type, too_many_pixels, too_small, broken, crop_outside.
    """
    return await caller.services.upload(
        _IDENTITY,
        _PICTURE,
        Profile,
        content=request.stream(),
        content_type=request.headers.get("content-type", ""),
        query={"left": left, "top": top, "side": side},
        method="PUT",
    )


@router.get(
    "/profile/picture",
    response_class=StreamingResponse,
    responses={
        200: {"content": {"image/webp": {"schema": {"type": "string", "format": "binary"}}}},
        304: {"description": "Not changed"},
    },
)
async def show_picture(request: Request, caller: CallerHere) -> StreamingResponse:
    """The own picture, 512 x 512. With If-None-Match 304 where it has not changed."""
    return await caller.services.download(
        _IDENTITY, _PICTURE, if_none_match=request.headers.get("if-none-match")
    )


@router.delete("/profile/picture", status_code=204)
async def remove_picture(caller: CallerHere) -> None:
    """Remove the own picture."""
    await caller.services.send(_IDENTITY, "DELETE", _PICTURE, type(None))
