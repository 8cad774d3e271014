"""Questions and answers between the pool and its processes."""

import io

import pytest

from documents.rendering.frames import MAX_BODY_BYTES, Frame, FrameError, read_frame
from documents.signing import drawing


def test_a_frame_arrives_as_it_was_sent() -> None:
    sent = Frame({"task": "render", "name": "Ødegård"}, b"\x00\xff" * 1_000)

    assert read_frame(io.BytesIO(sent.encode())) == sent


@pytest.mark.parametrize("cut", [0, 3, 14, 40])
def test_a_stream_that_ends_is_the_end_wherever_it_is_cut(cut: int) -> None:
    data = Frame({"task": "render"}, b"x" * 100).encode()

    assert read_frame(io.BytesIO(data[:cut])) is None


def test_a_frame_that_claims_too_much_is_refused() -> None:
    with pytest.raises(FrameError):
        read_frame(io.BytesIO(b"\x00\x00\x00\x02" + (MAX_BODY_BYTES + 1).to_bytes(8, "big")))


def test_the_largest_drawing_with_long_reasons_beside_it_has_room() -> None:
    point = (drawing.WIDTH, drawing.HEIGHT)
    strokes = [[point] * (drawing.MAX_POINTS // 2)] * 2
    reasons = ["…" * 2_000] * 10
    sent = Frame({"of": {"strokes": strokes, "forwardings": reasons}}, b"pdf")

    assert len(sent.encode()) > 64 * 1024
