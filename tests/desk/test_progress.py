"""How long work may still take is told only when somebody can know it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from desk.progress import Pace, pace_of

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def ago(**amount):
    return NOW - timedelta(**amount)


def test_speed_and_time_left_follow_from_this_stretch():
    pace = pace_of(600, 1000, NOW, stretch_at=ago(seconds=10), stretch_done=100, beat_at=NOW)

    assert pace == Pace(0.6, 50.0, timedelta(seconds=8))


def test_the_pause_since_the_last_batch_slows_nothing_and_is_taken_off_the_time_left():
    pace = pace_of(500, 1000, NOW, stretch_at=ago(seconds=20), beat_at=ago(seconds=10))

    assert (pace.per_second, pace.left) == (50.0, timedelta(0))


def test_a_night_without_the_worker_counts_for_nothing():
    pace = pace_of(500, 1000, NOW, stretch_at=ago(seconds=5), stretch_done=450, beat_at=NOW)

    assert (pace.per_second, pace.left) == (10.0, timedelta(seconds=50))


@pytest.mark.parametrize(
    ("done", "more"),
    [
        (0, {"stretch_at": None}),
        (5, {"stretch_at": ago(seconds=1), "beat_at": NOW}),
        (5, {"stretch_at": ago(seconds=9), "stretch_done": 5, "beat_at": NOW}),
    ],
)
def test_nothing_is_foretold_before_something_has_moved(done, more):
    pace = pace_of(done, 10, NOW, **more)

    assert (pace.per_second, pace.left, pace.share) == (None, None, done / 10)


def test_what_gives_no_sign_of_life_stands_still():
    pace = pace_of(5, 10, NOW, stretch_at=ago(minutes=9), beat_at=ago(minutes=2))

    assert (pace.is_still, pace.left) == (True, None)


def test_without_a_total_the_share_is_unknown_and_nothing_is_left():
    pace = pace_of(500, 0, NOW, stretch_at=ago(seconds=10), beat_at=NOW)

    assert (pace.share, pace.per_second, pace.left) == (0.0, 50.0, None)


def test_more_than_all_is_all():
    assert pace_of(12, 10, NOW, stretch_at=ago(seconds=10), beat_at=NOW).share == 1.0
