"""Asking too often is refused, for who asks too often and for nobody else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from desk.errors import RuleError
from ui.pace import Pace

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def test_too_many_within_the_window_are_refused_and_later_ones_are_not():
    pace = Pace(3, timedelta(minutes=1))
    for second in range(3):
        pace.must("aigul", NOW + timedelta(seconds=second))

    with pytest.raises(RuleError, match="too many"):
        pace.must("aigul", NOW + timedelta(seconds=59))
    pace.must("bolat", NOW)
    pace.must("aigul", NOW + timedelta(seconds=60))


def test_refused_tries_do_not_make_the_wait_longer():
    pace = Pace(1, timedelta(minutes=1))
    pace.must("aigul", NOW)
    for second in range(1, 59):
        with pytest.raises(RuleError):
            pace.must("aigul", NOW + timedelta(seconds=second))

    pace.must("aigul", NOW + timedelta(minutes=1))
