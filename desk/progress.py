"""How far long work is, how fast it goes and how long it may still take: pure arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

SHORTEST = timedelta(seconds=2)
"""A shorter stretch tells nothing about the speed."""
STILL = timedelta(minutes=1)
"""Work without a sign of life for so long stands still."""
LONGEST = timedelta(days=30)
"""What would take longer is not foretold."""


@dataclass(frozen=True)
class Pace:
    """`share` from 0 to 1; `per_second` and `left` are None while nobody can know; `is_still` where nothing moves."""

    share: float = 0.0
    per_second: float | None = None
    left: timedelta | None = None
    is_still: bool = False


def pace_of(
    done: float,
    total: float,
    now: datetime,
    *,
    stretch_at: datetime | None,
    stretch_done: float = 0,
    beat_at: datetime | None = None,
) -> Pace:
    """The pace of work that has done `done` of `total`. Speed counts from the beginning of this stretch to the last
    sign of life, so that neither a night without the worker nor the pause between two batches slows it."""
    share = min(1.0, max(0.0, done / total)) if total > 0 else 0.0
    if stretch_at is None:
        return Pace(share)
    last = max(beat_at or stretch_at, stretch_at)
    is_still = now - last > STILL
    took = last - stretch_at
    fresh = done - stretch_done
    if took < SHORTEST or fresh <= 0:
        return Pace(share, is_still=is_still)
    speed = fresh / took.total_seconds()
    seconds = max(0.0, total - done) / speed - (now - last).total_seconds()
    knows = total > 0 and not is_still and seconds < LONGEST.total_seconds()
    return Pace(share, speed, timedelta(seconds=max(0.0, seconds)) if knows else None, is_still)
