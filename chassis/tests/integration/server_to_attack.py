"""A service in a process of its own that is attacked: it takes bodies and has a lasting line."""

import asyncio
from collections.abc import AsyncIterator
from typing import ClassVar

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse

from chassis.main import main
from chassis.service import Service
from chassis.settings import ServiceSettings


class Settings(ServiceSettings):
    service: ClassVar[str] = "attacked"


router = APIRouter()


@router.post("/body")
async def body(request: Request) -> dict[str, int]:
    return {"bytes": len(await request.body())}


@router.get("/much")
async def much() -> Response:
    return Response(b"x" * 64 * 1024 * 1024)


@router.get("/live")
async def live() -> StreamingResponse:
    async def ticks() -> AsyncIterator[bytes]:
        number = 0
        while True:
            yield f"data: {number}\n\n".encode()
            number += 1
            await asyncio.sleep(0.25)

    return StreamingResponse(ticks(), media_type="text/event-stream")


def build() -> Service:
    return Service(name="attacked", settings=Settings(), routers=[router])


if __name__ == "__main__":
    main(build)
