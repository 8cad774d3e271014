"""Pauses grow, are spread, and have a longest."""

from datetime import timedelta

from notifications.sending.backoff import Backoff

BACKOFF = Backoff(first_seconds=60, factor=4, longest_seconds=14_400)


def test_each_pause_is_longer_than_the_one_before_until_the_longest() -> None:
    minutes = [BACKOFF.longest_after(tries) / timedelta(minutes=1) for tries in range(1, 8)]
    assert minutes == [1, 4, 16, 64, 240, 240, 240]


def test_what_failed_together_is_not_tried_together() -> None:
    pauses = {BACKOFF.after(3) for _ in range(50)}
    assert len(pauses) > 1
    assert all(timedelta(minutes=8) <= pause <= timedelta(minutes=16) for pause in pauses)


def test_the_thousandth_try_has_a_pause_too() -> None:
    assert BACKOFF.longest_after(1000) == timedelta(hours=4)
