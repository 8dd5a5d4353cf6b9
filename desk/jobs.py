"""When the worker's jobs run: pure decisions about schedules, leases and back-off."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from desk.chores import Job

LONGEST_WAIT = timedelta(hours=1)
"""A failing job never waits longer before its next try."""


@dataclass(frozen=True)
class JobPlan:
    """How a job runs. `every` is seconds between the end of a run and the next; `daily_at` a clock time instead.

    `own_process` runs it in a child of the worker, so that its memory goes back to the machine at its end.
    """

    name: str
    every: float
    daily_at: time | None = None
    own_process: bool = False

    def first(self, now: datetime) -> Job:
        """The row that the job's table gets when it does not know the job yet: due at once."""
        return Job(self.name, self.every, now, own_process=self.own_process)


def is_due(job: Job, now: datetime) -> bool:
    """Should somebody run it: its time has come and no living lease holds it."""
    return job.next_run_at <= now and not is_held(job, now)


def is_held(job: Job, now: datetime) -> bool:
    """Does a worker that is still alive hold it?"""
    return job.lease_by is not None and job.lease_until is not None and job.lease_until > now


def due(jobs: Iterable[Job], now: datetime) -> list[Job]:
    """The jobs to run now, the longest waiting first."""
    return sorted((job for job in jobs if is_due(job, now)), key=lambda job: (job.next_run_at, job.name))


def next_run(plan: JobPlan, now: datetime, zone: tzinfo) -> datetime:
    """When a job that ended well at `now` runs again: `daily_at` counts in the desk's `zone`."""
    if plan.daily_at is None:
        return now + timedelta(seconds=plan.every)
    local = now.astimezone(zone)
    today = datetime.combine(local.date(), plan.daily_at, zone)
    return today if today > local else datetime.combine(local.date() + timedelta(days=1), plan.daily_at, zone)


def next_try(failures: int, now: datetime) -> datetime:
    """When a job that failed `failures` times in a row (this one counted) is tried again: 2, 4, 8 … s, at most 1 h."""
    return now + wait(failures, timedelta(seconds=2), LONGEST_WAIT)


def wait(failures: int, first: timedelta, most: timedelta) -> timedelta:
    """A wait that doubles with every failure in a row, from `first` up to `most`."""
    doublings = min(max(failures - 1, 0), 40)  # 2**40 s is beyond any `most`; more would overflow a timedelta
    doubled: timedelta = first * 2**doublings
    return min(doubled, most)
