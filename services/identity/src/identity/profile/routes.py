"""The own profile over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response

from chassis.errors import InvalidError
from chassis.http import Uow, tenant_router
from identity.profile import actions, pictures
from identity.profile.pictures import Crop, PictureFlaw, PictureRefusedError, Pictures
from identity.profile.schemas import ProfileBody, ProfileDetails
from identity.units import ActorOfPass, UnitsOfRequest

router = tenant_router(prefix="/me/profile", tags=["profile"])
picture_router = APIRouter(prefix="/me/profile", tags=["profile"])

Tags = Annotated[str, Header(max_length=1_000)]
Pixels = Annotated[int | None, Query(ge=0, le=100_000)]


@router.get("")
async def own(uow: Uow) -> ProfileDetails:
    """My profile."""
    return ProfileDetails.of(await actions.own(uow))


@router.put("")
async def change(body: ProfileBody, uow: Uow) -> ProfileDetails:
    """Change my details. The e-mail address stays: it is who I am here."""
    return ProfileDetails.of(await actions.change(uow, body.details))


# No tenant route: while a picture is decoded no connection to the database is held.
@picture_router.put("/picture")
async def set_picture(
    request: Request,
    units: UnitsOfRequest,
    actor: ActorOfPass,
    left: Pixels = None,
    top: Pixels = None,
    side: Pixels = None,
) -> ProfileDetails:
    """Set my picture: the body is a JPEG, PNG or WebP. With a square in its pixels, or the middle.

    422 names why a picture cannot be used: `reason` is too_many_bytes, wrong_type,
    too_many_pixels, too_small, broken or crop_outside.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in pictures.MEDIA_TYPES:
        raise PictureRefusedError(PictureFlaw.WRONG_TYPE)
    content = await units.runtime.resource(Pictures).made_ours(
        await request.body(), _crop(left, top, side)
    )
    async with units.by(actor) as uow:
        return ProfileDetails.of(await actions.set_picture(uow, content))


@router.delete("/picture", status_code=204)
async def remove_picture(uow: Uow) -> Response:
    """Remove my picture."""
    await actions.remove_picture(uow)
    return Response(status_code=204)


@router.get(
    "/picture",
    response_class=Response,
    responses={200: {"content": {pictures.MEDIA_TYPE: {}}}, 304: {"description": "Not changed"}},
)
async def own_picture(
    uow: Uow,
    v: Annotated[
        str, Query(max_length=100, description="Of a page: a new picture's address is new")
    ] = "",
    if_none_match: Tags = "",
) -> Response:
    """My picture, 512 x 512 WebP. With If-None-Match 304 where it has not changed."""
    del v
    picture = await actions.own_picture(uow)
    headers = {
        "ETag": picture.etag,
        "Cache-Control": "private, no-cache",
        "X-Content-Type-Options": "nosniff",
    }
    if picture.etag in [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]:
        return Response(status_code=304, headers=headers)
    return Response(picture.content, media_type=pictures.MEDIA_TYPE, headers=headers)


def _crop(left: int | None, top: int | None, side: int | None) -> Crop | None:
    if left is None and top is None and side is None:
        return None
    if left is None or top is None or side is None:
        raise InvalidError("left, top and side go together", field="side")
    return Crop(left=left, top=top, side=side)
