"""How the pool and a worker process talk over pipes: a head in JSON and a body of bytes."""

import asyncio
import json
import struct
from dataclasses import dataclass, field
from typing import Any, BinaryIO

_LENGTHS = struct.Struct("!IQ")
MAX_HEAD_BYTES = 1024 * 1024
"""A drawn signature with its 4,000 points, and who forwarded it and why, have room in it."""
MAX_BODY_BYTES = 64 * 1024 * 1024


class FrameError(ValueError):
    """What came over the pipe is not a frame."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A question or an answer."""

    head: dict[str, Any]
    body: bytes = field(default=b"", repr=False)

    def encode(self) -> bytes:
        """Both lengths, the head, the body. Raises FrameError when it is too long."""
        head = json.dumps(self.head).encode()
        if len(head) > MAX_HEAD_BYTES or len(self.body) > MAX_BODY_BYTES:
            raise FrameError(f"too long: head {len(head)} bytes, body {len(self.body)} bytes")
        return _LENGTHS.pack(len(head), len(self.body)) + head + self.body


def _lengths(data: bytes) -> tuple[int, int]:
    head, body = _LENGTHS.unpack(data)
    if head > MAX_HEAD_BYTES or body > MAX_BODY_BYTES:
        raise FrameError(f"too long: head {head} bytes, body {body} bytes")
    return head, body


def read_frame(stream: BinaryIO) -> Frame | None:
    """The next frame of a blocking stream; None when the other side has closed it."""
    lengths = stream.read(_LENGTHS.size)
    if len(lengths) < _LENGTHS.size:
        return None
    head, body = _lengths(lengths)
    text, data = stream.read(head), stream.read(body)
    if len(text) < head or len(data) < body:
        return None
    return Frame(json.loads(text), data)


async def receive_frame(reader: asyncio.StreamReader) -> Frame:
    """The next frame. Raises asyncio.IncompleteReadError when the other side has gone."""
    head, body = _lengths(await reader.readexactly(_LENGTHS.size))
    text = await reader.readexactly(head)
    return Frame(json.loads(text), await reader.readexactly(body))
