"""When the worker's jobs run."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from desk.chores import Job
from desk.jobs import JobPlan, due, is_due, next_run, next_try, wait

NOW = datetime(2026, 3, 18, 9, 0, tzinfo=UTC)
ALMATY = ZoneInfo("Asia/Almaty")
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


def job(name: str = "relay", **fields: object) -> Job:
    return Job(**{"name": name, "every": 1.0, "next_run_at": NOW, **fields})  # type: ignore[arg-type]


def test_a_job_whose_time_has_come_is_due() -> None:
    assert is_due(job(), NOW)
    assert not is_due(job(next_run_at=NOW + SECOND), NOW)


def test_a_living_lease_keeps_others_away_and_a_dead_one_does_not() -> None:
    assert not is_due(job(lease_by="other", lease_until=NOW + SECOND), NOW)
    assert is_due(job(lease_by="other", lease_until=NOW), NOW)


def test_the_longest_waiting_job_comes_first() -> None:
    jobs = [job("late"), job("later", next_run_at=NOW + SECOND), job("first", next_run_at=NOW - HOUR)]

    assert [each.name for each in due(jobs, NOW)] == ["first", "late"]


def test_a_job_runs_again_after_its_seconds() -> None:
    assert next_run(JobPlan("tick", 60), NOW, ALMATY) == NOW + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("now", "again"),
    [
        (datetime(2026, 3, 18, 1, 0, tzinfo=ALMATY), datetime(2026, 3, 18, 3, 0, tzinfo=ALMATY)),
        (datetime(2026, 3, 18, 3, 0, tzinfo=ALMATY), datetime(2026, 3, 19, 3, 0, tzinfo=ALMATY)),
        (datetime(2026, 3, 17, 23, 30, tzinfo=UTC), datetime(2026, 3, 19, 3, 0, tzinfo=ALMATY)),
        (datetime(2024, 2, 29, 2, 0, tzinfo=ALMATY), datetime(2024, 2, 29, 3, 0, tzinfo=ALMATY)),
    ],
    ids=["before", "at-the-hour", "told-in-utc", "the-night-before-the-zone-changed"],
)
def test_a_nightly_job_runs_at_its_hour_of_the_desk(now: datetime, again: datetime) -> None:
    assert next_run(JobPlan("nightly", 86_400, daily_at=time(3)), now, ALMATY) == again


def test_waits_double_up_to_one_hour_and_never_give_up() -> None:
    waits = [next_try(failures, NOW) - NOW for failures in (1, 2, 3, 10, 20, 10_000)]

    assert waits == [2 * SECOND, 4 * SECOND, 8 * SECOND, 1024 * SECOND, HOUR, HOUR]


def test_nothing_failed_yet_waits_the_first_time_only() -> None:
    assert wait(0, SECOND, HOUR) == SECOND
