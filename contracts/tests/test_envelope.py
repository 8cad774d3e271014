"""The envelope travels in Kafka headers and names what is wrong with them."""

from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.envelope import Envelope, EnvelopeError

AN_ID = UUID("019cb0c1-5e00-7001-8001-3779b97f4a7c")


def an_envelope(**changes: object) -> Envelope:
    values: dict[str, object] = {
        "id": AN_ID,
        "type": "payments.PaymentMade.v1",
        "source": "payments",
        "time": datetime(2026, 4, 17, 9, 30, 15, 120_000, tzinfo=UTC),
        "agency_id": UUID(int=1),
        "correlation_id": UUID(int=2),
        "causation_id": UUID(int=3),
        "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    }
    return Envelope.model_validate(values | changes)


def headers_without(name: str) -> list[tuple[str, bytes]]:
    return [header for header in an_envelope().to_headers() if header[0] != name]


@given(
    st.builds(
        Envelope,
        id=st.uuids(),
        type=st.sampled_from(["payments.PaymentMade.v1", "a.B.v2"]),
        source=st.text(min_size=1, max_size=40),
        time=st.datetimes(timezones=st.just(UTC)),
        agency_id=st.uuids(),
        correlation_id=st.uuids(),
        causation_id=st.none() | st.uuids(),
        traceparent=st.none() | st.text(min_size=1, max_size=60),
    )
)
def test_an_envelope_comes_back_as_it_was_sent(envelope: Envelope) -> None:
    assert Envelope.from_headers(envelope.to_headers()) == envelope


def test_the_headers_are_those_of_cloudevents_in_binary_mode() -> None:
    headers = dict(an_envelope().to_headers())
    assert headers["ce_specversion"] == b"1.0"
    assert headers["ce_id"] == str(AN_ID).encode()
    assert headers["ce_type"] == b"payments.PaymentMade.v1"
    assert headers["ce_time"] == b"2026-04-17T09:30:15.120000+00:00"
    assert headers["content-type"] == b"application/json"


def test_a_time_of_another_zone_is_sent_in_utc() -> None:
    oslo = datetime(2026, 4, 17, 11, 30, tzinfo=timezone(timedelta(hours=2)))
    assert dict(an_envelope(time=oslo).to_headers())["ce_time"] == b"2026-04-17T09:30:00+00:00"


@pytest.mark.parametrize("name", ["causation_id", "traceparent"])
def test_what_an_event_need_not_have_is_left_out(name: str) -> None:
    assert getattr(Envelope.from_headers(headers_without(name)), name) is None
    assert name not in dict(an_envelope(**{name: None}).to_headers())


@pytest.mark.parametrize(
    "name", ["ce_id", "ce_type", "ce_source", "ce_time", "agency", "correlation_id"]
)
def test_a_header_that_is_missing_is_named(name: str) -> None:
    with pytest.raises(EnvelopeError, match=f"header {name} is missing"):
        Envelope.from_headers(headers_without(name))


@pytest.mark.parametrize("name", ["ce_id", "ce_time", "agency", "correlation_id", "causation_id"])
def test_a_header_that_cannot_be_read_is_named(name: str) -> None:
    with pytest.raises(EnvelopeError, match=f"header {name} is not a"):
        Envelope.from_headers([*headers_without(name), (name, b"yesterday")])


def test_a_header_that_is_not_text_is_refused() -> None:
    with pytest.raises(EnvelopeError, match="UTF-8"):
        Envelope.from_headers([*headers_without("ce_source"), ("ce_source", b"\xff\xfe")])


def test_headers_of_others_are_left_alone() -> None:
    headers = [*an_envelope().to_headers(), ("x-broker-note", b"hello")]
    assert Envelope.from_headers(headers) == an_envelope()
